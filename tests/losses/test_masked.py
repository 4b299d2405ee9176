"""What must not matter: a class masked by −∞, rows that are ignored, one rounding unit."""

import pytest
import torch
from spec.every_loss import EVERY, taught_with
from spec.loss_checks import a_batch, as_shipped
from torch.func import grad

from nls_tutorial import losses, targets

# where a masked class gives no weight, each loss is that of the other classes alone
WITHOUT_WEIGHT = [
    ("label smoothing, ε = 0", losses.label_smoothing_cross_entropy, {"epsilon": 0.0}),
    ("focal", losses.focal_loss, {}),
    ("flsd", losses.flsd_loss, {}),
    ("confidence penalty", losses.confidence_penalty_loss, {"weight": 0.3}),
    ("margin, λ = 0", losses.margin_loss, {"weight": 0.0}),
    ("consolidated, ε = 0", losses.consolidated_loss, {"epsilon": 0.0, "normalized": False}),
    ("consolidated, γ = 2", losses.consolidated_loss, {"epsilon": 0.0, "gamma": 2.0, "normalized": False}),
    ("distillation", taught_with, {}),
]
WITH_WEIGHT = [
    ("label smoothing", losses.label_smoothing_cross_entropy, {}),
    ("normalized focal", losses.normalized_focal_loss, {}),
    ("margin", losses.margin_loss, {}),
    ("consolidated", losses.consolidated_loss, {}),
    ("consolidated, plain", losses.consolidated_loss, {"normalized": False}),
    ("consolidated, cosine", losses.consolidated_loss, {"cosine": True}),
]


def masked_batch():
    """Three classes, and the same with a fourth before them that −∞ masks in every row."""
    logits, labels = a_batch((6, 3))
    return logits, labels, torch.cat([torch.full((6, 1), -torch.inf).double(), logits], dim=1)


@pytest.mark.usefixtures("path")
@pytest.mark.parametrize(("name", "loss", "how"), WITHOUT_WEIGHT, ids=[name for name, _, _ in WITHOUT_WEIGHT])
def test_a_masked_class_adds_nothing(name: str, loss, how: dict) -> None:
    logits, labels, masked = masked_batch()
    if loss is taught_with:
        teacher = logits.roll(1, 1)

        def loss(z, y, **how):
            mine = teacher if z.shape[1] == 3 else torch.cat([masked[:, :1], teacher], dim=1)
            return losses.distillation_loss(z, mine, y, temperature=2, weight=0.5, **how)

    logits.requires_grad_()
    masked.requires_grad_()
    few, many = loss(logits, labels, **how), loss(masked, labels + 1, **how)
    torch.testing.assert_close(many, few)
    few.backward()
    many.backward()
    assert not masked.grad[:, 0].any()
    torch.testing.assert_close(masked.grad[:, 1:], logits.grad)
    with as_shipped():  # and where no value can be read
        slope = grad(lambda z: loss(z, labels + 1, **how))(masked.detach())
    torch.testing.assert_close(slope, masked.grad)


@pytest.mark.usefixtures("path")
@pytest.mark.parametrize(("name", "loss", "how"), WITH_WEIGHT, ids=[name for name, _, _ in WITH_WEIGHT])
def test_a_masked_class_with_weight_is_refused(name: str, loss, how: dict) -> None:
    _, labels, masked = masked_batch()
    with as_shipped(), pytest.raises(ValueError, match=r"^logits must not be −∞ for a class to which the loss gives"):
        loss(masked, labels + 1, **how)


@pytest.mark.parametrize("loss", [losses.focal_loss, losses.confidence_penalty_loss])
def test_a_masked_label_is_refused(loss) -> None:
    with as_shipped(), pytest.raises(ValueError, match=r"^logits must not be −∞ for a class to which the loss gives"):
        loss(torch.tensor([[-torch.inf, 0.0, 1.0]]), torch.tensor([0]))


def test_masked_by_hand() -> None:
    logits = torch.tensor([[-torch.inf, 0.0, 1.0]], requires_grad=True)
    loss = losses.soft_cross_entropy(logits, torch.tensor([[0.0, 0.5, 0.5]]))
    assert loss.item() == pytest.approx(0.8132616875)
    loss.backward()
    p = 1 / (1 + torch.e)
    torch.testing.assert_close(logits.grad, torch.tensor([[0.0, p - 0.5, 0.5 - p]]))
    hard = losses.label_smoothing_cross_entropy(logits.detach(), torch.tensor([1]), epsilon=0.0)
    assert hard.item() == pytest.approx(1.3132616875)
    with as_shipped(), pytest.raises(ValueError, match=r"^logits must not be −∞"):
        losses.soft_cross_entropy(logits.detach(), torch.tensor([[0.1, 0.4, 0.5]]))
    with as_shipped(), pytest.raises(ValueError, match=r"^logits must not be −∞"):
        losses.normalized_cross_entropy(logits.detach(), torch.tensor([[0.0, 1.0, 0.0]]))


