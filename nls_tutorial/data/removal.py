"""Take objects out of pictures: fill their boxes with the pixel mean."""

from dataclasses import replace

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.records import Images


def pixel_mean(images: Float[Tensor, "N C H W"]) -> Float[Tensor, "C"]:
    """The mean of each channel over all pixels of all pictures, summed in float64.

    Raises ValueError for no pictures. First met in notebooks/11_take_the_object_away.
    """
    _pictures(images)
    if images.numel() == 0:
        checks.refuse("images", "must hold at least one picture", tuple(images.shape), "Give the training pictures.")
    return checks.where_double_is(images).mean((0, 2, 3), dtype=torch.float64).to(images.dtype)


def fill_boxes(
    images: Float[Tensor, "B C H W"], boxes: Float[Tensor, "B *n 4"], fill: Float[Tensor, "C"]
) -> Float[Tensor, "B C H W"]:
    """Pictures in which every pixel that a box touches has the colour `fill`.

    `boxes` (B, n, 4), or (B, 4), xyxy pixels, half-open; a box of no area fills nothing. Returns new pictures.
    Raises ValueError for shapes that do not fit. First met in notebooks/11_take_the_object_away.

    >>> import torch
    >>> from torch import tensor
    >>> fill_boxes(torch.zeros(1, 1, 2, 3), tensor([[1.0, 0.0, 2.0, 2.0]]), tensor([0.5])).tolist()
    [[[[0.0, 0.5, 0.0], [0.0, 0.5, 0.0]]]]
    """
    _fitting(images, boxes, fill)
    touched = box_pixels(boxes.to(images.device), images.shape[2:])
    return torch.where(touched[:, None], fill.to(images)[:, None, None], images)


def box_pixels(boxes: Float[Tensor, "B *n 4"], picture: torch.Size | tuple[int, int]) -> Bool[Tensor, "B H W"]:
    """The pixels that a box touches, as masks of (height, width) `picture`. First met in
    notebooks/11_take_the_object_away.

    >>> from torch import tensor
    >>> box_pixels(tensor([[1.0, 0.5, 3.0, 2.0]]), (2, 4)).int().tolist()  # touched is taken: the first row, too
    [[[0, 1, 1, 0], [0, 1, 1, 0]]]
    """
    checks.tensor("boxes", boxes)
    if boxes.ndim not in (2, 3) or boxes.shape[-1] != 4:
        checks.refuse(
            "boxes", "must have shape (B, n, 4) or (B, 4)", tuple(boxes.shape), "Give each picture its boxes."
        )
    picture = checks.picture_size("picture", picture)
    if boxes.ndim == 2:
        boxes = boxes.unsqueeze(1)
    x1, y1, x2, y2 = boxes.unsqueeze(-1).unbind(2)  # (B, n, 1)
    some = (x1 < x2) & (y1 < y2)
    column, row = (torch.arange(length, device=boxes.device) for length in (picture[1], picture[0]))
    across = (x1 < column + 1) & (column < x2) & some
    down = (y1 < row + 1) & (row < y2)
    # a pixel is touched where some box spans both its row and its column
    return (down.float().mT @ across.float()) > 0


def remove_objects(data: Images, fill: Tensor | None = None) -> Images:
    """The same pictures with every box filled: only context is left.

    `fill` (C,) is the colour, the pixel mean of `data` unless given (give the training pictures' mean). Labels stay, so
    that accuracy says how much the context gives away; boxes become missing ones, and masks empty.

    Raises ValueError for pictures without boxes. First met in notebooks/11_take_the_object_away.

    Source: ALS sec. 4 and appendix A.2.
    """
    boxes = _boxes(data)
    images = fill_boxes(data.images, boxes, pixel_mean(data.images) if fill is None else fill)
    masks = None if data.masks is None else torch.zeros_like(data.masks)
    return replace(data, images=images, boxes=torch.zeros_like(boxes), masks=masks)


