"""Ways to write a soft label wrongly."""

from mutants.harness import Mutant

HARD, UNIFORM, OTHERS, OBJECTNESS, SHARE = (
    f"nls_tutorial/targets/{leaf}.py" for leaf in ("hard", "uniform", "others", "objectness", "unit_interval")
)
HARD_TESTS, UNIFORM_TESTS, OTHERS_TESTS, OBJECTNESS_TESTS, SHARE_TESTS = (
    f"tests/targets/test_{leaf}.py" for leaf in ("hard", "uniform", "others", "objectness", "unit_interval")
)

MUTANTS = [
    Mutant(HARD, "scatter(1, labels.unsqueeze(1), 1.0)", "scatter(0, labels.unsqueeze(1), 1.0)", HARD_TESTS, "axis"),
    Mutant(HARD, "*labels.shape[1:])", "*labels.shape[1:][::-1])", HARD_TESTS, "height and width swapped"),
    Mutant(HARD, "dtype or torch.get_default_dtype()", "torch.get_default_dtype()", HARD_TESTS, "type not kept"),
    Mutant(UNIFORM, "+ smoothing / classes)", "+ smoothing / (classes - 1))", UNIFORM_TESTS, "the other definition"),
    Mutant(UNIFORM, "(1 - smoothing) * hard", "(1 + smoothing) * hard", UNIFORM_TESTS, "wrong sign"),
    Mutant(UNIFORM, "1 / classes, dtype", "1 / (classes - 1), dtype", UNIFORM_TESTS, "does not sum to one"),
    Mutant(OTHERS, "smoothing / (classes - 1)", "smoothing / classes", OTHERS_TESTS, "the other definition"),
    Mutant(OTHERS, "* (1 - hard)", "* (1 + hard)", OTHERS_TESTS, "the label gets a share of the others"),
    Mutant(OBJECTNESS, "alpha = 1 - objectness", "alpha = objectness", OBJECTNESS_TESTS, "large objects soften"),
    Mutant(OBJECTNESS, "+ (1 - strength) * hard", "+ strength * hard", OBJECTNESS_TESTS, "β on both parts"),
    Mutant(OBJECTNESS, 'interval("objectness"', 'interval("alpha"', OBJECTNESS_TESTS, "names another argument"),
    Mutant(SHARE, "low >= -beyond", "low > 0", SHARE_TESTS, "refuses 0"),
    Mutant(SHARE, "high <= 1 + beyond", "high <= 2 + beyond", SHARE_TESTS, "lets 1.25 through"),
    Mutant(SHARE, "value.unsqueeze(1)", "value.unsqueeze(0)", OTHERS_TESTS, "shares beside the wrong axis"),
]
