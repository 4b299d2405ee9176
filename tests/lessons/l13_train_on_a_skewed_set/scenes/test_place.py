"""A place that cannot be told apart: means over labels, lowest points, and the loss that has none."""

import pytest
import torch
from lessons.l13_train_on_a_skewed_set.samples import BUILDERS
from spec.scene_checks import close, marks, said
from torch.nn import functional as F

from nls_tutorial.lessons import l13_train_on_a_skewed_set as lesson
from nls_tutorial.records import Line, Rule


@pytest.mark.parametrize("skew", [1.0, 4.0, 8.0])
def test_the_mean_loss_by_hand(skew: float) -> None:
    q, rare = lesson.class_shares(skew), torch.tensor([-5.0, 1.0], dtype=torch.float64)
    for place, z in enumerate(rare.tolist()):
        logits = torch.tensor([float(q[0].log()), z, float(q[2].log())], dtype=torch.float64)
        ell = -F.log_softmax(logits, 0)
        ce, smoothed = (q * ell).sum(), 0.9 * (q * ell).sum() + 0.1 * ell.mean()
        normalized = 0.9 * (q * ell).sum() / ell.sum() + 0.1 / 3
        for name, expected in (("CE", ce), ("LSCE", smoothed), ("normLSCE", normalized)):
            assert float(lesson.loss_at_a_place(name, q, rare)[place]) == pytest.approx(float(expected))


def test_lowest_points() -> None:
    scene = BUILDERS["a_place_that_cannot_be_told_apart"]()
    ce, lsce = marks(scene, 0, Rule)
    (falling,) = marks(scene, 1, Line)
    for at, skew in enumerate(lesson.SKEWS):
        q = lesson.class_shares(skew)
        assert float(ce.at.at({"skew": at})) == pytest.approx(float(q[1].log()), abs=0.07)
        assert float(lsce.at.at({"skew": at})) > float(ce.at.at({"skew": at})) - 0.07
        share, by_ce, by_lsce = said(scene, {"skew": at})
        assert share == pytest.approx(float(q[1]), abs=1e-6)
        assert by_ce == pytest.approx(share, abs=0.02)
        assert by_lsce == pytest.approx(0.9 * share + 0.1 / 3, abs=0.03)
        values = falling.y.at({"skew": at})
        if skew > 1:
            assert (values[1:60] > values[:59]).all(), "it falls on to the left"
            assert values.argmin() == 0
        else:
            close(values, [1 / 3] * len(values), atol=1e-4)
