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
from nls_tutorial.records.marks import Color

Numbers = npt.NDArray[np.float64]
STEPS = 20  # bars from confidence 0 to 1
TENTHS, ENOUGH = 10, 5  # stretches of objectness whose mean confidence is drawn, and the crops it takes
SHADE = 0.25  # how bright a picture stays where a map is not positive
SHARES = tuple((t / 4, f"{t / 4:g}") for t in range(5))


def confidence_against_objectness(study: Results, trained: Mapping[float, str]) -> Scene:
    r"""Drag β over trained networks: how sure each is of a crop, against the share of the crop that the object fills.

    `trained` maps each β to a name of the study (0 to hard labels). Left, random crops of test pictures, with the mean
    in ten stretches of objectness; on the diagonal confidence equals objectness. Right, the confidences of whole test
    pictures, and of the same pictures without their object. Points, bars and the numbers below are the first seed's.

    Raises ValueError for fewer than two β, or a name that is not in the study.
    First met in notebooks/11_take_the_object_away. Source: ALS sec. 4.2 and figure 2.
    """
    if len(trained) < 2:
        checks.refuse("trained", "must name at least two β", len(trained), "Add hard labels as β = 0.")
    betas = sorted(trained)
    names = [trained[beta] for beta in betas]
    kept = study.select(names)
    seed = study.seeds[0]
    return Scene(
        "Confidence against objectness",
        "Left, a dot for each random crop, objectness against confidence, with the mean and the diagonal. Right, two "
        "histograms of confidence, of whole test pictures and of the same without their object.",
        (_crops_panel(kept, seed), _pictures_panel(kept, seed)),
        (Control("beta", "trained with β", tuple(float(beta) for beta in betas)),),
        tuple(
            Readout(label, track([study.scores(name, score)[0] for name in names], "beta"), digits=1, percent=True)
            for label, score in (
                ("accuracy", "accuracy"),
                ("objectness deviation", "deviation"),
                ("confidence", "confidence"),
                ("confidence, object gone", "confidence without object"),
            )
        ),
    )


def _crops_panel(kept: Results, seed: int) -> Panel:
    """A dot for each random crop, and the mean in ten stretches of objectness."""
    filled, sure = (kept.arrays(name, seed) for name in ("crop_objectness", "crop_confidence"))
    middles = (np.arange(TENTHS) + 0.5) / TENTHS
    means = np.stack([_means(*both) for both in zip(filled, sure, strict=True)])
    ends = track([0.0, 1.0])
    return Panel(
        "Random crops of test pictures",
        Axis("objectness of the crop", 0, 1, SHARES),
        Axis("confidence", 0, 1, SHARES),
        (
            Line(ends, ends, "equal", "muted", "dashed", 1.8),
            Points(track(filled[0]), track(sure, "beta"), "a crop", "blue", opacity=0.7),
            Line(track(middles), track(means, "beta"), "mean", "orange"),
        ),
        aspect=0.85,
    )


def _pictures_panel(kept: Results, seed: int) -> Panel:
    """How sure of whole pictures, and of the same without their object."""
    bars, offset = (np.arange(STEPS) + 0.5) / STEPS, 0.25 / STEPS
    whole, without = (
        track(np.stack([_heights(row) for row in kept.arrays(name, seed)]), "beta")
        for name in ("confidence", "confidence_without")
    )
    return Panel(
        "Whole pictures, and without their object",
        Axis("confidence", 0, 1, SHARES),
        Axis("share of the pictures", 0, 1, SHARES),
        (
            Bars(track(bars - offset), whole, "with object", "blue", 2 * offset),
            Bars(track(bars + offset), without, "object gone", "orange", 2 * offset),
        ),
        aspect=0.85,
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
    levels = torch.linspace(0, 1, positions, dtype=torch.float64)
    answers = _Answers(kept, study.seeds[0], levels)
    over = ("threshold", "labels")
    return Scene(
        "Answer only if sure",
        "Left, histograms of confidence and a threshold; right, the curve of false alarms against right answers over "
        "all thresholds.",
        (_threshold_panel(answers, levels), _trade_panel(answers)),
        (
            Control("threshold", "answer from t", tuple(levels.tolist()), start=positions // 2),
            Control("labels", "trained with", chosen),
        ),
        (
            Readout("whole pictures answered", track(answers.answered.T, *over), digits=1, percent=True),
            Readout("of those right", track(answers.precision.T, *over), digits=1, percent=True),
            Readout("object-less answered", track(answers.alarms.T, *over), digits=1, percent=True),
        ),
    )


class _Answers:
    """What each recipe (rows) answers at each threshold (columns), whole pictures and those without their object."""

    def __init__(self, kept: Results, seed: int, levels: Tensor) -> None:
        self.confidence, self.without, self.right = (
            kept.arrays(name, seed) for name in ("confidence", "confidence_without", "right")
        )
        sure, gone, right = (
            [torch.as_tensor(row) for row in rows] for rows in (self.confidence, self.without, self.right)
        )
        self.answered, self.alarms = (
            np.stack([np.asarray(coverage(row, levels)) for row in rows]) for rows in (sure, gone)
        )
        both = zip(sure, right, strict=True)
        self.precision = np.stack([np.asarray(selective_accuracy(row, own, levels)) for row, own in both])

    @property
    def correct(self) -> Numbers:
        """The share that is answered and right."""
        return np.where(self.answered > 0, self.answered * self.precision, 0.0)

    def heights(self) -> list[Numbers]:
        """Right ones, wrong ones, and those without their object in each stretch of confidence, one row a recipe."""
        both = list(zip(self.confidence, self.right.astype(bool), strict=True))
        right = np.stack([_heights(sure[own], len(sure)) for sure, own in both])
        wrong = np.stack([_heights(sure[~own], len(sure)) for sure, own in both])
        return [right, wrong, np.stack([_heights(row) for row in self.without])]


def _threshold_panel(answers: _Answers, levels: Tensor) -> Panel:
    bars, third = (np.arange(STEPS) + 0.5) / STEPS, 0.3 / STEPS
    sides: tuple[tuple[str, Color, float], ...] = (
        ("right", "blue", -third),
        ("wrong", "purple", 0.0),
        ("object gone", "orange", third),
    )
    shown = [
        Bars(track(bars + shift), track(part, "labels"), name, color, third)
        for (name, color, shift), part in zip(sides, answers.heights(), strict=True)
    ]
    return Panel(
        "Confidences and the threshold",
        Axis("confidence", 0, 1, SHARES),
        Axis("share of the pictures", 0, 1, SHARES),
        (*shown, Rule(track(levels, "threshold"), "x", "t", "ink", "solid", 2)),
        aspect=0.85,
    )


def _trade_panel(answers: _Answers) -> Panel:
    over = ("threshold", "labels")
    at = track(answers.alarms.T, *over), track(answers.correct.T, *over)
    return Panel(
        "What every threshold gives",
        Axis("object-less pictures answered", 0, 1, SHARES),
        Axis("whole pictures answered and right", 0, 1, SHARES),
        (
            Line(track([0.0, 1.0]), track([0.0, 1.0]), "", "muted", "dashed", 1.2),
            Line(track(answers.alarms, "labels"), track(answers.correct, "labels"), "all thresholds", "blue"),
            Handle(*at, ("threshold",), "drag the threshold", "orange"),
        ),
        aspect=0.85,
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
