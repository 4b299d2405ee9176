"""Ways to draw a margin wrongly."""

from mutants.harness import Mutant


def mutant(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l05_keep_a_margin/scenes.py",
        old,
        new,
        "tests/lessons/l05_keep_a_margin/test_scenes.py",
        why,
    )


MUTANTS = [
    mutant("return price[1:] - price[0], slope[1:]", "return price[1:], slope[1:]", "a price that is not 0 at d = 0"),
    mutant("logits = -distances[:, None]", "logits = distances[:, None]", "the winner lies below"),
    mutant("1 - _confidence(d, int(k))", "_confidence(d, int(k))", "the confidence drawn for the push"),
    mutant("return max(margin, optimal_gap", "return min(margin, optimal_gap", "rests at the smaller of the two"),
    mutant("1 / (1 + (classes - 1) *", "1 / (1 + classes *", "K others"),
    mutant("units = np.minimum(", "units = np.maximum(", "what lies beyond the reach is lost"),
    mutant("spread = ece.std(axis=-1, ddof=1)", "spread = ece.std(axis=-1)", "N for N − 1"),
    mutant(
        'study.scores(name, "ECE") for name in row] for row in chosen',
        'study.scores(name, "ECE") for name in reversed(row)] for row in chosen',
        "margins in the wrong order",
    ),
    mutant(
        "margin_loss, margin=margin, weight=weight, reduction",
        'margin_loss, margin=margin, weight=weight, over_classes="sum", reduction',
        "sum for mean",
    ),
]
