"""What probabilities, logits, confidences and labels must be, and what rounding is forgiven."""

import pytest
import torch
from torch import tensor

from nls_tutorial.calibration import inputs


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_rounding_beyond_is_taken_back_and_no_more(dtype) -> None:
    eps = torch.finfo(dtype).eps
    rows = tensor([[1 + 4 * eps, -4 * eps]], dtype=torch.float64).to(dtype)
    assert inputs.probability_values(rows).tolist() == [[1.0, 0.0]]
    with pytest.raises(ValueError, match=r"probabilities must lie in \[0, 1\], but got values from"):
        inputs.probability_values(tensor([[1 + 64 * eps, -64 * eps]], dtype=torch.float64).to(dtype))


def test_rows_that_do_not_sum_to_one_and_nan_are_refused() -> None:
    with pytest.raises(ValueError, match=r"probabilities must sum to 1 .*, but got a row that is off by 0\.1"):
        inputs.probability_values(tensor([[0.5, 0.5], [0.5, 0.4]]))
    with pytest.raises(ValueError, match=r"probabilities must lie in \[0, 1\]"):
        inputs.probability_values(tensor([[0.5, torch.nan]]))
    assert inputs.probability_values(torch.zeros(0, 3)).shape == (0, 3)


def test_what_is_ignored_is_left_out_and_not_looked_at() -> None:
    pixels = torch.full((1, 2, 1, 2), 0.5)
    pixels[..., 1] = torch.nan
    rows, labels = inputs.check_labels(pixels, tensor([[[1, 255]]]), 255)
    assert (rows.tolist(), labels.tolist()) == ([[0.5, 0.5]], [1])
    whole = torch.full((2, 2), 0.5)
    assert inputs.check_labels(whole, tensor([0, 1]), 255)[0].data_ptr() == whole.data_ptr(), "no copy without need"


def test_a_masked_class_may_be_no_label() -> None:
    logits = tensor([[1.0, -torch.inf]], requires_grad=True)
    assert inputs.check_label_logits(logits, tensor([0]), None)[0].requires_grad
    with pytest.raises(ValueError, match=r"logits must not be −∞ for a label's own class"):
        inputs.check_label_logits(logits, tensor([1]), None)
    for bad in (torch.inf, torch.nan):
        with pytest.raises(ValueError, match=r"logits must be finite"):
            inputs.check_label_logits(tensor([[1.0, bad]]), tensor([0]), None)


@pytest.mark.parametrize("shape", [(3,), (3, 1), (2, 3, 4), (2, 1, 3, 3)])
def test_shapes_of_probabilities(shape) -> None:
    with pytest.raises(ValueError, match=r"probabilities must have shape \(B, K\) or \(B, K, H, W\) with K ≥ 2"):
        inputs.probability_shape(torch.zeros(shape))


def test_labels_fit_and_a_mean_has_a_sample() -> None:
    with pytest.raises(ValueError, match=r"labels must have shape \(2,\) to fit probabilities of shape \(2, 2\)"):
        inputs.check_labels(torch.full((2, 2), 0.5), tensor([0]), None)
    inputs.check_nonempty("labels", 1)
    with pytest.raises(ValueError, match=r"labels must hold at least one sample for a mean"):
        inputs.check_nonempty("labels", 0)


def test_confidences_and_whether_they_were_right() -> None:
    assert inputs.check_confidence_correct(tensor([1.0 + 1e-7]), tensor([True])).tolist() == [1.0]
    with pytest.raises(TypeError, match=r"right must be a bool tensor of shape \(1,\)"):
        inputs.check_confidence_correct(tensor([1.0]), tensor([1]))
    with pytest.raises(ValueError, match=r"confidences must lie in \[0, 1\], but got values from 2 to 2"):
        inputs.check_confidence_correct(tensor([2.0]), tensor([True]))


def test_chunks_stay_in_step_and_cover_everything() -> None:
    rows, labels = torch.arange(20.0).view(10, 2), torch.arange(10)
    parts = list(inputs.chunks(rows, labels, entries=6))
    assert [len(part) for _, part in parts] == [3, 3, 3, 1]
    assert torch.equal(torch.cat([part for part, _ in parts]), rows)
    assert all(len(part) == len(own) for part, own in parts)
