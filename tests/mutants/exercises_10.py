"""Ways to solve the exercises of lesson 10 wrongly."""

from mutants.harness import Mutant


def mutant(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l10_shrink_the_label_with_the_object/exercises.py",
        old,
        new,
        "tests/lessons/l10_shrink_the_label_with_the_object/test_exercises.py",
        why,
    )


MUTANTS = [
    mutant("    width = max(0.0, min(box[2], crop[2])", "    width = (min(box[2], crop[2])", "a negative width"),
    mutant("- shared(first, second, crop))", "- shared(first, second))", "an overlap outside the crop"),
    mutant("    alpha = 1 - objectness[:, None]", "    alpha = objectness[:, None]", "α for objectness"),
    mutant("    return (classes - 1) / classes", "    return (classes - 2) / (classes - 1)", "a smaller β"),
    mutant("* true + alpha * others)", "* true - alpha * others)", "the sign as printed"),
]
