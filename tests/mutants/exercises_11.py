"""Ways to solve the exercises of lesson 11 wrongly."""

from mutants.harness import Mutant


def mutant(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l11_take_the_object_away/exercises.py",
        old,
        new,
        "tests/lessons/l11_take_the_object_away/test_exercises.py",
        why,
    )


MUTANTS = [
    mutant("without = image.clone()", "without = image", "writes into the picture that was given"),
    mutant("without[:, y1:y2, x1:x2] =", "without[:, x1:x2, y1:y2] =", "x and y swapped"),
    mutant(
        "# mean |p̂ − o|\n    return (probabilities.amax(dim=1) - objectness).abs().mean()",
        "# mean |p̂ − o|\n    return (probabilities.amax(dim=1) - objectness).mean().abs()",
        "too sure and too timid cancel",
    ),
    mutant(
        "where ŷ = y\n    return (1 - probabilities", "where ŷ = y\n    return (probabilities", "confidence, not doubt"
    ),
    mutant(
        "positive = activation.clamp(min=0)\n    # Σ",
        "positive = activation.abs()\n    # Σ",
        "evidence against counts for it",
    ),
    mutant("and level < enough:", "and level > enough - math.inf:", "keeps the last that will do"),
    mutant("reached = right[confidence >= level]", "reached = right[confidence > level]", "leaves its own sample out"),
]
