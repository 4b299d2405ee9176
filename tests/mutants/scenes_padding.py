"""Ways to draw and study padding wrongly."""

from mutants.harness import Mutant

STUDY = "nls_tutorial/lessons/l09_pad_without_inventing/study.py"
STUDY_TESTS = "tests/lessons/l09_pad_without_inventing/test_study.py"


def mutant(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l09_pad_without_inventing/scenes.py",
        old,
        new,
        "tests/lessons/l09_pad_without_inventing/test_scenes.py",
        why,
    )


MUTANTS = [
    mutant("own = partial_conv2d(self.image[None", "own = F.conv2d(self.image[None", "zero padding drawn twice"),
    mutant("hole = (self.rows < 0) |", "hole = (self.rows <= 0) |", "a hole inside the picture"),
    mutant("seen.at_holes(size - 1 - seen.rows)", "seen.at_holes(seen.rows)", "crosses upside down"),
    mutant("for row, column in out]", "for column, row in out[:-1]]", "a cell of padding without hatching"),
    mutant('mode="replicate"', 'mode="constant"', "zeros for replicated pixels"),
    mutant("0.08 * (noise - noise.mean())", "0.08 * noise", "weights that do not sum to one"),
    mutant("x = convolve(x, weight)\n        seen", "seen", "one layer, over and over"),
    mutant("filled, mask = torch.where(mask, filled, averaged)", "filled, mask = averaged", "known pixels change"),
    mutant("mask | seen\n", "mask\n", "the mask is not handed on"),
    mutant("lead = _with_mean(accuracy - study", "lead = _with_mean(accuracy + study", "a sum for a difference"),
    mutant("values.std(0, ddof=1)", "values.std(0)", "N for N − 1"),
    Mutant(STUDY, "return far - near", "return near - far", STUDY_TESTS, "a gain for a drop"),
    Mutant(STUDY, "training = scene_splits(TRAIN, 0, 1, **_pictures(seed)).train", "training = at_border(0, seed)",
           STUDY_TESTS, "trained on the test"),
    Mutant(STUDY, "convert(plain_cnn(3, len(CLASSES), seed=seed))", "plain_cnn(3, len(CLASSES), seed=seed)",
           STUDY_TESTS, "one padding for all"),
]  # fmt: skip
