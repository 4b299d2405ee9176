import math
import re
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nls_tutorial.records import (
    Axis,
    Control,
    Handle,
    Line,
    Panel,
    Picture,
    Points,
    Readout,
    Rule,
    Scene,
    Text,
    Words,
    track,
    tracks_of,
)
from nls_tutorial.records.scene import say_number

AXIS = Axis("x", 0.0, 1.0)
EPSILON = Control("epsilon", "smoothing ε", (0.0, 0.1, 0.5), start=1)
NET = Control("net", "the net", ("hard", "soft"))
PIXELS = np.zeros((3, 2, 2, 3), np.uint8)


def panel(*marks: Any, title: str | Words = "p") -> Panel:
    return Panel(title, AXIS, AXIS, marks)


def line(values: Any = None, *over: str) -> Line:
    return Line(track([0.0, 1.0]), track([0.0, 1.0] if values is None else values, *over))


def refused(make, start: str) -> str:
    with pytest.raises(ValueError, match="^" + re.escape(start)) as caught:
        make()
    return str(caught.value)


# -------------------------------------------------------------------------------------------------------- say_number


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.5, 2, "0.50"),
        (-0.5, 1, "−0.5"),
        (12.0, 0, "12"),
        (0.0, 1, "0.0"),
        (math.inf, 3, "∞"),
        (-math.inf, 3, "−∞"),
        (1234.5, 1, "1234.5"),
        (-0.001, 2, "0.00"),
    ],
)
def test_numbers_are_said_with_fixed_decimals(value: float, digits: int, text: str) -> None:
    assert say_number(value, digits) == text


# ----------------------------------------------------------------------------------------------------------- Control


def test_a_slider_says_its_values() -> None:
    control = Control("t", "T", (-0.5, 1.0, math.inf), digits=1, unit=" s")
    assert [control.say(at) for at in range(len(control))] == ["−0.5 s", "1.0 s", "∞ s"]
    assert not control.is_choice


def test_a_choice_says_its_words() -> None:
    assert NET.is_choice
    assert [NET.say(0), NET.say(1)] == ["hard", "soft"]


@pytest.mark.parametrize(
    ("value", "index"), [(0.0, 0), (0.04, 0), (0.06, 1), (0.1, 1), (0.31, 2), (-9.0, 0), (9.0, 2), (1, 2), ("0.1", 1)]
)
def test_nearest_finds_the_position(value: float, index: int) -> None:
    assert EPSILON.nearest(value) == index


def test_nearest_takes_the_lower_of_two() -> None:
    assert Control("k", "K", (2.0, 4.0)).nearest(3) == 0


@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=2, max_size=20, unique=True), st.floats(-2e6, 2e6))
def test_no_position_is_nearer(values: list[float], wanted: float) -> None:
    control = Control("x", "x", tuple(sorted(values)))
    found = control.values[control.nearest(wanted)]
    assert all(abs(found - wanted) <= abs(other - wanted) for other in values)


def test_a_choice_must_match() -> None:
    assert NET.nearest("soft") == 1
    message = refused(lambda: NET.nearest("firm"), "net must be one of ('hard', 'soft'), but got 'firm'.")
    assert message.endswith("Pick one of those.")


def test_a_control_is_checked() -> None:
    refused(lambda: Control("two words", "x", (0.0, 1.0)), "name must be a Python identifier, but got 'two words'. Use")
    refused(
        lambda: Control("x", "x", (1.0,)),
        "values must hold at least two positions, but got (1.0,). Add one, or drop x.",
    )
    for start in (-1, 2):
        refused(
            lambda start=start: Control("x", "x", (0.0, 1.0), start=start),
            f"start must be an index into the 2 values of x, but got {start}. Count from 0.",
        )
    for values in ((1.0, 0.0), (0.0, 0.0), (0.0, math.nan), (math.nan, 0.0)):
        refused(
            lambda values=values: Control("x", "x", values),
            f"values must rise strictly, but x has {values!r}. Sort them.",
        )
    Control("x", "x", ("b", "a"))  # words need no order


# ------------------------------------------------------------------------------------------------------ Track, Words


def test_a_track_holds_a_row_for_each_position() -> None:
    values = np.arange(24.0).reshape(3, 2, 4)
    moving = track(values, "epsilon", "net")
    assert moving.values.dtype == np.float32
    for i in range(3):
        for j in range(2):
            assert moving.at({"net": j, "epsilon": i, "other": 9}).tolist() == values[i, j].tolist()


