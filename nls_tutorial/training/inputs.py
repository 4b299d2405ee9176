"""What the training loop was given, looked at before it costs time."""

import math

from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.records import Images


def checked_inputs(data: Images, held_out: Images | None, *, epochs: int, batch_size: int, seed: int) -> None:
    """Sizes from 1 on, a seed from 0 on, and samples whose labels are classes."""
    checks.whole("epochs", epochs, 1, "Go through the data at least once.")
    checks.whole("batch_size", batch_size, 1, "64 is a good start.")
    checks.whole("seed", seed, 0, "Give a whole number from 0 on.")
    for name, images in (("data", data), ("held_out", held_out)):
        if images is None:
            continue
        if not isinstance(images, Images):
            step = "Take them from nls_tutorial.data, for example digits().train."
            checks.refuse(name, "must be records.Images", type(images).__name__, step, error=TypeError)
        if len(images) == 0:
            checks.refuse(name, "must hold at least one picture", "none", "Look at how the split was made.")
        checks.floating(f"{name}.images", images.images)
        checks.same_rows(f"{name}.labels", images.labels, f"{name}.images", images.images)
        checks.class_labels(f"{name}.labels", images.labels, images.classes)


def checked_value(value: object) -> Tensor:
    """A loss is one number with a gradient."""
    if not isinstance(value, Tensor) or value.ndim > 0:
        seen = f"shape {tuple(value.shape)}" if isinstance(value, Tensor) else type(value).__name__
        checks.refuse("loss", "must return one number, a tensor of shape ()", seen, 'Use reduction="mean".')
    return value


def checked_mean(mean: float) -> float:
    """The mean loss of an epoch is finite."""
    if not math.isfinite(mean):
        checks.refuse("loss", "must stay finite", mean, "Lower the learning rate, and build the model anew.")
    return mean
