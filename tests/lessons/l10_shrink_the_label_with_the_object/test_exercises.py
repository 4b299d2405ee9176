import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nls_tutorial import boxes, losses, targets
from nls_tutorial.exercises import check
from nls_tutorial.lessons.l10_shrink_the_label_with_the_object.exercises import (
    adaptive_labels,
    adaptive_loss,
    largest_beta,
    one_box_objectness,
    two_box_objectness,
)

SIDE = 12
places = st.tuples(*[st.integers(0, SIDE)] * 4).map(
    lambda ends: (min(ends[::2]), min(ends[1::2]), max(ends[::2]), max(ends[1::2]))
)
crops = places.filter(lambda crop: crop[0] < crop[2] and crop[1] < crop[3])
shares = st.floats(0, 1)


def counted(crop: tuple[int, ...], *every: tuple[int, ...]) -> float:
    """The share of the crop's pixels that lie in at least one of the boxes, counted one by one."""
    pixels = [(x, y) for x in range(crop[0], crop[2]) for y in range(crop[1], crop[3])]
    inside = [any(b[0] <= x < b[2] and b[1] <= y < b[3] for b in every) for x, y in pixels]
    return sum(inside) / len(pixels)


@given(box=places, crop=crops)
def test_objectness_is_the_share_of_pixels_and_the_librarys(box: tuple[int, ...], crop: tuple[int, ...]) -> None:
    seen = one_box_objectness(box, crop)
    assert seen == pytest.approx(counted(crop, box))
    assert seen == pytest.approx(float(boxes.objectness(torch.tensor([box]), torch.tensor([crop]))))


def test_objectness_by_hand() -> None:
    assert one_box_objectness((30, 0, 60, 20), (10, 10, 50, 50)) == 1 / 8


@given(first=places, second=places, crop=crops)
def test_a_union_counts_no_pixel_twice(first: tuple[int, ...], second: tuple[int, ...], crop: tuple[int, ...]) -> None:
    seen = two_box_objectness(first, second, crop)
    assert seen == pytest.approx(counted(crop, first, second))
    assert seen == pytest.approx(float(boxes.objectness(torch.tensor([[first, second]]), torch.tensor([crop]))))


@given(objectness=st.lists(shares, min_size=1, max_size=5), classes=st.integers(2, 30), beta=shares)
def test_the_adaptive_label_is_the_librarys(objectness: list[float], classes: int, beta: float) -> None:
    labels = torch.arange(len(objectness)) % classes
    filled = torch.tensor(objectness)
    seen = adaptive_labels(labels, filled, classes, beta)
    torch.testing.assert_close(seen, targets.smooth_by_objectness(labels, filled, classes, beta))


@given(classes=st.integers(2, 1000), objectness=shares)
def test_at_the_largest_beta_the_true_class_is_never_behind_and_beyond_it_once(classes: int, objectness: float) -> None:
    def label(share: float, beta: float) -> torch.Tensor:
        return targets.smooth_by_objectness(torch.tensor([0]), share, classes, beta, dtype=torch.float64)[0]

    beta = largest_beta(classes)
    assert label(objectness, beta)[0] >= label(objectness, beta)[1] - 1e-12
    torch.testing.assert_close(label(0.0, beta), torch.full((classes,), 1 / classes, dtype=torch.float64))
    beyond = label(0.0, min(1.0, beta + 0.5 / classes))
    assert beyond[0] < beyond[1]


@given(seed=st.integers(0, 50), alpha=shares, beta=shares)
def test_the_mended_loss_is_the_cross_entropy_of_the_label(seed: int, alpha: float, beta: float) -> None:
    logits = 5 * torch.randn(6, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    labels = torch.arange(6) % 4
    alphas = torch.full((6,), alpha, dtype=torch.float64)
    soft = targets.smooth_by_objectness(labels, 1 - alphas, 4, beta, dtype=torch.float64)
    expected = losses.soft_cross_entropy(logits, soft, reduction="none")
    torch.testing.assert_close(adaptive_loss(logits, labels, alphas, beta), expected)


def test_answers_by_the_library_are_accepted() -> None:
    def tensor(*boxes: tuple[float, ...]) -> torch.Tensor:
        return torch.tensor([boxes])

    def loss(logits: torch.Tensor, labels: torch.Tensor, alpha: torch.Tensor, beta: float) -> torch.Tensor:
        soft = targets.smooth_by_objectness(labels, 1 - alpha, logits.shape[1], beta)
        return losses.soft_cross_entropy(logits, soft, reduction="none")

    assert check("10.1", lambda box, crop: boxes.objectness(tensor(box), torch.tensor([crop])).item()).passed
    assert check("10.2", lambda a, b, crop: boxes.objectness(tensor(a, b), torch.tensor([crop])).item()).passed
    assert check("10.3", targets.smooth_by_objectness).passed
    assert check("10.4", lambda classes: 1 - 1 / classes).passed
    assert check("10.5", loss).passed
