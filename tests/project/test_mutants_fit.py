"""A mutant keeps its place through a reformat and a rename, and never finds a second one."""

import pytest
from mutants.fit import broken

LINE = "total = weight * (soft_sum - hard_sum) / labels.numel()\nother = labels.sum()\n"


@pytest.mark.parametrize(
    ("text", "old", "new", "becomes"),
    [
        ("a = b + c\n", "b + c", "b - c", "a = b - c\n"),
        ("f(\n    a,\n    b,\n)\n", "f(a, b)", "f(b, a)", "f(b, a)\n"),
        ("x = [\n  1, 2\n]", "x = [1, 2]", "x = []", "x = []"),
        ("total = w * z.sum(1)\n", "weight * logits.sum(1)", "logits.sum(1)", "total = z.sum(1)\n"),
        ("r = a * a - b\n", "own * own - best", "best - own", "r = b - a\n"),
        (LINE, "(soft_sum - hard_sum)", "(soft_sum + hard_sum)", LINE.replace("soft_sum - hard", "soft_sum + hard")),
    ],
)
def test_it_fits(text: str, old: str, new: str, becomes: str) -> None:
    assert broken(text, old, new) == becomes


@pytest.mark.parametrize(
    ("text", "old", "times"),
    [
        ("a = b + c\n", "b - c", 0),
        ("b + c\nb + c\n", "b + c", 2),
        ("b +  c\nb  + c\n", "b + c", 2),
        ("p + q\nr + s\n", "b + c", 2),
        ("x.sum(1)\n", "logits.mean(1)", 0),
        ("r = a * c - b\n", "own * own - best", 0),
    ],
)
def test_it_does_not_fit(text: str, old: str, times: int) -> None:
    with pytest.raises(ValueError, match=f"does {times} times"):
        broken(text, old, "new")
