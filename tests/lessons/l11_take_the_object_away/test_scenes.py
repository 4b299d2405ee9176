"""The scenes of lesson 11, their controls driven to minimum, middle and maximum, against plain loops."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from spec.scene_checks import close, corners, marks, said

from nls_tutorial.lessons import l11_take_the_object_away
from nls_tutorial.lessons.l11_take_the_object_away.study.evaluation import SCORES
from nls_tutorial.records import (
    Bars,
    Handle,
    Line,
    Picture,
    Points,
    Results,
    Rule,
    Scene,
    Score,
    Text,
)
from nls_tutorial.scenes import encode

NAMES = ("hard", "LS", "ALS")
TRAINED = {0: "hard", 0.5: "LS", 1.0: "ALS"}


def away_by_hand() -> tuple[SimpleNamespace, Results]:
    """The numbers, and the results that hold them; single pictures and crops are the first seed's."""
    draws = np.random.default_rng(0)
    numbers = draws.uniform(0, 1, (3, 2, 10))
    maps = draws.normal(size=(3, 4, 2, 2))
    maps[1, 2] = -1  # nowhere positive
    map_inside = draws.uniform(0, 1, (3, 4))
    map_inside[1, 2] = np.nan
    confidence = draws.uniform(0.1, 1, (3, 40))
    confidence[0, 0] = 1.0
    crops = draws.uniform(0, 0.75, 30)
    inside, apart = draws.uniform(0, 1, (2, 3, 2))
    own = {
        "confidence": confidence,
        "right": draws.uniform(0, 1, (3, 40)) < confidence,
        "confidence_without": draws.uniform(0.1, 0.9, (3, 40)),
        "crop_confidence": draws.uniform(0.1, 1, (3, 30)),
        "maps": maps,
        "map_inside": map_inside,
        "crop_objectness": np.stack([crops] * 3),
    }
    scores = dict(zip(SCORES, np.moveaxis(numbers, -1, 0), strict=True)) | {"map inside": inside, "AUROC": apart}
    columns = dict.fromkeys(scores, Score())
    arrays = {name: values[:, None] for name, values in own.items()}
    plain = SimpleNamespace(**{**own, "crop_objectness": crops, "inside": inside, "numbers": numbers})
    return plain, Results.from_arrays("away", NAMES, (0, 1), scores, columns, arrays)


STUDY, RESULTS = away_by_hand()
IMAGES = torch.rand(4, 3, 8, 8, generator=torch.Generator().manual_seed(0))
BOXES = torch.tensor([[0.0, 0.0, 4.0, 8.0], [2.0, 1.0, 4.0, 3.0], [0.0, 0.0, 8.0, 8.0], [4.0, 6.0, 8.0, 8.0]])
CAPTIONS = ("one", "two", "three", "four")
BUILDERS = {
    "confidence_against_objectness": lambda: l11_take_the_object_away.confidence_against_objectness(RESULTS, TRAINED),
    "where_it_looks": lambda: l11_take_the_object_away.where_it_looks(RESULTS, IMAGES, BOXES, CAPTIONS),
    "answer_only_if_sure": lambda: l11_take_the_object_away.answer_only_if_sure(RESULTS, ("ALS", "hard"), positions=11),
}


@pytest.fixture(scope="module")
def scenes() -> dict[str, Scene]:
    return {name: build() for name, build in BUILDERS.items()}


def heights(confidences: list, of: int) -> list:
    found = [0.0] * 20
    for confidence in confidences:
        found[min(int(confidence * 20), 19)] += 1 / of
    return found


def test_confidence_against_objectness(scenes: dict[str, Scene]) -> None:
    scene = scenes["confidence_against_objectness"]
    for index, values in corners(scene):
        row = NAMES.index(TRAINED[values["beta"]])
        (dots,) = marks(scene, 0, Points)
        close(dots.x.at(index), STUDY.crop_objectness)
        close(dots.y.at(index), STUDY.crop_confidence[row])
        diagonal, mean = marks(scene, 0, Line)
        close(diagonal.x.at(index), diagonal.y.at(index))
        for tenth in range(10):
            inside = [
                c
                for o, c in zip(STUDY.crop_objectness, STUDY.crop_confidence[row], strict=True)
                if tenth / 10 <= o < (tenth + 1) / 10
            ]
            close(mean.x.at(index)[tenth], tenth / 10 + 0.05)
            close(mean.y.at(index)[tenth], sum(inside) / len(inside) if len(inside) >= 5 else math.nan)
        whole, gone = marks(scene, 1, Bars)
        close(whole.y.at(index), heights(STUDY.confidence[row].tolist(), 40))
        close(gone.y.at(index), heights(STUDY.confidence_without[row].tolist(), 40))
        assert (gone.x.at(index) > whole.x.at(index)).all()
        numbers = STUDY.numbers[row][0]  # of the seed that is drawn
        close(said(scene, index), [numbers[0], numbers[3], numbers[1], numbers[9]])


