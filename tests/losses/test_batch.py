"""What all losses share, tried on all of them: compiling, devices, and that none was forgotten."""

import pytest
import torch
from spec.loss_checks import a_batch, as_shipped, refused

from nls_tutorial import losses, targets
from nls_tutorial.losses import batch

ON_LABELS = [
    losses.confidence_penalty_loss,
    losses.consolidated_loss,
    losses.flsd_loss,
    losses.focal_loss,
    losses.label_smoothing_cross_entropy,
    losses.margin_loss,
    losses.normalized_focal_loss,
]


def on_teacher(logits, labels, **options):
    return losses.distillation_loss(logits, logits.detach().roll(1, 1), labels, temperature=2, weight=0.5, **options)


def on_targets(loss):
    def called(logits, labels, **options):
        soft = targets.smooth_uniform(labels, logits.shape[1], 0.1, dtype=logits.dtype)
        return loss(logits, soft, **options)

    return called


WITH_IGNORE_INDEX = [*ON_LABELS, on_teacher]
ON_TARGETS = [on_targets(losses.soft_cross_entropy), on_targets(losses.normalized_cross_entropy)]
EVERY = [*WITH_IGNORE_INDEX, *ON_TARGETS]


def test_none_was_forgotten() -> None:
    tried = {loss.__name__ for loss in ON_LABELS}
    others = {"distillation_loss", "soft_cross_entropy", "normalized_cross_entropy", "optimal_gap"}
    assert tried | others == set(losses.__all__)


@pytest.mark.parametrize("loss", EVERY)
def test_a_mean_weighs_rows_alike(loss) -> None:
    """The mean over two batches of one size is the mean of their means; order does not matter."""
    logits, labels = a_batch((8, 5))
    halves = [loss(logits[:4], labels[:4]), loss(logits[4:], labels[4:])]
    torch.testing.assert_close(loss(logits, labels), sum(halves) / 2)
    torch.testing.assert_close(loss(logits.flip(0), labels.flip(0)), loss(logits, labels))


@pytest.mark.parametrize("loss", [*ON_LABELS, *ON_TARGETS])
def test_class_names_do_not_matter(loss) -> None:
    """Renaming the classes in logits and labels alike changes nothing."""
    logits, labels = a_batch((8, 5))
    names = torch.tensor([3, 0, 4, 1, 2])
    renamed = torch.empty_like(logits)
    renamed[:, names] = logits
    torch.testing.assert_close(loss(renamed, names[labels]), loss(logits, labels))


@pytest.mark.parametrize("loss", WITH_IGNORE_INDEX)
def test_a_class_that_is_ignored_by_number(loss) -> None:
    """ignore_index may be one of the classes, as background often is."""
    logits, labels = a_batch((2, 3, 4, 4))
    kept = labels != 0
    losses_of_all = loss(logits, labels, reduction="none")
    torch.testing.assert_close(loss(logits, labels, ignore_index=0), losses_of_all[kept].mean())


def test_a_gap_that_no_float_holds() -> None:
    """A loss may be infinite; a ratio of two infinite numbers is refused."""
    logits, labels = torch.tensor([[3e38, -3e38]]), torch.tensor([1])
    assert losses.focal_loss(logits, labels) == torch.inf
    with refused(
        ValueError,
        "logits must not lie further apart than torch.float32 reaches, but got values from -3e+38 to 3e+38. "
        "Scale them down, or convert them with .double().",
    ):
        losses.normalized_focal_loss(logits, labels)
    assert losses.normalized_focal_loss(logits.double(), labels) == 1


@pytest.mark.slow
@pytest.mark.parametrize("loss", EVERY)
def test_compiles_into_one_graph(loss) -> None:
    logits, labels = a_batch((6, 5), dtype=torch.float32)
    with as_shipped():
        compiled = torch.compile(loss, backend="aot_eager", fullgraph=True)
        mine = logits.clone().requires_grad_()
        answer = compiled(mine, labels)
        answer.backward()
    theirs = logits.clone().requires_grad_()
    expected = loss(theirs, labels)
    expected.backward()
    torch.testing.assert_close(answer, expected)
    torch.testing.assert_close(mine.grad, theirs.grad)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_gpu_gives_the_same() -> None:
    for loss in EVERY:
        for shape in ((40, 7), (2, 5, 6, 7)):
            logits, labels = a_batch(shape)
            answers = []
            for device in ("cpu", "cuda"):
                here = logits.to(device).requires_grad_()
                answer = loss(here, labels.to(device))
                answer.backward()
                answers.append((answer.detach().cpu(), here.grad.cpu()))
            torch.testing.assert_close(*answers)


def test_halves_are_widened_and_others_left_alone() -> None:
    for dtype in (torch.float16, torch.bfloat16):
        assert batch.upcast(torch.zeros(2, dtype=dtype)).dtype == torch.float32
    for dtype in (torch.float32, torch.float64):
        assert batch.upcast(torch.zeros(2, dtype=dtype)).dtype == dtype


def test_picks_at_the_label() -> None:
    values, labels = torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([1, 0])
    assert batch.at_label(values, labels).tolist() == [2.0, 3.0]
    assert batch.add_at_label(values.clone(), labels, -1.0).tolist() == [[1.0, 1.0], [2.0, 4.0]]
    assert batch.add_at_label(values, labels, torch.tensor([5.0, 6.0])).tolist() == [[1.0, 7.0], [9.0, 4.0]]
