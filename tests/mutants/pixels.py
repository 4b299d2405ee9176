"""Ways to label pixels wrongly."""

from mutants.harness import Mutant


def data(leaf: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(f"nls_tutorial/data/{leaf}.py", old, new, f"tests/data/test_{leaf}.py", why)


def confusion(old: str, new: str, why: str) -> Mutant:
    return Mutant("nls_tutorial/calibration/confusion.py", old, new, "tests/calibration/test_confusion.py", why)


def record(old: str, new: str, why: str) -> Mutant:
    return Mutant("nls_tutorial/records/label_maps.py", old, new, "tests/records/test_label_maps.py", why)


MUTANTS = [
    record("counted = self.labels != self.ignore_index", "counted = self.labels >= 0", "the ignored label is a class"),
    record("if empty:", "if False:", "takes a picture that nobody has labelled"),
    data("label_borders", "2 * width + 1", "2 * width - 1 + 2 * (width == 0)", "looks a pixel less far"),
    data(
        "label_borders",
        "F.max_pool2d(classes.masked_fill(ignored, -torch.inf)",
        "F.max_pool2d(classes",
        "ignored pixels make a border",
    ),
    data("mask_files", "<< (7 - j)", "<< j", "the palette's bits the wrong way round"),
    data("mask_files", "known.setdefault(ignore_index, ignore_index)", "pass", "ignored pixels are refused"),
    data("mask_folder", 'mode="nearest-exact"', 'mode="bilinear"', "scaling invents classes"),
    data("mask_folder", "if tuple(labels.shape) != (high, wide):", "if False:", "a mask of another photograph"),
    data("crowded_scenes", "torch.where((distance <= 0) & there", "torch.where((distance <= 3) & there", "too large"),
    data(
        "crowded_scenes",
        '_crowded(test, size, seed, "scenes: test"',
        '_crowded(test, size, seed, "scenes: train"',
        "tests on what was learnt",
    ),
    confusion(
        "classes * labels.flatten() + predicted.flatten()",
        "classes * predicted.flatten() + labels.flatten()",
        "rows for columns",
    ),
    confusion("counts.sum(1) + counts.sum(0) - both", "counts.sum(1) + counts.sum(0)", "the union counts twice"),
    confusion(".nanmean()", ".nan_to_num().mean()", "a class that never occurs is missed"),
]
