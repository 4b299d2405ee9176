"""Ways to make labels for random crops, and training with them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from nls_tutorial.data import keep_own_object, pixel_mean
from nls_tutorial.losses import soft_cross_entropy
from nls_tutorial.records import Images
from nls_tutorial.targets import one_hot, smooth_by_objectness, smooth_others
from nls_tutorial.training import RandomCropWithTargets, train

Optimizers = Callable[[Any], torch.optim.Optimizer]
Schedulers = Callable[[torch.optim.Optimizer], torch.optim.lr_scheduler.LRScheduler]
ADAM = partial(torch.optim.Adam, lr=3e-3)


@dataclass(frozen=True)
class Recipe:
    """How labels are made: `rule(labels, objectness, classes)` gives targets (B, K), the rest as in
    `training.RandomCropWithTargets`.

    `context` is the share of context-only samples, `cutmix` is CutMix. With `two_objects` every training picture has a
    second object, of another class, behind its own; `own_object_only` is the "mask" variant, in which each keeps its
    own object only. First met in notebooks/11_take_the_object_away.

    >>> [name for name, recipe in RECIPES.items() if isinstance(recipe, Recipe) and recipe.context]
    ['ALS β = 1, context', 'ALS β = 0.75, context']
    """

    rule: Callable[[Tensor, Tensor, int], Tensor]
    context: float = 0.0
    cutmix: bool = False
    own_object_only: bool = False
    two_objects: bool = False


def hard(labels: Tensor, share: Tensor, classes: int) -> Tensor:
    """All on the label, whatever is left of the object."""
    return one_hot(labels, classes, dtype=share.dtype)


def smooth(labels: Tensor, share: Tensor, classes: int, *, alpha: float = 0.1) -> Tensor:
    """Label smoothing over the other classes, alike for all crops."""
    return smooth_others(labels, classes, alpha, dtype=share.dtype)


def adaptive(labels: Tensor, share: Tensor, classes: int, *, beta: float = 1.0) -> Tensor:
    """Adaptive smoothing: α = 1 − objectness, mixed with the hard label by β."""
    return smooth_by_objectness(labels, share, classes, beta, dtype=share.dtype)


RECIPES: dict[str, Recipe] = {
    "hard": Recipe(hard),
    "LS α = 0.1": Recipe(smooth),
    "CutMix": Recipe(hard, cutmix=True),
    "ALS β = 1": Recipe(adaptive),
    "ALS β = 0.75": Recipe(partial(adaptive, beta=0.75)),
    "ALS β = 0.5": Recipe(partial(adaptive, beta=0.5)),
    "ALS β = 1, context": Recipe(adaptive, context=0.15),
    "ALS β = 0.75, context": Recipe(partial(adaptive, beta=0.75), context=0.15),
    "ALS, two objects": Recipe(adaptive, two_objects=True),
    "ALS, mask": Recipe(adaptive, two_objects=True, own_object_only=True),
}


def train_recipe(
    recipe: Recipe,
    data: Images,
    network: nn.Module,
    *,
    size: tuple[int, int],
    epochs: int,
    seed: int = 0,
    scale: tuple[float, float] = (0.08, 1.0),
    hflip_p: float = 0.5,
    color_jitter: float = 0.0,
    batch_size: int = 64,
    optimizer: Optimizers = ADAM,
    scheduler: Schedulers | None = None,
    device: str = "auto",
    checkpoint: Path | None = None,
) -> nn.Module:
    """Train `network` in place on random crops of `data`, brought to `size`, with the recipe's labels; returns it.

    Adam with learning rate 0.003 on a cosine over the epochs, unless `optimizer` and `scheduler` are given; the loss is
    soft cross-entropy.
    Context-only samples and other objects are filled with the pixel mean of `data`. Errors are those of
    `training.train` and `training.RandomCropWithTargets`. First met in notebooks/11_take_the_object_away.

    >>> from nls_tutorial.data import scenes
    >>> from nls_tutorial.models import gap_cnn
    >>> recipe, pictures = RECIPES["ALS β = 1"], scenes(64, seed=0)
    >>> network = train_recipe(recipe, pictures, gap_cnn(3, 10), size=(32, 32), epochs=1, device="cpu")
    >>> type(network).__name__
    'Classifier'
    """
    fill = pixel_mean(data.images)
    if recipe.own_object_only:
        data = keep_own_object(data, fill)
    batch_of = RandomCropWithTargets(
        lambda labels, share: recipe.rule(labels, share, data.classes),
        size,
        scale=scale,
        hflip_p=hflip_p,
        context=recipe.context,
        fill=fill if recipe.context > 0 else None,
        color_jitter=color_jitter,
        cutmix=recipe.cutmix,
    )
    train(
        network,
        data,
        soft_cross_entropy,
        epochs=epochs,
        batch_size=batch_size,
        optimizer=optimizer,
        scheduler=scheduler or partial(torch.optim.lr_scheduler.CosineAnnealingLR, T_max=epochs),
        batch_of=batch_of,
        seed=seed,
        device=device,
        checkpoint=checkpoint,
        progress=False,
    )
    return network
