"""Ways to train on a skewed set: the loss, the padding, the learning rate, and what is done against the skew."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from nls_tutorial import checks, models
from nls_tutorial.losses import label_smoothing_cross_entropy, normalized_cross_entropy
from nls_tutorial.partial_conv import to_partial
from nls_tutorial.predictions import collect
from nls_tutorial.records import History, Images, Predictions, Splits
from nls_tutorial.targets import smooth_uniform
from nls_tutorial.training import train

Loss = Callable[[Tensor, Tensor], Tensor]
EPSILON = 0.1  # of both smoothed losses
BATCH, RATE, MOMENTUM, DECAY = 32, 0.1, 0.9, 1e-6  # the authors' SGD
DROPS = (0.4, 0.8)  # of the epochs: the learning rate falls to a tenth; 20 and 40 of the authors' 50


def _small(classes: int, *, seed: int) -> models.Classifier:
    """Five convolutions; channels stored last, which is faster on a CPU."""
    return models.plain_cnn(3, classes, seed=seed).to(memory_format=torch.channels_last)


NETWORKS: dict[str, Callable[..., models.Classifier]] = {
    "small": _small,
    "ResNet18": models.resnet18,
    "ResNet34": models.resnet34,
    "ResNet50": models.resnet50,
    "MobileNetV2": models.mobilenet_v2,
    "EfficientNet-B0": models.efficientnet_b0,
}


def normlsce(logits: Tensor, labels: Tensor) -> Tensor:
    """Normalized cross-entropy with ε = 0.1, the mean over a batch."""
    return normalized_cross_entropy(logits, smooth_uniform(labels, logits.shape[1], EPSILON))


LOSSES: dict[str, Loss] = {
    "CE": F.cross_entropy,
    "LSCE": partial(label_smoothing_cross_entropy, epsilon=EPSILON),
    "normLSCE": normlsce,
}


@dataclass(frozen=True)
class Recipe:
    """One way to train: `loss` in LOSSES, `padding` "zero" or "partial", `rate` times the authors' learning rate 0.1.

    `against` says what is done against the skew: "nothing"; "weights" (cross-entropy with N/(K·n_k) on class k); or
    "draws" (every batch drawn anew, each class as likely). `network` is one of NETWORKS.
    First met in notebooks/13_train_on_a_skewed_set.

    >>> Recipe("normLSCE", rate=10).optimizer(nn.Linear(2, 2).parameters()).param_groups[0]["lr"]
    1.0
    """

    loss: str = "CE"
    padding: str = "zero"
    rate: float = 1.0
    against: str = "nothing"
    network: str = "small"

    def __post_init__(self) -> None:
        checks.choice("loss", self.loss, LOSSES)
        checks.choice("padding", self.padding, ("zero", "partial"))
        checks.choice("against", self.against, ("nothing", "weights", "draws"))
        checks.choice("network", self.network, NETWORKS)
        checks.positive("rate", self.rate)
        if self.against == "weights" and self.loss != "CE":
            checks.refuse("against", "must not be 'weights'", f"loss {self.loss!r}", "Weights are for CE here.")

    def build(self, classes: int, seed: int) -> nn.Module:
        """The network, before training."""
        model = NETWORKS[self.network](classes, seed=seed)
        return to_partial(model) if self.padding == "partial" else model

    def loss_for(self, labels: Tensor, classes: int) -> Loss:
        """The loss, which may know how many samples each class has in the training part."""
        if self.against == "weights":
            return partial(weighted_cross_entropy, weights=class_weights(labels, classes))
        return LOSSES[self.loss]

    def optimizer(self, parameters: object) -> torch.optim.Optimizer:
        """The authors' SGD."""
        return torch.optim.SGD(parameters, lr=self.rate * RATE, momentum=MOMENTUM, weight_decay=DECAY)  # type: ignore[arg-type]


def class_weights(labels: Tensor, classes: int) -> Tensor:
    """N/(K·n_k) for each class (K,): the mean over all samples is 1. Raises ValueError for a class without a sample."""
    counts = labels.bincount(minlength=classes)
    if (counts == 0).any():
        checks.refuse("labels", "must hold every class", f"counts {counts.tolist()}", "Draw more samples.")
    return len(labels) / (classes * counts.double()).float()


def weighted_cross_entropy(logits: Tensor, labels: Tensor, *, weights: Tensor) -> Tensor:
    """−w_y log p_y, the mean over the batch."""
    return (weights.to(logits.device)[labels] * F.cross_entropy(logits, labels, reduction="none")).mean()


def mirrored(batch: Images, generator: torch.Generator | None) -> tuple[Tensor, Tensor]:
    """Each picture mirrored left to right with probability 1/2, the authors' only augmentation; and the labels."""
    if generator is None:
        return batch.images, batch.labels
    turned = torch.randint(0, 2, (len(batch),), generator=generator, dtype=torch.bool, device="cpu")
    turned = turned.to(batch.images.device)[:, None, None, None]
    return torch.where(turned, batch.images.flip(3), batch.images), batch.labels


