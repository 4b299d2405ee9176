"""The scene on paper: the numbers that matplotlib draws are the scene's own."""

import io
import sys

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.text import Text as MplText
from PIL import Image
from spec.cut_words import cut_words
from spec.hostile_words import HOSTILE, scene_of_words
from spec.loss_checks import as_shipped

from nls_tutorial import plots
from nls_tutorial.plots.draw import draw, draw_mark
from nls_tutorial.records import (
    Axis,
    Band,
    Bars,
    Control,
    Handle,
    Line,
    Panel,
    Picture,
    Points,
    Readout,
    Rule,
    Scene,
    Shape,
    Text,
    Words,
    track,
)
from nls_tutorial.records.text import readable

AXIS = Axis("x", 0, 4)


def scene_of(*marks: object, aspect: float = 0.75, equal: bool = False) -> Scene:
    control = Control("power", "power", (1.0, 2.0), digits=0)
    panel = Panel("A panel", AXIS, Axis("y", 0, 8), marks, aspect, equal)
    return Scene("A title", "A line.", (panel,), (control,), (Readout("half", track([0.5, 0.25], "power")),))


CURVE = Line(track([0, 1, 2]), track([[0, 1, 2], [0, 1, 4]], "power"), "curve", "blue", "dashed")
EVERY_MARK = (
    CURVE,
    Points(track([1, 2]), track([3, 4]), "points", "green", "diamond"),
    Bars(track([1]), track([2]), "bars", "red", base=1),
    Band(track([0, 4]), track([1, 1]), track([2, 2]), "band"),
    Shape(track([0, 1, 1]), track([0, 0, 1]), "shape"),
    Rule(track([1.0, 3.0], "power"), "x", "rule"),
    Rule(track(2.0), "y"),
    Text(track(1.0), track(1.0), Words(("one", "two"), "power")),
    Picture(np.zeros((2, 2, 3), np.uint8), 0, 1, 0, 1),
    Handle(track([0, 1], "power"), track(0.0), ("power",), "knob"),
)


def test_curve_is_the_scenes_own_at_every_position() -> None:
    for power, expected in ((1, [0, 1, 2]), (2, [0, 1, 4])):
        (line,) = draw(scene_of(CURVE), power=power).axes[0].get_lines()
        np.testing.assert_array_equal(line.get_ydata(), expected)


def test_every_mark_is_drawn_and_named() -> None:
    figure = draw(scene_of(*EVERY_MARK), power=2)
    axes = figure.axes[0]
    named = {text.get_text() for text in axes.get_legend().get_texts()}
    assert named == {"curve", "points", "rule", "knob", "band", "shape", "bars"}
    assert {"A panel", "two"} <= {axes.get_title(loc="left"), *(text.get_text() for text in axes.texts)}
    (bar,) = axes.containers[0]
    assert (bar.get_y(), bar.get_height()) == (1, 1)
    assert axes.get_xlim() == (0, 4)
    assert axes.get_ylim() == (0, 8)
    texts = " ".join(text.get_text() for text in figure.texts)
    assert "power: 2" in texts
    assert "half: 0.25" in texts


def test_missing_numbers_are_left_out() -> None:
    gone = scene_of(Points(track([np.nan]), track([1.0])), Text(track(np.nan), track(1.0), "gone"))
    assert plots.png(gone)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_png_has_the_themes_ground(theme: str) -> None:
    pixels = np.asarray(Image.open(io.BytesIO(plots.png(scene_of(CURVE), theme=theme))).convert("RGB"))
    expected = tuple(int(plots.PALETTE[theme]["ground"][at : at + 2], 16) for at in (1, 3, 5))
    assert tuple(pixels[0, 0]) == expected
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 20, "something is drawn"


def test_still_says_its_numbers() -> None:
    assert plots.still(scene_of(CURVE), power=2).alt.endswith("power: 2; half: 0.25.")


def test_equal_axes_keep_their_shape() -> None:
    box = draw(scene_of(CURVE, equal=True)).axes[0].get_window_extent()
    assert box.height / box.width == pytest.approx(2.0, rel=0.01)


