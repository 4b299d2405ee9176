"""Where a class's evidence lies: class activation maps, and how much of a map lies inside a box."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.geometry.inputs import checked_templates


def activation_maps(maps: Tensor, templates: Tensor) -> Float[Tensor, "B K h w"]:
    r"""Class activation maps: $M_k(i, j) = \sum_d w_{kd}\, f_d(i, j)$.

    `maps` f (B, D, h, w) are the last feature maps of a network that averages them over all places before its last
    layer; `templates` w (K, D) are that layer's rows. Returns M (B, K, h, w), of any sign: the mean of $M_k$ over the
    places is class k's logit without its bias, so a map says which places made the logit.

    Raises TypeError for maps or templates that are not floats, and ValueError for other shapes, a D that differs, and
    NaN or infinity.

    Source: Zhou et al. 2016, arXiv 1512.04150, eq. 2. First met in notebooks/11_take_the_object_away.

    >>> from torch import tensor
    >>> maps = tensor([[[[4.0, 0.0], [0.0, 0.0]]]])  # one feature, seen in the upper left corner
    >>> told = activation_maps(maps, tensor([[1.0], [-1.0]]))
    >>> told[0].tolist()
    [[[4.0, 0.0], [0.0, 0.0]], [[-4.0, -0.0], [-0.0, -0.0]]]
    >>> told.mean((2, 3)).tolist()  # the two logits, without bias
    [[1.0, -1.0]]
    """
    checks.floating("maps", maps)
    checked_templates(templates)
    if maps.ndim != 4 or maps.shape[1] != templates.shape[1]:
        checks.refuse(
            "maps",
            f"must have shape (B, {templates.shape[1]}, h, w) to fit templates of shape {tuple(templates.shape)}",
            tuple(maps.shape),
            "Take the feature maps that are averaged just before the last layer.",
        )
    checks.finite("maps", maps)
    # M_k(i, j) = Σ_d w_kd · f_d(i, j)
    return torch.einsum("bdij,kd->bkij", maps, templates.to(maps.dtype))


def energy_in_box(maps: Tensor, boxes: Tensor, size: tuple[int, int]) -> Float[Tensor, " B"]:
    r"""The share of a map that lies inside a box: $\sum_{ij} M^+_{ij}\,c_{ij} \big/ \sum_{ij} M^+_{ij}$ with
    $M^+ = \max(0, M)$, where $c_{ij} \in [0, 1]$ is the part of the place (i, j) that the box covers.

    `maps` M (B, h, w), one map a picture; `boxes` (B, 4) xyxy in pixels, half-open, inside the picture; `size` (H, W)
    is the picture's height and width in pixels, over which the h × w places are spread evenly, each place constant. No
    pixel is interpolated. Returns (B,) in [0, 1], computed in float64; NaN where a map is nowhere positive. A map that
    is the same everywhere gives the box's share of the picture: compare with that, not with 0.

    Raises TypeError for maps or boxes that are not floats, and ValueError for shapes that do not fit, NaN, and boxes
    that are turned round or reach outside the picture.

    Source: the appendix of ALS shows such maps, and counts nothing; the share is ours.
    First met in notebooks/11_take_the_object_away.
    """
    height, width = checks.picture_size("size", size)
    _maps_and_boxes(maps, boxes, height, width)
    maps, boxes = map(checks.where_double_is, (maps, boxes))
    left, top, right, bottom = boxes.double().unbind(1)
    # c_ij = (covered part of row i) · (covered part of column j)
    rows, columns = _covered(top, bottom, height, maps.shape[1]), _covered(left, right, width, maps.shape[2])
    covered = rows[:, :, None] * columns[:, None, :]
    # M⁺ = max(0, M)
    positive = maps.detach().double().clamp(min=0)
    return ((positive * covered).sum((1, 2)) / positive.sum((1, 2))).to(maps.dtype)


def _covered(
    start: Float[Tensor, " B"], end: Float[Tensor, " B"], length: int, places: int
) -> Float[Tensor, "B places"]:
    """The part of each of `places` equal pieces of [0, length] that [start, end) covers."""
    edges = torch.linspace(0, length, places + 1, dtype=torch.float64, device=start.device)
    overlap = torch.minimum(end[:, None], edges[1:]) - torch.maximum(start[:, None], edges[:-1])
    return overlap.clamp(min=0) * places / length


def _maps_and_boxes(maps: Tensor, boxes: Tensor, height: int, width: int) -> None:
    for name, tensor, shape, ndim in (("maps", maps, "(B, h, w)", 3), ("boxes", boxes, "(B, 4)", 2)):
        checks.floating(name, tensor)
        if tensor.ndim != ndim or (name == "boxes" and tensor.shape[1] != 4):
            checks.refuse(name, f"must have shape {shape}", tuple(tensor.shape), "Give one for each picture.")
        checks.finite(name, tensor)
    checks.same_rows("maps", maps, "boxes", boxes)
    low, high = boxes[:, :2], boxes[:, 2:]
    wrong = (low < 0).any(1) | (high < low).any(1) | (high > boxes.new_tensor([width, height])).any(1)
    if bool(wrong.any()):
        checks.refuse(
            "boxes",
            f"must be xyxy with 0 ≤ x1 ≤ x2 ≤ {width} and 0 ≤ y1 ≤ y2 ≤ {height}",
            boxes[wrong][0].tolist(),
            "Cut them to the picture, in its pixels.",
        )
