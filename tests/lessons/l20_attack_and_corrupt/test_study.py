"""The studies of lesson 20: scores by hand, cells that repeat, and what an attack must do to any of them."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from nls_tutorial import data, losses
from nls_tutorial.lessons.l20_attack_and_corrupt.study import (
    ARMS,
    ATTACKS,
    CORRUPTED_DIGITS,
    CORRUPTED_PHOTOGRAPHS,
    LABEL_NOISE,
    attack,
    loss_of,
    score,
    train_network,
)

SMALL = {"count": 60, "epochs": 2}
LOGITS = torch.tensor([[2.0, 0.0, -1.0], [0.0, 1.0, 0.5], [0.3, 0.2, 0.1]])
LABELS = torch.tensor([0, 2, 1])


def test_each_arm_is_its_loss() -> None:
    cross_entropy = F.cross_entropy(LOGITS, LABELS)
    torch.testing.assert_close(loss_of(ARMS["CE"])(LOGITS, LABELS), cross_entropy)
    smooth = F.cross_entropy(LOGITS, LABELS, label_smoothing=0.1)
    torch.testing.assert_close(loss_of(ARMS["LS ε = 0.1"])(LOGITS, LABELS), smooth)
    margin = losses.margin_loss(6 * LOGITS, LABELS, margin=6.0, weight=0.1, over_classes="sum")
    torch.testing.assert_close(loss_of(ARMS["MbLS m = 6"])(6 * LOGITS, LABELS), margin)
    # normLSCE = (1 − ε)·NCE + ε/K
    log_p = F.log_softmax(LOGITS, dim=1)
    nce = (log_p.gather(1, LABELS[:, None]).squeeze(1) / log_p.sum(1)).mean()
    torch.testing.assert_close(loss_of(ARMS["normLS ε = 0.1"])(LOGITS, LABELS), 0.9 * nce + 0.1 / 3)


def test_scores_by_hand() -> None:
    network = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(3, 3, bias=False)).eval()
    network[1].weight.data = torch.eye(3)
    images = LOGITS.reshape(3, 1, 1, 3)
    found = score(network, images, LABELS)
    p = F.softmax(LOGITS.double(), dim=1)
    assert found["accuracy"] == pytest.approx(1 / 3)
    assert found["NLL"] == pytest.approx(float(-p[torch.arange(3), LABELS].log().mean()))
    sure, right = p.amax(1).tolist(), [1.0, 0.0, 0.0]
    assert found["ECE"] == pytest.approx(sum(abs(r - s) for r, s in zip(right, sure, strict=True)) / 3)  # a bin each


@pytest.mark.slow
@pytest.mark.parametrize("study", [ATTACKS, CORRUPTED_DIGITS, CORRUPTED_PHOTOGRAPHS, LABEL_NOISE])
def test_a_cell_has_its_scores_and_repeats_itself(study) -> None:
    settings = {**study.settings, **SMALL}
    first, again = (study.compute(study.arms["CE"], seed=1, device="cpu", **settings)[0] for _ in range(2))
    for name, column in study.scores.items():
        numbers = np.array(first[name])
        assert numbers.shape == tuple(len(study.axes[axis]) for axis in column.axes)
        assert np.isfinite(numbers).all()
        np.testing.assert_array_equal(numbers, np.array(again[name]))


@pytest.mark.slow
def test_no_attack_helps_and_a_radius_of_nothing_changes_nothing() -> None:
    splits = data.digits(train=300, seed=0)
    model = train_network(splits, loss_of(ARMS["CE"]), seed=0, epochs=8)
    clean = score(model, splits.test.images, splits.test.labels)["accuracy"]
    for kind in ("fgsm", "pgd", "margin"):
        assert torch.equal(attack(model, splits.test, kind, 0.0, 0), splits.test.images)
        assert score(model, attack(model, splits.test, kind, 0.1, 0), splits.test.labels)["accuracy"] < clean
