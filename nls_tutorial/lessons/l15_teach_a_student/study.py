"""Students of teachers that were trained with more and more smoothing; what a teacher's logits tell of its inputs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from nls_tutorial.data import cifar10, digits
from nls_tutorial.data.cifar10 import READS
from nls_tutorial.geometry import mutual_information
from nls_tutorial.losses import distillation_loss, label_smoothing_cross_entropy
from nls_tutorial.models import cnn, mlp, resnet_cifar
from nls_tutorial.records import Images, Results, Score, Verdict, verdict
from nls_tutorial.studies import DataFolder, Study, cell_checkpoint, images_digest
from nls_tutorial.training import Augmented, flip_and_shift, train, train_many

ADAM = partial(torch.optim.Adam, lr=0.003)
EPSILONS = (0.0, 0.05, 0.1, 0.2, 0.4)
TEMPERATURES = (1.0, 2.0, 4.0, 8.0)
FEW_TEMPERATURES = (1.0, 4.0)  # on photographs
MISSING = 8  # the digit that one transfer set lacks
EPOCHS = (1, 2, 5, 10, 20, 40, 60)  # when the information is measured
NOISE = 0.1  # standard deviation of what is added to a pixel for a view
PAIR = (3, 8)  # the two digits whose logits are subtracted


def arm_of(epsilon: float) -> str:
    """The name of the teacher that was trained with ε.

    >>> arm_of(0.1)
    'ε = 0.1'
    """
    return f"ε = {epsilon:g}"


@dataclass(frozen=True)
class TransferSet:
    """Pictures (N, C, H, W), what a teacher says of them (N, K), and their labels (N,): what a student learns from.

    First met in notebooks/15_teach_a_student.

    >>> from torch import tensor, zeros
    >>> two = TransferSet(zeros(2, 1, 8, 8), tensor([[3.0, 1.0], [0.0, 2.0]]), tensor([0, 1]))
    >>> len(two), two.without(1).teacher_logits.tolist()
    (2, [[3.0, 1.0]])
    """

    images: Tensor
    teacher_logits: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)

    def select(self, indices: Any) -> "TransferSet":
        """Some of them."""
        return TransferSet(self.images[indices], self.teacher_logits[indices], self.labels[indices])

    def to(self, device: torch.device | str) -> "TransferSet":
        """The same on a device."""
        return TransferSet(self.images.to(device), self.teacher_logits.to(device), self.labels.to(device))

    def without(self, label: int) -> "TransferSet":
        """All but the pictures of one class."""
        return self.select(self.labels != label)


def taught(batch: TransferSet, generator: torch.Generator | None) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """A student's inputs, and what its loss needs of them: the teacher's logits and the labels."""
    return batch.images, (batch.teacher_logits, batch.labels)


def distill(student_logits: Tensor, told: tuple[Tensor, Tensor], *, temperature: float) -> Tensor:
    """`losses.distillation_loss` from the teacher alone, in the order in which `train` calls a loss."""
    return distillation_loss(student_logits, *told, temperature=temperature)


def train_teachers(
    data: Images,
    epsilons: Sequence[float],
    *,
    seed: int,
    epochs: int,
    after_epoch: Callable[[int, list[nn.Module]], None] | None = None,
) -> list[nn.Module]:
    """One perceptron for each ε from the same first weights, trained together; `after_epoch(done, teachers)` may look.

    First met in notebooks/15_teach_a_student.
    """
    pixels, classes = data.images[0].numel(), len(data.class_names)
    teachers: list[nn.Module] = [mlp(pixels, classes, seed=seed) for _ in epsilons]
    losses = [partial(label_smoothing_cross_entropy, epsilon=epsilon) for epsilon in epsilons]
    look = None if after_epoch is None else partial(_show, after_epoch, teachers)
    train_many(
        *(teachers, data, losses),
        epochs=epochs,
        optimizer=ADAM,
        seed=seed,
        device="cpu",
        after_epoch=look,
        progress=False,
    )
    return teachers


def _show(look: Callable[[int, list[nn.Module]], None], teachers: list[nn.Module], done: int) -> None:
    look(done, teachers)


@torch.no_grad()
def transfer_set(teacher: nn.Module, data: Images, count: int) -> TransferSet:
    """The first `count` pictures, with what the teacher says of them. First met in notebooks/15_teach_a_student."""
    images = data.images[:count]
    return TransferSet(images, teacher(images), data.labels[:count])


def teach(
    transfer: Sequence[TransferSet], temperatures: Sequence[float], *, seed: int, epochs: int
) -> list[list[nn.Module]]:
    """A small perceptron for each transfer set (all of one size) and each T, trained together: [set][T].

    First met in notebooks/15_teach_a_student.
    """
    pixels, classes = transfer[0].images[0].numel(), transfer[0].teacher_logits.shape[1]
    pairs = [(one, temperature) for one in transfer for temperature in temperatures]
    students: list[nn.Module] = [mlp(pixels, classes, width=64, features=32, seed=100 + seed) for _ in pairs]
    losses = [partial(distill, temperature=temperature) for _, temperature in pairs]
    how: dict[str, Any] = {"batch_of": taught, "optimizer": ADAM, "device": "cpu", "progress": False}
    train_many(students, [one for one, _ in pairs], losses, epochs=epochs, seed=seed, **how)
    return [students[at : at + len(temperatures)] for at in range(0, len(pairs), len(temperatures))]


@torch.no_grad()
def accuracy(network: nn.Module, images: Images, label: int | None = None) -> float:
    """The share of pictures that the network names rightly; with `label`, of the pictures of that class.

    First met in notebooks/15_teach_a_student.
    """
    device = next(network.parameters()).device
    guessed = torch.cat([network(part.to(device)).argmax(1).cpu() for part in images.images.split(512)])
    right = (guessed == images.labels).double()
    return float(right.mean() if label is None else right[images.labels == label].mean())


def noisy_views(data: Images, *, per_class: int, views: int, seed: int) -> Tensor:
    """Pictures of the two digits `PAIR`, each with `views` draws of noise: (2 · per_class, views, 1, H, W).

    First met in notebooks/15_teach_a_student.
    """
    chosen = torch.cat([(data.labels == digit).nonzero().squeeze(1)[:per_class] for digit in PAIR])
    images = data.images[chosen].unsqueeze(1).expand(-1, views, -1, -1, -1)
    return images + NOISE * torch.randn(images.shape, generator=torch.Generator().manual_seed(seed))


@torch.no_grad()
def logit_differences(network: nn.Module, views: Tensor) -> Tensor:
    """z_3 − z_8 of every view: (N, L). First met in notebooks/15_teach_a_student."""
    logits = network(views.flatten(0, 1)).view(*views.shape[:2], -1)
    return logits[..., PAIR[0]] - logits[..., PAIR[1]]


def _digits(
    arm: float, *, seed: int, device: str, count: int, transfer: int, epochs: int, per_class: int, views: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    splits = digits(train=count, seed=seed)
    looked_at = noisy_views(splits.train, per_class=per_class, views=views, seed=seed)
    information: list[float] = []

    def look(done: int, teachers: list[nn.Module]) -> None:
        if done in EPOCHS:
            information.append(float(mutual_information(logit_differences(teachers[0], looked_at))))

    (teacher,) = train_teachers(splits.train, [arm], seed=seed, epochs=epochs, after_epoch=look)
    whole = transfer_set(teacher, splits.train, transfer)
    students = {
        name: teach([data], TEMPERATURES, seed=seed, epochs=epochs)[0]
        for name, data in (("whole", whole), ("lacking", whole.without(MISSING)))
    }
    alone = mlp(64, 10, width=64, features=32, seed=100 + seed)
    how: dict[str, Any] = {"optimizer": ADAM, "seed": seed, "device": "cpu", "progress": False}
    train(alone, splits.train.select(slice(0, transfer)), F.cross_entropy, epochs=epochs, **how)
    return {
        "teacher": accuracy(teacher, splits.test),
        "alone": accuracy(alone, splits.test),
        "whole": [accuracy(student, splits.test) for student in students["whole"]],
        "lacking": [accuracy(student, splits.test) for student in students["lacking"]],
        "missing": [accuracy(student, splits.test, MISSING) for student in students["lacking"]],
        "information": information,
    }, {}


TEACHERS = Study(
    "teachers",
    "Students of smoothed teachers, taught with all digits or without an 8; what a teacher's logits tell of its input.",
    {arm_of(epsilon): epsilon for epsilon in EPSILONS},
    _digits,
    {
        "teacher": Score(),
        "alone": Score(),
        "whole": Score(axes=("temperature",)),
        "lacking": Score(axes=("temperature",)),
        "missing": Score(axes=("temperature",)),
        "information": Score("nats", axes=("epoch",), digits=2),
    },
    {"count": 797, "transfer": 300, "epochs": EPOCHS[-1], "per_class": 50, "views": 16},
    {"temperature": TEMPERATURES, "epoch": EPOCHS},
    seeds=5,
    budgets={"quick": {"seeds": 3}, "class": {"seeds": 5}},
    setup="{count} real digits of 8×8, a perceptron 64-256-64-10 as the teacher; {transfer} of them, and a "
    "perceptron 64-64-32-10 as the student; {epochs} epochs of Adam each; 600 test digits.",
)


def _photographs(
    arm: float, *, seed: int, device: str, data: DataFolder, per_batch: int | None, blocks: int, epochs: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    splits = cifar10(data.path, per_batch=per_batch, calibration=0)
    how: dict[str, Any] = {"epochs": epochs, "batch_size": 128, "seed": seed, "device": device, "progress": False}
    how["scheduler"] = partial(torch.optim.lr_scheduler.CosineAnnealingLR, T_max=epochs)
    teacher: nn.Module = resnet_cifar(3, 10, blocks=blocks, seed=seed)
    train(
        *(teacher, splits.train, partial(label_smoothing_cross_entropy, epsilon=arm)),
        **how,
        batch_of=Augmented(flip_and_shift),
        optimizer=partial(torch.optim.SGD, lr=0.1, momentum=0.9, weight_decay=5e-4, nesterov=True),
        checkpoint=cell_checkpoint(),
    )
    teacher.to(device)
    with torch.no_grad():
        logits = torch.cat([teacher(part.to(device)).cpu() for part in splits.train.images.split(512)])
    whole = TransferSet(splits.train.images, logits, splits.train.labels)
    alone = cnn(3, 10, seed=100 + seed)
    train(alone, splits.train, F.cross_entropy, optimizer=ADAM, **how)
    found: dict[str, Any] = {"teacher": accuracy(teacher, splits.test), "alone": accuracy(alone, splits.test)}
    found["whole"] = []
    for temperature in FEW_TEMPERATURES:  # one by one: stacked convolutions are slower than separate ones
        student = cnn(3, 10, seed=100 + seed)
        train(student, whole, partial(distill, temperature=temperature), batch_of=taught, optimizer=ADAM, **how)
        found["whole"].append(accuracy(student, splits.test))
    return found, {}


def _fingerprint(folder: Path) -> str:
    splits = cifar10(folder, per_batch=PER_BATCH, calibration=0)
    return images_digest(splits.train, splits.test)


PER_BATCH = 1000
TEACHERS_CIFAR10 = Study(
    "teachers_cifar10",
    "A residual network teaches a small convolutional one on photographs, as in the paper's figure 5.",
    {arm_of(epsilon): epsilon for epsilon in (0.0, 0.1)},
    _photographs,
    {"teacher": Score(), "alone": Score(), "whole": Score(axes=("temperature",))},
    {"per_batch": None, "blocks": 9, "epochs": 200},
    {"temperature": FEW_TEMPERATURES},
    seeds=5,
    budgets={
        "quick": {"per_batch": PER_BATCH, "blocks": 1, "epochs": 2, "seeds": 2},
        "class": {"per_batch": PER_BATCH, "blocks": 1, "epochs": 10, "seeds": 5},
    },
    setup="photographs of CIFAR-10 (of each official file {per_batch}), a residual network with {blocks} blocks a "
    "stage as the teacher, a small convolutional network as the student; {epochs} epochs each.",
    reads=READS,
    fingerprint=_fingerprint,
)


def compare_teachers(results: Results, score: str, arm: str, claim: str, **at: Any) -> Verdict:
    """The verdict on "the teacher `arm` has a `claim` (higher or lower) `score` than ε = 0", in points, by seed.

    First met in notebooks/15_teach_a_student.
    """
    pair = (results.scores(one, score, **at) for one in (arm, arm_of(0)))
    return verdict(*pair, claim=claim, scale=100, unit=" points", digits=1)