@dataclass(frozen=True, eq=False)
class BalancedDraws:
    """Batches in which each class is as likely: `batch_of` for `train`, which draws from `data` with replacement.

    A picture of a rare class comes again and again, mirrored or not. First met in notebooks/13_train_on_a_skewed_set.

    >>> from nls_tutorial.data import farm
    >>> few = farm(train=40, test=3, size=16).train
    >>> images, labels = BalancedDraws(few)(few, torch.Generator().manual_seed(0))
    >>> images.shape, labels.shape
    (torch.Size([40, 3, 16, 16]), torch.Size([40]))
    """

    data: Images

    def __call__(self, batch: Images, generator: torch.Generator | None) -> tuple[Tensor, Tensor]:
        """As many pictures and labels as the batch has."""
        if generator is None:
            return mirrored(batch, None)
        chances = class_weights(self.data.labels.cpu(), self.data.classes)[self.data.labels.cpu()]
        drawn = torch.multinomial(chances, len(batch), replacement=True, generator=generator)
        return mirrored(self.data.select(drawn).to(batch.images.device), generator)


@dataclass(frozen=True, eq=False)
class Run:
    """A training run on a skewed set: its history, what it said of the validation pictures after each epoch (E, N, K),
    the epoch that did best there (from 0, the first of equals), and of the test pictures then and at the end.

    `features` are the validation pictures' penultimate activations by the number of epochs done.
    First met in notebooks/13_train_on_a_skewed_set.
    """

    history: History
    said: Tensor
    labels: Tensor
    best: int
    chosen: Predictions
    last: Predictions
    features: dict[int, Tensor] = field(default_factory=dict)
    loss: Loss = F.cross_entropy

    def losses(self, loss: Loss | None = None) -> list[float]:
        """The validation loss after each epoch: by the loss that was trained with, or by another."""
        return [float((loss or self.loss)(logits, self.labels)) for logits in self.said]

    def accuracies(self) -> list[float]:
        """The validation accuracy after each epoch."""
        return [float((logits.argmax(1) == self.labels).double().mean()) for logits in self.said]


def train_on_skewed(
    recipe: Recipe, splits: Splits, *, epochs: int, seed: int, device: str = "cpu", look_at: Collection[int] = ()
) -> Run:
    """Train one network by the authors' protocol on a skewed set, and keep the weights of its best validation epoch.

    SGD with learning rate 0.1 (times `recipe.rate`), momentum 0.9, weight decay 1e-6, a tenth of the rate after 40 and
    80 % of the epochs, batches of 32, mirrored pictures. The calibration part is what the authors validated on; the
    test part was not looked at. `look_at` are numbers of epochs after which the features are kept.
    First met in notebooks/13_train_on_a_skewed_set.

    >>> from nls_tutorial.data import farm
    >>> few = farm(train=40, calibration=12, test=12, size=16)
    >>> run = train_on_skewed(Recipe(), few, epochs=1, seed=0)
    >>> isinstance(run, Run), len(run.accuracies())
    (True, 1)
    """
    data, classes = splits.train, splits.train.classes
    model = recipe.build(classes, seed)
    keeper = _Keeper(model, splits.calibration, device, set(look_at))
    loss = recipe.loss_for(data.labels, classes)
    history = train(
        *(model, data, loss),
        epochs=epochs,
        batch_of=BalancedDraws(data) if recipe.against == "draws" else mirrored,
        batch_size=BATCH,
        optimizer=recipe.optimizer,
        scheduler=partial(torch.optim.lr_scheduler.MultiStepLR, milestones=[round(part * epochs) for part in DROPS]),
        seed=seed,
        device=device,
        after_epoch=keeper,
        progress=False,
    )
    last = collect(model, splits.test, features=True, device=device)
    model.load_state_dict(keeper.weights)
    chosen = collect(model, splits.test, features=True, device=device)
    said = torch.stack(keeper.said)
    return Run(history, said, splits.calibration.labels, keeper.best, chosen, last, keeper.features, loss)


class _Keeper:
    """Looks at the validation pictures after each epoch, and keeps the weights of the best one."""

    def __init__(self, model: nn.Module, validation: Images, device: str, look_at: set[int]) -> None:
        self.model, self.validation, self.device, self.look_at = model, validation, device, look_at
        self.said: list[Tensor] = []
        self.features: dict[int, Tensor] = {}
        self.weights: dict[str, Tensor] = {}
        self.best, self.accuracy = -1, -1.0

    def __call__(self, done: int) -> None:
        seen = collect(self.model, self.validation, features=done in self.look_at, device=self.device)
        self.said.append(seen.logits)
        if seen.features is not None:
            self.features[done] = seen.features
        if seen.accuracy > self.accuracy:
            self.best, self.accuracy = done - 1, seen.accuracy
            self.weights = {name: value.detach().clone() for name, value in self.model.state_dict().items()}
