"""The scenes of a table, their controls driven to minimum, middle and maximum, against plain loops."""

import itertools
import math

import numpy as np
import pytest
import torch
from spec import tables_spec as spec
from spec.scene_checks import close, corners, marks, said

from nls_tutorial import tables
from nls_tutorial.lessons import l08_read_a_table_critically
from nls_tutorial.records import Band, Bars, Handle, Line, Points, Rule, Scene, Shape, Text, Words
from nls_tutorial.scenes import encode

FIGURES = ("80.35", "75.00", "66.66", "80.8", "75.00")
DRAG = (18, 30)
GENERATOR = torch.Generator().manual_seed(0)
LABELS = torch.tensor([0] * 30 + [1] * 8 + [2] * 20)
PREDICTED = torch.where(torch.rand(58, generator=GENERATOR) < 0.7, LABELS, (LABELS + 1) % 3)
BATCHES = (5, 20, 29, 58)
LEFT = {"a": [("one", 0.7, 0.75), ("two", 0.8, 0.79)], "b": [("one", 0.7, 0.9), ("zwei", 0.8, 0.85)]}
RIGHT = {"a": [("six", 0.93, 0.94)], "b": [("six", 0.93, 0.99)]}
SIZES = (100, 224, 5000)
RIGHT_ANSWERS = torch.rand((5, 300), generator=GENERATOR) < 0.8
TESTED = (50, 224, 300)
BUILDERS = {
    "whole_images": lambda: l08_read_a_table_critically.whole_images(FIGURES, 60, drag=DRAG),
    "scored_by_batches": lambda: l08_read_a_table_critically.scored_by_batches(
        LABELS, PREDICTED, ("x", "y", "z"), batches=BATCHES, seed=3
    ),
    "differences_in_a_table": lambda: l08_read_a_table_critically.differences_in_a_table(
        LEFT, RIGHT, ("L", "R"), ((-30, 30), (-2, 4)), sizes=SIZES
    ),
    "one_recipe_again": lambda: l08_read_a_table_critically.one_recipe_again(RIGHT_ANSWERS, 2.5, sizes=TESTED),
}


@pytest.fixture(scope="module")
def scenes() -> dict[str, Scene]:
    return {name: build() for name, build in BUILDERS.items()}


def can_give(figure: str, samples: int) -> bool:
    whole, _, decimals = figure.partition(".")
    padded = f"{whole}.{decimals:0<2}"
    return any(spec.may_print(k, samples, padded, "either") for k in range(samples + 1))


def test_whole_images(scenes: dict[str, Scene]) -> None:
    scene = scenes["whole_images"]
    wanted = ["66.66", "75.00", "80.35", "80.8"]
    assert [text.text for text in marks(scene, 1, Text)] == [f"{figure} %" for figure in wanted]
    counted = [sum(can_give(figure, n) for figure in wanted) for n in range(1, 61)]
    (curve,) = marks(scene, 0, Line)
    close(curve.y.at({"samples": 0}), counted)
    close(curve.x.at({"samples": 0}), range(1, 61))
    possible, impossible = marks(scene, 1, Points)
    (strip,) = marks(scene, 1, Shape)
    (knob,) = marks(scene, 0, Handle)
    for index, values in corners(scene):
        n = int(values["samples"])
        fits = [can_give(figure, n) for figure in wanted]
        off = [round(float(figure) / 100 * n) - float(figure) / 100 * n for figure in wanted]
        close(possible.x.at(index), [at if fit else math.nan for at, fit in zip(off, fits, strict=True)])
        close(impossible.x.at(index), [math.nan if fit else at for at, fit in zip(off, fits, strict=True)])
        close([strip.x.at(index).min(), strip.x.at(index).max()], [-0.00005 * n, 0.0001 * n])
        close([knob.x.at(index), knob.y.at(index)], [n, counted[n - 1]])
        close(said(scene, index), [sum(fits), 100 / n])


