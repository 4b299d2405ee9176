"""How tight the clusters of features are, and how wide the whole cloud."""

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.geometry.inputs import checked_features, checked_rows, features_of_labels


def tightness(features: Tensor, labels: Tensor, templates: Tensor | None = None) -> Float[Tensor, ""]:
    r"""Within-class spread relative to the distance between classes; smaller is tighter:
    $\sqrt{\frac{1}{N-C}\sum_i \lVert x_i - \mu_{y_i}\rVert^2} \Big/ \mathrm{mean}_{a<b} \lVert \mu_a - \mu_b\rVert$.

    `features` x (N, D), or points on a plane (N, 2); `labels` int64 (N,). $\mu_a$ is the mean of class a, C the number
    of classes that occur; classes that do not occur play no part, and a class with one sample adds its mean but says
    nothing about spread (hence N − C). Returns one number ≥ 0 without unit, computed in float64.

    The distance between the classes' means, not between templates, is the yardstick: features twice as long beside
    templates half as long make the same network, and this ratio does not notice the difference.

    With `templates` (K, D), the last layer's rows, x is first projected on the span of $w_k - \bar w$: the directions
    that the last layer can see. What lies outside them moves all logits alike and changes no probability.

    Raises TypeError for features that are not floats or labels that are not int64, and ValueError for shapes that do
    not fit, NaN, fewer than two classes, no class with two samples, and classes that share one mean.

    Source: the clusters of WDLSH sec. 2, figure 1, as one number. First met in notebooks/01_look_at_the_last_layer.
    """
    if templates is None:
        features_of_labels(features, labels)
        features, labels = map(checks.where_double_is, (features, labels))
        seen = features.double()
    else:
        checked_features(features, labels, templates)
        features, labels, templates = map(checks.where_double_is, (features, labels, templates))
        seen = features.double() @ _visible(templates).T
    present, rows = labels.unique(return_inverse=True)
    means = _class_means(seen, rows, len(present))
    freedom = len(labels) - len(present)
    if len(present) < 2 or freedom < 1:
        checks.refuse(
            "labels",
            "must name at least two classes, one of them at least twice",
            f"{len(labels)} labels of {len(present)} classes",
            "Take more samples.",
        )
    # √( Σ_i ‖x_i − μ_{y_i}‖² / (N − C) )
    spread = ((seen - means[rows]).square().sum() / freedom).sqrt()
    # mean_{a<b} ‖μ_a − μ_b‖
    separation = torch.pdist(means).mean()
    if float(separation) <= 16 * torch.finfo(features.dtype).eps * float(seen.abs().max()):
        checks.refuse(
            "features",
            "must differ between the classes",
            f"class means {float(separation):.3g} apart",
            "Train the network before looking at it.",
        )
    return (spread / separation).to(features.dtype)


def scale(features: Tensor) -> Float[Tensor, ""]:
    r"""How wide the cloud of features is: $\sqrt{\frac{1}{N}\sum_i \lVert x_i - \bar x\rVert^2}$.

    `features` x (N, D), or points on a plane (N, 2), N ≥ 1. Returns one number ≥ 0 in the units of the features,
    computed in float64.

    Raises TypeError for features that are not floats, and ValueError for other shapes, no sample, and NaN.

    Source: the wider axes without smoothing in WDLSH sec. 2, figure 1, as one number.
    First met in notebooks/01_look_at_the_last_layer.
    """
    checked_rows(features, rows=1)
    cloud = checks.where_double_is(features).double()
    # √( Σ_i ‖x_i − x̄‖² / N )
    return (cloud - cloud.mean(dim=0)).square().sum(dim=1).mean().sqrt().to(features.dtype)


def _class_means(features: Float[Tensor, "N D"], rows: Int64[Tensor, " N"], classes: int) -> Float[Tensor, "C D"]:
    sums = features.new_zeros(classes, features.shape[1]).index_add_(0, rows, features)
    return sums / torch.bincount(rows, minlength=classes).unsqueeze(1)


def _visible(templates: Tensor) -> Float[Tensor, "R D"]:
    """An orthonormal basis of the span of w_k − w̄."""
    centred = templates.double() - templates.double().mean(dim=0)
    _, lengths, directions = torch.linalg.svd(centred, full_matrices=False)
    rounding = 16 * torch.finfo(templates.dtype).eps * float(torch.linalg.vector_norm(templates.double(), dim=1).max())
    return directions[lengths > rounding]
