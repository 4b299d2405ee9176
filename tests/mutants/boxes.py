"""Ways to measure an object wrongly."""

from mutants.harness import Mutant

OBJECTNESS, OVERLAP, MASKS, CROP, INPUTS, UNION = (
    f"nls_tutorial/boxes/{leaf}.py" for leaf in ("objectness", "overlap", "masks", "crop", "inputs", "union")
)
OBJECTNESS_TESTS, OVERLAP_TESTS, MASKS_TESTS, CROP_TESTS, UNION_TESTS = (
    f"tests/boxes/test_{leaf}.py" for leaf in ("objectness", "overlap", "masks", "crop", "union")
)

MUTANTS = [
    Mutant(OBJECTNESS, "added.sum(2)", "added.amax(2)", OBJECTNESS_TESTS, "one interval a strip"),
    Mutant(OBJECTNESS, "torch.maximum(y1, deepest)", "y1", OBJECTNESS_TESTS, "what boxes share counts twice"),
    Mutant(OBJECTNESS, "boxes[..., 1].argsort", "boxes[..., 3].argsort", OBJECTNESS_TESTS, "sorted by the lower edge"),
    Mutant(OBJECTNESS, "below.cummax(2).values[..., :-1]", "below[..., :-1]", OBJECTNESS_TESTS, "the last box only"),
    Mutant(OBJECTNESS, "met(every, windows[:, None])", "every", OBJECTNESS_TESTS, "not cut to the crop"),
    Mutant(OBJECTNESS, "clamp(max=1)", "clamp(max=0.5)", OBJECTNESS_TESTS, "never full"),
    Mutant(UNION, "first[odd_first], last[odd_last] - 1", "first[odd_first], last[odd_last]", UNION_TESTS, "late"),
    Mutant(UNION, "torch.where(inside > 0, lengths", "torch.where(inside == 1, lengths", UNION_TESTS, "not two"),
    Mutant(UNION, "part[change != 0]", "part[change > 0]", UNION_TESTS, "steps up alone"),
    Mutant(OBJECTNESS, "if n >= MANY and", "if False and", UNION_TESTS, "each against each other"),
    Mutant(OVERLAP, ".maximum(corner)", "", OVERLAP_TESTS, "boxes that do not meet"),
    Mutant(MASKS, "edge + 1)", "edge)", MASKS_TESTS, "pixels without width"),
    Mutant(MASKS, "(x2 - x1) * (y2 - y1)", "(x2 - x1) * (x2 - x1)", MASKS_TESTS, "square crops only"),
    Mutant(CROP, "new_tensor([width, height])", "new_tensor([height, width])", CROP_TESTS, "height and width swapped"),
    Mutant(CROP, "torch.where(mirrored, width - x1, x2)", "x2", CROP_TESTS, "half mirrored"),
    Mutant(CROP, "masked_fill(gone, 0.0)", "masked_fill(gone & False, 0.0)", CROP_TESTS, "keeps a corner of nothing"),
    Mutant(INPUTS, "checks.where_double_is(value.detach()).double()", "value.detach()", OBJECTNESS_TESTS, "in float32"),
    Mutant(INPUTS, "(boxes[..., 2:] >= boxes[..., :2])", "(boxes[..., 2:] > boxes[..., :2])", OBJECTNESS_TESTS,
           "no room for a missing box"),
]  # fmt: skip
