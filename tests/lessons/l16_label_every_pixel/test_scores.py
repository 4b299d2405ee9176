"""The scores of lesson 16 against loops from the definitions, scikit-learn, and values by hand."""

import pytest
import torch
from lessons.l16_label_every_pixel.samples import data, seen
from sklearn.metrics import jaccard_score

from nls_tutorial.calibration import bootstrap_interval
from nls_tutorial.data import ignore_border
from nls_tutorial.lessons import l16_label_every_pixel as lesson
from nls_tutorial.lessons.l16_label_every_pixel.study import PIXELS
from nls_tutorial.records import LabelMaps, Predictions

TOP = torch.log(torch.tensor([[0.8, 0.2], [0.8, 0.2], [0.3, 0.7], [0.4, 0.6], [0.95, 0.05], [0.1, 0.9]]))
SIX = Predictions(
    TOP,
    torch.tensor([0, 1, 1, 1, 1, 0]),  # right: first, third, fourth
    ("a", "b"),
    "test",
    0,
    group=torch.tensor([0, 0, 0, 1, 1, 1]),
)


def by_loop(sure: list[float], right: list[bool]) -> float:
    """ECE from its definition, 15 bins."""
    total = 0.0
    for b in range(15):
        inside = [(s, r) for s, r in zip(sure, right, strict=True) if b / 15 < s <= (b + 1) / 15]
        total += abs(sum(r - s for s, r in inside))
    return total / len(sure)


def test_the_ece_of_each_picture_by_hand() -> None:
    # picture 0: 0.8 right and wrong share a bin, 0.7 right; picture 1: 0.6 right, 0.95 and 0.9 wrong
    expected = [(abs(1 - 1.6) + 0.3) / 3, (0.4 + 0.95 + 0.9) / 3]
    assert lesson.ece_by_picture(SIX).tolist() == pytest.approx(expected, abs=1e-6)
    with pytest.raises(ValueError, match="seen must say in group"):
        lesson.ece_by_picture(Predictions(TOP, SIX.labels, ("a", "b"), "test", 0))
    assert lesson.ece(SIX) == pytest.approx((0.6 + 0.3 + 0.4 + 0.95 + 0.9) / 6, abs=1e-6)


@pytest.mark.parametrize("name", ["CE", "LS"])
def test_ece_and_iou_of_pixels_are_those_of_a_loop_and_of_scikit_learn(name: str) -> None:
    one = seen()[name]
    sure, right = one.confidence.tolist(), (one.predicted == one.labels).tolist()
    assert lesson.ece(one) == pytest.approx(by_loop(sure, right), abs=1e-6)
    every = jaccard_score(one.labels, one.predicted, average=None, labels=range(5), zero_division=0)
    occurs = [bool(((one.labels == k) | (one.predicted == k)).any()) for k in range(5)]
    assert lesson.iou(one) == pytest.approx(every[occurs].mean(), abs=1e-6)
    each = lesson.ece_by_picture(one)
    for picture in range(5):
        rows = (one.group == picture).nonzero().flatten().tolist()
        loop = by_loop([sure[n] for n in rows], [right[n] for n in rows])
        assert float(each[picture]) == pytest.approx(loop, abs=1e-6)
    assert lesson.ece(one) <= float(each.mean()) + 1e-9


def test_sure_mistakes_by_hand() -> None:
    near = torch.tensor([False, False, True, True, True, False])
    assert lesson.sure_and_wrong(SIX, near) == pytest.approx((2 / 6, 1 / 2))
    share, at_border = lesson.sure_and_wrong(lesson.some(SIX, torch.tensor([0, 1, 2])), near[:3])
    assert share == 0
    assert at_border != at_border  # none is sure and wrong


def test_border_rows_follow_the_labelled_pixels() -> None:
    labels = torch.tensor([[[0, 0, 1, 255], [0, 0, 1, 1]], [[0, 0, 0, 0], [255, 0, 0, 2]]])
    maps = LabelMaps(torch.zeros(2, 3, 2, 4), labels, ("a", "b", "c"), "test")
    near = lesson.near_another_class(maps, 1).tolist()
    assert near == [False, True, True, False, True, True, False, *[False, False, True, True, False, True, True]]


def test_interval_widths_are_the_bootstraps() -> None:
    one = seen()["CE"]
    sure, right = one.confidence, one.predicted == one.labels

    def error(sure: torch.Tensor, right: torch.Tensor) -> float:
        return by_loop(sure.tolist(), right.tolist())

    found = lesson.interval_widths(one, resamples=12, seed=1)
    for name, groups in (("over pictures", one.group), ("over pixels", None)):
        low, high = bootstrap_interval(error, sure, right, resamples=12, seed=1, groups=groups)
        assert found[name] == pytest.approx(float(high - low), abs=1e-6)


def test_all_scores_of_a_network() -> None:
    one, maps = seen()["CE"], data()
    fitted = Predictions(one.logits, one.labels, one.class_names, "calibration", 0, group=one.group)
    shifted = Predictions(one.logits.roll(1, 0), one.labels, one.class_names, "test", 0, group=one.group)
    told = lesson.score(shifted, maps, fitted)
    assert told.keys() == PIXELS.scores.keys()
    for name, column in PIXELS.scores.items():
        shape = tuple(len(PIXELS.axes[axis]) for axis in column.axes)
        assert torch.tensor(told[name]).shape == shape
    for place, width in enumerate(lesson.WIDTHS):
        kept = (ignore_border(maps.labels, width) != 255).flatten()
        right = (shifted.predicted == shifted.labels)[kept].double().mean()
        assert told["accuracy"][place] == pytest.approx(float(right))
    at_border = told["pixels at a border"]
    both = at_border * told["place: accuracy"][0] + (1 - at_border) * told["place: accuracy"][1]
    assert both == pytest.approx(told["accuracy"][0])
    both = at_border * told["place: confidence"][0] + (1 - at_border) * told["place: confidence"][1]
    assert both == pytest.approx(told["confidence"], abs=1e-6)
    assert told["mIoU"][0] == pytest.approx(lesson.iou(shifted))
    assert told["ECE of a picture"] == pytest.approx(float(lesson.ece_by_picture(shifted).mean()))


def test_where_no_pixel_is_left_there_is_no_number() -> None:
    one, maps = lesson.some(seen()["CE"], torch.arange(2 * 576)), data().select(torch.tensor([0, 1]))
    checkered = LabelMaps(maps.images, torch.arange(24).expand(2, 24, 24) % 2, maps.class_names, "test")
    told = lesson.score(
        Predictions(one.logits, checkered.labels.flatten(), one.class_names, "test", 0, group=one.group),
        checkered,
        Predictions(one.logits.flip(0), checkered.labels.flatten(), one.class_names, "calibration", 0),
    )
    assert told["pixels at a border"] == 1
    assert [value == value for value in told["ECE"]] == [True, False, False, False, False]
    assert [value == value for value in told["place: accuracy"]] == [True, False]
