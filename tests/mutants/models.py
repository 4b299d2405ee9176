"""Networks built wrongly."""

from mutants.harness import Mutant

CLASSIFIER, SMALL = (f"nls_tutorial/models/{leaf}.py" for leaf in ("classifier", "small"))
CLASSIFIER_TESTS, SMALL_TESTS = (f"tests/models/test_{leaf}.py" for leaf in ("classifier", "small"))

MUTANTS = [
    Mutant(CLASSIFIER, "self.head(self.features(images))", "self.features(images)", CLASSIFIER_TESTS, "no last layer"),
    Mutant(CLASSIFIER, ".cpu().clone()", ".cpu()", CLASSIFIER_TESTS, "templates that move with the training"),
    Mutant(CLASSIFIER, "head.weight.detach()", "head.weight.detach().T", CLASSIFIER_TESTS, "columns, not rows"),
    Mutant(
        SMALL, "nn.Linear(width, features), nn.ReLU()", "nn.Linear(width, features)", SMALL_TESTS, "features below 0"
    ),
    Mutant(SMALL, "nn.AdaptiveAvgPool2d(2)", "nn.AdaptiveMaxPool2d(2)", SMALL_TESTS, "largest place, not the mean"),
    Mutant(
        SMALL, "stage > 0 and block == 0", "stage > 0 and block == blocks - 1", SMALL_TESTS, "halved at the wrong block"
    ),
    Mutant(
        SMALL,
        "self.norm2(self.conv2(inner)) + self.shortcut(x)",
        "self.norm2(self.conv2(inner))",
        SMALL_TESTS,
        "no shortcut",
    ),
    Mutant(SMALL, "default_generator.manual_seed(seed)", "default_generator.seed()", SMALL_TESTS, "a seed in vain"),
    Mutant(
        SMALL, "with torch.random.fork_rng(devices=[]):", "if True:", SMALL_TESTS, "moves the global random numbers"
    ),
]