def test_scored_by_batches(scenes: dict[str, Scene]) -> None:
    scene = scenes["scored_by_batches"]
    shuffle = torch.randperm(58, generator=torch.Generator().manual_seed(3))
    whole, averaged = marks(scene, 1, Points)
    *dots, crosses = marks(scene, 0, Points)
    (bars,) = marks(scene, 0, Line)
    right = (LABELS == PREDICTED).double().mean()
    for index, values in corners(scene):
        order = torch.arange(58) if values["order"] == "sorted by class" else shuffle
        y, guess = LABELS[order].tolist(), PREDICTED[order].tolist()
        rows = spec.in_batches(y, guess, int(values["batch"]))
        expected = [right, *np.mean(rows, axis=0)]
        close(averaged.y.at(index), expected)
        close(said(scene, index), expected)
        close(whole.y.at(index), [right, *spec.weighted(y, guess)])
        for k, points in enumerate(dots):
            seen = sorted(zip(points.y.at(index).tolist(), points.x.at(index).tolist(), strict=True))
            places = [(-(i // 28) - 0.5, i % 28 + 0.5) for i in range(58) if y[i] == k]
            close(seen, sorted(places))
        wrong = [(-(i // 28) - 0.5, i % 28 + 0.5) for i in range(58) if y[i] != guess[i]]
        close(sorted(zip(crosses.y.at(index).tolist(), crosses.x.at(index).tolist(), strict=True)), sorted(wrong))
        drawn = bars.x.at(index)
        ends = [end for end in range(58) if end and end % int(values["batch"]) == 0]
        close(drawn[~np.isnan(drawn)], [x for end in ends for x in [(end - 1) % 28 + 1] * 2])
        level = bars.y.at(index)
        close(level[~np.isnan(level)][::2], [-((end - 1) // 28) - 0.02 for end in ends])


def test_the_last_batch_size_of_the_set_is_the_set(scenes: dict[str, Scene]) -> None:
    scene = scenes["scored_by_batches"]
    whole, averaged = marks(scene, 1, Points)
    close(averaged.y.at(scene.position(batch=58)), whole.y.at(scene.start))


def test_differences_in_a_table(scenes: dict[str, Scene]) -> None:
    scene = scenes["differences_in_a_table"]
    for index, values in corners(scene):
        n, counted = values["samples"], []
        for panel, (table, reach) in enumerate(((LEFT, (-30, 30)), (RIGHT, (-2, 4)))):
            rows = table[values["choice"]]
            gaps = [100 * (b - a) for _, a, b in rows]
            halves = [196 * math.sqrt((a * (1 - a) + b * (1 - b)) / n) for _, a, b in rows]
            clear = [abs(gap) > half for gap, half in zip(gaps, halves, strict=True)]
            counted.append(sum(clear))
            sure, unsure = marks(scene, panel, Points)
            close(sure.x.at(index), [gap if c else math.nan for gap, c in zip(gaps, clear, strict=True)])
            close(unsure.x.at(index), [math.nan if c else gap for gap, c in zip(gaps, clear, strict=True)])
            for line, gap, half in zip(marks(scene, panel, Line), gaps, halves, strict=True):
                close(line.x.at(index), np.clip([gap - half, gap + half], *reach))
            names = [text.text.at(index) for text in marks(scene, panel, Text) if isinstance(text.text, Words)]
            assert names == [row[0] for row in rows]
        close(said(scene, index), [100 * math.sqrt(0.8 * 0.2 / n), *counted])
    assert scene.start["samples"] == 1


def test_one_recipe_again(scenes: dict[str, Scene]) -> None:
    scene = scenes["one_recipe_again"]
    answers = RIGHT_ANSWERS.tolist()
    (band,) = marks(scene, 0, Band)
    for index, values in corners(scene):
        n = int(values["samples"])
        accuracies = [100 * sum(row[:n]) / n for row in answers]
        gaps = [abs(a - b) for a, b in itertools.combinations(accuracies, 2)]
        (bars,) = marks(scene, 1, Bars)
        close(bars.y.at(index), [sum(min(int(gap), 9) == unit for gap in gaps) / len(gaps) for unit in range(10)])
        spread = math.sqrt(sum((a - sum(accuracies) / 5) ** 2 for a in accuracies) / 4)
        close(said(scene, index), [spread, sum(gap >= 2.5 for gap in gaps) / len(gaps)])
        close([float(rule.at.at(index)) for rule in (*marks(scene, 0, Rule), *marks(scene, 1, Rule))], [n, 2.5])
    for run, line in zip(answers, marks(scene, 0, Line), strict=True):
        for at in (0, 7, -1):
            n = int(line.x.at(scene.start)[at])
            close(line.y.at(scene.start)[at], sum(run[:n]) / n)
            mean = sum(sum(row[:n]) for row in answers) / (5 * n)
            close(band.high.at(scene.start)[at], mean + 1.96 * tables.standard_error(mean, n))
            close(band.low.at(scene.start)[at], mean - 1.96 * tables.standard_error(mean, n))


def test_refusals() -> None:
    with pytest.raises(ValueError, match="class_names must be at most 3, but got 4"):
        l08_read_a_table_critically.scored_by_batches(LABELS, PREDICTED, ("x", "y", "z", "w"))
    with pytest.raises(ValueError, match=r"right must have the choices \['a', 'b'\], but got \['a'\]"):
        l08_read_a_table_critically.differences_in_a_table(LEFT, {"a": RIGHT["a"]}, ("L", "R"), ((-1, 1), (-1, 1)))
    for answers in (RIGHT_ANSWERS.double(), RIGHT_ANSWERS[:1], RIGHT_ANSWERS[0]):
        with pytest.raises(ValueError, match=r"right must be bool of shape \(R, N\), R ≥ 2"):
            l08_read_a_table_critically.one_recipe_again(answers, 2.0)


@pytest.mark.parametrize("name", BUILDERS)
def test_scene_is_light_and_says_itself(name: str, scenes: dict[str, Scene]) -> None:
    scene = scenes[name]
    _, data = encode(scene)
    assert len(data) < 400_000, "a scene must open at once"
    assert len(scene.controls) <= 2, "two hands, two controls"
    assert "undefined" not in scene.alt()
    assert scene.alt().startswith(scene.title)