def test_unknown_theme_control_and_mark_are_refused() -> None:
    with pytest.raises(ValueError, match="theme must be one of 'light', 'dark', but got 'sepia'"):
        draw(scene_of(CURVE), theme="sepia")
    with pytest.raises(ValueError, match="epsilon must be a control of this scene"):
        draw(scene_of(CURVE), epsilon=0.1)
    with pytest.raises(TypeError, match="mark must be one of the scene's kinds, but got int"):
        draw_mark(3, draw(scene_of(CURVE)).axes[0], {}, {})


def test_the_room_gives_the_function_whatever_was_used_first(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("draw", "png", "still"):
        monkeypatch.delitem(vars(plots), name, raising=False)
    monkeypatch.delitem(sys.modules, "nls_tutorial.plots.draw")
    assert plots.png(scene_of(CURVE)).startswith(b"\x89PNG")
    assert plots.draw(scene_of(CURVE)).axes


def test_one_number_gives_all_bars_one_height() -> None:
    axes = draw(scene_of(Bars(track([1, 2, 3]), track([2.0, 5.0], "power"), "bars")), power=2).axes[0]
    assert [(bar.get_x() + bar.get_width() / 2, bar.get_height()) for bar in axes.containers[0]] == [
        (1, 5),
        (2, 5),
        (3, 5),
    ]


def pixels_of(*marks: object) -> np.ndarray:
    """The inside of the drawn panel, rows from its top."""
    figure = draw(scene_of(*marks, equal=True))
    figure.canvas.draw()
    box = figure.axes[0].get_window_extent()
    drawn = np.asarray(figure.canvas.buffer_rgba())[..., :3]
    rows = len(drawn) - np.array([box.y1, box.y0]).round().astype(int)
    return drawn[rows[0] : rows[1], round(box.x0) : round(box.x1)]


def color_at(drawn: np.ndarray, x: float, y: float) -> tuple[int, ...]:
    """The color at a place of the panel, whose x runs to 4 and y to 8."""
    return tuple(drawn[int((1 - y / 8) * len(drawn)), int(x / 4 * drawn.shape[1])])


def test_a_hole_lets_the_ground_through() -> None:
    nan = np.nan
    x = [0, 4, 4, 0, 0, nan, 1, 1, 3, 3, 1]
    y = [0, 0, 8, 8, 0, nan, 2, 6, 6, 2, 2]
    drawn = pixels_of(Shape(track(x), track(y), "", "red", 1.0))
    red = tuple(int(plots.PALETTE["light"]["red"][at : at + 2], 16) for at in (1, 3, 5))
    assert color_at(drawn, 2.1, 4.2) == (255, 255, 255)
    assert {color_at(drawn, *at) for at in ((0.5, 4.2), (3.5, 4.2), (2.1, 1.1), (2.1, 7.1))} == {red}


def test_a_magnifying_glass_shows_its_part_of_the_picture_and_no_more() -> None:
    pixels = np.zeros((2, 3, 3), np.uint8)
    pixels[0, 0], pixels[0, 1], pixels[0, 2], pixels[1] = (250, 0, 0), (0, 250, 0), (0, 0, 250), (90, 90, 90)
    glass = Picture(pixels, 1, 3, 2, 6, view_x=track([1, 3]), view_y=track([0.5, 2]))
    drawn = pixels_of(glass)
    # one third of the box is the first row, which shows its second and third column; the rest is the second row
    assert color_at(drawn, 1.5, 5.5) == (0, 250, 0)
    assert color_at(drawn, 2.5, 5.5) == (0, 0, 250)
    assert color_at(drawn, 1.5, 4.2) == (90, 90, 90)
    assert {color_at(drawn, *at) for at in ((0.6, 5), (3.4, 5), (1.5, 6.6), (1.5, 1.4))} == {(255, 255, 255)}


@pytest.mark.slow
@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_words_are_plain_text(words: str) -> None:
    """No dollar sign makes a formula, whatever the reader's own settings, and nothing makes drawing fail."""
    with rc_context({"text.parse_math": True, "text.usetex": True}):
        figure = draw(scene_of_words(words))
    assert not any(text.get_usetex() for text in figure.findobj(MplText))
    assert plots.png(scene_of_words(words), note=words)
    shown = readable(words)[:500]
    legend = [text.get_text().removeprefix("\u200b").rstrip("…") for text in figure.axes[0].get_legend().get_texts()]
    assert legend == [shown] * 5
    assert figure.axes[0].get_xlabel().rstrip("…") == shown
    assert figure.axes[0].get_xticklabels()[0].get_text().rstrip("…") == shown
    assert not any(text.get_parse_math() for text in figure.findobj(MplText) if text.get_text())


def test_two_dollar_signs_are_two_dollar_signs() -> None:
    """As many letters as without them, none in italics: the picture of $ differs from that of a formula."""
    pictures = [plots.png(scene_of_words(words)) for words in ("$a$", "a")]
    assert pictures[0] != pictures[1]


def test_on_axes_of_ones_own() -> None:
    figure = Figure()
    left, right = figure.subplots(1, 2)
    scene = scene_of_words("costs $5 and $6")
    assert draw(scene, ax=[left, right], net="costs $5 and $62") is figure
    assert left.get_title(loc="left") == "costs $5 and $6"
    assert right.get_title(loc="left") == "b"
    assert len(left.get_lines()) > 2
    assert figure.texts == []
    one = Figure()
    (axes,) = one.subplots(1, 1, squeeze=False)[0]
    assert draw(scene_of(CURVE), ax=axes, power=2) is one
    np.testing.assert_array_equal(axes.get_lines()[0].get_ydata(), [0, 1, 4])
    figure.savefig(io.BytesIO())


def test_other_axes_are_refused() -> None:
    scene = scene_of_words("w")
    with as_shipped():
        with pytest.raises(TypeError, match=r"^ax must be matplotlib axes, but got str. Make it with plt.subplots"):
            draw(scene, ax="left")
        with pytest.raises(ValueError, match=r"^ax must be one for each of the scene's 2 panels, but got 1. Use plt"):
            draw(scene, ax=Figure().subplots())
        with pytest.raises(TypeError, match=r"^scene must be a Scene, but got dict"):
            draw({})
        with pytest.raises(TypeError, match=r"^note must be a text, but got int"):
            draw(scene, note=3)


def test_a_picture_has_an_end() -> None:
    with pytest.raises(ValueError, match=r"^dpi must keep the picture within 100 million pixels, but got 10000, so"):
        plots.png(scene_of(CURVE), dpi=10_000)
    for dpi in (0, "100"):
        with as_shipped(), pytest.raises((ValueError, TypeError), match=r"^dpi must be"):
            plots.png(scene_of(CURVE), dpi=dpi)


def test_wide_names_beside_an_axis_leave_room_for_its_label() -> None:
    percent = tuple((t / 4, f"{25 * t} %") for t in range(5))
    line = Line(track([0.0, 1.0]), track([0.0, 1.0]), "a line")
    panels = [Panel("A panel", Axis("x", 0, 1, percent), Axis("y", 0, 1, ticks), (line,)) for ticks in (percent, None)]
    figure = draw(Scene("A title", "A line.", tuple(panels)))
    assert cut_words(figure, panels) == []
    wide, usual = (axes.get_window_extent() for axes in figure.axes)
    assert wide.width < usual.width, "only the one with wide names is narrower"


def test_words_that_are_cut_are_found() -> None:
    panels = [Panel("A panel", Axis("x", 0, 1), Axis("y", 0, 1), (Line(track([0.0]), track([0.0]), "a"),))]
    figure = draw(Scene("A title", "A line.", tuple(panels)))
    figure.axes[0].set_position([0.02, 0.3, 0.97, 0.5])
    assert cut_words(figure, panels) == ["y axis"]
