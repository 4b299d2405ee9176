"""The scenes of lesson 15: what a teacher says of one eight, its last layer, its students, what its logits tell."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.geometry import mutual_information, project
from nls_tutorial.models import templates
from nls_tutorial.predictions import collect
from nls_tutorial.records import (
    Axis,
    Bars,
    Control,
    Images,
    Line,
    Panel,
    Picture,
    Points,
    Readout,
    Results,
    Rule,
    Scene,
    track,
)
from nls_tutorial.records.marks import Color, Marker

SHARES = tuple((t / 4, f"{25 * t} %") for t in range(5))
COLORS: tuple[Color, ...] = ("blue", "orange", "green", "purple", "red")
MARKERS: tuple[Marker, ...] = ("circle", "square", "triangle", "diamond", "cross")


def what_a_teacher_says(
    teachers: Mapping[str, nn.Module], image: Tensor, label: int, temperatures: Sequence[float]
) -> Scene:
    r"""Drag T and choose the teacher: its tempered probabilities of one picture, and how the wrong classes share.

    Args:
        teachers: names and networks in evaluation mode, two or more.
        image: the picture (1, H, W), grey, in [0, 1].
        label: what it is, 0 … K − 1.
        temperatures: rising, above 0.

    Returns:
        The scene. The right panel has p_k/(1 − p_y) for every k ≠ y: what is left of the teacher's knowledge of
        likeness. Raises ValueError for fewer than two teachers. First met in notebooks/15_teach_a_student.
    """
    _several(teachers)
    with torch.no_grad():
        logits = torch.stack([teacher(image[None])[0].double() for teacher in teachers.values()])
    tempered = torch.tensor(list(temperatures), dtype=torch.float64)
    over = ("teacher", "temperature")
    p = F.softmax(logits.unsqueeze(1) / tempered[:, None], dim=-1)
    others = torch.cat([logits[:, :label], logits[:, label + 1 :]], dim=1)  # softmax over these is p_k/(1 − p_y)
    shares = F.softmax(others.unsqueeze(1) / tempered[:, None], dim=-1)
    panels = (_picture(image), *_bars(p.numpy(), shares.numpy(), label, over))
    return Scene(
        "What a teacher says of one digit",
        "A digit, the teacher's tempered probabilities of it, and how the wrong digits share what is left.",
        panels,
        (
            Control("temperature", "temperature T", tuple(temperatures), start=0, digits=1),
            Control("teacher", "teacher", tuple(teachers)),
        ),
        (
            Readout("of the true digit", track(p[..., label].numpy(), *over), 1, percent=True),
            Readout("largest share of the rest", track(shares.amax(-1).numpy(), *over), 1, percent=True),
        ),
    )


def _bars(p: np.ndarray, shares: np.ndarray, label: int, over: tuple[str, ...]) -> tuple[Panel, Panel]:
    """Probabilities (…, K) of all digits, and shares (…, K − 1) of the wrong ones."""
    classes = p.shape[-1]
    wrong = [k for k in range(classes) if k != label]
    digits = Axis("digit", -0.6, classes - 0.4, tuple((k, str(k)) for k in range(classes)))
    says = Panel(
        "What the teacher says",
        digits,
        Axis("probability", 0, 1, SHARES),
        (
            Bars(track(range(classes)), track(p, *over), "", "blue"),
            Rule(track(label), "x", "what it is", "green", "dashed", 2),
        ),
    )
    rest = Panel(
        "How the other digits share the rest",
        digits,
        Axis("share of the rest", 0, 1, SHARES),
        (
            Bars(track(wrong), track(shares, *over), "", "orange"),
            Rule(track(1 / len(wrong)), "y", "all alike", "muted", "dotted", 2),
        ),
    )
    return says, rest


def _several(teachers: Mapping[str, nn.Module]) -> None:
    if len(teachers) < 2:
        checks.refuse("teachers", "must be two or more, to choose from", len(teachers), "Add one.")


def _picture(image: Tensor) -> Panel:
    frame = (255 * image.clamp(0, 1)).round().byte().movedim(0, -1).expand(-1, -1, 3)
    blank = Axis("", 0, 1, visible=False)
    return Panel(
        "The picture", blank, blank, (Picture(np.ascontiguousarray(frame.numpy()), 0, 1, 0, 1, ()),), equal=True
    )


def teachers_on_a_plane(
    teachers: Mapping[str, nn.Module], data: Images, classes: tuple[int, int, int], *, per_class: int = 40
) -> Scene:
    """Choose the teacher: features of three classes on the plane through their templates.

    Args:
        teachers: names and networks in evaluation mode, two or more.
        data: the pictures.
        classes: three class numbers, in the order top, left, right.
        per_class: so many pictures of each at most.

    Returns:
        The scene; its unit is the mean distance between the middles of the classes, so only the spread is compared.
        Raises ValueError for fewer than two teachers. First met in notebooks/15_teach_a_student.
    """
    _several(teachers)
    points = np.stack([_on_plane(teacher, data, classes, per_class) for teacher in teachers.values()])
    reach = 1.08 * float(np.nanmax(np.abs(points)))
    marks = tuple(
        Points(
            track(points[:, place, :, 0], "teacher"),
            track(points[:, place, :, 1], "teacher"),
            f"digit {data.class_names[k]}",
            COLORS[place],
            MARKERS[place],
        )
        for place, k in enumerate(classes)
    )
    side = Axis("distances between classes", -reach, reach)
    return Scene(
        "A teacher's last layer",
        "Features of three digits on the plane of their templates, scaled so that the digits lie equally far apart.",
        (Panel("Features on the plane of three templates", side, side, marks, equal=True),),
        (Control("teacher", "teacher", tuple(teachers)),),
        (Readout("spread within a digit", track([_spread(one) for one in points], "teacher")),),
    )


def _on_plane(teacher: nn.Module, data: Images, classes: tuple[int, int, int], per_class: int) -> np.ndarray:
    seen = collect(teacher, data, features=True)
    assert seen.features is not None
    plane = project(seen.features, seen.labels, templates(teacher), classes)
    points = np.full((3, per_class, 2), np.nan)
    for place, k in enumerate(classes):
        own = plane.points[plane.labels == k][:per_class]
        points[place, : len(own)] = own.numpy()
    middles = np.nanmean(points, axis=1)
    apart = [math.dist(middles[one], middles[other]) for one, other in ((0, 1), (0, 2), (1, 2))]
    return (points - middles.mean(0)) / np.mean(apart)


def _spread(points: np.ndarray) -> float:
    """Root mean square distance of points (3, N, 2) from the mean of their class."""
    apart = points - np.nanmean(points, axis=1, keepdims=True)
    return float(np.sqrt(np.nanmean((apart**2).sum(-1))))


def students_of_teachers(results: Results) -> Scene:
    """Drag T: each teacher's accuracy against its students', taught with all digits and taught without an 8.

    Args:
        results: of the study `teachers`.

    Returns:
        The scene: a small dot for each seed, a large one for the mean. First met in notebooks/15_teach_a_student.
    """
    temperatures = tuple(map(float, results.axes["temperature"]))
    alone = float(results.scores(results.arms[0], "alone").mean())
    teachers = np.stack([results.scores(arm, "teacher") for arm in results.arms])
    accuracy = Axis("teacher's accuracy", 0.962, 0.994, ((0.965, "96.5 %"), (0.975, "97.5 %"), (0.985, "98.5 %")))
    panels = tuple(
        Panel(title, accuracy, Axis(label, low, high, ticks), tuple(_dots(results, score, teachers)) + more)
        for title, label, score, (low, high, ticks), more in (
            (
                "Taught with all digits",
                "student's accuracy",
                "whole",
                (0.91, 0.97, ((0.91, "91 %"), (0.93, "93 %"), (0.95, "95 %"), (0.97, "97 %"))),
                (Rule(track(alone), "y", "from the labels alone", "muted", "dashed", 2),),
            ),
            ("Taught without an 8", "eights that the student names", "missing", (-0.03, 0.5, SHARES[:3]), ()),
        )
    )
    return Scene(
        "Teachers and their students",
        "Two panels, one mark a teacher: its accuracy, and what its student learns with all digits, or without an 8.",
        panels,
        (Control("temperature", "temperature T", temperatures, start=1, digits=0),),
        tuple(
            Readout(f"{arm}: {what}", track(results.scores(arm, score).mean(0), "temperature"), 1, percent=True)
            for arm in (results.arms[0], results.arms[2])
            for what, score in (("all digits", "whole"), ("eights", "missing"))
        ),
    )


def _dots(results: Results, score: str, teachers: np.ndarray) -> list[Points]:
    marks = []
    for place, arm in enumerate(results.arms):
        students = results.scores(arm, score).T  # (T, seeds)
        how = (COLORS[place], MARKERS[place])
        marks.append(Points(track(teachers[place]), track(students, "temperature"), "", *how, 5, 0.5))
        mean = students.mean(1, keepdims=True)
        marks.append(Points(track([teachers[place].mean()]), track(mean, "temperature"), arm, *how, 13))
    return marks


def information_during_training(epochs: Sequence[int], names: Sequence[str], values: Tensor) -> Scene:
    r"""Drag the epoch and choose the teacher: the information of a logit difference, and where the inputs lie on it.

    Args:
        epochs: when the teachers were looked at, rising.
        names: of the teachers.
        values: z_a − z_b of N inputs of two classes (the first half is of class a) under L views: (E, A, N, L).

    Returns:
        The scene: left Î in nats over the epochs, with log 2 as a line; right the mean of each input in units of σ.
        Raises ValueError for sizes that do not fit. First met in notebooks/15_teach_a_student.
    """
    if values.ndim != 4 or values.shape[:2] != (len(epochs), len(names)):
        rule = f"must have shape ({len(epochs)}, {len(names)}, N, L)"
        checks.refuse("values", rule, tuple(values.shape), "Give one part for each epoch and each teacher.")
    found = np.array([[float(mutual_information(one)) for one in row] for row in values])
    means = values.double().mean(-1)
    sigma = (values.double() - means.unsqueeze(-1)).square().mean((-2, -1), keepdim=True)[..., 0].sqrt()
    places = (means / sigma).numpy()  # (E, A, N)
    over = ("epoch", "teacher")
    return Scene(
        "What a logit difference tells of its input",
        "Left, information over the epochs, a curve a teacher. Right, where each picture lies on the logit difference.",
        (
            _curves(epochs, names, found),
            _heaps(places, over),
        ),
        (
            Control("epoch", "epochs", tuple(map(float, epochs)), start=len(epochs) - 1, digits=0),
            Control("teacher", "teacher", tuple(names)),
        ),
        (Readout("information", track(found, *over), 2, unit=" nats"),),
    )


def _curves(epochs: Sequence[int], names: Sequence[str], found: np.ndarray) -> Panel:
    """Information (E, A) over the epochs, a curve for each teacher."""
    curves = [
        mark
        for place, name in enumerate(names)
        for mark in (
            Line(track(list(epochs)), track(found[:, place]), name, COLORS[place]),
            Points(track(list(epochs)), track(found[:, place]), "", COLORS[place], MARKERS[place], 6),
        )
    ]
    return Panel(
        "Information",
        Axis("epochs of training", 0, 1.02 * epochs[-1]),
        Axis("information (nats)", 0, 1.1 * float(found.max())),
        (
            Rule(track(math.log(2)), "y", "log 2: which of two classes", "muted", "dotted", 2),
            *curves,
            Rule(track(list(epochs), "epoch"), "x", "", "ink", "dashed", 1.2),
        ),
    )


def _heaps(places: np.ndarray, over: tuple[str, ...]) -> Panel:
    """Where the inputs lie (E, A, N): the first half threes, the other half eights."""
    half, low, high = places.shape[2] // 2, float(places.min()), float(places.max())
    heaps = [
        Points(
            track(places[..., part], *over),
            track(_rows(places[0, 0, part].size, level)),
            name,
            COLORS[k],
            MARKERS[k],
            opacity=0.6,
        )
        for k, (part, level, name) in enumerate(((slice(half), 0.7, "threes"), (slice(half, None), 0.3, "eights")))
    ]
    return Panel(
        "Where the pictures lie",
        Axis("difference of logits, in units of σ", low - 0.06 * (high - low), high + 0.06 * (high - low)),
        Axis("", 0, 1, (), visible=False),
        tuple(heaps),
    )


def _rows(count: int, level: float) -> np.ndarray:
    """Heights around a level, so that dots at one place can be told apart; the same for every drawing."""
    return level + 0.24 * (np.arange(count) * 0.618034 % 1 - 0.5)
