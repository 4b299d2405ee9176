"""Ways to cut, mix, fill and label wrongly."""

from mutants.harness import Mutant

CROPS, COLOURS, CUTMIX, PREPARE, LOOP = (
    f"nls_tutorial/training/{leaf}.py" for leaf in ("crops", "color_jitter", "cutmix", "crop_targets", "loop")
)
REMOVAL, MIXED = "nls_tutorial/data/removal.py", "nls_tutorial/targets/mixed.py"
CROPS_TESTS, COLOURS_TESTS, CUTMIX_TESTS, PREPARE_TESTS = (
    f"tests/training/test_{leaf}.py" for leaf in ("crops", "color_jitter", "cutmix", "crop_targets")
)
REMOVAL_TESTS, MIXED_TESTS = "tests/data/test_removal.py", "tests/targets/test_mixed.py"

MUTANTS = [
    Mutant(CROPS, "share * shape).sqrt", "share / shape).sqrt", CROPS_TESTS, "square windows"),
    Mutant(CROPS, "(width - wide + 1)", "(width - wide)", CROPS_TESTS, "never at the right edge"),
    Mutant(CROPS, "step.clamp(min=1)", "step.clamp(max=1)", CROPS_TESTS, "no antialiasing"),
    Mutant(CROPS, "columns.flip(1), columns)\n    # new", "columns, columns)\n    # new", CROPS_TESTS,
           "never mirrored"),
    Mutant(CROPS, "(torch.arange(new, device=low.device) + 0.5)", "torch.arange(new, device=low.device)", CROPS_TESTS,
           "masks half a pixel off"),
    Mutant(CROPS, "(pixel + 0.5 > low)", "(pixel + 1.5 > low)", CROPS_TESTS, "looks beyond the window"),
    Mutant(COLOURS, "torch.lerp(mean, images, strength)", "torch.lerp(images, mean, strength)", COLOURS_TESTS,
           "contrast upside down"),
    Mutant(COLOURS, "_grey(images).mean((1, 2, 3)", "_grey(images).mean((0, 1, 2, 3)", COLOURS_TESTS,
           "one mean for all"),
    Mutant(CUTMIX, "(1 - left_over).sqrt()", "(1 - left_over)", CUTMIX_TESTS, "sides as long as areas"),
    Mutant(CUTMIX, "share = 1 - inside", "share = inside", CUTMIX_TESTS, "labels swapped"),
    Mutant(CUTMIX, "circle.roll(1)", "circle", CUTMIX_TESTS, "each meets itself"),
    Mutant(PREPARE, "objectness(own.cpu(), crop", "objectness(batch.boxes.cpu(), crop", PREPARE_TESTS,
           "others' boxes count"),
    Mutant(PREPARE, 'device="cpu") < self.context', 'device="cpu") > self.context', PREPARE_TESTS,
           "context too often"),
    Mutant(PREPARE, "(images, boxes, self.fill)", "(images, batch.own_boxes, self.fill)", PREPARE_TESTS,
           "other objects stay"),
    Mutant(LOOP, "select(indices).to(device), generator)", "select(indices.sort().values).to(device), generator)",
           PREPARE_TESTS, "sorted batches"),
    Mutant(PREPARE, "if generator is None:", "if False:", PREPARE_TESTS, "validation pictures are cropped"),
    Mutant(REMOVAL, "(x1 < column + 1)", "(x1 < column)", REMOVAL_TESTS, "the first column stays"),
    Mutant(REMOVAL, "torch.where(own[:, None], data.images, ", "torch.where(own[:, None], fill[:, None, None], ",
           REMOVAL_TESTS, "the own object goes"),
    Mutant(REMOVAL, "boxes=torch.zeros_like(boxes), masks", "boxes=boxes, masks", REMOVAL_TESTS, "boxes of nothing"),
    Mutant(MIXED, "(1 - part) * second", "part * second", MIXED_TESTS, "does not sum to one"),
    Mutant(MIXED, "1 / targets.shape[1]", "1 / targets.shape[0]", MIXED_TESTS, "uniform over samples"),
]  # fmt: skip
