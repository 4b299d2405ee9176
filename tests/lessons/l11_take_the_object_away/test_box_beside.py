"""The scene with the grey box beside the object, against plain loops."""

import numpy as np
import pytest
import torch
from spec.scene_checks import close, corners, marks, said

from nls_tutorial.lessons import l11_take_the_object_away as lesson
from nls_tutorial.records import Bars, Picture, Results, Score

NAMES = ("hard", "context")
PLACES = ("on the object", "beside it")
DRAWS = np.random.default_rng(0)
SAMPLES = {name: DRAWS.uniform(0.1, 1, (2, 30)) for name in ("confidence", "confidence_without", "confidence_beside")}
SCORES = {
    name: DRAWS.uniform(0, 1, (2, 3))
    for name in ("confidence", "confidence without object", "confidence, box beside", "AUROC", "AUROC, box beside")
}
STUDY = Results.from_arrays(
    "beside", NAMES, (0, 1, 2), SCORES, {name: Score() for name in SCORES}, {k: v[:, None] for k, v in SAMPLES.items()}
)
ON, BESIDE = torch.rand(2, 4, 3, 6, 8, generator=torch.Generator().manual_seed(0))


def test_box_beside() -> None:
    scene = lesson.box_beside(STUDY, ON, BESIDE)
    for index, values in corners(scene):
        row, place = NAMES.index(values["labels"]), PLACES.index(values["box"])
        for at, picture in enumerate(marks(scene, 0, Picture)):
            expected = (ON, BESIDE)[place][at].permute(1, 2, 0).numpy() * 255
            np.testing.assert_allclose(picture.at(index), expected, atol=0.51)
        bars = marks(scene, 1, Bars)
        for bar, name in zip(bars, ("confidence", ("confidence_without", "confidence_beside")[place]), strict=True):
            counts = [0] * 20
            for sure in SAMPLES[name][row]:
                counts[min(int(20 * sure), 19)] += 1
            close(bar.y.at(index), [count / 30 for count in counts])
        assert (bars[1].x.at(index) > bars[0].x.at(index)).all()
        boxed, order = (
            ("confidence without object", "AUROC"),
            ("confidence, box beside", "AUROC, box beside"),
        )[place]
        close(said(scene, index), [SCORES[name][row].mean() for name in ("confidence", boxed, order)])


def test_the_first_picture_lies_at_the_upper_left() -> None:
    first, second, third, _ = marks(lesson.box_beside(STUDY, ON, BESIDE), 0, Picture)
    assert first.bottom == second.bottom > third.top
    assert first.right < second.left


def test_it_refuses_other_pictures_and_names() -> None:
    with pytest.raises(ValueError, match=r"beside must have shape \(4, 3, H, W\), but got \(3, 3, 6, 8\)"):
        lesson.box_beside(STUDY, ON, BESIDE[:3])
    with pytest.raises(ValueError, match=r"on must have shape \(4, 3, H, W\), but got \(4, 1, 6, 8\)"):
        lesson.box_beside(STUDY, ON[:, :1], BESIDE)
    with pytest.raises(ValueError, match="arms must be one of hard, context, but got 'CutMix'"):
        lesson.box_beside(STUDY, ON, BESIDE, ("hard", "CutMix"))
