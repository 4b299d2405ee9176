"""The plane through three templates, and features seen on it."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.geometry.inputs import checked_features, checked_templates
from nls_tutorial.records import Projection


def template_plane(templates: Tensor) -> Float[Tensor, "2 D"]:
    r"""An orthonormal basis of the plane through three templates: row 0 points right, row 1 points up.

    $e_{up} \propto w_1 - c$ with the centroid $c = (w_1 + w_2 + w_3)/3$, and $e_{right} \propto (w_3 - w_2) -
    \langle w_3 - w_2, e_{up}\rangle\,e_{up}$. Seen from c, the first template stands straight up, the second to the
    left, and the third as far to the right. The picture depends on nothing but the triangle, so networks that were
    trained apart can be laid side by side: it never turns and never shows its mirror image.

    `templates` (3, D), the last layer's weight rows of three classes, D ≥ 2, in the order top, left, right. Returns
    (2, D), computed in float64 and given in the templates' type.

    Raises TypeError for templates that are not floats, and ValueError for other shapes, NaN, and templates on one
    line (no plane, or any plane, goes through them).

    Source: WDLSH sec. 2, figure 1. First met in notebooks/01_look_at_the_last_layer.
    """
    checked_templates(templates)
    if templates.shape[0] != 3 or templates.shape[1] < 2:
        checks.refuse(
            "templates",
            "must have shape (3, D) with D ≥ 2",
            tuple(templates.shape),
            "Pick three classes, for example weight[[0, 1, 2]].",
        )
    return _axes(checks.where_double_is(templates).double(), torch.finfo(templates.dtype).eps).to(templates.dtype)


def project(features: Tensor, labels: Tensor, templates: Tensor, classes: Sequence[int]) -> Projection:
    r"""The features of three classes, seen on the plane through their three templates:
    $(\langle x - c, e_{right}\rangle,\ \langle x - c, e_{up}\rangle)$, with c the centroid of the three templates.

    `features` x (N, D), penultimate activations; `labels` int64 (N,); `templates` (K, D), the rows of the last layer's
    weight; `classes` three different class numbers in the order top, left, right (see `template_plane`). Only samples
    of those classes are kept; a class that no label names adds no points. The record holds the points, the three
    templates' own coordinates, and the distance from each feature to the plane, $\lVert x - c - E^\top E(x - c)\rVert$:
    what the picture leaves out. Everything is in the units of the features.

    The last layer's bias has no place in the picture: it shifts a class's logit, not its template. Where biases differ
    much, closeness on the plane and the logit can disagree.

    Raises TypeError for features or templates that are not floats or labels that are not int64, and ValueError for
    shapes that do not fit, NaN, labels or classes outside 0 … K − 1, repeated classes, and templates on one line.

    Source: WDLSH sec. 2, figure 1. First met in notebooks/01_look_at_the_last_layer.
    """
    checked_features(features, labels, templates)
    chosen = _three(classes, templates.shape[0])
    features, labels, templates = map(checks.where_double_is, (features, labels, templates))
    indices = torch.tensor(chosen, device=templates.device)
    corners = templates[indices].double()
    axes = _axes(corners, torch.finfo(templates.dtype).eps)
    kept = torch.isin(labels, indices.to(labels.device))

    # c = (w_1 + w_2 + w_3)/3
    centroid = corners.mean(dim=0)
    centred = features[kept].double() - centroid
    # (⟨x − c, e_right⟩, ⟨x − c, e_up⟩)
    points = centred @ axes.T
    # ‖x − c − Eᵀ E (x − c)‖
    distances = torch.linalg.vector_norm(centred - points @ axes, dim=1)
    return Projection(
        points=points.to(features.dtype),
        labels=labels[kept],
        templates=((corners - centroid) @ axes.T).to(features.dtype),
        distances=distances.to(features.dtype),
        classes=chosen,
    )


def _axes(corners: Float[Tensor, "3 D"], rounding: float) -> Float[Tensor, "2 D"]:
    """The directions right and up; `rounding` is the relative error that the templates came with."""
    centred = corners - corners.mean(dim=0)
    widths = torch.linalg.svdvals(centred)
    if float(widths[1]) <= 16 * rounding * float(torch.linalg.vector_norm(corners, dim=1).max()):
        checks.refuse(
            "templates",
            "must span a triangle",
            f"three templates on one line (length {float(widths[0]):.3g}, width {float(widths[1]):.3g})",
            "Choose other classes, or train the network before looking at it.",
        )
    # e_up ∝ w_1 − c and e_right ∝ (w_3 − w_2) − ⟨w_3 − w_2, e_up⟩ e_up: the QR decomposition, its signs undone
    orthonormal, upper = torch.linalg.qr(torch.stack([centred[0], corners[2] - corners[1]], dim=1))
    up, right = (orthonormal * upper.diagonal().sign()).T
    return torch.stack([right, up])


def _three(classes: Sequence[int], known: int) -> tuple[int, int, int]:
    step = "Name the classes for the top, the left and the right corner."
    given = [
        checks.whole("classes", one, 0, "Count classes from 0.") for one in checks.several("classes", classes, step)
    ]
    if len(given) != 3 or len(set(given)) != 3:
        checks.refuse("classes", "must hold three different class numbers", tuple(given), step)
    top, left, right = given
    if max(top, left, right) >= known:
        checks.refuse(
            "classes",
            f"must lie in 0 … {known - 1} to fit {known} templates",
            max(top, left, right),
            "Count classes from 0, or pass the templates of all classes.",
        )
    return top, left, right
