"""The margin's scenes, their controls driven to minimum, middle and maximum, against plain loops."""

import numpy as np
import pytest
from spec import margin_spec as spec
from spec.results_by_hand import losses_by_hand
from spec.scene_checks import close, corners, marks, said

from nls_tutorial.lessons import l05_keep_a_margin
from nls_tutorial.records import Bars, Handle, Line, Points, Rule, Scene, Shape
from nls_tutorial.scenes import encode

MARGINS = (0.0, 4.0, 9.0)
ROWS = {"sum": ("m = 0, sum", "m = 4, sum", "m = 9, sum"), "mean": ("m = 0, mean", "m = 4, mean", "m = 9, mean")}


NAMES = (*ROWS["sum"], "CE", *ROWS["mean"])
GENERATOR = np.random.default_rng(0)
BEFORE, AFTER = GENERATOR.uniform(0, 0.5, (2, len(NAMES), 2, 4))
AFTER[3, 1] = np.nan
DISTANCES = GENERATOR.exponential(15, (len(NAMES), 2, 50))
CONFIDENCE = GENERATOR.uniform(0.1, 1, DISTANCES.shape)
STUDY = losses_by_hand(NAMES, (0, 1), BEFORE, AFTER, DISTANCES, CONFIDENCE)
BUILDERS = {
    "poster_figure": l05_keep_a_margin.poster_figure,
    "four_prices": l05_keep_a_margin.four_prices,
    "distances_against_margin": lambda: l05_keep_a_margin.distances_against_margin(STUDY, MARGINS, ROWS, reach=20),
}


@pytest.fixture(scope="module")
def scenes() -> dict[str, Scene]:
    return {name: build() for name, build in BUILDERS.items()}


def test_poster_figure(scenes: dict[str, Scene]) -> None:
    scene = scenes["poster_figure"]
    for index, values in corners(scene):
        m, weight = values["margin"], values["weight"]
        kinked, linear = marks(scene, 0, Line)
        close(linear.y.at(index), [weight * d for d in linear.x.at(index)])
        close(kinked.y.at(index), [weight * max(0.0, d - m) for d in kinked.x.at(index)])
        close(kinked.x.at(index), [0, m, m, 15])
        step, level = marks(scene, 1, Line)
        close(level.y.at(index), [weight, weight])
        close(step.y.at(index), [0, 0, weight, weight])
        close(said(scene, index), [10 * weight, weight * max(0.0, 10 - m)])
        for panel in (0, 1):
            (free,) = marks(scene, panel, Shape)
            close([free.x.at(index).min(), free.x.at(index).max()], [0, m])
        (knob,), (level_knob,) = marks(scene, 0, Handle), marks(scene, 1, Handle)
        close([knob.x.at(index), knob.y.at(index), level_knob.y.at(index)], [m, 0, weight])
        assert (knob.moves, level_knob.moves) == (("margin",), ("weight",))


def test_four_prices(scenes: dict[str, Scene]) -> None:
    scene = scenes["four_prices"]
    for index, values in corners(scene):
        m, classes = values["margin"], int(values["classes"])
        prices = (
            lambda d, k=classes: spec.focal_price(d, k, 3.0),
            lambda d, k=classes: spec.entropy_price(d, k, 0.1),
            lambda d, k=classes, m=m: spec.margin_price(d, k, m, 0.1),
            lambda d, k=classes: spec.smoothing_price(d, k, 0.1),
        )
        *slopes, push = marks(scene, 1, Line)
        for curve, slope, price in zip(marks(scene, 0, Line), slopes, prices, strict=True):
            for at in (0, 1, 17, 40, -1):
                d = float(curve.x.at(index)[at])
                close(curve.y.at(index)[at], price(d))
                if 0.1 < d < 14.9 and abs(d - m) > 0.1:
                    difference = (price(d + 1e-4) - price(d - 1e-4)) / 2e-4
                    np.testing.assert_allclose(slope.y.at(index)[at], difference, rtol=1e-3, atol=1e-5)
        for at in (0, 20, -1):
            d = float(push.x.at(index)[at])
            close(push.y.at(index)[at], 1 - spec.probabilities(spec.winner_logits(d, classes))[0])
        smooth_rest, smooth_sure, rest, sure = said(scene, index)
        assert smooth_rest == pytest.approx(spec.margin_rest(0.0, classes, 0.1), abs=2e-3)
        assert rest == pytest.approx(spec.margin_rest(m, classes, 0.1), abs=2e-3)
        for place, confidence in ((smooth_rest, smooth_sure), (rest, sure)):
            close(confidence, spec.probabilities(spec.winner_logits(place, classes))[0])
        for dot, place, confidence in zip(
            marks(scene, 1, Points), (rest, smooth_rest), (sure, smooth_sure), strict=True
        ):
            close([dot.x.at(index)[0], dot.y.at(index)[0]], [place, 1 - confidence])


def test_without_a_margin_the_price_is_label_smoothing(scenes: dict[str, Scene]) -> None:
    scene = scenes["four_prices"]
    _, _, margin, smoothing = marks(scene, 0, Line)
    index = scene.position(margin=0, classes=10)
    expected = np.interp(margin.x.at(index), smoothing.x.at(index), smoothing.y.at(index))
    close(margin.y.at(index), expected)


def test_distances_against_margin(scenes: dict[str, Scene]) -> None:
    scene = scenes["distances_against_margin"]
    for index, values in corners(scene):
        name = ROWS[values["choice"]][index["margin"]]
        at = NAMES.index(name)
        pooled = [float(d) for seed in DISTANCES[at] for d in seed]
        (bars,), (reference,) = marks(scene, 0, Bars), marks(scene, 0, Line)
        close(bars.y.at(index), spec.units(pooled, 20))
        close(bars.x.at(index)[:2], [0.5, 1.5])
        close(reference.y.at(index), spec.units([float(d) for d in DISTANCES[3].ravel()], 20))
        (margin,) = marks(scene, 0, Rule)
        close(margin.at.at(index), values["margin"])
        ece = BEFORE[at, :, 1]
        sure = CONFIDENCE[at].mean()
        close(said(scene, index), [np.median(pooled), sure, (ece[0] + ece[1]) / 2, BEFORE[3, :, 1].mean()])
        (dot,) = marks(scene, 1, Points)
        close([dot.x.at(index)[0], dot.y.at(index)[0]], [values["margin"], ece.mean()])
        band = scene.panels[1].marks[0]
        spread = abs(ece[0] - ece[1]) / 2**0.5
        close(band.high.at(index)[index["margin"]] - band.low.at(index)[index["margin"]], 2 * spread)


def test_rows_that_do_not_fit_the_margins_are_refused() -> None:
    with pytest.raises(ValueError, match=r"rows must name 3 losses, one a margin, but got 2 for sum\. Name them all"):
        l05_keep_a_margin.distances_against_margin(STUDY, MARGINS, {"sum": ROWS["sum"][:2]})


@pytest.mark.parametrize("name", BUILDERS)
def test_scene_is_light_and_says_itself(name: str, scenes: dict[str, Scene]) -> None:
    scene = scenes[name]
    _, data = encode(scene)
    assert len(data) < 400_000, "a scene must open at once"
    assert len(scene.controls) <= 2, "two hands, two controls"
    assert "undefined" not in scene.alt()
    assert scene.alt().startswith(scene.title)
