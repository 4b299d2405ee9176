"""Verdicts and tables of lesson 16, from made-up scores, by hand."""

import numpy as np
import pytest
from lessons.l16_label_every_pixel.samples import ARMS, results

from nls_tutorial.lessons import l16_label_every_pixel as lesson
from nls_tutorial.records import mean_std


def test_verdicts_are_paired_by_seed_and_told_in_points() -> None:
    found = results()
    told = lesson.compare(found, "CE", "LS", "AECE", "lower")
    assert told.mean == pytest.approx(100 * (found.scores("LS", "AECE") - found.scores("CE", "AECE")).mean())
    alike = lesson.compare(found, "CE", "LS", "mIoU", "alike", relevant=0.02, **{"ignored border": 1})
    assert alike.relevant == pytest.approx(2)
    first, second = ({"place": place} for place in ("inner", "border"))
    along = lesson.compare_along(found, "LS", "place: ECE", first, second, "higher")
    pair = (found.scores("LS", "place: ECE", **at) for at in (first, second))
    assert along.mean == pytest.approx(100 * float(np.subtract(*pair).mean()))


def test_border_and_sure_mistakes_are_cross_entropys() -> None:
    found = results()
    border, inner = found.scores("CE", "place: ECE").T
    assert lesson.border_against_inside(found).mean == pytest.approx(100 * (border - inner).mean())
    mistakes = found.scores("CE", "of these at a border") - found.scores("CE", "pixels at a border")
    assert lesson.sure_mistakes_at_the_border(found).mean == pytest.approx(100 * mistakes.mean())


def test_tables_have_a_line_an_arm_and_the_border_asked_for() -> None:
    found = results()
    lines = lesson.table_of(found, ("mIoU", "NLL"), "made up", border=1).splitlines()
    assert lines[0].split() == ["made", "up", "mIoU", "NLL"]
    for line, arm in zip(lines[1:], ARMS, strict=True):
        cells = (found.summary(arm, "mIoU", **{"ignored border": 1}), found.summary(arm, "NLL"))
        assert line.startswith(arm)
        assert line.removeprefix(arm).split() == " ".join(map(str, cells)).split()


def test_gaps_are_confidence_less_accuracy_by_place() -> None:
    found = results()
    lines = lesson.gaps_of(found, "made up").splitlines()
    assert len(lines) == 1 + len(ARMS)
    gap = 100 * (found.scores("LS", "place: confidence") - found.scores("LS", "place: accuracy"))
    shares = [
        100 * found.scores("LS", name) for name in ("sure and wrong", "of these at a border", "pixels at a border")
    ]
    expected = " ".join(f"{mean_std(one):.1f}" for one in (gap[:, 0], gap[:, 1], *shares))
    assert " ".join(lines[2].removeprefix("LS").split()) == expected
