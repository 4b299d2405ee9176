"""Projected gradient descent on the picture: many small steps, from several starts, within a radius."""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from nls_tutorial import checks
from nls_tutorial.attacks.inputs import Loss, check_inputs, cross_entropy, gradient, losses_of
from nls_tutorial.attacks.project import NORMS, broadcast, direction, project, random_start


def pgd(
    model: nn.Module,
    images: Tensor,
    labels: Tensor,
    *,
    radius: float,
    norm: str = "linf",
    steps: int = 10,
    step: float | None = None,
    restarts: int = 1,
    random_starts: bool = True,
    loss: Loss | None = None,
    low: float = 0.0,
    high: float = 1.0,
    seed: int = 0,
) -> Float[Tensor, "..."]:
    r"""Climb the loss in small steps, and stay within `radius`: $x \leftarrow \Pi(x + s \cdot g)$, `steps` times.

    g is the sign of the gradient ("linf") or the gradient over its length ("l2"); Π brings the picture back into the
    ball around where it began, then into [low, high]. Of several starts each picture keeps the one that fools the
    network, and among those (or when none does) the one with the largest loss.

    Args:
        model: the network, in evaluation mode; gives logits (B, K). Its weights and their gradients stay as they are.
        images: (B, …) in [low, high].
        labels: int64 (B,), what each picture is.
        radius: r ≥ 0, in the pictures' unit: of each pixel ("linf"), or of the whole change ("l2").
        norm: "linf" or "l2".
        steps: at least 1.
        step: s > 0, the length of a step; 2.5 r/steps unless given, so that the ball can be crossed.
        restarts: at least 1.
        random_starts: draw each start from the ball; without, the one start is the picture itself.
        loss: L(logits, labels), one number or (B,); cross-entropy unless given; `logit_margin` sees through a
            gradient that has rounded to 0. With one number for the batch, starts are compared by cross-entropy.
        low, high: the range of the pictures.
        seed: decides the starts; torch's global random numbers are left as they were.

    Returns:
        Pictures of the same shape.

    Raises:
        ValueError or TypeError for what `fgsm` refuses, another norm, steps or restarts below 1, a step that is not
        above 0, and several restarts without random starts, which would all be the same.

    Source: Madry et al. 2018 (arXiv 1706.06083) sec. 2.1. First met in notebooks/20_attack_and_corrupt.

    >>> network = nn.Linear(2, 2, bias=False).eval()
    >>> network.weight.data = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    >>> found = pgd(network, torch.tensor([[0.6, 0.5]]), torch.tensor([0]), radius=0.1, norm="l2", random_starts=False)
    >>> [round(pixel, 4) for pixel in found[0].tolist()]  # straight across the border, r/√2 in each pixel
    [0.5293, 0.5707]
    """
    radius = check_inputs(model, images, labels, radius, low, high, loss)
    low, high = float(low), float(high)
    _check_search(norm, steps, step, restarts, random_starts, seed)
    size = 2.5 * radius / steps if step is None else float(step)
    asked = cross_entropy if loss is None else loss
    generator = torch.Generator().manual_seed(seed)
    origin = images.detach()
    best, fooled, worth = origin, None, None
    for _ in range(restarts):
        moved = random_start(origin, radius, norm, generator).clamp(low, high) if random_starts else origin
        for _ in range(steps):
            slope = gradient(model, moved, labels, asked)
            # x ← Π(x + s·g)
            moved = project(moved + size * direction(slope, norm), origin, radius, norm=norm).clamp(low, high)
        fools, value = _success(model, moved, labels, asked)
        if fooled is None or worth is None:
            best, fooled, worth = moved, fools, value
        else:
            wins = (fools & ~fooled) | ((fools == fooled) & (value > worth))
            best = torch.where(broadcast(wins, best), moved, best)
            fooled, worth = fooled | fools, torch.where(wins, value, worth)
    return best


def _check_search(norm: str, steps: int, step: float | None, restarts: int, random_starts: bool, seed: int) -> None:
    checks.choice("norm", norm, NORMS)
    checks.whole("steps", steps, 1)
    if step is not None:
        checks.positive("step", step)
    checks.whole("restarts", restarts, 1)
    checks.whole("seed", seed, 0)
    checks.flag("random_starts", random_starts)
    if restarts > 1 and not random_starts:
        checks.refuse("restarts", "must be 1 without random starts", restarts, "They would all be the same.")


@torch.no_grad()
def _success(model: nn.Module, images: Tensor, labels: Tensor, loss: Loss) -> tuple[Tensor, Tensor]:
    """Whether each picture fools the network, and its loss, both (B,)."""
    value, right = losses_of(model, images, labels, loss)
    if value.ndim == 0:
        value, _ = losses_of(model, images, labels, cross_entropy)
    return ~right, value
