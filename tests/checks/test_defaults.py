"""torch's global defaults change nothing that is promised."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from nls_tutorial import attacks, boxes, calibration, checks, data, geometry, training
from nls_tutorial.records import Images

SHARES = torch.softmax(torch.arange(12.0).reshape(4, 3).sin(), 1)
LABELS = torch.tensor([0, 1, 2, 0])
PICTURES = torch.rand(4, 3, 16, 16, generator=torch.Generator().manual_seed(0))
BOXES = torch.tensor([[0.0, 0, 4, 4]]).repeat(4, 1)


def draws() -> torch.Generator:
    return torch.Generator("cpu").manual_seed(0)


def collected() -> torch.Tensor:
    from nls_tutorial.predictions import collect

    with torch.device("cpu"):
        net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(768, 3, dtype=torch.float32))
    torch.nn.init.constant_(net[1].weight, 0.01)
    torch.nn.init.zeros_(net[1].bias)
    pictures = Images(PICTURES, LABELS, ("a", "b", "c"), "test")
    training.train(net, pictures, torch.nn.functional.cross_entropy, epochs=1, progress=False)
    return collect(net, pictures).logits


PROMISED = {
    "scenes": lambda: data.scenes(6).images,
    "scenes at a side": lambda: data.scenes(6, border=1, size=48).images,
    "splits": lambda: data.scene_splits(6, 4, 4).train.boxes,
    "two objects": lambda: data.two_objects(data.scenes(20), draws()).images,
    "still life": lambda: data.still_life(48)[0],
    "digits": lambda: data.digits(label_noise=0.2).train.images,
    "photographs": lambda: data.photographs(train=6, calibration=6, test=6).train.images,
    "parts": lambda: data.disjoint_indices(4, {"a": 3}, labels=LABELS)["a"],
    "noise": lambda: data.noisy_labels(LABELS, 3, 0.5),
    **{f"corrupted, {kind}": lambda kind=kind: data.corrupt(PICTURES, kind, 2) for kind in ("noise", "blur", "shift")},
    "edges": lambda: calibration.reliability(SHARES, LABELS).edges,
    "edges of mass": lambda: calibration.reliability(SHARES, LABELS, scheme="mass").edges,
    "own edges": lambda: calibration.reliability(SHARES, LABELS, edges=[0, 0.5, 1]).confidence_sums,
    "chance": lambda: calibration.chance_calibration_errors(SHARES.amax(1), draws=3),
    "bootstrap": lambda: calibration.bootstrap_interval(lambda rows: rows.mean(), SHARES, resamples=9)[0],
    "groups": lambda: calibration.bootstrap_interval(lambda x: float(x[0, 0]), SHARES, resamples=9, groups=LABELS)[0],
    "interval": lambda: calibration.wilson_interval(3, 5)[0],
    "simplex": lambda: calibration.simplex_calibration_error(SHARES, LABELS),
    "crops": lambda: training.random_crops(4, (16, 16), draws(), size=(8, 8)).windows,
    "whole pictures": lambda: training.whole_pictures(4, (16, 16)).windows,
    "moved": lambda: training.flip_and_shift(PICTURES, draws()),
    "jittered": lambda: training.jitter_colors(PICTURES, draws()),
    "mixed": lambda: training.cutmix(PICTURES, SHARES, draws())[1],
    "objectness": lambda: boxes.objectness(BOXES, 2 * BOXES),
    "on the plane": lambda: geometry.project(SHARES, LABELS, SHARES[:3], (0, 1, 2)).points,
    "noise of an attack": lambda: attacks.distance(PICTURES, PICTURES + 0.5, norm="l2"),
    "trained and collected": collected,
}


@pytest.mark.parametrize("what", PROMISED)
@pytest.mark.parametrize("default", ["dtype", "device"])
def test_defaults_do_not_leak_in(what: str, default: str) -> None:
    plain = PROMISED[what]()
    try:
        if default == "dtype":
            torch.set_default_dtype(torch.float64)
        else:
            torch.set_default_device("meta")
        found = PROMISED[what]()
    finally:
        torch.set_default_dtype(torch.float32)
        torch.set_default_device(None)
    assert (found.dtype, found.device) == (plain.dtype, plain.device)
    assert torch.equal(found, plain)


@pytest.mark.slow
def test_colours_are_made_alike_whenever_the_room_is_first_entered() -> None:
    code = (
        "import torch; torch.set_default_dtype(torch.float64); torch.set_default_device('meta')\n"
        "from nls_tutorial.data import scenes\n"
        "made = scenes(2); assert made.images.dtype == torch.float32 and made.images.device.type == 'cpu'"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_a_device_without_double_precision_hands_over_to_the_cpu(monkeypatch) -> None:
    """As Apple's GPUs do; here the CPU plays one, and says what came to it."""
    asked = []
    monkeypatch.setattr("nls_tutorial.checks.defaults.WITHOUT_DOUBLE", ("cpu",))
    monkeypatch.setattr(torch.Tensor, "cpu", lambda self, *_, **__: asked.append(self.dtype) or self)
    assert checks.where_double_is(SHARES) is SHARES
    assert asked == [torch.float32]
    for score in (
        lambda: calibration.reliability(SHARES, LABELS),
        lambda: calibration.reliability_of(SHARES.amax(1), LABELS == 0),
        lambda: calibration.average_confidence(SHARES),
        lambda: calibration.brier_score(SHARES, LABELS),
        lambda: calibration.negative_log_likelihood(SHARES.log(), LABELS),
        lambda: calibration.fit_temperature(SHARES.log(), LABELS),
        lambda: calibration.mean_objectness_deviation(SHARES, SHARES[:, 0]),
        lambda: calibration.auroc(SHARES[:, 0], SHARES[:, 1]),
        lambda: boxes.objectness(BOXES, 2 * BOXES),
        lambda: boxes.area(BOXES),
        lambda: boxes.mask_objectness(PICTURES[:, 0] > 0.5),
        lambda: geometry.mutual_information(SHARES),
    ):
        asked.clear()
        score()
        assert asked[0] in (torch.float32, torch.bool)  # before anything was made double


