"""Features, labels and templates that fit each other."""

from torch import Tensor

from nls_tutorial import checks


def checked_templates(templates: Tensor) -> None:
    """`templates` (K, D): finite floats."""
    checks.floating("templates", templates)
    if templates.ndim != 2:
        checks.refuse(
            "templates",
            "must have shape (K, D)",
            tuple(templates.shape),
            "Pass the weight of the last layer, for example model.head.weight.",
        )
    checks.finite("templates", templates)


def checked_features(features: Tensor, labels: Tensor, templates: Tensor) -> None:
    """`features` (N, D) and `labels` (N,) of the classes that `templates` (K, D) stand for."""
    checked_templates(templates)
    checks.floating("features", features)
    if features.ndim != 2 or features.shape[1] != templates.shape[1]:
        checks.refuse(
            "features",
            f"must have shape (N, {templates.shape[1]}) to fit templates of shape {tuple(templates.shape)}",
            tuple(features.shape),
            "Take the activations that enter the last layer.",
        )
    checks.finite("features", features)
    checks.class_labels("labels", labels, templates.shape[0])
    if labels.ndim != 1:
        checks.refuse("labels", "must have shape (N,)", tuple(labels.shape), "Give one label for each feature.")
    checks.same_rows("features", features, "labels", labels)
