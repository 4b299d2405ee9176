"""The object taken away: confidence against objectness, where a network looks, and a threshold on confidence."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration import coverage, selective_accuracy
from nls_tutorial.records import (
    Axis,
    Bars,
    Control,
    Handle,
    Line,
    Panel,
    Picture,
    Points,
    Readout,
    Results,
    Rule,
    Scene,
    Text,
    Words,
    track,
)

Numbers = npt.NDArray[np.float64]
STEPS = 20  # bars from confidence 0 to 1
TENTHS, ENOUGH = 10, 5  # stretches of objectness whose mean confidence is drawn, and the crops it takes
SHADE = 0.25  # how bright a picture stays where a map is not positive
SHARES = tuple((t / 4, f"{t / 4:g}") for t in range(5))


def confidence_against_objectness(study: Results, trained: Mapping[float, str]) -> Scene:
    r"""Drag β over trained networks: how sure each is of a crop, against the share of the crop that the object fills.

    `trained` maps each β to a name of the study (0 to hard labels). Left, random crops of test pictures, with the mean
    in ten stretches of objectness; on the diagonal confidence equals objectness. Right, the confidences of whole test
    pictures, and of the same pictures without their object. Points and bars are the first seed's, the numbers below
    are means over all seeds.

    Raises ValueError for fewer than two β, or a name that is not in the study.
    First met in notebooks/11_take_the_object_away. Source: ALS sec. 4.2 and figure 2.
    """
    if len(trained) < 2:
        checks.refuse("trained", "must name at least two β", len(trained), "Add hard labels as β = 0.")
    betas = sorted(trained)
    names = [trained[beta] for beta in betas]
    kept = study.select(names)
    seed = study.seeds[0]
    crop_objectness, crop_confidence = (kept.arrays(name, seed) for name in ("crop_objectness", "crop_confidence"))
    confidence, without = (kept.arrays(name, seed) for name in ("confidence", "confidence_without"))
    middles = (np.arange(TENTHS) + 0.5) / TENTHS
    means = np.stack([_means(*both) for both in zip(crop_objectness, crop_confidence, strict=True)])
    ends = track([0.0, 1.0])
    crops = Panel(
        "Random crops of test pictures",
        Axis("objectness of the crop", 0, 1, SHARES),
        Axis("confidence", 0, 1, SHARES),
        (
            Line(ends, ends, "equal", "muted", "dashed", 1.8),
            Points(track(crop_objectness[0]), track(crop_confidence, "beta"), "a crop", "blue", opacity=0.7),
            Line(track(middles), track(means, "beta"), "mean", "orange"),
        ),
        aspect=0.85,
    )
    bars = (np.arange(STEPS) + 0.5) / STEPS
    sides = [np.stack([_heights(row) for row in numbers]) for numbers in (confidence, without)]
    offset = 0.25 / STEPS
    pictures = Panel(
        "Whole pictures, and without their object",
        Axis("confidence", 0, 1, SHARES),
        Axis("share of the pictures", 0, 1, SHARES),
        (
            Bars(track(bars - offset), track(sides[0], "beta"), "with object", "blue", 2 * offset),
            Bars(track(bars + offset), track(sides[1], "beta"), "object gone", "orange", 2 * offset),
        ),
        aspect=0.85,
    )
    return Scene(
        "Confidence against objectness",
        "Left, a dot for each random crop, objectness against confidence, with the mean and the diagonal. Right, two "
        "histograms of confidence, of whole test pictures and of the same without their object.",
        (crops, pictures),
        (Control("beta", "trained with β", tuple(float(beta) for beta in betas)),),
        tuple(
            Readout(label, track([study.scores(name, score).mean() for name in names], "beta"), digits=1, percent=True)
            for label, score in (
                ("accuracy", "accuracy"),
                ("objectness deviation", "deviation"),
                ("confidence", "confidence"),
                ("confidence, object gone", "confidence without object"),
            )
        ),
    )


def where_it_looks(
    study: Results, images: Tensor, boxes: Tensor, captions: Sequence[str], names: Sequence[str] | None = None
) -> Scene:
    r"""A gallery of test pictures, lit where the label's activation map is positive; choose how a network was trained.

    `images` (G, 3, H, W) in [0, 1], `boxes` (G, 4) xyxy pixels and G `captions` are those of the study's maps, in
    order; `names` are the recipes to choose from, all of them unless given. A place of the map is as bright as its
    value over the largest; where it is 0 or below, a quarter of the light is left. Under a picture: the share of the
    map that lies in the box.

    Raises ValueError for images, boxes or captions that do not fit the study's maps, or a name that is not there.
    First met in notebooks/11_take_the_object_away. Source: ALS appendix A.6.
    """
    chosen = study.arms if names is None else tuple(names)
    maps, inside = (study.select(chosen).arrays(name, study.seeds[0]) for name in ("maps", "map_inside"))
    count = maps.shape[1]
    for argument, given in (("images", images), ("boxes", boxes), ("captions", captions)):
        if len(given) != count:
            checks.refuse(argument, f"must hold one for each of the study's {count} maps", len(given), "Pass those.")
    frames = _lit(images, maps)
    height, width = images.shape[-2:]
    columns = -(-count // 2)
    marks: list[Picture | Line | Text] = []
    for place, (caption, box) in enumerate(zip(captions, boxes.tolist(), strict=True)):
        left, bottom = place % columns + 0.05, 1.32 * (1 - place // columns) + 0.36
        across = [left + 0.9 * box[corner] / width for corner in (0, 2, 2, 0, 0)]
        up = [bottom + 0.9 * (1 - box[corner] / height) for corner in (1, 1, 3, 3, 1)]
        told = tuple("no map" if np.isnan(share) else f"{100 * share:.0f} % inside" for share in inside[:, place])
        marks += [
            Picture(frames[:, place], left, left + 0.9, bottom, bottom + 0.9, ("labels",)),
            Line(track(across), track(up), "the object's box" if place == 0 else "", "orange", width=2),
            Text(track(left + 0.45), track(bottom - 0.11), caption, "muted"),
            Text(track(left + 0.45), track(bottom - 0.25), Words(told, "labels"), bold=True),
        ]
    panel = Panel(
        "", Axis("", 0, columns, visible=False), Axis("", 0, 2.64, visible=False), tuple(marks), equal=True, width=2
    )
    fill = ((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]) / (height * width)).mean()
    score = [study.scores(name, "map inside").mean() for name in chosen]
    return Scene(
        "Where the network looks",
        "Test pictures, bright where the activation map of their label is positive, with the object's box and the "
        "share of the map inside it.",
        (panel,),
        (Control("labels", "trained with", chosen),),
        (
            Readout("inside, these pictures", track(np.nanmean(inside, axis=1), "labels"), 0, percent=True),
            Readout("inside, all test pictures and seeds", track(score, "labels"), digits=1, percent=True),
            Readout("a flat map, these pictures", track(float(fill)), 0, percent=True),
        ),
    )


def answer_only_if_sure(study: Results, names: Sequence[str] | None = None, *, positions: int = 51) -> Scene:
    r"""Drag a threshold on confidence: what is answered, how much of it is right, and how much has no object at all.

    Left, the confidences of the first seed's whole test pictures, right and wrong ones, and of the same without their
    object. Right, for every threshold, the share of object-less pictures that are answered (false alarms) against the
    share of whole pictures that are answered and right; the knob is the threshold. `names` are the recipes to choose
    from, all of them unless given; `positions` thresholds lie in [0, 1].

    Raises ValueError for a name that is not in the study. First met in notebooks/11_take_the_object_away.
    Source: ALS sec. 1, "easily be thresholded".
    """
    chosen = study.arms if names is None else tuple(names)
    kept = study.select(chosen)
    confidence, without, correct_ones = (
        kept.arrays(name, study.seeds[0]) for name in ("confidence", "confidence_without", "right")
    )
    levels = torch.linspace(0, 1, positions, dtype=torch.float64)
    answered, alarms, precision = (np.empty((len(chosen), positions)) for _ in range(3))
    parts = np.empty((3, len(chosen), STEPS))
    for at in range(len(chosen)):
        sure, right = torch.as_tensor(confidence[at]), torch.as_tensor(correct_ones[at])
        answered[at], alarms[at] = (coverage(torch.as_tensor(part[at]), levels) for part in (confidence, without))
        precision[at] = selective_accuracy(sure, right, levels)
        parts[0, at], parts[1, at] = (_heights(sure[which].numpy(), len(sure)) for which in (right, ~right))
        parts[2, at] = _heights(without[at])
    correct = np.where(answered > 0, answered * precision, 0.0)
    bars, third = (np.arange(STEPS) + 0.5) / STEPS, 0.3 / STEPS
    follow = ("threshold", "labels")
    sides = (("right", "blue", -third), ("wrong", "purple", 0.0), ("object gone", "orange", third))
    histogram = Panel(
        "Confidences and the threshold",
        Axis("confidence", 0, 1, SHARES),
        Axis("share of the pictures", 0, 1, SHARES),
        (
            *(
                Bars(track(bars + shift), track(part, "labels"), name, color, third)  # type: ignore[arg-type]
                for (name, color, shift), part in zip(sides, parts, strict=True)
            ),
            Rule(track(levels, "threshold"), "x", "t", "ink", "solid", 2),
        ),
        aspect=0.85,
    )
    trade = Panel(
        "What every threshold gives",
        Axis("object-less pictures answered", 0, 1, SHARES),
        Axis("whole pictures answered and right", 0, 1, SHARES),
        (
            Line(track([0.0, 1.0]), track([0.0, 1.0]), "", "muted", "dashed", 1.2),
            Line(track(alarms, "labels"), track(correct, "labels"), "all thresholds", "blue"),
            Handle(track(alarms.T, *follow), track(correct.T, *follow), ("threshold",), "drag the threshold", "orange"),
        ),
        aspect=0.85,
    )
    return Scene(
        "Answer only if sure",
        "Left, histograms of confidence and a threshold; right, the curve of false alarms against right answers over "
        "all thresholds.",
        (histogram, trade),
        (
            Control("threshold", "answer from t", tuple(levels.tolist()), start=positions // 2),
            Control("labels", "trained with", chosen),
        ),
        (
            Readout("whole pictures answered", track(answered.T, *follow), digits=1, percent=True),
            Readout("of those right", track(precision.T, *follow), digits=1, percent=True),
            Readout("object-less answered", track(alarms.T, *follow), digits=1, percent=True),
        ),
    )


def _heights(confidence: Numbers, of: int | None = None) -> Numbers:
    """The share of `of` samples (all of them) in each of STEPS stretches of confidence, [b, b + 1), 1 in the last."""
    at = np.minimum((confidence * STEPS).astype(np.int64), STEPS - 1)
    return np.bincount(at, minlength=STEPS) / (len(confidence) if of is None else of)


def _means(objectness: Numbers, confidence: Numbers) -> Numbers:
    """The mean confidence in each of TENTHS stretches of objectness; NaN where there are not ENOUGH crops."""
    at = np.minimum((objectness * TENTHS).astype(np.int64), TENTHS - 1)
    counts = np.bincount(at, minlength=TENTHS)
    sums = np.bincount(at, weights=confidence, minlength=TENTHS)
    return np.divide(sums, counts, out=np.full(TENTHS, np.nan), where=counts >= ENOUGH)


def _lit(images: Tensor, maps: Numbers) -> npt.NDArray[np.uint8]:
    """Pictures (R, G, H, W, 3) as bright as max(0, M) over its largest value, each place of M a flat patch."""
    height, width = images.shape[-2:]
    positive = np.maximum(maps, 0.0)
    largest = positive.max(axis=(-2, -1), keepdims=True)
    share = np.divide(positive, largest, out=np.zeros_like(positive), where=largest > 0)
    places = [
        np.arange(length) * count // length for length, count in zip((height, width), maps.shape[-2:], strict=True)
    ]
    light = SHADE + (1 - SHADE) * share[..., places[0][:, None], places[1]]
    pixels = images.clamp(0, 1).permute(0, 2, 3, 1).double().numpy() * light[..., None]
    return np.round(255 * pixels).astype(np.uint8)
