"""The scenes of lesson 20: a digit and all losses under attack, reliability under corruption, wrong labels."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.attacks import pgd
from nls_tutorial.calibration import expected_calibration_error, reliability
from nls_tutorial.data import corrupt
from nls_tutorial.records import (
    Axis,
    Bars,
    Bins,
    Control,
    Handle,
    Images,
    Line,
    Panel,
    Picture,
    Points,
    Readout,
    Results,
    Rule,
    Scene,
    Text,
    track,
)
from nls_tutorial.records.marks import Color, Dash, Marker
from nls_tutorial.scenes import reliability_panels

Numbers = npt.NDArray[np.float64]
SHARES = tuple((t / 4, f"{25 * t} %") for t in range(5))
COLORS: tuple[Color, ...] = ("blue", "orange", "green", "purple", "red", "sky")
DASHES: tuple[Dash, ...] = ("solid", "dashed", "dotted", "solid", "dashed", "dotted")
MARKERS: tuple[Marker, ...] = ("circle", "square", "triangle", "diamond", "circle", "square")


def digit_under_attack(
    networks: Mapping[str, nn.Module], image: Tensor, label: int, radii: Sequence[float], *, steps: int = 20
) -> Scene:
    r"""Drag the radius: the attacked digit, what was added to it, and what each network says of it.

    Each network is attacked by PGD without random starts, by its own gradient, at every radius.

    Args:
        networks: names and networks in evaluation mode, two of them.
        image: the picture (1, H, W), grey, in [0, 1].
        label: what it is, 0 … K − 1.
        radii: rising, from 0 on, in the unit of a pixel.
        steps: of each attack.

    Returns:
        The scene, with a control for the radius and one for the network. Raises ValueError for other than two networks
        and for what `attacks.pgd` refuses. First met in notebooks/20_attack_and_corrupt.
    """
    if len(networks) != 2:
        checks.refuse("networks", "must be two, to set side by side", len(networks), "Choose two.")
    names = tuple(networks)
    moved = torch.stack([_attacked(network, image, label, radii, steps) for network in networks.values()])
    said = torch.stack([_probabilities(network, moved[at]) for at, network in enumerate(networks.values())])
    classes = said.shape[-1]
    scale = 0.5 / max(float((moved - image).abs().max()), 1e-6)
    places, over = np.arange(classes), ("network", "radius")
    bars = Panel(
        "What the network says of it",
        Axis("digit", -0.6, classes - 0.4, tuple((k, str(k)) for k in range(classes))),
        Axis("probability", 0, 1, SHARES),
        (
            Bars(track(places), track(said.numpy(), *over), "probability", "blue"),
            Rule(track(label), "x", "what it is", "green", "dashed", 2),
        ),
        aspect=0.85,
    )
    return Scene(
        "A digit under attack",
        "Left, the attacked digit and what was added to it, grey where nothing was. Right, what the network says.",
        (_pictures(moved, (moved - image) * scale + 0.5, over), bars),
        (
            Control("radius", "radius r", tuple(radii), start=len(radii) // 3, digits=3),
            Control("network", "trained with", names),
        ),
        (
            Readout("of the true digit", track(said[..., label].numpy(), *over), 1, percent=True),
            Readout("confidence", track(said.amax(-1).numpy(), *over), 1, percent=True),
        ),
    )


def _attacked(network: nn.Module, image: Tensor, label: int, radii: Sequence[float], steps: int) -> Tensor:
    labels = torch.tensor([label])
    return torch.cat(
        [pgd(network, image[None], labels, radius=radius, steps=steps, random_starts=False) for radius in radii]
    )


@torch.no_grad()
def _probabilities(network: nn.Module, images: Tensor) -> Tensor:
    return F.softmax(network(images).double(), dim=1)


def _pictures(moved: Tensor, added: Tensor, over: tuple[str, ...]) -> Panel:
    """Two pictures side by side: networks × radii × 1 × H × W in [0, 1]."""
    frames = [(255 * part.clamp(0, 1)).round().byte().movedim(2, -1).expand(*[-1] * 4, 3) for part in (moved, added)]
    marks = [
        Picture(np.ascontiguousarray(frame.numpy()), 1.05 * place, 1.05 * place + 1, 0, 1, over)
        for place, frame in enumerate(frames)
    ]
    words = [Text(track(1.05 * k + 0.5), track(-0.1), text, "muted") for k, text in enumerate(("the picture", "added"))]
    blank = Axis("", 0, 2.05, visible=False)
    return Panel("", blank, Axis("", -0.2, 1, visible=False), (*marks, *words), equal=True)


def accuracy_under_attack(results: Results) -> Scene:
    """Drag the radius along the curves of all losses, and choose the attack; accuracy left, ECE right.

    Args:
        results: of the study `attacks`.

    Returns:
        The scene; curves are means over the seeds. First met in notebooks/20_attack_and_corrupt.
    """
    kinds = {"fgsm": "one step (FGSM)", "pgd": "20 steps (PGD)", "margin": "20 steps on the logit margin"}
    radii, over = tuple(map(float, results.axes["radius"])), ("attack",)
    means = {
        score: np.stack([results.scores(arm, score).mean(0) for arm in results.arms]) for score in ("accuracy", "ECE")
    }
    panels = tuple(
        Panel(
            title,
            Axis("radius r", 0, radii[-1]),
            Axis(label, 0, 1, SHARES),
            (
                *_curves(results.arms, radii, means[score], over),
                *_knob(radii, means[score][0], over if score == "accuracy" else None),
            ),
            aspect=0.85,
        )
        for score, title, label in (
            ("accuracy", "Still right", "accuracy"),
            ("ECE", "How far confidence is from accuracy", "ECE, 15 bins"),
        )
    )
    return Scene(
        "Losses under attack",
        "Two panels of curves over the radius, one curve a loss: accuracy, and ECE.",
        panels,
        (
            Control("radius", "radius r", radii, start=2),
            Control("attack", "attack", tuple(kinds[name] for name in results.axes["attack"]), start=1),
        ),
        tuple(
            Readout(arm, track(means["accuracy"][place], "attack", "radius"), 1, percent=True)
            for place, arm in enumerate(results.arms)
        ),
    )


def _curves(arms: Sequence[str], x: Sequence[float], means: Numbers, over: tuple[str, ...]) -> list[Line | Points]:
    marks: list[Line | Points] = []
    for place, arm in enumerate(arms):
        y = track(means[place], *over)
        marks.append(Line(track(list(x)), y, arm, COLORS[place], DASHES[place]))
        marks.append(Points(track(list(x)), y, "", COLORS[place], MARKERS[place], 5))
    return marks


def _knob(x: Sequence[float], heights: Numbers, over: tuple[str, ...] | None) -> list[Rule | Handle]:
    """A line at the position of the hand; with `over`, a handle on the first curve that moves it."""
    rule = Rule(track(list(x), "radius"), "x", "", "ink", "dashed", 1.2)
    if over is None:
        return [rule]
    return [
        rule,
        Handle(track(list(x), "radius"), track(heights, *over, "radius"), ("radius",), "drag the radius", "ink"),
    ]


def reliability_under_corruption(
    networks: Mapping[str, nn.Module], test: Images, kinds: Sequence[str], *, bins: int = 10, seed: int = 0
) -> Scene:
    """Choose a corruption and drag its strength: the reliability diagrams of two networks side by side.

    Args:
        networks: names and networks in evaluation mode, two of them.
        test: the pictures that are made worse.
        kinds: names from `data.CORRUPTIONS`, two or more.
        bins: of the diagrams.
        seed: of noise and directions.

    Returns:
        The scene. Raises ValueError for other than two networks. First met in notebooks/20_attack_and_corrupt.
    """
    if len(networks) != 2:
        checks.refuse("networks", "must be two, to set side by side", len(networks), "Choose two.")
    over = ("kind", "strength")
    frames = [[corrupt(test.images, kind, strength, seed=seed) for strength in range(6)] for kind in kinds]
    stacks = {
        name: [[_bins(network, images, test.labels, bins) for images in row] for row in frames]
        for name, network in networks.items()
    }
    shown = torch.stack([torch.stack([images[0] for images in row]) for row in frames])
    pixels = (255 * shown).round().byte().movedim(2, -1).expand(*[-1] * 4, 3)
    blank = Axis("", 0, 1, visible=False)
    sample = Panel(
        "One of the pictures",
        blank,
        blank,
        (Picture(np.ascontiguousarray(pixels.numpy()), 0, 1, 0, 1, over),),
        equal=True,
    )
    diagrams = [reliability_panels(stack, over, title=f"Trained with {name}")[0] for name, stack in stacks.items()]
    return Scene(
        "Reliability under corruption",
        "A picture made worse, and two reliability diagrams, one a network, over the same test pictures.",
        (sample, *diagrams),
        (
            Control("kind", "what is done", tuple(kinds)),
            Control("strength", "strength", tuple(map(float, range(6))), digits=0),
        ),
        tuple(
            Readout(f"{name}: {what}", track([[number(one) for one in row] for row in stack], *over), 1, percent=True)
            for name, stack in stacks.items()
            for what, number in (("accuracy", _accuracy), ("ECE", _ece))
        ),
    )


def _bins(network: nn.Module, images: Tensor, labels: Tensor, bins: int) -> Bins:
    return reliability(_probabilities(network, images), labels, bins=bins)


def _ece(bins: Bins) -> float:
    return float(expected_calibration_error(bins))


def _accuracy(bins: Bins) -> float:
    return float(bins.correct.sum() / bins.total)


def losses_on_wrong_labels(results: Results) -> Scene:
    """Drag the share of wrong training labels: accuracy and ECE of all losses on clean test pictures.

    Args:
        results: of the study `label_noise`.

    Returns:
        The scene; a mark is a mean over the seeds, a thin line reaches from the lowest to the highest seed.
        First met in notebooks/20_attack_and_corrupt.
    """
    arms, noise = results.arms, tuple(map(float, results.axes["noise"]))
    panels = tuple(
        Panel(
            title,
            Axis(label, ends[0], ends[1], tuple((tick / 10, f"{tick / 10:g}") for tick in ticks)),
            Axis("", -0.4, len(arms) - 0.2, (), visible=False),
            tuple(mark(results, score, place, ends[0]) for place in range(len(arms)) for mark in (_name, _reach, _dot)),
            aspect=0.7,
        )
        for score, title, label, ends, ticks in (  # with room for the names, left of the numbers
            ("accuracy", "Accuracy", "accuracy on clean test digits", (0.5, 1), range(5, 11)),
            ("ECE", "Calibration", "ECE, 15 bins", (-0.2, 0.55), range(6)),
        )
    )
    return Scene(
        "Losses on wrong labels",
        "Two panels with one row a loss: accuracy and ECE, a dot for the mean and a line over all seeds.",
        panels,
        (Control("noise", "share of wrong labels", noise, start=2),),
        tuple(Readout(arm, track(results.scores(arm, "accuracy").mean(0), "noise"), 1, percent=True) for arm in arms),
    )


def _name(results: Results, score: str, place: int, left: float) -> Text:
    return Text(track(left), track(place + 0.32), results.arms[place], "ink", "start")


def _reach(results: Results, score: str, place: int, left: float) -> Line:
    numbers = results.scores(results.arms[place], score)  # (seeds, noise)
    ends = np.stack([numbers.min(0), numbers.max(0)], axis=1)
    return Line(track(ends, "noise"), track([place, place]), "", COLORS[place], width=2)


def _dot(results: Results, score: str, place: int, left: float) -> Points:
    mean = results.scores(results.arms[place], score).mean(0)[:, None]
    return Points(track(mean, "noise"), track([place]), "", COLORS[place], MARKERS[place], 9)
