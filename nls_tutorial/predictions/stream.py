"""Ask a model about a split, a batch at a time: one row a decision, be it about a picture, a pixel or a word."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from nls_tutorial import checks
from nls_tutorial.predictions.device import device_of, pick_device
from nls_tutorial.records import Predictions, Samples

BatchOf = Callable[[Any, None], tuple[Any, Any]]  # as training's: (batch, generator) -> (inputs, labels)
Answer = tuple[Tensor, Tensor, Tensor | None, Tensor | None]  # logits, labels, features, group: one row a decision
Batch = tuple[Tensor, Any, Tensor]  # the samples' numbers, what the model takes, labels
CHECK = "Check what the model returns for one batch."


def stream(
    model: nn.Module,
    data: Samples | DataLoader[Any],
    *,
    batch_of: BatchOf | None = None,
    ignore_index: int | None = None,
    class_dim: int | None = None,
    class_names: Sequence[str] | None = None,
    split: str | None = None,
    seed: int = 0,
    features: bool = False,
    batch_size: int = 512,
    device: str | torch.device = "auto",
) -> Iterator[Predictions]:
    """What `collect` gives, one batch of `data` after the other: for more pixels or words than fit into memory.

    Takes what `collect` takes, and raises what it raises. A batch whose labels are all `ignore_index` is passed over.
    From the first part on the model is in evaluation mode on `device`; it is as before when the stream has ended or is
    closed. Reliability adds up over the parts: `reliability(…) + reliability(…)`, with equal-width bins.

    First met in notebooks/06_read_a_reliability_diagram.

    >>> from torch import tensor
    >>> from nls_tutorial.calibration import expected_calibration_error, reliability
    >>> from nls_tutorial.records import Images
    >>> split = Images(torch.zeros(5, 1, 2, 2), tensor([0, 1, 1, 0, 1]), ("cat", "dog"), "test")
    >>> model = nn.Sequential(nn.Flatten(), nn.Linear(4, 2))
    >>> parts = [reliability(part.probabilities, part.labels) for part in stream(model, split, batch_size=2)]
    >>> int((parts[0] + parts[1] + parts[2]).total)
    5
    """
    checks.whole("batch_size", batch_size, 1, "512 is a good start.")
    if not isinstance(data, Samples | DataLoader) or isinstance(data, Tensor):
        step = "Take records.Images, for example data.digits().test, a DataLoader, or a class with these three."
        seen = type(data).__name__
        checks.refuse("data", "must have len, select(indices) and to(device)", seen, step, error=TypeError)
    if isinstance(data, Samples) and len(data) == 0:
        checks.refuse("data", "must hold at least one picture", "none", "Look at how the split was made.")
    checks.instance("model", model, nn.Module, "Give a network, a torch.nn.Module.")
    checks.flag("features", features)
    if class_dim is not None:
        checks.whole("class_dim", class_dim, -(2**31), "Say 1 or -1.")
    if split is not None:
        checks.text("split", split, "Give its name.")
    if batch_of is not None:
        checks.function("batch_of", batch_of, "Write it: def batch_of(batch, generator): return batch.…, batch.…")
    if features:
        _with_features(model)
    ignored = checks.ignored_label(ignore_index)
    place = pick_device(device)
    batches = _loaded(data, batch_of) if isinstance(data, DataLoader) else _selected(data, batch_of, batch_size, place)
    answers = _answers(model, batches, place, features, class_dim)
    names = getattr(data, "class_names", None) if class_names is None else class_names
    told = str(getattr(data, "split", "")) if split is None else split
    return (
        Predictions(logits, labels, _names(names, logits.shape[1]), told, seed, inner, group)
        for logits, labels, inner, group in (_counted(answer, ignored) for answer in answers)
        if len(labels)
    )


def _images_and_labels(batch: Any, generator: None) -> tuple[Tensor, Tensor]:
    if not isinstance(getattr(batch, "images", None), Tensor) or not isinstance(getattr(batch, "labels", None), Tensor):
        step = "Write it: def batch_of(batch, generator): return batch.…, batch.…"
        checks.refuse("batch_of", "must be given for data of this kind", type(batch).__name__, step)
    return batch.images, batch.labels


def _selected(data: Samples, batch_of: BatchOf | None, batch_size: int, place: torch.device) -> Iterator[Batch]:
    """The samples, so many at a time, in their order."""
    made = batch_of or _images_and_labels
    for indices in torch.arange(len(data), device="cpu").split(batch_size):
        yield (indices, *made(data.select(indices).to(place), None))


def _loaded(data: DataLoader[Any], batch_of: BatchOf | None) -> Iterator[Batch]:
    """What a loader of torch gives, in its order; the loader says how many at a time."""
    first = 0
    for batch in data:
        pair = batch if batch_of is None else batch_of(batch, None)
        if not isinstance(pair, tuple | list) or len(pair) != 2 or not isinstance(pair[1], Tensor):
            step = "Give batch_of, or a data set of pictures, each with its label."
            checks.refuse("data", "must give (inputs, labels) for each batch", type(pair).__name__, step)
        count = len(pair[1]) if pair[1].ndim > 0 else 1
        yield torch.arange(first, first + count, device="cpu"), pair[0], pair[1]
        first += count


def _moved(inputs: Any, place: torch.device) -> Any:
    """Tensors, and what holds several of them, on the model's device."""
    if isinstance(inputs, Tensor):
        return inputs.to(place)
    if isinstance(inputs, tuple | list):
        return tuple(_moved(one, place) for one in inputs)
    return {name: _moved(one, place) for name, one in inputs.items()} if isinstance(inputs, Mapping) else inputs