def test_a_constant_track_follows_nothing() -> None:
    assert track([1, 2]).at({}).tolist() == [1.0, 2.0]
    assert track([1, 2]).at({"epsilon": 5}).tolist() == [1.0, 2.0]


def test_one_number_a_position_is_an_array_too() -> None:
    here = track([1.0, 2.0], "net").at({"net": 1})
    assert isinstance(here, np.ndarray)
    assert (here.shape, float(here)) == ((), 2.0)


@pytest.mark.parametrize("source", [np.zeros((2, 3)), np.zeros((2, 3), np.float32), torch.zeros(2, 3)])
def test_a_track_keeps_numbers_of_its_own(source: Any) -> None:
    copied = track(source, "net")
    source += 1
    assert copied.values.sum() == 0
    assert copied.values.flags.c_contiguous


def test_a_track_needs_a_dimension_for_each_control() -> None:
    refused(
        lambda: track([1.0, 2.0], "epsilon", "net"),
        "values must have one dimension for each of ('epsilon', 'net'), but got shape (2,). Stack one row a position.",
    )


def test_words_follow_one_control() -> None:
    words = Words(("so hard", "so soft"), "net")
    assert words.at({"net": 1, "epsilon": 0}) == "so soft"


def test_tracks_of_a_mark_by_name() -> None:
    assert [name for name, _ in tracks_of(line())] == ["x", "y"]
    assert [name for name, _ in tracks_of(Rule(track(1.0), "x"))] == ["at"]
    assert list(tracks_of(panel())) == []


# ----------------------------------------------------------------------------------------------- Axis, Picture, Readout


@pytest.mark.parametrize(("low", "high"), [(1.0, 1.0), (2.0, 1.0), (math.nan, 1.0)])
def test_an_axis_has_an_extent(low: float, high: float) -> None:
    refused(lambda: Axis("x", low, high), f"low must be below high, but got {low} and {high}. Swap or widen them.")


def test_a_picture_gives_the_pixels_of_its_position() -> None:
    pixels = np.arange(2 * 3 * 4 * 3, dtype=np.uint8).reshape(2, 3, 4, 3)
    picture = Picture(pixels, 0, 1, 0, 1, ("net",))
    assert (picture.at({"net": 1}) == pixels[1]).all()
    assert Picture(pixels[0], 0, 1, 0, 1).at({}).shape == (3, 4, 3)


@pytest.mark.parametrize(
    ("pixels", "over"),
    [
        (np.zeros((3, 4, 3)), ()),
        (np.zeros((3, 4), np.uint8), ()),
        (np.zeros((3, 4, 4), np.uint8), ()),
        (np.zeros((3, 4, 3), np.uint8), ("net",)),
        (np.zeros((2, 3, 4, 3), np.uint8), ()),
    ],
)
def test_pixels_have_their_form(pixels: np.ndarray, over: tuple[str, ...]) -> None:
    message = refused(lambda: Picture(pixels, 0, 1, 0, 1, over), "pixels must be uint8 of shape (…, height, width, 3)")
    assert (
        f"one leading dimension for each of {over!r}, but got {pixels.dtype} of shape {pixels.shape}. Scale" in message
    )


@pytest.mark.parametrize(
    ("value", "options", "text"),
    [
        (0.1234, {}, "0.12"),
        (-0.5, {"digits": 1, "unit": " nats"}, "−0.5 nats"),
        (0.5, {"percent": True, "digits": 0}, "50 %"),
        (0.5, {"percent": True, "digits": 1, "unit": " nats"}, "50.0 %"),
        (math.nan, {}, "undefined"),
        (math.nan, {"percent": True}, "undefined"),
        (math.inf, {"unit": " nats"}, "∞ nats"),
    ],
)
def test_a_readout_says_its_number(value: float, options: dict[str, Any], text: str) -> None:
    assert Readout("r", track([9.0, value], "net"), **options).say({"net": 1}) == text


# ------------------------------------------------------------------------------------------------------------- Scene


def scene(**changes: Any) -> Scene:
    parts: dict[str, Any] = {
        "title": "Title",
        "description": "A line.",
        "panels": (panel(line(np.zeros((3, 2, 2)), "epsilon", "net")),),
        "controls": (EPSILON, NET),
        "readouts": (Readout("loss", track([1.0, 2.0, 3.0], "epsilon"), 1, " nats"),),
    }
    return Scene(**{**parts, **changes})


