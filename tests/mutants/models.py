"""Networks built wrongly."""

from mutants.harness import Mutant

CLASSIFIER, SMALL, LARGE = (f"nls_tutorial/models/{leaf}.py" for leaf in ("classifier", "small", "large"))
CLASSIFIER_TESTS, SMALL_TESTS = (f"tests/models/test_{leaf}.py" for leaf in ("classifier", "small"))
# a few of the tests: building all five networks takes long
LARGE_TESTS = " ".join(
    f"tests/models/test_large.py::test_{name}"
    for name in (
        "partial_padding_is_the_converted_network",
        "how_often_the_picture_is_halved",
        "inside_another_module_the_names_keep_their_place",
    )
)

LAYOUT, LAYOUT_TESTS = "nls_tutorial/models/layout.py", "tests/models/test_layout.py"

MUTANTS = [
    Mutant(LAYOUT, "layer.in_channels < NARROWEST", "False", LAYOUT_TESTS, "torch ends the process in a backward pass"),
    Mutant(LAYOUT, "_, *behind =", "behind =", LAYOUT_TESTS, "no network of pictures is quick"),
    Mutant(LAYOUT, "channels_last if last else", "channels_last if not last else", LAYOUT_TESTS, "the other layout"),
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
    Mutant(SMALL, "(4 * width, 2), (4 * width, 1)", "(4 * width, 1), (4 * width, 2)", SMALL_TESTS, "halves too late"),
    Mutant(SMALL, "default_generator.manual_seed(seed)", "default_generator.seed()", SMALL_TESTS, "a seed in vain"),
    Mutant(
        SMALL, "with torch.random.fork_rng(devices=[]):", "if True:", SMALL_TESTS, "moves the global random numbers"
    ),
    Mutant(LARGE, 'if padding == "partial":', 'if padding == "zero":', LARGE_TESTS, "the other padding"),
    Mutant(LARGE, "strided[:2]", "strided[:1]", LARGE_TESTS, "halved once too often"),
    Mutant(
        LARGE,
        "net.maxpool = stem, nn.Identity()",
        "net.maxpool = stem, net.maxpool",
        LARGE_TESTS,
        "pools small pictures",
    ),
    Mutant(LARGE, "self.register_load_state_dict_pre_hook(_inward)", "", LARGE_TESTS, "their weights do not load"),
]