def _answers(
    model: nn.Module, batches: Iterator[Batch], place: torch.device, features: bool, class_dim: int | None
) -> Iterator[Answer]:
    """The model's answers about each batch, in the data's order; the model is afterwards as it was."""
    before, modes = device_of(model), {module: module.training for module in model.modules()}
    model.to(place).eval()
    try:
        for indices, inputs, labels in batches:
            checks.label_type("labels", labels)
            with torch.no_grad():
                logits, inner = _ask(model, _moved(inputs, place), features)
            yield _flat(logits, labels.cpu(), inner, indices, class_dim)
    finally:
        model.to(before)
        for module, training in modes.items():
            module.training = training


def _ask(model: Any, inputs: Any, features: bool) -> tuple[object, object]:
    """Logits and, on request, features of one batch, each computed once."""
    if not features:
        return _called(model, inputs), None
    inner = _called(model.features, inputs)
    return model.head(inner), inner


def _called(function: Callable[..., object], inputs: Any) -> object:
    """A tuple is spread over the arguments, a mapping over their names, as in training."""
    if isinstance(inputs, tuple):
        return function(*inputs)
    return function(**inputs) if isinstance(inputs, Mapping) else function(inputs)


def _flat(logits: object, labels: Tensor, inner: object, indices: Tensor, class_dim: int | None) -> Answer:
    """One row a decision: (B, K, H, W) with labels (B, H, W) becomes (B·H·W, K); `group` says which sample."""
    samples = len(indices)
    if labels.ndim == 0 or len(labels) != samples:
        seen, step = tuple(labels.shape), "Look at what batch_of gives for one batch."
        checks.refuse("labels", f"must have one row for each of {samples} samples", seen, step)
    dim = _class_dim("logits", logits, labels, class_dim)
    dense = None if labels.ndim == 1 else indices.repeat_interleave(labels[0].numel())
    rows = None if inner is None else _rows(inner, _class_dim("features", inner, labels, dim))
    return _rows(logits, dim), labels.flatten(), rows, dense


def _class_dim(name: str, values: object, labels: Tensor, wanted: int | None) -> int:
    """The dimension of `values` that `labels` lack: 1, as in `torch.nn.functional.cross_entropy`, or the last."""
    checks.floating(name, values)
    assert isinstance(values, Tensor)
    seen, expected = tuple(values.shape), tuple(labels.shape)
    fits = [dim for dim in (1, len(seen) - 1) if (*seen[:dim], *seen[dim + 1 :]) == expected and dim < len(seen)]
    if wanted is not None:
        fits = [dim for dim in fits if dim == (wanted if wanted >= 0 else len(seen) + wanted)]
    if not fits and labels.ndim == 1:
        checks.refuse(name, f"must have one row for each of {len(labels)} samples", seen, CHECK)
    if not fits:
        where = "1 or the last" if wanted is None else wanted
        checks.refuse(
            name, f"must have the shape of the labels {expected} and one dimension more, {where}", seen, CHECK
        )
    if len(seen) == 3 and fits[0] != fits[-1]:  # as many words as classes
        step = "Say class_dim=1 or class_dim=-1."
        checks.refuse(name, "must show by its shape which dimension holds the classes", seen, step)
    return fits[0]


def _rows(values: Any, dim: int) -> Tensor:
    """One row a decision, on the CPU, in float32 or float64."""
    rows = values.movedim(dim, -1).flatten(0, -2).cpu()
    return rows if rows.dtype == torch.float64 else rows.float()


def _counted(answer: Answer, ignore_index: int | None) -> Answer:
    """The decisions whose labels count; their logits are finite, their labels classes."""
    if ignore_index is not None:
        counts = answer[1] != ignore_index
        if not bool(counts.all()):
            logits, labels, inner, group = (None if one is None else one[counts] for one in answer)
            assert logits is not None
            assert labels is not None
            answer = logits, labels, inner, group
    checks.finite("logits", answer[0])
    checks.class_labels("labels", answer[1], answer[0].shape[1])
    return answer


def _names(names: Any, classes: int) -> tuple[str, ...]:
    if names is None:
        return tuple(map(str, range(classes)))
    names = checks.several("class_names", names, "Give one name for each column of the logits.")
    for name in names:
        checks.text("class_names", name)
    if len(names) != classes:
        seen, step = f"{len(names)} names", "Give one name for each column of the logits."
        checks.refuse("class_names", f"must fit the model's {classes} classes", seen, step)
    return tuple(names)


def _with_features(model: nn.Module) -> None:
    if not callable(getattr(model, "features", None)) or not callable(getattr(model, "head", None)):
        checks.refuse(
            "model",
            "must have `features` and `head` to give penultimate features",
            type(model).__name__,
            "Build it with nls_tutorial.models, or leave features=False.",
            error=TypeError,
        )
