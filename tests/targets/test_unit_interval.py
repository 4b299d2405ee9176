"""One share for all samples, or one for each."""

import torch
from spec.loss_checks import refused

from nls_tutorial.targets import smooth_others, smooth_uniform

LABELS = torch.tensor([0, 1])


def test_a_tensor_without_dimensions_is_one_number() -> None:
    torch.testing.assert_close(smooth_others(LABELS, 3, torch.tensor(0.5)), smooth_others(LABELS, 3, 0.5))


def test_the_share_does_not_choose_the_type() -> None:
    assert smooth_uniform(LABELS, 3, torch.tensor([0.1, 0.2], dtype=torch.float64)).dtype == torch.float32


def test_the_ends_belong() -> None:
    smooth_others(LABELS, 3, torch.tensor([0.0, 1.0]))


def test_refusals() -> None:
    with refused(
        ValueError,
        "alpha must be one number, or hold one for each label, with shape (2,), but got (3,). "
        "Take both from the same samples, in the same order.",
    ):
        smooth_others(LABELS, 3, torch.tensor([0.1, 0.2, 0.3]))
    with refused(
        ValueError,
        "alpha must lie in [0, 1], but got values from -0.5 to 0.25. Give shares between nothing (0) and all (1).",
    ):
        smooth_others(LABELS, 3, torch.tensor([0.25, -0.5]))
    with refused(
        ValueError,
        "alpha must lie in [0, 1], but got values from 0.5 to 1.25. Give shares between nothing (0) and all (1).",
    ):
        smooth_others(LABELS, 3, torch.tensor([0.5, 1.25]))
    with refused(
        ValueError,
        "alpha must lie in [0, 1], but got values from nan to nan. Give shares between nothing (0) and all (1).",
    ):
        smooth_others(LABELS, 3, torch.tensor([0.5, torch.nan]))
    with refused(TypeError, "alpha must hold floating-point numbers, but got torch.int64. Convert it with .float()."):
        smooth_others(LABELS, 3, torch.tensor([0, 1]))
