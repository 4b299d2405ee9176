"""The crop's scenes, their controls driven to minimum, middle and maximum, against plain loops."""

import math

import numpy as np
import pytest
import torch
from spec.scene_checks import close, corners, marks, said

from nls_tutorial import data
from nls_tutorial.lessons import l10_shrink_the_label_with_the_object
from nls_tutorial.records import Bars, Handle, Line, Picture, Points, Rule, Scene, Shape
from nls_tutorial.scenes import encode

WIDE, TALL = 40, 20
PICTURE = torch.rand(3, TALL, WIDE, generator=torch.Generator().manual_seed(0))
BOXES = torch.tensor([[4.0, 2.0, 20.0, 12.0], [14.0, 8.0, 31.0, 18.0]])
NAMES = ("cat", "dog", "fox", "hen")
GENERATOR = torch.Generator().manual_seed(1)
FOUND = {0.5: torch.rand(300, generator=GENERATOR) ** 2, 0.08: torch.tensor([0.0, 0.1, 0.2, 0.95, 1.0])}
BUILDERS = {
    "crop_over_picture": lambda: l10_shrink_the_label_with_the_object.crop_over_picture(
        PICTURE, BOXES, 2, NAMES, positions=5, sizes=4, smallest=0.25
    ),
    "label_against_objectness": l10_shrink_the_label_with_the_object.label_against_objectness,
    "labels_of_random_crops": lambda: l10_shrink_the_label_with_the_object.labels_of_random_crops(FOUND),
}


@pytest.fixture(scope="module")
def scenes() -> dict[str, Scene]:
    return {name: build() for name, build in BUILDERS.items()}


def filled_by_counting(x1: float, y1: float, x2: float, y2: float, parts: int = 8) -> float:
    """The share of the crop in at least one box, counted on a grid of `parts` points a pixel."""
    xs = np.arange(round(x1 * parts), round(x2 * parts)) / parts + 0.5 / parts
    ys = np.arange(round(y1 * parts), round(y2 * parts)) / parts + 0.5 / parts
    inside = np.zeros((len(ys), len(xs)), dtype=bool)
    for a, b, c, d in BOXES.tolist():
        inside |= ((ys >= b) & (ys < d))[:, None] & ((xs >= a) & (xs < c))
    return float(inside.mean())


def label_by_hand(objectness: float, classes: int, beta: float) -> tuple[float, float]:
    """The true class's share and each other class's."""
    alpha = 1 - objectness
    return beta * (1 - alpha) + (1 - beta), beta * alpha / (classes - 1)


def test_crop_over_picture(scenes: dict[str, Scene]) -> None:
    scene = scenes["crop_over_picture"]
    move, resize = marks(scene, 0, Handle)
    veil, (glass,) = marks(scene, 0, Shape)[0], marks(scene, 1, Picture)
    outline = marks(scene, 0, Line)[-1]
    true_bar, other_bars = marks(scene, 2, Bars)
    for index, values in corners(scene):
        side = values["side"] / 100
        x1, y1 = values["across"] / 100 * (1 - side) * WIDE, values["down"] / 100 * (1 - side) * TALL
        x2, y2 = x1 + side * WIDE, y1 + side * TALL
        filled = filled_by_counting(x1, y1, x2, y2)
        true, other = label_by_hand(filled, len(NAMES), 1.0)
        close(said(scene, index), [filled, 1 - filled, true, other])
        close([true_bar.y.at(index), other_bars.y.at(index)], [true, other])
        assert (true_bar.x.at(index).tolist(), other_bars.x.at(index).tolist()) == ([2], [0, 1, 3])
        close(glass.view_x.at(index), [x1, x2])
        close(glass.view_y.at(index), [y1, y2])
        close([move.x.at(index), move.y.at(index)], [(x1 + x2) / 2, TALL - (y1 + y2) / 2])
        close([resize.x.at(index), resize.y.at(index)], [x2, TALL - y1])
        for part in (outline, Line(move.grip_x, move.grip_y)):
            close([part.x.at(index).min(), part.x.at(index).max()], [x1, x2])
            close([part.y.at(index).min(), part.y.at(index).max()], [TALL - y2, TALL - y1])
        outer, hole = (slice(0, 5), slice(6, 11))
        x, y = veil.x.at(index), veil.y.at(index)
        assert np.isnan([x[5], y[5]]).all()
        assert signed_area(x[outer], y[outer]) == pytest.approx(WIDE * TALL)
        assert signed_area(x[hole], y[hole]) == pytest.approx(-(x2 - x1) * (y2 - y1), rel=1e-5), "the other way round"
    assert (move.moves, resize.moves) == (("across", "down"), ("side",))
    assert not any(control.shown for control in scene.controls)


def signed_area(x: np.ndarray, y: np.ndarray) -> float:
    return float(sum(a * d - b * c for a, b, c, d in zip(x[:-1], y[:-1], x[1:], y[1:], strict=True))) / 2


def test_the_boxes_are_drawn_where_they_lie(scenes: dict[str, Scene]) -> None:
    drawn = [line for line in marks(scenes["crop_over_picture"], 0, Line) if line.dash == "dashed"]
    for line, (x1, y1, x2, y2) in zip(drawn, BOXES.tolist(), strict=True):
        assert sorted(set(line.x.at({}).tolist())) == [x1, x2]
        assert sorted(set(line.y.at({}).tolist())) == [TALL - y2, TALL - y1]
    assert [line.name for line in drawn] == ["boxes", ""]
    (picture,) = marks(scenes["crop_over_picture"], 0, Picture)
    close(picture.pixels / 255, (PICTURE * 255).round().permute(1, 2, 0) / 255)