def test_a_scene_shows_itself() -> None:
    assert repr(scene()).splitlines() == [
        "Scene",
        "  title     Title",
        "  panels    1",
        "  controls  epsilon (3), net (2)",
        "  numbers   17",
    ]
    assert "controls  none" in repr(scene(controls=(), panels=(panel(line()),), readouts=()))
    assert ">epsilon (3), net (2)</td>" in scene()._repr_html_()


def test_numbers_counts_every_track() -> None:
    assert scene().numbers() == 2 + 12 + 3
    assert scene(readouts=()).numbers() == 14


def test_start_and_position() -> None:
    assert scene().start == {"epsilon": 1, "net": 0}
    assert scene().position() == {"epsilon": 1, "net": 0}
    assert scene().position(net="soft", epsilon=0.4) == {"epsilon": 2, "net": 1}
    assert refused(
        lambda: scene().position(margin=1.0),
        "margin must be a control of this scene (epsilon, net), but got margin=1.0.",
    ).endswith("Correct the name.")
    still = scene(controls=(), panels=(panel(line()),), readouts=())
    refused(
        lambda: still.position(net="soft"), "net must be a control of this scene (it has none), but got net='soft'."
    )


def test_alt_tells_the_picture_with_its_numbers() -> None:
    assert scene().alt() == "Title. A line. smoothing ε: 0.10; the net: hard; loss: 2.0 nats."
    assert scene().alt({"epsilon": 2, "net": 1}) == "Title. A line. smoothing ε: 0.50; the net: soft; loss: 3.0 nats."
    assert scene(controls=(), panels=(panel(line()),), readouts=()).alt() == "Title. A line."


def test_a_scene_needs_a_panel() -> None:
    refused(lambda: scene(panels=()), "panels must hold at least one panel, but got none. Add one.")


def test_controls_have_names_of_their_own() -> None:
    refused(
        lambda: scene(controls=(EPSILON, EPSILON)),
        "controls must have different names, but got ['epsilon', 'epsilon']. Rename one.",
    )


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"panels": (panel(line(np.zeros((3, 2)), "margin")),)}, "panels[0].marks[0].y"),
        ({"panels": (panel(), panel(line(), Points(track([[0.0]], "margin"), track([0.0]))))}, "panels[1].marks[1].x"),
        ({"panels": (panel(title=Words(("a", "b"), "margin")),)}, "panels[0].title"),
        ({"panels": (panel(Text(track(0), track(0), Words(("a", "b"), "margin"))),)}, "panels[0].marks[0].text"),
        ({"panels": (panel(Picture(PIXELS[:1], 0, 1, 0, 1, ("margin",))),)}, "panels[0].marks[0].pixels"),
        ({"readouts": (Readout("r", track([0.0], "margin")),)}, "readouts[0].value"),
    ],
)
def test_what_follows_a_stranger_is_refused(changes: dict[str, Any], place: str) -> None:
    message = refused(
        lambda: scene(**changes), f"{place} must follow controls of the scene (epsilon, net), but got ['margin']."
    )
    assert message.endswith("Add the control or correct the name.")


def test_a_scene_without_controls_says_that_it_has_none() -> None:
    refused(
        lambda: scene(controls=(), readouts=()),
        "panels[0].marks[0].y must follow controls of the scene (it has none), but got ['epsilon', 'net'].",
    )


@pytest.mark.parametrize(
    ("changes", "place", "expected", "over", "shape"),
    [
        ({"panels": (panel(line(np.zeros((2, 2)), "epsilon")),)}, "panels[0].marks[0].y", (3,), ("epsilon",), (2, 2)),
        (
            {"panels": (panel(line(np.zeros((3, 2, 2)), "net", "epsilon")),)},
            "panels[0].marks[0].y",
            (2, 3),
            ("net", "epsilon"),
            (3, 2, 2),
        ),
        ({"panels": (panel(title=Words(("a",), "net")),)}, "panels[0].title", (2,), ("net",), (1,)),
        (
            {"panels": (panel(Picture(PIXELS, 0, 1, 0, 1, ("net",))),)},
            "panels[0].marks[0].pixels",
            (2,),
            ("net",),
            (3, 2, 2, 3),
        ),
        ({"readouts": (Readout("r", track([0.0, 1.0], "epsilon")),)}, "readouts[0].value", (3,), ("epsilon",), (2,)),
    ],
)
def test_what_has_not_one_row_for_each_position_is_refused(
    changes: dict[str, Any], place: str, expected: tuple[int, ...], over: tuple[str, ...], shape: tuple[int, ...]
) -> None:
    refused(
        lambda: scene(**changes),
        f"{place} must have leading shape {expected} to follow {over!r}, but got {shape}. "
        "Compute one row for each position of each control.",
    )