def keep_own_object(data: Images, fill: Tensor | None = None) -> Images:
    """The 'mask' variant: of several objects each picture keeps its own, the first, and the others are filled.

    `data.boxes` (N, n, 4) with the sample's own box first, as `voc_folder(several="each")` gives them; where another
    box overlaps the own one, the own pixels stay. `fill` as for `remove_objects`. The other boxes become missing ones;
    masks, of which each belongs to the own object, stay.

    Raises ValueError for pictures without boxes, or with one box each in shape (N, 4), where nothing is to be filled.

    Source: ALS appendix A.2. First met in notebooks/11_take_the_object_away.

    >>> import torch
    >>> from nls_tutorial.data import scenes, two_objects
    >>> crowded = two_objects(scenes(8, seed=0), torch.Generator().manual_seed(0))
    >>> alone = keep_own_object(crowded)
    >>> [int((part.boxes[..., 2] > part.boxes[..., 0]).sum()) for part in (crowded, alone)]  # boxes with an area
    [16, 8]
    """
    boxes = _boxes(data)
    if boxes.ndim != 3:
        step = "Take the data as they are: they have one object each."
        checks.refuse("data.boxes", "must have shape (N, n, 4), the own box first", tuple(boxes.shape), step)
    fill = pixel_mean(data.images) if fill is None else fill
    own = box_pixels(boxes[:, :1], data.images.shape[2:])
    images = torch.where(own[:, None], data.images, fill_boxes(data.images, boxes[:, 1:], fill))
    alone = torch.zeros_like(boxes)
    alone[:, 0] = boxes[:, 0]
    labels = data.box_labels
    if labels is not None:
        labels = torch.cat([labels[:, :1], torch.full_like(labels[:, 1:], -1)], dim=1)
    return replace(data, images=images, boxes=alone, box_labels=labels)


def cover_beside(data: Images, fill: Tensor | None = None) -> Images:
    """The control: the same colour over as much of the picture, beside the object.

    A box as large as the object's own lies in the corner that is farthest from the object, filled with `fill`; where it
    meets the object's box, the own pixels stay. `fill` as for `remove_objects`. Boxes and masks stay, for the object is
    there. Who finds object-less pictures by the filled box is as unsure of these.

    Raises ValueError for pictures without boxes, or with several each. First met in
    notebooks/11_take_the_object_away.

    >>> import torch
    >>> from nls_tutorial.records import Images
    >>> picture = torch.zeros(1, 1, 2, 5)
    >>> one = Images(picture, torch.tensor([0]), ("dot",), "test", boxes=torch.tensor([[0.0, 0.0, 2.0, 1.0]]))
    >>> cover_beside(one, torch.ones(1)).images.int().tolist()
    [[[[0, 0, 0, 0, 0], [0, 0, 0, 1, 1]]]]
    """
    boxes = _boxes(data)
    if boxes.ndim != 2:
        step = "Take scenes, or photographs of one object each."
        checks.refuse("data.boxes", "must have shape (N, 4), one box a picture", tuple(boxes.shape), step)
    height, width = data.images.shape[2:]
    picture = boxes.new_tensor([width, height])
    start, end = boxes[:, :2], boxes[:, 2:]
    size = end - start
    corner = torch.where(start + end < picture, picture - size, 0.0)  # the side with more room
    pair = torch.stack([boxes, torch.cat([corner, corner + size], dim=1)], dim=1)
    crowded = replace(data, boxes=pair, box_labels=None)
    return replace(data, images=keep_own_object(crowded, fill).images)


def _boxes(data: Images) -> Tensor:
    checks.instance("data", data, Images, "Take records.Images, for example data.scenes(100).")
    if data.boxes is None:
        step = "Take scenes, or photographs with boxes (voc_folder)."
        checks.refuse("data", "must have boxes", "pictures without", step)
    return data.boxes


def _pictures(images: object) -> None:
    checks.floating("images", images)
    assert isinstance(images, Tensor)
    if images.ndim != 4:
        checks.refuse("images", "must have shape (N, C, H, W)", tuple(images.shape), "Stack the pictures.")


def _fitting(images: Tensor, boxes: Tensor, fill: Tensor) -> None:
    _pictures(images)
    checks.tensor("boxes", boxes)
    checks.floating("fill", fill)
    if boxes.ndim not in (2, 3) or boxes.shape[-1] != 4 or len(boxes) != len(images):
        rule = f"must have shape ({len(images)}, n, 4) or ({len(images)}, 4)"
        checks.refuse("boxes", rule, tuple(boxes.shape), "Give each picture its boxes.")
    if tuple(fill.shape) != (images.shape[1],):
        rule = f"must hold one number for each of {images.shape[1]} channels"
        checks.refuse("fill", rule, tuple(fill.shape), "Make it with pixel_mean(images).")
