"""Features, labels and templates that fit each other."""

from torch import Tensor

from nls_tutorial import checks

_UNBOUNDED = 2**63  # any number from 0 on may be a class


def checked_templates(templates: Tensor) -> None:
    """`templates` (K, D): finite floats."""
    checks.floating("templates", templates)
    checks.with_numbers("templates", templates)
    if templates.ndim != 2:
        checks.refuse(
            "templates",
            "must have shape (K, D)",
            tuple(templates.shape),
            "Pass the weight of the last layer, for example model.head.weight.",
        )
    checks.finite("templates", templates)


def checked_rows(features: object, *, rows: int = 0, wide: int = 0) -> None:
    """`features` (N, D): finite floats, at least so many rows, and so `wide`."""
    checks.floating("features", features)
    assert isinstance(features, Tensor)
    checks.with_numbers("features", features)
    if features.ndim != 2 or len(features) < rows or features.shape[1] < wide:
        least = [f"{letter} ≥ {number}" for letter, number in (("N", rows), ("D", wide)) if number]
        checks.refuse(
            "features",
            "must have shape (N, D)" + (f" with {' and '.join(least)}" if least else ""),
            tuple(features.shape),
            "Take the activations that enter the last layer.",
        )
    checks.finite("features", features)


def features_of_labels(features: Tensor, labels: Tensor, classes: int | None = None) -> None:
    """`features` (N, D) and `labels` (N,), in 0 … `classes` − 1 where that is known."""
    checked_rows(features)
    checks.class_labels("labels", labels, _UNBOUNDED if classes is None else classes)
    checks.same_place("labels", labels, features)
    if labels.ndim != 1:
        checks.refuse("labels", "must have shape (N,)", tuple(labels.shape), "Give one label for each feature.")
    checks.same_rows("features", features, "labels", labels)


def checked_features(features: Tensor, labels: Tensor, templates: Tensor) -> None:
    """`features` (N, D) and `labels` (N,) of the classes that `templates` (K, D) stand for."""
    checked_templates(templates)
    features_of_labels(features, labels, templates.shape[0])
    checks.same_place("templates", templates, features)
    if features.shape[1] != templates.shape[1]:
        checks.refuse(
            "features",
            f"must have shape (N, {templates.shape[1]}) to fit templates of shape {tuple(templates.shape)}",
            tuple(features.shape),
            "Take the activations that enter the last layer.",
        )
