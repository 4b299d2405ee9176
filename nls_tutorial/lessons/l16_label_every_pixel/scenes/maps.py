"""The confidence map beside picture and truth, for every loss and every margin of a study."""

from collections.abc import Sequence

import numpy as np
import torch

from nls_tutorial import checks
from nls_tutorial.calibration import expected_calibration_error
from nls_tutorial.lessons.l16_label_every_pixel.scenes.pictures import LOWEST, colored, deepened, first_pictures, legend
from nls_tutorial.records import (
    Axis,
    Bins,
    Control,
    LabelMaps,
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
from nls_tutorial.scenes import reliability_panels

NAMES = ("picture", "truth", "answer", "confidence")


def confidence_maps(stored: Results, data: LabelMaps, losses: Sequence[str]) -> Scene:
    r"""Choose a loss and a picture: picture, truth, answer and confidence map, and the reliability of all test pixels.

    Args:
        stored: results of the study `pixels`, whose first seed kept its maps.
        data: the test pictures of that seed.
        losses: which arms can be chosen, two or more.

    Returns:
        The scene: the poster's segmentation figure, for the networks of this study. Raises ValueError for fewer than
        two losses, one that is not in the study, and pictures of another size than the maps.
        First met in notebooks/16_label_every_pixel.
    """
    if len(losses) < 2:
        checks.refuse("losses", "must be two or more, to choose from", len(losses), "Add one.")
    _known("losses", losses, stored)
    confidence, predicted = _kept(stored, data, losses)
    bins = [_bins(stored, arm) for arm in losses]
    pictures, truth = first_pictures(data, confidence.shape[1])
    over = ("loss", "picture")
    frames = (
        (pictures, ("picture",)),
        (truth, ("picture",)),
        (colored(predicted), over),
        (deepened(confidence / 255), over),
    )
    diagram, counts = reliability_panels(bins, ("loss",), title="All test pixels of this network")
    return Scene(
        "Confidence maps",
        "Picture, true classes, predicted classes and confidence (the deeper the surer); beside them, reliability.",
        (_four(frames), diagram, counts),
        (
            Control("loss", "loss", tuple(losses)),
            Control("picture", "picture", tuple(str(n + 1) for n in range(len(pictures)))),
        ),
        (
            Readout(
                "ECE, all pixels",
                track([float(expected_calibration_error(one)) for one in bins], "loss"),
                1,
                percent=True,
            ),
            Readout("mean confidence, this picture", track(confidence.mean((2, 3)) / 255, *over), 1, percent=True),
            Readout(
                "right, this picture",
                track((predicted == data.labels[: len(pictures)].numpy()).mean((2, 3)), *over),
                1,
                percent=True,
            ),
        ),
    )


def drag_the_margin(stored: Results, data: LabelMaps, margins: Sequence[float], picture: int = 0) -> Scene:
    r"""Drag m: the ECE of all seeds over the margin, one picture's confidence map, and the reliability of a network.

    Args:
        stored: results of the study `pixels`, with an arm "MbLS m = …" for each margin.
        data: the test pictures of its first seed.
        margins: rising, two or more.
        picture: which of the kept pictures is shown, from 0.

    Returns:
        The scene. Raises ValueError for fewer than two margins, one that is not in the study, and a picture that was
        not kept. First met in notebooks/16_label_every_pixel.
    """
    if len(margins) < 2:
        checks.refuse("margins", "must be two or more", len(margins), "Add one.")
    arms = [f"MbLS m = {m:g}" for m in margins]
    _known("margins", arms, stored)
    confidence, _ = _kept(stored, data, arms)
    if not 0 <= picture < confidence.shape[1]:
        checks.refuse("picture", f"must lie in 0 … {confidence.shape[1] - 1}", picture, "Choose one that was kept.")
    bins = [_bins(stored, arm) for arm in arms]
    ious = [stored.scores(arm, "mIoU", **{"ignored border": 0}).mean() for arm in arms]
    sure = Panel(
        f"Confidence, from {LOWEST:g} (light) to 1 (deep)",
        Axis("", 0, 1, visible=False),
        Axis("", -0.12, 1, visible=False),
        (
            Picture(deepened(confidence[:, picture] / 255), 0, 1, 0, 1, ("margin",)),
            legend(0.2, 0.8, -0.1, -0.05),
            Text(track(0.1), track(-0.1), f"{LOWEST:g}", "muted"),
            Text(track(0.88), track(-0.1), "1", "muted"),
        ),
        equal=True,
    )
    return Scene(
        "Drag the margin",
        "ECE of each seed over the margin, and of two other losses; one confidence map; reliability of a network.",
        (_valley(stored, margins, arms), sure, reliability_panels(bins, ("margin",), title="All test pixels")[0]),
        (Control("margin", "margin m", tuple(map(float, margins)), digits=0),),
        (
            Readout("ECE, mean of the seeds", track(_ece(stored, arms).mean(1), "margin"), 1, percent=True),
            Readout("mIoU, mean of the seeds", track(ious, "margin"), 1, percent=True),
        ),
    )


def _ece(stored: Results, arms: Sequence[str]) -> np.ndarray:
    """ECE with every pixel counted, (arms, seeds)."""
    return np.stack([stored.scores(arm, "ECE", **{"ignored border": 0}) for arm in arms])


def _valley(stored: Results, margins: Sequence[float], arms: Sequence[str]) -> Panel:
    each, others = _ece(stored, arms), _ece(stored, ("CE", "LS")).mean(1)
    places = np.array(margins)
    return Panel(
        "ECE of every seed",
        Axis("margin m", places[0] - 0.5, places[-1] + 0.5),
        Axis("ECE", 0, 1.15 * max(float(each.max()), float(others.max()))),
        (
            Points(track(np.repeat(places, each.shape[1])), track(each.flatten()), "a seed", "blue", "circle", 5, 0.5),
            Line(track(places), track(each.mean(1)), "margin loss, mean", "blue"),
            Rule(track(others[0]), "y", "cross-entropy", "orange", "dotted", 2),
            Rule(track(others[1]), "y", "label smoothing", "green", "dashed", 2),
            Rule(track(places, "margin"), "x", "", "ink", "dashed", 1.2),
        ),
        aspect=0.95,
    )


def _four(frames: Sequence[tuple[np.ndarray, tuple[str, ...]]]) -> Panel:
    """Two pictures over two, each with its name under it, and what the confidence's colors mean."""
    marks: list[Picture | Text] = []
    for place, ((pixels, over), name) in enumerate(zip(frames, NAMES, strict=True)):
        left, bottom = 1.06 * (place % 2), 1.18 * (1 - place // 2)
        marks += [
            Picture(np.ascontiguousarray(pixels), left, left + 1, bottom, bottom + 1, over),
            Text(track(left + 0.5), track(bottom - 0.1), name, "ink"),
        ]
    marks += [
        legend(1.3, 1.82, -0.27, -0.2),
        Text(track(1.2), track(-0.27), f"{LOWEST:g}", "muted"),
        Text(track(1.9), track(-0.27), "1", "muted"),
    ]
    title = "One picture"
    return Panel(
        title, Axis("", 0, 2.06, visible=False), Axis("", -0.32, 2.2, visible=False), tuple(marks), equal=True, width=1
    )


def _kept(stored: Results, data: LabelMaps, arms: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The first seed's confidences in 255ths and predicted classes, (arms, pictures, H, W) each."""
    confidence, predicted = (
        np.stack([stored.cells[arm, stored.seeds[0]].arrays[name] for arm in arms])
        for name in ("confidence", "predicted")
    )
    if confidence.shape[2:] != tuple(data.labels.shape[1:]) or len(data) < confidence.shape[1]:
        rule = (
            f"must hold {confidence.shape[1]} pictures of {confidence.shape[2]}×{confidence.shape[3]}, as the study's"
        )
        seen = f"{len(data)} of {data.labels.shape[1]}×{data.labels.shape[2]}"
        checks.refuse("data", rule, seen, "Draw the study's own test pictures.")
    return confidence, predicted


def _bins(stored: Results, arm: str) -> Bins:
    """All test pixels of the first seed, sorted."""
    kept = stored.cells[arm, stored.seeds[0]].arrays
    counts, correct, sums = (
        torch.from_numpy(np.asarray(kept[name])) for name in ("counts", "correct", "confidence_sums")
    )
    edges = torch.arange(len(counts) + 1, dtype=torch.float64, device="cpu") / len(counts)
    return Bins(edges, counts, correct, sums)


def _known(argument: str, arms: Sequence[str], stored: Results) -> None:
    unknown = [arm for arm in arms if arm not in stored.arms]
    if unknown:
        checks.refuse(argument, f"must be in the study ({', '.join(stored.arms)})", unknown, "Leave it out.")
