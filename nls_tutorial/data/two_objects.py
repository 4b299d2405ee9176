"""A second object in every picture, so that there is one to mask."""

from dataclasses import replace

import torch

from nls_tutorial import checks
from nls_tutorial.records import Images


def two_objects(data: Images, generator: torch.Generator) -> Images:
    """The same pictures, each with the object of another picture of another class behind its own.

    `data` with `boxes` (N, 4) and `masks`, as `scenes` gives them. The other picture is drawn at random; its object's
    pixels are copied to where they were, but for those that the own object covers. Labels and masks stay those of the
    own object; boxes become (N, 2, 4), the own one first, and `box_labels` (N, 2) say the class of each. All chance
    comes from `generator`, a generator on the CPU.

    Raises ValueError for pictures without masks or boxes, with more than one box, or of one class alone.
    First met in notebooks/11_take_the_object_away.

    >>> import torch
    >>> from nls_tutorial.data import scenes
    >>> one = scenes(8, seed=0)
    >>> two = two_objects(one, torch.Generator().manual_seed(0))
    >>> one.boxes.shape, two.boxes.shape
    (torch.Size([8, 4]), torch.Size([8, 2, 4]))
    >>> bool((two.box_labels[:, 0] == two.labels).all() and (two.box_labels[:, 1] != two.labels).all())
    True
    """
    checks.instance("data", data, Images, "Take records.Images, for example data.scenes(100).")
    checks.cpu_generator("generator", generator)
    if data.boxes is None or data.masks is None or data.boxes.ndim != 2:
        seen = "none" if data.boxes is None or data.masks is None else f"boxes {tuple(data.boxes.shape)}"
        checks.refuse("data", "must have masks, and one box each", seen, "Take scenes.")
    if len(data.labels.unique()) < 2:
        checks.refuse("data", "must have pictures of two classes", f"{len(data)} of one", "Take more pictures.")
    other = torch.randint(len(data), (len(data),), generator=generator, device="cpu")
    while bool((alike := data.labels[other] == data.labels).any()):
        other[alike] = torch.randint(len(data), (int(alike.sum()),), generator=generator, device="cpu")
    behind = data.masks[other] & ~data.masks
    return replace(
        data,
        images=torch.where(behind[:, None], data.images[other], data.images),
        boxes=torch.stack([data.boxes, data.boxes[other]], dim=1),
        box_labels=torch.stack([data.labels, data.labels[other]], dim=1),
    )
