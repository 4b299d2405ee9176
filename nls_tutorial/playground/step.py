"""One training step of the playground's network as a function of tensors alone, so that it can be made a graph.

The state of a network is one tensor (2, P): the P weights, and below them the optimizer's momentum for each.
"""

from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.func import functional_call

from nls_tutorial import checks
from nls_tutorial.models import Classifier, mlp
from nls_tutorial.playground.choices import Loss

CLASSES, WIDTH = 3, 32
BATCH = 64  # points a step
MOMENTUM = 0.9


def network(seed: int = 0) -> Classifier:
    """The network that the playground trains: points in the plane, 32 and 32 hidden units (tanh), three logits.

    Tanh has no kink, so that rounding stays rounding: with ReLU two processors part at the first unit near 0.

    >>> sum(weights.numel() for weights in network().parameters())
    1251
    """
    model = mlp(in_features=2, classes=CLASSES, width=WIDTH, features=WIDTH, seed=seed)
    body = cast(nn.Sequential, model.body)
    body[2], body[4] = nn.Tanh(), nn.Tanh()
    return model


def start(seed: int = 0) -> Float[Tensor, "2 P"]:
    """The state before the first step: the weights that `seed` draws, and no momentum."""
    weights = torch.cat([part.detach().flatten() for part in network(seed).parameters()])
    return torch.stack([weights, torch.zeros_like(weights)])


_FRAME = network()  # names and shapes of the weights; its own numbers are never used


def logits_of(weights: Float[Tensor, " P"], points: Float[Tensor, "B 2"]) -> Float[Tensor, "B K"]:
    """The logits of the network with these weights, in the order of `parameters()`."""
    sizes = [part.numel() for part in _FRAME.parameters()]
    if weights.shape != (sum(sizes),):
        checks.refuse("weights", f"must have shape ({sum(sizes)},)", tuple(weights.shape), "Begin with start(seed)[0].")
    parts = zip(_FRAME.named_parameters(), weights.split(sizes), strict=True)
    named = {name: own.reshape(part.shape) for (name, part), own in parts}
    logits: Tensor = functional_call(_FRAME, named, (points[:, :, None, None],))  # an image of one pixel
    return logits


def rows(step: int, total: int) -> Tensor:
    """Which of `total` points step number `step` (from 0) trains on: the next BATCH, round and round.

    >>> rows(1, 100)[:3].tolist(), rows(1, 100)[-3:].tolist()
    ([64, 65, 66], [25, 26, 27])
    """
    return (torch.arange(BATCH) + step * BATCH) % total


def train_step(
    loss: Loss,
    state: Float[Tensor, "2 P"],
    points: Float[Tensor, "B 2"],
    labels: Tensor,
    rate: Float[Tensor, ""],
    **knobs: Float[Tensor, ""],
) -> tuple[Float[Tensor, "2 P"], Float[Tensor, ""]]:
    r"""One step of SGD with momentum: $v \leftarrow \mu v + \nabla_w L$ and $w \leftarrow w - \eta v$, with μ = 0.9.

    `loss` is L, the mean over the batch of `points` and `labels`; `rate` is the learning rate η; `knobs` are the
    loss's own numbers. Returns the new state, and the loss before the step. As torch.optim.SGD computes it.

    >>> from nls_tutorial.playground import choice, logits_of, plane_points
    >>> points, labels = plane_points("blobs")[0].points[:64], plane_points("blobs")[0].labels[:64]
    >>> ce = choice("cross_entropy").loss
    >>> state, loss = train_step(ce, start(), points, labels, torch.tensor(0.1))
    >>> bool(ce(logits_of(state[0], points), labels) < loss)  # the batch itself is learned
    True
    """
    weights = state[0].detach().requires_grad_()
    value = loss(logits_of(weights, points), labels, **knobs)
    (gradient,) = torch.autograd.grad(value, weights)
    # v ← μ·v + ∇L
    momentum = MOMENTUM * state[1] + gradient
    # w ← w − η·v
    return torch.stack([state[0] - rate * momentum, momentum]), value.detach()
