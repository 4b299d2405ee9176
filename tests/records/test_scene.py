import math
from typing import Any

import numpy as np
import pytest
from spec.scene_parts import EPSILON, NET, PIXELS, line, panel, refused, scene

from nls_tutorial.records import (
    Axis,
    Control,
    Handle,
    Picture,
    Points,
    Readout,
    Text,
    Words,
    track,
)


@pytest.mark.parametrize(("low", "high"), [(1.0, 1.0), (2.0, 1.0), (math.nan, 1.0)])
def test_an_axis_has_an_extent(low: float, high: float) -> None:
    refused(lambda: Axis("x", low, high), f"low must be below high, but got {low} and {high}. Swap or widen them.")


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
