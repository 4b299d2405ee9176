"""Look at the last layers of networks that were trained with more and more smoothing; keep and reload the result."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from torch import nn

from nls_tutorial import checks
from nls_tutorial.geometry import project, scale, tightness
from nls_tutorial.models import templates
from nls_tutorial.predictions import collect
from nls_tutorial.records import LastLayer, Predictions, Splits
from nls_tutorial.studies.kept import array, keep, kept
from nls_tutorial.studies.shipped import shipped

Triple = tuple[int, int, int]
FORMAT = "nls_tutorial last layer 1"


def look_at_last_layers(
    epsilons: Sequence[float],
    networks: Sequence[Sequence[nn.Module]],
    splits: Sequence[Splits],
    triples: Mapping[str, Triple],
    *,
    per_class: int = 60,
    made_by: str = "this notebook",
) -> LastLayer:
    """Measure networks[e][s], trained with epsilons[e] on the training part of splits[s], on training and test data.

    `triples` names three classes each, by number; at most `per_class` samples of a class keep their point.
    Errors: networks that do not fill the grid of ε and splits. First met in notebooks/01_look_at_the_last_layer.
    """
    rows = [len(row) for row in networks]
    if rows != [len(splits)] * len(epsilons) or not rows or not splits:
        checks.refuse(
            "networks",
            f"must hold {len(epsilons)} rows of {len(splits)} networks, one row for each ε",
            f"rows of {rows}",
            "Train one network for each ε and each split.",
        )
    parts = ("training", "test")
    points = np.full((len(epsilons), len(triples), len(parts), 3, per_class, 2), np.nan, dtype=np.float32)
    numbers = np.zeros((3, len(epsilons), len(splits), len(parts)))
    for e, row in enumerate(networks):
        for s, (network, split) in enumerate(zip(row, splits, strict=True)):
            for p, part in enumerate((split.train, split.test)):
                seen = collect(network, part, features=True)
                numbers[:, e, s, p] = _measure(seen)
                if s == 0:
                    for t, classes in enumerate(triples.values()):
                        points[e, t, p] = _points(seen, network, classes, per_class)
    return LastLayer(
        epsilons=tuple(float(epsilon) for epsilon in epsilons),
        seeds=tuple(range(len(splits))),
        parts=parts,
        class_names=splits[0].train.class_names,
        triples=dict(triples),
        points=points,
        tightness=numbers[0],
        scale=numbers[1],
        accuracy=numbers[2],
        made_by=made_by,
    )


def _measure(seen: Predictions) -> tuple[float, float, float]:
    assert seen.features is not None
    return float(tightness(seen.features, seen.labels)), float(scale(seen.features)), seen.accuracy


def _points(seen: Predictions, network: nn.Module, classes: Triple, per_class: int) -> np.ndarray:
    assert seen.features is not None
    plane = project(seen.features, seen.labels, templates(network), classes)
    found = np.full((3, per_class, 2), np.nan, dtype=np.float32)
    for k, label in enumerate(classes):
        own = plane.points[plane.labels == label][:per_class]
        found[k, : len(own)] = own.numpy()
    return found


def save_last_layer(study: LastLayer, path: str | Path) -> Path:
    """Write a study as JSON, four digits a number, and return the path.

    >>> import tempfile
    >>> study = last_layer_on_photographs()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     again = load_last_layer(save_last_layer(study, f"{folder}/kept.json"))
    >>> bool((again.tightness == study.tightness).all())
    True
    """
    return keep(vars(study), path, FORMAT)


def load_last_layer(path: str | Path) -> LastLayer:
    """Read what `save_last_layer` wrote. Errors: no such file, or a file that holds something else.

    >>> from nls_tutorial.studies.shipped import shipped
    >>> load_last_layer(shipped("last_layer_cifar10.json")).parts
    ('training', 'test')
    """
    return kept(path, FORMAT, "a study of the last layer", "save_last_layer", _study)


def _study(told: dict[str, Any]) -> LastLayer:
    arrays: dict[str, Any] = {
        name: array(told, name, np.float32 if name == "points" else np.float64)
        for name in ("points", "tightness", "scale", "accuracy")
    }
    lists: dict[str, Any] = {name: tuple(told.pop(name)) for name in ("epsilons", "seeds", "parts", "class_names")}
    lists["triples"] = {name: tuple(classes) for name, classes in told.pop("triples").items()}
    return LastLayer(**told, **lists, **arrays)


def last_layer_on_photographs() -> LastLayer:
    """The shipped study of CIFAR-10 photographs (data/results/README.md says how it was made).

    Errors: an installation that lacks the file.
    First met in notebooks/01_look_at_the_last_layer.
    """
    return load_last_layer(shipped("last_layer_cifar10.json"))
