"""The reliability diagram: its words are its numbers, on every screen, light and dark."""

import re
from pathlib import Path

import pytest
import torch
from spec import calibration_spec as spec
from spec.calibration_draws import drawn

from nls_tutorial import plots, scenes
from nls_tutorial.calibration import reliability
from nls_tutorial.records import Bins, Predictions
from nls_tutorial.scenes.reliability_diagram import say_ece, say_fullest_bin, say_miscalibration

LOGITS, PROBABILITIES, LABELS = drawn(200, 4, sharpness=3.0)
SEEN = Predictions(LOGITS, LABELS, tuple("abcd"), "test", 0)


def numbers(text: str) -> list[float]:
    return [float(found.replace("−", "-")) for found in re.findall(r"−?\d+\.\d+", text)]


def made(counts: list[int], right: list[int], sums: list[float]) -> Bins:
    edges = torch.linspace(0, 1, len(counts) + 1, dtype=torch.float64)
    return Bins(edges, torch.tensor(counts), torch.tensor(right), torch.tensor(sums, dtype=torch.float64))


def test_the_words_are_made_from_the_numbers() -> None:
    bins = made([4, 16], [1, 12], [1.6, 15.2])
    assert say_miscalibration(bins) == "Overconfident by 19.0 points"
    said = say_ece(bins, "; interval")
    assert numbers(said) == [84.0, 65.0, 19.0, 19.0]
    assert "2 bins" in said
    assert "(ECE; interval)" in said
    fullest = say_fullest_bin(bins)
    assert numbers(fullest)[:4] == [50.0, 100.0, 95.0, 75.0]
    assert "holds 16 samples" in fullest
    assert say_miscalibration(made([10], [9], [7.0])) == "Underconfident by 20.0 points"
    assert say_miscalibration(made([10], [7], [7.0])) == "On average as sure as it is right"


@pytest.mark.slow
def test_predictions_are_binned_and_their_ece_has_an_interval() -> None:
    scene = scenes.reliability_diagram(SEEN, bins=7, title="CE", resamples=200)
    ece = spec.ece(PROBABILITIES.tolist(), LABELS.tolist(), 7)
    assert float(scene.readouts[0].value.values) == pytest.approx(ece, rel=1e-5)
    assert scene.title == "CE: reliability of 200 predictions"
    low, high = numbers(re.search(r"95 % bootstrap interval ([\d.]+ to [\d.]+)", scene.alt()).group(1))
    assert 0 <= low < high < 100 * ece + 15
    again = scenes.reliability_diagram(SEEN, bins=7, title="CE", resamples=200)
    assert again.alt() == scene.alt(), "a seed fixes the interval"
    mass = scenes.reliability_diagram(SEEN, scheme="mass", resamples=2)
    adaptive = reliability(SEEN.probabilities, LABELS, scheme="mass")
    assert mass.alt().startswith("Reliability of 200 predictions. " + say_ece(adaptive)[:60])


def test_bins_need_no_predictions() -> None:
    bins = reliability(PROBABILITIES, LABELS)
    scene = scenes.reliability_diagram(bins)
    assert "bootstrap" not in scene.alt()
    assert say_ece(bins) in scene.alt()
    assert say_fullest_bin(bins) in scene.alt()
    assert scene.panels[0].title == say_miscalibration(bins)


def test_an_interval_does_not_go_below_zero() -> None:
    sure = torch.full((40, 2), 0.5, dtype=torch.float64)
    half = Predictions(sure.log(), torch.arange(40) % 2, ("a", "b"), "test", 0)
    assert "interval 0.0 to" in scenes.reliability_diagram(half, resamples=50).alt()


@pytest.mark.slow
def test_on_every_screen(tmp_path: Path) -> None:
    scene = scenes.reliability_diagram(SEEN, resamples=20)
    pictures = {theme: plots.png(scene, theme=theme) for theme in ("light", "dark")}
    assert pictures["light"] != pictures["dark"]
    assert plots.still(scene).alt == scene.alt()
    page = scenes.save_page(scene, tmp_path / "diagram.html").read_text(encoding="utf-8")
    assert scene.readouts[0].say({}) == f"{100 * spec.ece(PROBABILITIES.tolist(), LABELS.tolist()):.1f} %"
    assert "Wilson" not in page
    assert "95 % interval" in page
    assert scenes.show(scene).values == {}


def test_refusals() -> None:
    with pytest.raises(
        TypeError, match=r"source must be Bins or Predictions, but got Tensor\. Make Bins with calibration"
    ):
        scenes.reliability_diagram(PROBABILITIES)
    with pytest.raises(ValueError, match="source must hold at least one sample, but got none"):
        scenes.reliability_diagram(reliability(PROBABILITIES[:0], LABELS[:0]))
