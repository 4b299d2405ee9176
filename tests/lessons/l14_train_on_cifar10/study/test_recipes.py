"""A recipe builds the network it names, and names that are not there are refused."""

import pytest
import torch
from torch.nn import functional as F

from nls_tutorial.lessons import l14_train_on_cifar10 as lesson
from nls_tutorial.lessons.l14_train_on_cifar10.study.recipes import LARGE, SMALL
from nls_tutorial.partial_conv import PartialConv2d
from nls_tutorial.tables import MBLS_ECE


def test_depth_padding_and_seed() -> None:
    sizes = [
        sum(w.numel() for w in lesson.Recipe(network=name).build(10, seed=0, width=4).parameters()) for name in SMALL
    ]
    assert sizes == sorted(set(sizes))
    partial = lesson.Recipe("normLS", "partial").build(10, seed=0, width=4)
    assert any(isinstance(layer, PartialConv2d) for layer in partial.modules())
    plain, again = (lesson.Recipe().build(10, seed=3, width=4) for _ in range(2))
    assert torch.equal(plain.head.weight, again.head.weight)
    assert tuple(LARGE) == ("ResNet18", "ResNet34", "ResNet50", "ResNet101")


def test_the_losses_are_those_of_both_tables() -> None:
    assert set(MBLS_ECE) | {"normLS"} == set(lesson.LOSSES)
    logits, labels = torch.randn(5, 10, generator=torch.Generator().manual_seed(0)), torch.arange(5)
    ell = -F.log_softmax(logits, 1)
    soft = 0.9 * F.one_hot(labels, 10) + 0.1 / 10
    torch.testing.assert_close(lesson.LOSSES["LS"](logits, labels), (soft * ell).sum(1).mean())
    expected = ((soft * ell).sum(1) / ell.sum(1)).mean()
    torch.testing.assert_close(lesson.LOSSES["normLS"](logits, labels), expected)
    beyond = (logits.amax(1, keepdim=True) - logits - 6).clamp(min=0).mean(1)
    far = lesson.LOSSES["MbLS"](8 * logits, labels) - F.cross_entropy(8 * logits, labels)
    assert float(far) > 0
    near = lesson.LOSSES["MbLS"](logits, labels) - F.cross_entropy(logits, labels)
    torch.testing.assert_close(near, 0.1 * beyond.mean())


@pytest.mark.parametrize("wrong", [{"loss": "BCE"}, {"padding": "same"}, {"rate": 0.0}, {"network": "VGG"}])
def test_what_is_not_there_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        lesson.Recipe(**wrong)