def test_where_it_looks(scenes: dict[str, Scene]) -> None:
    scene = scenes["where_it_looks"]
    pictures, outlines, texts = (marks(scene, 0, kind) for kind in (Picture, Line, Text))
    captions, shares = texts[::2], texts[1::2]
    assert [text.text for text in captions] == list(CAPTIONS)
    for index, values in corners(scene):
        row = NAMES.index(values["labels"])
        for at, picture in enumerate(pictures):
            grid = STUDY.maps[row, at]
            largest = max(0.0, grid.max())
            for y, x in ((0, 0), (3, 4), (7, 2), (5, 7)):
                value = max(0.0, grid[y // 4, x // 4])
                light = 0.25 + 0.75 * (value / largest if largest > 0 else 0.0)
                expected = 255 * IMAGES[at, :, y, x].numpy() * light
                np.testing.assert_allclose(picture.at(index)[y, x], expected, atol=0.51)
            share = STUDY.map_inside[row, at]
            told = "no map" if np.isnan(share) else f"{round(100 * share)} % inside"
            assert shares[at].text.at(index) == told
            left, top, right, bottom = BOXES[at].tolist()
            wide, tall = picture.right - picture.left, picture.top - picture.bottom
            close(outlines[at].x.at(index)[:2], [picture.left + wide * left / 8, picture.left + wide * right / 8])
            close(outlines[at].y.at(index)[1:3], [picture.top - tall * top / 8, picture.top - tall * bottom / 8])
        flat = sum((x2 - x1) * (y2 - y1) / 64 for x1, y1, x2, y2 in BOXES.tolist()) / 4
        close(said(scene, index), [np.nanmean(STUDY.map_inside[row]), STUDY.inside[row].mean(), flat])


def test_answer_only_if_sure(scenes: dict[str, Scene]) -> None:
    scene = scenes["answer_only_if_sure"]
    for index, values in corners(scene):
        row, t = NAMES.index(values["labels"]), values["threshold"]
        samples = list(zip(STUDY.confidence[row].tolist(), STUDY.right[row].tolist(), strict=True))
        parts = [
            [c for c, good in samples if good],
            [c for c, good in samples if not good],
            STUDY.confidence_without[row].tolist(),
        ]
        for bars, part in zip(marks(scene, 0, Bars), parts, strict=True):
            close(bars.y.at(index), heights(part, 40))
        (rule,) = marks(scene, 0, Rule)
        close(rule.at.at(index), t)
        kept = [good for c, good in samples if c >= t]
        alarms = sum(c >= t for c in parts[2]) / 40
        close(said(scene, index), [len(kept) / 40, sum(kept) / len(kept) if kept else math.nan, alarms])
        (knob,) = marks(scene, 1, Handle)
        close([knob.x.at(index), knob.y.at(index)], [alarms, sum(kept) / 40])
        assert knob.moves == ("threshold",)
        curve = marks(scene, 1, Line)[-1]
        place = index["threshold"]
        close([curve.x.at(index)[place], curve.y.at(index)[place]], [alarms, sum(kept) / 40])
    assert scene.controls[1].values == ("ALS", "hard")


def test_refusals() -> None:
    with pytest.raises(ValueError, match=r"trained must name at least two β, but got 1\. Add hard labels as β = 0"):
        l11_take_the_object_away.confidence_against_objectness(RESULTS, {1: "ALS"})
    for build in (
        lambda name: l11_take_the_object_away.confidence_against_objectness(RESULTS, {0: "hard", 1: name}),
        lambda name: l11_take_the_object_away.where_it_looks(RESULTS, IMAGES, BOXES, CAPTIONS, ("hard", name)),
        lambda name: l11_take_the_object_away.answer_only_if_sure(RESULTS, ("hard", name)),
    ):
        with pytest.raises(ValueError, match="arms must be one of hard, LS, ALS, but got 'CutMix'"):
            build("CutMix")
    for name, given in (
        ("images", (IMAGES[:3], BOXES, CAPTIONS)),
        ("boxes", (IMAGES, BOXES[:3], CAPTIONS)),
        ("captions", (IMAGES, BOXES, CAPTIONS[:3])),
    ):
        with pytest.raises(ValueError, match=rf"{name} must hold one for each of the study's 4 maps, but got 3"):
            l11_take_the_object_away.where_it_looks(RESULTS, *given)


@pytest.mark.parametrize("name", BUILDERS)
def test_scene_is_light_and_says_itself(name: str, scenes: dict[str, Scene]) -> None:
    scene = scenes[name]
    _, data = encode(scene)
    assert len(data) < 400_000, "a scene must open at once"
    assert len(scene.controls) <= 2, "two hands, two controls"
    assert "undefined" not in scene.alt()
    assert scene.alt().startswith(scene.title)
