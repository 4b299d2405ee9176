"""What travels to the page: looked up as the page does it, it gives the scene's own numbers."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from nls_tutorial.records import (
    Axis,
    Bars,
    Control,
    Handle,
    Line,
    Panel,
    Picture,
    Readout,
    Scene,
    Text,
    Words,
    track,
)
from nls_tutorial.scenes import encode, palette_css


def a_scene() -> Scene:
    rng = np.random.default_rng(0)
    both, one = rng.normal(size=(3, 2, 5)), rng.normal(size=(2, 5))
    pixels = rng.integers(0, 255, (2, 4, 6, 3)).astype(np.uint8)
    panel = Panel(
        Words(("first", "second"), "kind"),
        Axis("x", 0, 1),
        Axis("y", -1, 1),
        (
            Line(track(np.arange(5)), track(both, "epsilon", "kind"), "a line"),
            Bars(track(np.arange(5)), track(one, "kind")),
            Text(track(0.5), track([0.1, 0.2, 0.3], "epsilon"), Words(("uno", "due"), "kind")),
            Picture(pixels, 0, 1, 0, 1, over=("kind",)),
            Handle(track([0, 1, 2], "epsilon"), track(0.0), ("epsilon",)),
        ),
    )
    controls = (Control("epsilon", "ε", (-0.5, 0.0, 0.5), 1), Control("kind", "kind", ("a", "b")))
    return Scene(
        "A title", "A description.", (panel,), controls, (Readout("n", track(both[..., 0], "epsilon", "kind")),)
    )


def look_up(numbers: np.ndarray, told: dict, index: list[int]) -> np.ndarray:
    start = told["at"] + sum(index[control] * stride for control, stride in told["over"])
    return numbers[start : start + told["size"]]


@pytest.mark.parametrize("share", [True, False])
def test_every_number_survives(share: bool) -> None:
    scene = a_scene()
    spec, data = encode(scene, share=share)
    numbers = np.frombuffer(data, dtype="<f4")
    assert json.loads(json.dumps(spec)) == spec, "plain JSON types only"
    for i in range(3):
        for j in range(2):
            index = {"epsilon": i, "kind": j}
            for mark, told in zip(scene.panels[0].marks, spec["panels"][0]["marks"], strict=True):
                for name in ("x", "y"):
                    if hasattr(mark, name):
                        expected = np.atleast_1d(getattr(mark, name).at(index))
                        np.testing.assert_array_equal(look_up(numbers, told[name], [i, j]), expected)
            value = look_up(numbers, spec["readouts"][0]["value"], [i, j])
            np.testing.assert_array_equal(value, np.atleast_1d(scene.readouts[0].value.at(index)))


def test_marks_know_what_moves_them() -> None:
    spec, _ = encode(a_scene())
    follows = {mark["kind"]: mark["follows"] for mark in spec["panels"][0]["marks"]}
    assert follows == {"Line": [0, 1], "Bars": [1], "Text": [0, 1], "Picture": [1], "Handle": [0]}
    assert spec["start"] == [1, 0]
    assert [control["texts"] for control in spec["controls"]] == [["−0.50", "0.00", "0.50"], ["a", "b"]]
    assert spec["panels"][0]["title"] == {"texts": ["first", "second"], "over": 1}


def test_pictures_survive() -> None:
    scene = a_scene()
    spec, _ = encode(scene)
    (told,) = (mark for mark in spec["panels"][0]["marks"] if mark["kind"] == "Picture")
    assert told["over"] == [[1, 1]]
    picture = scene.panels[0].marks[3]
    for at, uri in enumerate(told["frames"]):
        pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.split(",")[1]))))
        np.testing.assert_array_equal(pixels, picture.at({"kind": at}))


def test_equal_tracks_travel_once() -> None:
    axis = Axis("x", 0, 1)
    lines = tuple(Line(track(np.arange(100)), track(np.arange(100))) for _ in range(10))
    scene = Scene("t", "d", (Panel("", axis, axis, lines),))
    assert len(encode(scene)[1]) == 400
    assert len(encode(scene, share=False)[1]) == 8000


def test_palette_is_written_for_both_themes() -> None:
    css = palette_css()
    assert css.count("--nls-blue:") == 2
    assert ".nls-dark" in css


def test_a_magnifying_glass_travels_with_its_picture() -> None:
    pixels = np.zeros((4, 6, 3), np.uint8)
    ends = np.array([[0, 2], [1, 3], [2, 6]])
    axis = Axis("x", 0, 1)
    glass = Picture(pixels, 0, 1, 0, 1, view_x=track(ends, "place"), view_y=track([0.0, 4.0]))
    knob = Handle(track([0, 1, 2], "place"), track(0.0), ("place",))
    hidden = Control("place", "place", (0.0, 1.0, 2.0), shown=False)
    spec, data = encode(Scene("t", "d", (Panel("", axis, axis, (glass, knob)),), (hidden,)))
    told, _ = spec["panels"][0]["marks"]
    assert (told["width"], told["height"], told["follows"]) == (6, 4, [0])
    numbers = np.frombuffer(data, dtype="<f4")
    for at in range(3):
        np.testing.assert_array_equal(look_up(numbers, told["view_x"], [at]), ends[at])
    np.testing.assert_array_equal(look_up(numbers, told["view_y"], [0]), [0, 4])
    assert [control["shown"] for control in spec["controls"]] == [False]
