"""The widget's Python side: values, moving it, the still picture, and numbers asked for one position at a time."""

import base64
import json

import numpy as np
import pytest
from spec.hostile_words import HOSTILE, scene_of_words

from nls_tutorial.lessons.l00_start_here import label_on_triangle
from nls_tutorial.records import Axis, Control, Line, Panel, Readout, Scene, track
from nls_tutorial.scenes import LiveScene, SceneWidget, show
from nls_tutorial.scenes.widget import answer

AXIS = Axis("x", 0, 10)


def scene_at(power: float = 1.0) -> Scene:
    line = Line(track([0, 1, 2]), track([0, 1, 2.0**power]))
    return Scene("Powers", "A curve.", (Panel("", AXIS, AXIS, (line,)),), (), (Readout("at two", track(2.0**power)),))


def sliding() -> Scene:
    ys = [[0, 1, 2.0**power] for power in (1, 2, 3)]
    line = Line(track([0, 1, 2]), track(ys, "power"))
    control = Control("power", "power", (1.0, 2.0, 3.0), digits=0)
    return Scene("Powers", "A curve.", (Panel("", AXIS, AXIS, (line,)),), (control,))


def test_values_follow_and_move() -> None:
    widget = show(sliding())
    assert isinstance(widget, SceneWidget)
    assert widget.values == {"power": 1.0}
    widget.move(power=2.9)
    assert widget.index == [2]
    assert widget.values == {"power": 3.0}
    with pytest.raises(ValueError, match=r"epsilon must be a control of this scene \(power\)"):
        widget.move(epsilon=0.1)


def test_moving_one_control_leaves_the_other() -> None:
    widget = show(label_on_triangle(steps=5))
    widget.move(first=0.0, rest=0.25)
    widget.move(first=1.0)
    assert widget.values == {"first": 1.0, "rest": 0.25}


def test_page_without_widgets_gets_the_still_picture() -> None:
    widget = show(sliding())
    widget.move(power=2)
    data, metadata = widget._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "power: 2" in data["text/plain"]
    assert metadata["image/png"]["alt"] == data["text/plain"]


@pytest.mark.slow
@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_any_words_may_stand_in_a_widget(words: str) -> None:
    widget = show(scene_of_words(words))
    data, _ = widget._repr_mimebundle_()
    assert "image/png" in data
    json.dumps([widget.spec, data["text/plain"]], ensure_ascii=False).encode("utf-8")


def test_a_picture_that_fails_leaves_the_widget(monkeypatch) -> None:
    def fails(*_, **__):
        raise RuntimeError("no font")

    monkeypatch.setattr("nls_tutorial.plots.png", fails)
    data, metadata = show(sliding())._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert "image/png" not in data
    assert "image/png" not in metadata
    assert data["text/plain"].endswith("No still picture could be drawn (RuntimeError: no font).")


def test_the_still_picture_is_drawn_where_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    monkeypatch.setattr("nls_tutorial.plots.png", lambda scene, **how: drawn.append(how["power"]) or b"picture")
    widget = show(sliding())
    plain = widget._repr_mimebundle_(exclude=["image/png"])
    assert "image/png" not in plain[0]
    assert "application/vnd.jupyter.widget-view+json" in plain[0]
    assert "image/png" not in widget._repr_mimebundle_(include={"text/plain"})[0]
    assert drawn == []
    first, again = (widget._repr_mimebundle_(include=None, exclude=None) for _ in range(2))
    assert first == again == widget._repr_mimebundle_(include=["image/png"])
    assert drawn == [1.0]
    widget.move(power=3)
    widget._repr_mimebundle_()
    widget.scene = sliding()
    widget._repr_mimebundle_()
    assert drawn == [1.0, 3.0, 3.0]


def test_creation_is_light() -> None:
    assert len(show(sliding())._esm) + len(show(sliding())._css) < 64_000


class Sent(LiveScene):
    def send(self, content, buffers=None):  # type: ignore[no-untyped-def]
        self.sent = [*getattr(self, "sent", []), (content, buffers)]


def test_live_scene_answers_the_position_asked_for() -> None:
    powers = Control("power", "power", (1.0, 2.0, 3.0), digits=0)
    widget = Sent((powers,), scene_at)
    assert widget.live
    assert widget.spec["controls"][0]["label"] == "power"
    answer(widget, widget.build, {"question": 7, "index": [2]})
    (content, (data,)) = widget.sent[-1]
    assert content == {"answer": 7}
    told = widget.spec["readouts"][0]["value"]
    assert np.frombuffer(data, "<f4")[told["at"]] == 8.0


def test_live_scene_says_trouble_and_raises() -> None:
    def changes_shape(power: float) -> Scene:
        line = Line(track(np.arange(int(power) + 1)), track(np.arange(int(power) + 1)))
        return Scene("Growing", "A line.", (Panel("", AXIS, AXIS, (line,)),))

    widget = Sent((Control("power", "power", (1.0, 2.0)),), changes_shape)
    with pytest.raises(ValueError, match="build must return the same panels and marks everywhere"):
        answer(widget, widget.build, {"question": 1, "index": [1]})
    content = widget.sent[-1][0]
    assert content["answer"] == 1
    assert content["trouble"].startswith("There is no picture at power 2.00. ValueError: build must return the same")


def test_live_scene_refuses_a_scene_with_controls() -> None:
    with pytest.raises(ValueError, match="build must return a scene without controls, but got 1 controls"):
        LiveScene((Control("power", "power", (1.0, 2.0)),), lambda power: sliding())
