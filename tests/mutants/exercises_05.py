"""Ways to solve the exercises of lesson 05 wrongly."""

from mutants.harness import Mutant


def mutant(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l05_keep_a_margin/exercises.py",
        old,
        new,
        "tests/lessons/l05_keep_a_margin/test_exercises.py",
        why,
    )


MUTANTS = [
    mutant(
        "# d_k = max_j z_j − z_k\n    return logits.amax(dim=1, keepdim=True) - logits",
        "# d_k = max_j z_j − z_k\n    return logits - logits.amax(dim=1, keepdim=True)",
        "wrong sign",
    ),
    mutant(
        "# d_k > m\n    return logits.amax(dim=1, keepdim=True) - logits > margin",
        "# d_k > m\n    return logits.amax(dim=1, keepdim=True) - logits >= margin",
        "pulls at the margin itself",
    ),
    mutant(
        "e^{−m})\n    return 1 / (1 + (classes - 1) * math.exp(-margin))",
        "e^{−m})\n    return 1 / (1 + classes * math.exp(-margin))",
        "K others",
    ),
    mutant(
        "e^{−m})\n    return math.log(cap * (classes - 1) / (1 - cap))",
        "e^{−m})\n    return math.log(cap / (1 - cap))",
        "two classes only",
    ),
    mutant('(classes if over_classes == "mean" else 1)\n    if pull', "(1)\n    if pull", "always the sum"),
    mutant("e^{−d})\n    return max(margin,", "e^{−d})\n    return min(margin,", "rests at the smaller of the two"),
]
