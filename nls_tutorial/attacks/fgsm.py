"""The fast gradient sign method: one step."""

from jaxtyping import Float
from torch import Tensor, nn

from nls_tutorial.attacks.inputs import Loss, check_inputs, cross_entropy, gradient


def fgsm(
    model: nn.Module,
    images: Tensor,
    labels: Tensor,
    *,
    radius: float,
    loss: Loss | None = None,
    low: float = 0.0,
    high: float = 1.0,
) -> Float[Tensor, "..."]:
    r"""One step of size `radius` along the signs of the gradient.

    $x' = \mathrm{clip}(x + r \, \mathrm{sign} \nabla_x L)$, in the pictures' range.

    Args:
        model: the network, in evaluation mode; gives logits (B, K). Its weights and their gradients stay as they are.
        images: (B, …) in [low, high].
        labels: int64 (B,), what each picture is.
        radius: r ≥ 0, how far each pixel moves, in the pictures' unit.
        loss: L(logits, labels), one number or (B,); cross-entropy unless given. Another one may see more.
        low, high: the range of the pictures; what leaves it is clipped.

    Returns:
        Pictures of the same shape, each pixel at most `radius` away.

    Raises:
        ValueError or TypeError for a negative radius, pictures outside the range, a network in training mode, labels
        or devices that do not fit, a loss that is not finite or does not depend on the pictures.

    Source: Goodfellow et al. 2015 (arXiv 1412.6572) sec. 4. First met in notebooks/20_attack_and_corrupt.

    >>> import torch
    >>> network = nn.Linear(2, 2, bias=False).eval()
    >>> network.weight.data = torch.tensor([[1.0, 0.0], [0.0, 1.0]])  # says class 0 where the first pixel is larger
    >>> fgsm(network, torch.tensor([[0.6, 0.5]]), torch.tensor([0]), radius=0.1)
    tensor([[0.5000, 0.6000]])
    """
    radius = check_inputs(model, images, labels, radius, low, high, loss)
    # x' = clip(x + r·sign ∇L)
    slope = gradient(model, images, labels, cross_entropy if loss is None else loss)
    return (images.detach() + radius * slope.sign()).clamp(float(low), float(high))
