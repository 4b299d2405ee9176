"""Ways to make, split and read the data wrongly."""

from mutants.harness import Mutant

SEEDS, SPLITS, NOISE, DIGITS, SHAPES, BACKGROUNDS, SCENES, CIFAR10 = (
    f"nls_tutorial/data/{leaf}.py"
    for leaf in ("seeds", "splits", "noise", "digits", "shapes", "backgrounds", "scenes", "cifar10")
)
SEEDS_TESTS, SPLITS_TESTS, NOISE_TESTS, DIGITS_TESTS, SHAPES_TESTS, BACKGROUNDS_TESTS, SCENES_TESTS, CIFAR10_TESTS = (
    f"tests/data/test_{leaf}.py"
    for leaf in ("seeds", "splits", "noise", "digits", "shapes", "backgrounds", "scenes", "cifar10")
)
STILL_LIFE, STILL_LIFE_TESTS = "nls_tutorial/data/still_life.py", "tests/data/test_still_life.py"

MUTANTS = [
    Mutant(STILL_LIFE, "inside & ~hidden", "inside & hidden", STILL_LIFE_TESTS, "what is hidden, not what is seen"),
    Mutant(
        STILL_LIFE, "return distance * radius, u", "return distance + radius, u", STILL_LIFE_TESTS, "fruit too small"
    ),
    Mutant(
        STILL_LIFE, "coverage * (peel - ground)", "coverage * peel", STILL_LIFE_TESTS, "fruit that lets wood through"
    ),
    Mutant(STILL_LIFE, "for name, mask in reversed(masks)", "for name, mask in masks", STILL_LIFE_TESTS, "front first"),
    Mutant(SEEDS, "seed * len(STREAMS) +", "seed +", SEEDS_TESTS, "streams of neighbouring seeds meet"),
    Mutant(SEEDS, "if seed >= SEEDS:", "if seed > SEEDS:", SEEDS_TESTS, "a seed beyond the 32 bits"),
    Mutant(SPLITS, "row[:asked].split(", "row[:asked].sort().values.split(", SPLITS_TESTS, "not shuffled"),
    Mutant(SPLITS, "if asked > count:", "if asked > count + 1:", SPLITS_TESTS, "one too many is let through"),
    Mutant(SPLITS, "+ 0.5) / n", "+ 0.5) / len(row)", SPLITS_TESTS, "places over N, not over the class's n"),
    Mutant(SPLITS, 'device="cpu") + 0.5)', 'device="cpu"))', SPLITS_TESTS, "half a step missing"),
    Mutant(SPLITS, "labels[row] == label", "labels == label", SPLITS_TESTS, "labels not in the row's order"),
    Mutant(NOISE, "torch.randint(1, classes,", "torch.randint(0, classes,", NOISE_TESTS, "a wrong label that is right"),
    Mutant(NOISE, "torch.randint(1, classes,", "torch.randint(1, 2,", NOISE_TESTS, "always the next class"),
    Mutant(NOISE, "round(share * len(labels))", "int(share * len(labels))", NOISE_TESTS, "rounds down"),
    Mutant(NOISE, "noisy = labels.clone()", "noisy = labels", NOISE_TESTS, "writes into the given labels"),
    Mutant(DIGITS, "INK = 16.0", "INK = 255.0", DIGITS_TESTS, "pixels not in 0 … 1"),
    Mutant(DIGITS, "clean_labels=clean.labels", "clean_labels=noisy", DIGITS_TESTS, "clean labels that are noisy"),
    Mutant(DIGITS, "seed, labels=labels)", "seed)", DIGITS_TESTS, "not stratified"),
    Mutant(
        DIGITS,
        '{"test": test, "calibration": calibration, "train": train}',
        '{"train": train, "calibration": calibration, "test": test}',
        DIGITS_TESTS,
        "the test part follows the training size",
    ),
    Mutant(DIGITS, "images[taken], labels[taken]", "images[taken], labels[: len(taken)]", DIGITS_TESTS, "labels moved"),
    Mutant(SHAPES, "across, down = x, y / aspect", "across, down = x / aspect, y", SHAPES_TESTS, "beyond its circle"),
    Mutant(SHAPES, "level * (level - 1)", "level * (1 - level)", SHAPES_TESTS, "inside out"),
    Mutant(
        SHAPES, "return _box(x, y, w, w * aspect)", "return _box(x, y, w, w)", SHAPES_TESTS, "a rectangle as a square"
    ),
    Mutant(SHAPES, "/ (1 + aspect * aspect).sqrt()\n\n\ndef tri", "\n\n\ndef tri", SHAPES_TESTS, "not a distance"),
    Mutant(SHAPES, "- y * 0.5, y) - 0.5", "+ y * 0.5, -y) - 0.5", SHAPES_TESTS, "upside down"),
    Mutant(SHAPES, "0.46 * sin, 0.46 * cos - 1", "0.46 * cos, 0.46 * sin - 1", SHAPES_TESTS, "notch elsewhere"),
    Mutant(SHAPES, "torch.maximum(disc, -bite)", "torch.maximum(disc, bite)", SHAPES_TESTS, "the bite, not the rest"),
    Mutant(SHAPES, "torch.minimum(tilted, lobe)", "torch.maximum(tilted, lobe)", SHAPES_TESTS, "what both share"),
    Mutant(SHAPES, "- side / 2", "- side / 3", SHAPES_TESTS, "lobes too small"),
    Mutant(
        BACKGROUNDS, "column + row - 2 * column * row", "column + row - column * row", BACKGROUNDS_TESTS, "or, not xor"
    ),
    Mutant(BACKGROUNDS, "shifted = x + 0.5 * row", "shifted = x", BACKGROUNDS_TESTS, "rows not shifted"),
    Mutant(BACKGROUNDS, "* pixels + 0.5", "* pixels + 0.0", BACKGROUNDS_TESTS, "edges half a pixel off"),
    Mutant(BACKGROUNDS, "_off(2 * y) / 2", "_off(2 * y)", BACKGROUNDS_TESTS, "joints of two widths"),
    Mutant(BACKGROUNDS, "* (1 - half) * sign", "* (1 - half)", BACKGROUNDS_TESTS, "a wave that never swings down"),
    Mutant(
        SCENES, "agrees < agreement, shape, stranger", "agrees < agreement, stranger, shape", SCENES_TESTS, "disagrees"
    ),
    Mutant(SCENES, "(shape + 1 + (other", "(shape + (other", SCENES_TESTS, "a stranger that is at home"),
    Mutant(SCENES, "size - 2 * room", "size - room", SCENES_TESTS, "shapes beyond the border"),
    Mutant(SCENES, "off.argmin(dim=1", "off.argmax(dim=1", SCENES_TESTS, "to the farthest side"),
    Mutant(
        SCENES,
        "move = torch.minimum(torch.maximum(torch.zeros_like(near), -near), far)",
        "move = torch.zeros_like(near)",
        SCENES_TESTS,
        "another side is nearer",
    ),
    Mutant(SCENES, "widest + 2 * border > size", "widest + border > size", SCENES_TESTS, "no room for the shape"),
    Mutant(SCENES, "torch.arange(size) + 0.5", "torch.arange(size)", SCENES_TESTS, "pixel corners, not centres"),
    Mutant(SCENES, "y * cos - x * sin", "y * cos + x * sin", SCENES_TESTS, "a skew, not a turn"),
    Mutant(SCENES, "coverage >= 0.5", "coverage > 0.0", SCENES_TESTS, "a mask of every touched pixel"),
    Mutant(SCENES, "(0.5 - distance)", "(1.0 - distance)", SCENES_TESTS, "outline half a pixel out"),
    Mutant(SCENES, "right, bottom = width - ", "right, bottom = width - 1 - ", SCENES_TESTS, "a closed box"),
    Mutant(SCENES, "rows, columns = masks.any(2)", "columns, rows = masks.any(2)", SCENES_TESTS, "x and y swapped"),
    Mutant(SCENES, "label[whole.shape],", "whole.shape,", SCENES_TESTS, "labels number all shapes"),
    Mutant(SCENES, '*how, "scenes: test", "test"', '*how, "scenes: train", "test"', SCENES_TESTS, "tested on train"),
    Mutant(SCENES, ".argsort(dim=1, stable=True)", ".mul(classes).long()", SCENES_TESTS, "unbalanced"),
    Mutant(SCENES, "SMALLEST = 16", "SMALLEST = 15", SCENES_TESTS, "a size below the smallest"),
    Mutant(
        CIFAR10, "reshape(-1, 3, 32, 32)", "reshape(-1, 32, 32, 3).permute(0, 3, 1, 2)", CIFAR10_TESTS, "planes mixed"
    ),
    Mutant(CIFAR10, "planes.float() / 255", "planes.float() / 256", CIFAR10_TESTS, "white is not 1"),
    Mutant(CIFAR10, "rows[:, 0] >= CLASSES", "rows[:, 0] > CLASSES", CIFAR10_TESTS, "label 10 is let through"),
    Mutant(CIFAR10, "if left or not records:", "if left:", CIFAR10_TESTS, "an empty file is let through"),
    Mutant(CIFAR10, "if left or not records:", "if not records:", CIFAR10_TESTS, "a cut file is let through"),
    Mutant(CIFAR10, "first > records", "first > records + 1", CIFAR10_TESTS, "more than the file has"),
    Mutant(
        CIFAR10, "_records(home / TEST_FILE, per_batch)", "_records(home / TEST_FILE, None)", CIFAR10_TESTS, "all tests"
    ),
    Mutant(CIFAR10, 'parts["train"].sort().values', 'parts["train"]', CIFAR10_TESTS, "not in the files' order"),
    Mutant(CIFAR10, "if aside >= count:", "if aside > count:", CIFAR10_TESTS, "nothing left to learn from"),
]
