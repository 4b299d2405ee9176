"""The confidence maps and the margin's scene, driven to their corners, against what the study kept."""

import numpy as np
import pytest
import torch
from lessons.l16_label_every_pixel.samples import ARMS, BUILDERS, MARGINS, data, results, seen
from spec.scene_checks import close, is_light_and_says_itself, marks, said

from nls_tutorial.data import crowded_scenes
from nls_tutorial.lessons import l16_label_every_pixel as lesson
from nls_tutorial.lessons.l16_label_every_pixel.scenes.pictures import colored, deepened
from nls_tutorial.records import Band, Line, Picture, Points, Rule

SIZE = 24 * 24
COUNTED = {"ignored border": 0}


def test_each_loss_has_its_answer_and_its_confidence() -> None:
    scene = BUILDERS["confidence_maps"]()
    picture, truth, answer, confidence, _ = marks(scene, 0, Picture)
    for place, one in enumerate(seen().values()):
        for n in range(3):
            rows, index = slice(n * SIZE, (n + 1) * SIZE), {"loss": place, "picture": n}
            np.testing.assert_array_equal(
                picture.at(index), (255 * data().images[n].clamp(0, 1)).round().byte().movedim(0, -1)
            )
            np.testing.assert_array_equal(truth.at(index), colored(data().labels[n]))
            np.testing.assert_array_equal(answer.at(index), colored(one.predicted[rows].reshape(24, 24)))
            whole = (255 * one.confidence[rows]).round().reshape(24, 24) / 255
            np.testing.assert_array_equal(confidence.at(index), deepened(whole))
            right = float((one.predicted == one.labels)[rows].double().mean())
            close(said(scene, index), [lesson.ece(one), float(one.confidence[rows].mean()), right], atol=3e-3)


def test_the_reliability_is_that_of_all_pixels() -> None:
    scene = BUILDERS["confidence_maps"]()
    band = marks(scene, 1, Band)[0]
    bins = lesson.bins_of(seen()["LS"])
    close(band.high.at({"loss": 1}), np.repeat(bins.accuracy.nan_to_num(0).numpy(), 2))


def test_the_valley_is_the_study_s() -> None:
    scene, stored = BUILDERS["drag_the_margin"](), results()
    (dots,), (mean,) = (marks(scene, 0, kind) for kind in (Points, Line))
    each = [stored.scores(f"MbLS m = {m:g}", "ECE", **COUNTED) for m in MARGINS]
    close(dots.y.at({}), np.concatenate(each))
    close(dots.x.at({}), np.repeat(MARGINS, 2))
    close(mean.y.at({}), [one.mean() for one in each])
    rules = {rule.name: float(rule.at.at({})) for rule in marks(scene, 0, Rule) if rule.name}
    for name, arm in (("cross-entropy", "CE"), ("label smoothing", "LS")):
        close(rules[name], stored.scores(arm, "ECE", **COUNTED).mean())
    for at, m in enumerate(MARGINS):
        iou = stored.scores(f"MbLS m = {m:g}", "mIoU", **COUNTED).mean()
        close(said(scene, {"margin": at}), [each[at].mean(), iou])
        one = seen()[("CE", "LS")[ARMS.index(f"MbLS m = {m:g}") % 2]]
        whole = (255 * one.confidence[SIZE : 2 * SIZE]).round().reshape(24, 24) / 255
        np.testing.assert_array_equal(marks(scene, 1, Picture)[0].at({"margin": at}), deepened(whole))


@pytest.mark.parametrize("name", ["confidence_maps", "drag_the_margin"])
def test_a_scene_is_light(name: str) -> None:
    is_light_and_says_itself(BUILDERS[name]())


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="losses must be two or more"):
        lesson.confidence_maps(results(), data(), ("CE",))
    with pytest.raises(ValueError, match="losses must be in the study"):
        lesson.confidence_maps(results(), data(), ("CE", "FLSD"))
    with pytest.raises(ValueError, match="data must hold 3 pictures of 24×24"):
        lesson.confidence_maps(results(), crowded_scenes(3, size=30), ("CE", "LS"))
    with pytest.raises(ValueError, match="data must hold 3 pictures"):
        lesson.confidence_maps(results(), data().select(torch.tensor([0, 1])), ("CE", "LS"))
    with pytest.raises(ValueError, match="margins must be two or more"):
        lesson.drag_the_margin(results(), data(), (6.0,))
    with pytest.raises(ValueError, match="margins must be in the study"):
        lesson.drag_the_margin(results(), data(), (0.0, 5.0))
    with pytest.raises(ValueError, match="picture must lie in 0 … 2"):
        lesson.drag_the_margin(results(), data(), MARGINS, 3)
