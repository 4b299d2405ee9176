"""The gradient that attacks follow."""

import torch
from spec.attack_checks import network, pictures

from nls_tutorial.attacks.inputs import cross_entropy, gradient, losses_of


def test_the_gradient_of_a_batch_is_each_pictures_own() -> None:
    model, (images, labels) = network(dtype=torch.float64), pictures(3, dtype=torch.float64)
    together = gradient(model, images, labels, cross_entropy)
    alone = [gradient(model, images[k : k + 1], labels[k : k + 1], cross_entropy) for k in range(3)]
    torch.testing.assert_close(together, torch.cat(alone))
    assert not images.requires_grad


def test_it_says_which_pictures_are_still_right() -> None:
    model, (images, _) = network(), pictures(9)
    labels = model(images).argmax(1)
    labels[0] = (labels[0] + 1) % 3
    value, right = losses_of(model, images, labels, cross_entropy)
    assert right.tolist() == [False] + [True] * 8
    assert value.shape == (9,)