@pytest.mark.usefixtures("path")
@pytest.mark.parametrize("loss", EVERY[2:])
@pytest.mark.parametrize("filler", [torch.nan, torch.inf, -torch.inf])
def test_ignored_rows_are_not_looked_at(loss, filler: float) -> None:
    logits, labels = a_batch((6, 5))
    bad = logits.clone()
    bad[2:4] = filler
    marked = labels.clone()
    marked[2:4] = -100
    kept = [0, 1, 4, 5]
    for reduction in ("mean", "sum"):
        few, many = logits[kept].requires_grad_(), bad.clone().requires_grad_()
        wanted = loss(few, labels[kept], reduction=reduction)
        answer = loss(many, marked, ignore_index=-100, reduction=reduction)
        torch.testing.assert_close(answer, wanted)
        wanted.backward()
        answer.backward()
        torch.testing.assert_close(many.grad[kept], few.grad)
        assert not many.grad[2:4].any()
    assert loss(bad, marked, ignore_index=-100, reduction="none")[2:4].tolist() == [0, 0]


@pytest.mark.parametrize("loss", [losses.soft_cross_entropy, losses.normalized_cross_entropy])
def test_ignored_targets_are_not_looked_at(loss) -> None:
    logits, labels = a_batch((4, 5))
    soft = targets.smooth_uniform(labels, 5, 0.1, dtype=torch.float64)
    wanted = loss(logits[1:], soft[1:])
    logits[0], soft[0] = torch.nan, torch.nan
    logits.requires_grad_()
    answer = loss(logits, soft, ignore=torch.tensor([True, False, False, False]))
    torch.testing.assert_close(answer, wanted)
    answer.backward()
    assert not logits.grad[0].any()
    assert logits.grad[1:].isfinite().all()


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_the_library_takes_its_own_targets(dtype: torch.dtype) -> None:
    """Whatever their type, for every K and ε: their sums are off by what the type rounds away."""
    for classes in (2, 3, 4, 7, 10, 100, 1000):
        for epsilon in torch.linspace(0, 1, 21).tolist():
            soft = targets.smooth_uniform(torch.tensor([0]), classes, epsilon, dtype=dtype)
            answer = losses.soft_cross_entropy(torch.zeros(1, classes), soft)
            assert answer.item() == pytest.approx(torch.tensor(float(classes)).log().item(), rel=0.02)


@pytest.mark.usefixtures("path")
@pytest.mark.parametrize("loss", [losses.focal_loss, losses.flsd_loss])
def test_a_label_masked_by_the_lowest_number_has_a_gradient(loss) -> None:
    """−3e38 for a class is how many mask it: the loss is as large, and its slope is that of cross-entropy."""
    logits = torch.tensor([[-3e38, 1.0], [0.0, 1.0]], requires_grad=True)
    loss(logits, torch.tensor([0, 1]), reduction="sum").backward()
    assert logits.grad[0].tolist() == [-1, 1]
    assert logits.grad.isfinite().all()


@pytest.mark.usefixtures("path")
def test_a_length_that_overflows_is_refused() -> None:
    logits = torch.tensor([[3e38, 0.0, 1.0]])
    with (
        as_shipped(),
        pytest.raises(ValueError, match=r"^logits must not lie further apart than torch.float32 reaches"),
    ):
        losses.consolidated_loss(logits, torch.tensor([0]), cosine=True)
    wide = losses.consolidated_loss(logits.double(), torch.tensor([0]), cosine=True)
    assert wide.item() == pytest.approx(
        losses.consolidated_loss(torch.tensor([[1.0, 0.0, 0.0]]), torch.tensor([0]), cosine=True).item()
    )


@pytest.mark.usefixtures("path")
@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 1.7, 2.0, 3.0])
def test_a_focal_sum_has_a_slope_where_the_label_is_as_good_as_masked(gamma: float) -> None:
    logits = torch.tensor([[-3e38, 0.0, 1.0]], requires_grad=True)
    loss = losses.consolidated_loss(logits, torch.tensor([0]), gamma=gamma, normalized=False)
    (slope,) = torch.autograd.grad(loss, logits)
    # on the label ∂f/∂log p = 1, and p = 0: the slope is −(1 − ε + ε/K) with ε = 0.1
    assert float(slope[0, 0]) == pytest.approx(-(0.9 + 0.1 / 3), rel=1e-5)
    assert float(slope.sum()) == pytest.approx(0, abs=1e-5)