@pytest.mark.parametrize(
    ("measure", "given"),
    [
        (lambda x, y, w: geometry.tightness(x, y), "xy"),
        (geometry.tightness, "xyw"),
        (lambda x, y, w: geometry.scale(x), "x"),
        (lambda x, y, w: geometry.template_plane(w), "w"),
        (lambda x, y, w: geometry.project(x, y, w, (0, 1, 2)), "xyw"),
    ],
)
def test_what_is_measured_in_float64_goes_where_float64_is(
    measure, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"x": torch.randn(6, 3, generator=draws()), "y": torch.tensor([0, 1, 2, 0, 1, 2]), "w": torch.eye(3)}
    asked: list[torch.Tensor] = []
    monkeypatch.setattr(checks, "where_double_is", lambda tensor: (asked.append(tensor), tensor)[1])
    measure(names["x"], names["y"], names["w"])
    assert all(any(one is names[name] for one in asked) for name in given)


def test_energy_in_a_box_is_measured_where_float64_is(monkeypatch: pytest.MonkeyPatch) -> None:
    maps, asked = torch.rand(4, 2, 2), []
    monkeypatch.setattr(checks, "where_double_is", lambda tensor: (asked.append(tensor), tensor)[1])
    geometry.energy_in_box(maps, BOXES, (16, 16))
    assert any(one is maps for one in asked)
    assert any(one is BOXES for one in asked)


def test_the_mean_colour_is_summed_where_float64_is(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[torch.Tensor] = []
    monkeypatch.setattr(checks, "where_double_is", lambda tensor: (asked.append(tensor), tensor)[1])
    data.pixel_mean(PICTURES)
    assert any(one is PICTURES for one in asked)