def test_label_against_objectness(scenes: dict[str, Scene]) -> None:
    scene = scenes["label_against_objectness"]
    other_line, true_line = marks(scene, 0, Line)
    (crossing,), (uniform,) = marks(scene, 0, Points), marks(scene, 0, Rule)
    other_bars, true_bar = marks(scene, 1, Bars)
    for index, values in corners(scene):
        beta, classes = values["beta"], int(values["classes"])
        for at, share in enumerate((0.0, 1.0)):
            true, other = label_by_hand(share, classes, beta)
            close([true_line.y.at(index)[at], other_line.y.at(index)[at]], [true, other])
        true, other = label_by_hand(0.0, classes, beta)
        close([true_bar.y.at(index), other_bars.y.at(index)], [true, other])
        shown = np.isfinite(other_bars.x.at(index)).sum()
        assert shown == min(classes, 10) - 1, "a class that does not exist has no bar"
        close(uniform.at.at(index), 1 / classes)
        seen_true, seen_other, cross = said(scene, index)
        close([seen_true, seen_other], [true, other])
        if beta <= (classes - 1) / classes:
            assert math.isnan(cross), "no other class is ever ahead"
            assert np.isnan(crossing.y.at(index)).all()
        else:
            close(label_by_hand(cross, classes, beta), [1 / classes] * 2)
            close([crossing.x.at(index)[0], crossing.y.at(index)[0]], [cross, 1 / classes])
    assert float(scene.readouts[2].value.at(scene.position(beta=1, classes=10))) == pytest.approx(0.1)


def test_labels_of_random_crops(scenes: dict[str, Scene]) -> None:
    scene = scenes["labels_of_random_crops"]
    (bars,), (uniform, mean_line) = marks(scene, 0, Bars), marks(scene, 0, Rule)
    mean_path, behind_path = marks(scene, 1, Line)
    mean_dot, behind_dot = marks(scene, 1, Points)
    assert scene.controls[0].values == (0.08, 0.5)
    for index, values in corners(scene):
        found, classes = FOUND[values["smallest"]].tolist(), int(values["classes"])
        pairs = [label_by_hand(share, classes, 1.0) for share in found]
        mean = sum(found) / len(found)
        behind = sum(true < other - 1e-12 for true, other in pairs) / len(pairs)
        close(said(scene, index), [mean, behind])
        heights = bars.y.at(index)
        assert heights.sum() == pytest.approx(1, abs=1e-5)
        for middle, height in zip(bars.x.at(index), heights, strict=True):
            near = [abs(share - middle) for share in found]
            assert height >= sum(away < 0.0249 for away in near) / len(near) - 1e-5
            assert height <= sum(away < 0.0251 for away in near) / len(near) + 1e-5
        close([uniform.at.at(index), mean_line.at.at(index)], [1 / classes, mean])
        place = index["smallest"]
        close([mean_path.y.at(index)[place], behind_path.y.at(index)[place]], [mean, behind])
        close([mean_dot.x.at(index)[0], mean_dot.y.at(index)[0]], [values["smallest"], mean])
        close([behind_dot.x.at(index)[0], behind_dot.y.at(index)[0]], [values["smallest"], behind])


def test_a_picture_without_the_object_has_no_box() -> None:
    scene = l10_shrink_the_label_with_the_object.crop_over_picture(
        PICTURE, torch.zeros(0, 4), 0, NAMES, positions=3, sizes=2
    )
    assert said(scene, scene.start) == [0, 1, 0, pytest.approx(1 / 3)]
    assert [line.dash for line in marks(scene, 0, Line)] == ["solid", "solid"]


def test_the_lessons_own_pictures_make_light_scenes() -> None:
    picture, boxes = data.still_life()
    scene = l10_shrink_the_label_with_the_object.crop_over_picture(
        picture, boxes["orange"], 0, ("orange", "lemon", "banana", "apple", "pear")
    )
    assert len(encode(scene)[1]) < 300_000


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"picture": PICTURE[0]}, r"picture must have shape \(3, H, W\), but got \(20, 40\)"),
        ({"picture": PICTURE[:1]}, r"picture must have shape \(3, H, W\), but got \(1, 20, 40\)"),
        ({"label": 4}, "label must be a place in the 4 classes, but got 4"),
        ({"label": -1}, "label must be"),
        ({"classes": ("cat",)}, "classes must be at least 2"),
        ({"smallest": 0.0}, "smallest must lie between 0 and 1, but got 0"),
        ({"smallest": 1.0}, "smallest must lie between 0 and 1, but got 1"),
    ],
)
def test_what_makes_no_crop_is_refused(changes: dict, message: str) -> None:
    given = {"picture": PICTURE, "boxes": BOXES, "label": 2, "classes": NAMES, **changes}
    with pytest.raises(ValueError, match=message):
        l10_shrink_the_label_with_the_object.crop_over_picture(**given)


def test_one_smallest_crop_is_refused() -> None:
    with pytest.raises(ValueError, match="found must hold at least two smallest crops, but got 1"):
        l10_shrink_the_label_with_the_object.labels_of_random_crops({0.5: FOUND[0.5]})


@pytest.mark.parametrize("name", BUILDERS)
def test_scene_is_light_and_says_itself(name: str, scenes: dict[str, Scene]) -> None:
    scene = scenes[name]
    _, numbers = encode(scene)
    assert len(numbers) < 300_000, "a scene must open at once"
    assert sum(control.shown for control in scene.controls) <= 2, "two hands, two controls"
    assert "undefined" not in scene.alt()
    assert scene.alt().startswith(scene.title)
