"""Ways to draw a crop and its label wrongly."""

from mutants.harness import Mutant


def mutant(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l10_shrink_the_label_with_the_object/scenes.py",
        old,
        new,
        "tests/lessons/l10_shrink_the_label_with_the_object/test_scenes.py",
        why,
    )


MUTANTS = [
    mutant("return self.height - self.ends_y", "return self.ends_y", "a crop upside down"),
    mutant("torch.stack([x1, y1, x2, y2], dim=-1)", "torch.stack([y1, x1, y2, x2], dim=-1)", "rows for columns"),
    mutant("near = share[:, None] * (1 - side) * length", "near = share[:, None] * length", "beyond the picture"),
    mutant("targets[:, (label + 1) % count]", "targets[:, label]", "the true class drawn twice"),
    mutant('"nnffn")', '"nffnn")', "a hole that is none"),
    mutant("lead[0] / (lead[0] - lead[1])", "lead[0] / lead[1]", "a crossing astray"),
    mutant("(true < other - LEVEL)", "(true > other - LEVEL)", "ahead for behind"),
    mutant("tuple(sorted(found))", "tuple(found)", "a slider out of order"),
]
