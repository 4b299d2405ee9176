"""A small network and pictures to attack."""

import math

import torch
from spec.attacks_spec import Score
from torch import Tensor, nn

CLASSES = 3


def network(seed: int = 0, dtype: torch.dtype = torch.float32, sharp: float = 1.0) -> nn.Module:
    """Two layers with a smooth bend on 4×4 pictures; `sharp` multiplies its logits."""
    draws = torch.Generator().manual_seed(seed)
    model = nn.Sequential(nn.Flatten(), nn.Linear(16, 12), nn.Tanh(), nn.Linear(12, CLASSES)).to(dtype)
    with torch.no_grad():
        for weights in model.parameters():
            weights.copy_(torch.randn(weights.shape, generator=draws, dtype=dtype))
        model[-1].weight.mul_(sharp)
        model[-1].bias.mul_(sharp)
    return model.eval()


def pictures(count: int, seed: int = 1, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor]:
    draws = torch.Generator().manual_seed(seed)
    images = torch.rand(count, 1, 4, 4, generator=draws, dtype=dtype)
    return images, torch.arange(count) % CLASSES


def score(model: nn.Module, label: int) -> Score:
    """The cross-entropy of one picture as a function of its 16 pixels."""

    def of(picture: list[float]) -> float:
        with torch.no_grad():
            logits = model(torch.tensor([picture], dtype=torch.float64))[0].tolist()
        top = max(logits)
        return math.log(sum(math.exp(z - top) for z in logits)) + top - logits[label]

    return of