@pytest.mark.parametrize(("moves", "controls"), [(("margin",), "epsilon, net"), ((), "epsilon, net")])
def test_a_handle_moves_controls_of_the_scene(moves: tuple[str, ...], controls: str) -> None:
    knob = Handle(track(0.0), track(0.0), moves)
    message = refused(
        lambda: scene(panels=(panel(knob),)),
        f"panels[0].marks[0].moves must name controls of the scene ({controls}), but got {moves!r}.",
    )
    assert message.endswith("Add the control or correct the name.")


def test_a_handle_in_a_still_scene_is_refused() -> None:
    still = {"controls": (), "readouts": (), "panels": (panel(Handle(track(0.0), track(0.0), ("net",))),)}
    refused(lambda: scene(**still), "panels[0].marks[0].moves must name controls of the scene (it has none), but got")


def test_a_handle_that_moves_a_control_is_welcome() -> None:
    knob = Handle(track([0.0, 0.1, 0.5], "epsilon"), track(0.0), ("epsilon",))
    assert scene(panels=(panel(knob),)).numbers() == 4 + 3


def test_a_handle_moves_a_control_that_has_no_slider() -> None:
    hidden = Control("epsilon", "smoothing ε", (0.0, 0.1, 0.5), shown=False)
    knob = Handle(track([0.0, 0.1, 0.5], "epsilon"), track(0.0), ("epsilon",))
    assert scene(panels=(panel(knob),), controls=(hidden, NET)).start == {"epsilon": 0, "net": 0}
    message = refused(
        lambda: scene(controls=(hidden, NET)), "epsilon must be shown or moved by a handle, but got neither."
    )
    assert message.endswith("Set shown=True, or add a Handle that moves it.")


@pytest.mark.parametrize("given", [{"grip_x": track([0.0, 1.0])}, {"grip_y": track([0.0, 1.0])}])
def test_a_grip_has_both_its_sides(given: dict[str, Any]) -> None:
    knob = Handle(track(0.0), track(0.0), ("epsilon",), grip_x=track([0.0, 1.0]), grip_y=track([0.0, 1.0]))
    assert scene(panels=(panel(knob),)).numbers() == 2 + 4 + 3
    message = refused(
        lambda: Handle(track(0.0), track(0.0), ("epsilon",), **given),
        "grip_x and grip_y must be given together, but got one of them.",
    )
    assert message.endswith("Give both, or neither.")


def test_a_view_has_two_ends_each_way() -> None:
    ends, rows = track([[0, 1], [1, 2]], "net"), track([0, 2])
    seen = Picture(PIXELS[0], 0, 1, 0, 1, view_x=ends, view_y=rows)
    assert scene(panels=(panel(seen),), readouts=()).numbers() == 6
    refused(lambda: Picture(PIXELS[0], 0, 1, 0, 1, view_x=ends), "view_x and view_y must be given together")
    refused(lambda: Picture(PIXELS[0], 0, 1, 0, 1, view_y=rows), "view_x and view_y must be given together")
    for axis, views in (("x", (track(0.0), rows)), ("y", (ends, track(np.zeros((2, 3)), "net")))):
        message = refused(
            lambda views=views: Picture(PIXELS[0], 0, 1, 0, 1, view_x=views[0], view_y=views[1]),
            f"view_{axis} must hold two ends for each position of ",
        )
        assert message.endswith("Stack the near end and the far end.")
    stranger = Picture(PIXELS[0], 0, 1, 0, 1, view_x=track([[0, 1], [1, 2]], "margin"), view_y=rows)
    refused(lambda: scene(panels=(panel(stranger),)), "panels[0].marks[0].view_x must follow controls of the scene")


def test_a_share_below_one_never_reads_as_all() -> None:
    shares = track([0.998, 1.0, 0.9949, 0.0], "step")
    readout = Readout("right", shares, digits=0, percent=True)
    assert [readout.say({"step": at}) for at in range(4)] == ["> 99.5 %", "100 %", "99 %", "0 %"]
    assert Readout("right", track(0.9996), 1, percent=True).say({}) == "> 99.95 %"
