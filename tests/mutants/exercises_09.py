"""Ways to solve the exercises of lesson 09 wrongly."""

from mutants.harness import Mutant


def mutant(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l09_pad_without_inventing/exercises.py",
        old,
        new,
        "tests/lessons/l09_pad_without_inventing/test_exercises.py",
        why,
    )


MUTANTS = [
    mutant("return 7 * 7 / (4 * 4)", "return 7 * 7 / (3 * 3)", "one row too few"),
    mutant("a layer\n    return layers * (kernel - 1) // 2", "a layer\n    return layers * (kernel - 1)", "both sides"),
    mutant("* (k * k / seen) + bias", "* (seen / (k * k)) + bias", "upside down"),
    mutant(' or (padding == "same" and kernel == 1)\n\n\ndef _damaged', "\n\n\ndef _damaged",
           "a 1×1 kernel that pads nothing"),
    mutant('if kind != "Conv2d" or mode != "zeros":\n        return True', 'if kind != "Conv2d":\n        return True',
           "the picture's own pixels for holes"),
    mutant("result = torch.where(known, result, total / seen.clamp(min=1))", "result = total / seen.clamp(min=1)",
           "known pixels change"),
]  # fmt: skip
