"""What the printed tables say of each other, by hand."""

import numpy as np
import pytest

from nls_tutorial.lessons import l14_train_on_cifar10 as lesson
from nls_tutorial.tables import MBLS_ECE


def test_gains_by_hand() -> None:
    _, columns, figures = lesson.accuracies()
    assert columns == ("CE", "LS", "normLS", "normLS + PC")
    expected = np.mean([94.15 - 93.23, 93.88 - 93.50, 93.30 - 91.53])
    assert lesson.gains(figures)[1] == pytest.approx(expected)
    assert lesson.gains(figures, 2)[1] == pytest.approx(np.mean([0.92, 0.38]))


def test_noise_is_that_of_two_binomials() -> None:
    draws = np.random.default_rng(0).binomial(10_000, [[0.9, 0.95]] * 20_000) / 100
    assert lesson.noise(90, 95) == pytest.approx((draws[:, 0] - draws[:, 1]).std(), rel=0.02)
    assert lesson.noise(90, 95, 100) == pytest.approx(10 * lesson.noise(90, 95))


def test_leads_are_over_the_best_other() -> None:
    leads = lesson.leads_on_the_poster()
    assert leads["CIFAR-10 R-101"] == pytest.approx(3.56 - 1.38)
    assert lesson.leads_on_the_poster(others=["CE"])["CIFAR-10 R-50"] == pytest.approx(5.85 - 1.16)
    assert all(lead < MBLS_ECE.figure("CE", setting) for setting, lead in leads.items())


def test_depth_by_hand() -> None:
    gains = lesson.depth_gains()
    assert gains["CE"] == pytest.approx(93.33 - 93.20)
    assert gains["LS"] == pytest.approx(93.23 - 94.87)
