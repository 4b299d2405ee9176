"""Random windows, and what they show: pictures, masks and (in the room `boxes`) boxes, all cut alike."""

import math

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.records import Crop

TRIES = 10  # windows drawn for each picture, of which the first that fits is taken


def random_crops(
    count: int,
    picture: tuple[int, int],
    generator: torch.Generator,
    *,
    size: tuple[int, int],
    scale: tuple[float, float] = (0.08, 1.0),
    ratio: tuple[float, float] = (3 / 4, 4 / 3),
    hflip_p: float = 0.5,
) -> Crop:
    r"""`count` random windows on pictures of (height, width) `picture`, to be brought to (height, width) `size`.

    A window's share of the picture is uniform in `scale`, its width over its height log-uniform in `ratio`, its place
    uniform over all that fit, its corners on whole pixels. Of ten draws the first that fits is taken; where none does,
    the largest window in the middle whose shape `ratio` allows. Each crop is mirrored with probability `hflip_p`. All
    chance comes from `generator`, a generator on the CPU; a call moves it alike whatever scale, ratio and hflip_p are.

    Returns a Crop on the CPU. Raises ValueError or TypeError for count < 0, sizes below 1, and a scale or ratio that is
    not low ≤ high within (0, 1] or above 0.

    Source: Szegedy et al. 2015, arXiv 1409.4842, sec. 6; the draw of torchvision's RandomResizedCrop.
    First met in notebooks/10_shrink_the_label_with_the_object.
    """
    checks.whole("count", count, 0, "Give the number of pictures.", high=2**24)
    height, width = checks.picture_size("picture", picture)
    _range("scale", scale, 1.0)
    _range("ratio", ratio, math.inf)
    checks.fraction("hflip_p", hflip_p, "Use 0.5, or 0 for classes that a mirror changes.")
    checks.cpu_generator("generator", generator)
    size = checks.picture_size("size", size)

    u = torch.rand(count, TRIES, 4, generator=generator, dtype=torch.float64, device="cpu")
    share = scale[0] + (scale[1] - scale[0]) * u[..., 0]
    shape = (math.log(ratio[0]) + (math.log(ratio[1]) - math.log(ratio[0])) * u[..., 1]).exp()
    # w·h = share·W·H and w/h = shape
    wide = (height * width * share * shape).sqrt().round()
    high = (height * width * share / shape).sqrt().round()
    fits = (wide >= 1) & (wide <= width) & (high >= 1) & (high <= height)
    first = fits.to(torch.uint8).argmax(1, keepdim=True)  # argmax gives the first of equal ones
    drawn = torch.stack([wide, high, u[..., 2], u[..., 3]], dim=-1)
    wide, high, across, down = drawn.gather(1, first.unsqueeze(-1).expand(-1, 1, 4)).squeeze(1).unbind(1)
    left, top = (across * (width - wide + 1)).floor(), (down * (height - high + 1)).floor()
    windows = torch.stack([left, top, left + wide, top + high], dim=1)
    windows[~fits.any(1)] = torch.tensor(_middle(height, width, ratio), dtype=torch.float64, device="cpu")
    mirrored = torch.rand(count, generator=generator, dtype=torch.float32, device="cpu") < hflip_p
    return Crop(windows.float(), mirrored, size)


def whole_pictures(count: int, picture: tuple[int, int], *, size: tuple[int, int] | None = None) -> Crop:
    """The Crop that cuts nothing: `count` windows over all of pictures of (height, width) `picture`, not mirrored.

    They keep their size, or are brought to `size`. Errors as for `random_crops`.
    First met in notebooks/11_take_the_object_away.

    >>> whole_pictures(2, (24, 32)).windows.tolist()
    [[0.0, 0.0, 32.0, 24.0], [0.0, 0.0, 32.0, 24.0]]
    """
    checks.whole("count", count, 0, "Give the number of pictures.", high=2**24)
    height, width = checks.picture_size("picture", picture)
    windows = torch.tensor([[0.0, 0.0, width, height]], dtype=torch.float32, device="cpu").repeat(count, 1)
    return Crop(
        windows,
        torch.zeros(count, dtype=torch.bool, device="cpu"),
        checks.picture_size("size", picture if size is None else size),
    )


def crop_images(images: Float[Tensor, "B C H W"], crop: Crop) -> Float[Tensor, "B C h w"]:
    r"""What each window shows of its picture, brought to the crop's size, mirrored where it says so.

    Bilinear; where pixels are made fewer, each new one weighs all that it covers (a triangle as wide as two new
    pixels), so that nothing flickers. Nothing outside the window is looked at. `images` (B, C, H, W); returns
    (B, C, h, w) of their type, on their device. The whole batch is two products of matrices.

    Raises ValueError for another number of windows than of pictures, and for windows of no area or outside the picture.

    Source: the antialiased resize of torch.nn.functional.interpolate, on windows.
    First met in notebooks/10_shrink_the_label_with_the_object.

    >>> import torch
    >>> from torch import tensor
    >>> crop = Crop(tensor([[0.0, 0, 2, 2]]), tensor([True]), (2, 2))  # the upper left quarter, mirrored
    >>> crop_images(torch.arange(16.0).reshape(1, 1, 4, 4), crop)[0, 0].tolist()
    [[1.0, 0.0], [5.0, 4.0]]
    """
    checks.floating("images", images)
    if images.ndim != 4:
        checks.refuse("images", "must have shape (B, C, H, W)", tuple(images.shape), "Stack the pictures.")
    x1, y1, x2, y2 = _windows(crop, len(images), images.shape[2:]).to(images).unbind(1)
    height, width = crop.size
    rows = _weights(y1, y2, images.shape[2], height)
    columns = _weights(x1, x2, images.shape[3], width)
    mirrored = crop.mirrored.to(images.device)[:, None, None]
    columns = torch.where(mirrored, columns.flip(1), columns)
    # new = R·old·Cᵀ
    return rows.unsqueeze(1) @ images @ columns.mT.unsqueeze(1)


def crop_masks(masks: Bool[Tensor, "B H W"], crop: Crop) -> Bool[Tensor, "B h w"]:
    """What each window shows of its mask: each new pixel is the old one under its centre.

    `masks` bool (B, H, W); returns bool (B, h, w). Errors as for `crop_images`.
    First met in notebooks/10_shrink_the_label_with_the_object.

    >>> from torch import tensor
    >>> crop = Crop(tensor([[1.0, 0, 3, 2]]), tensor([False]), (1, 2))
    >>> crop_masks(tensor([[[True, True, False], [True, True, False]]]), crop).tolist()
    [[[True, False]]]
    """
    checks.tensor("masks", masks)
    if masks.ndim != 3 or masks.dtype != torch.bool:
        seen = f"{masks.dtype} of shape {tuple(masks.shape)}"
        checks.refuse("masks", "must be bool of shape (B, H, W)", seen, "Compare first, as in masks > 0.")
    x1, y1, x2, y2 = _windows(crop, len(masks), masks.shape[1:]).to(masks.device).unbind(1)
    height, width = crop.size
    rows = _under(y1, y2, masks.shape[1], height)
    columns = _under(x1, x2, masks.shape[2], width)
    columns = torch.where(crop.mirrored.to(masks.device)[:, None], columns.flip(1), columns)
    sample = torch.arange(len(masks), device=masks.device)[:, None, None]
    return masks[sample, rows[:, :, None], columns[:, None, :]]


def _weights(low: Tensor, high: Tensor, old: int, new: int) -> Tensor:
    """How much each of `old` pixels in a row counts in each of `new` ones between `low` and `high` (B,)."""
    step = ((high - low) / new)[:, None, None]
    place = torch.arange(max(old, new), dtype=low.dtype, device=low.device) + 0.5
    low, high = low[:, None, None], high[:, None, None]
    pixel, centre = place[None, None, :old], low + place[None, :new, None] * step
    # a triangle over the centre; one pixel wide each way, or one step where steps are larger
    weight = (1 - (pixel - centre).abs() / step.clamp(min=1)).clamp(min=0)
    weight = weight * ((pixel + 0.5 > low) & (pixel - 0.5 < high))
    return weight / weight.sum(2, keepdim=True)


def _under(low: Tensor, high: Tensor, old: int, new: int) -> Tensor:
    """The old pixel under the centre of each new one: (B, new)."""
    centre = low[:, None] + (torch.arange(new, device=low.device) + 0.5) * ((high - low) / new)[:, None]
    return centre.floor().long().clamp(0, old - 1)


def _middle(height: int, width: int, ratio: tuple[float, float]) -> list[float]:
    """The largest window in the middle whose width over height lies in `ratio`."""
    shape = min(max(width / height, ratio[0]), ratio[1])
    wide, high = min(width, max(round(height * shape), 1)), min(height, max(round(width / shape), 1))
    left, top = (width - wide) // 2, (height - high) // 2
    return [left, top, left + wide, top + high]


def _windows(crop: Crop, count: int, picture: torch.Size) -> Tensor:
    checks.instance("crop", crop, Crop, "Draw one with random_crops.")
    if len(crop) != count:
        step = "Draw one window for each picture."
        checks.refuse("crop", f"must have as many windows as there are pictures ({count})", len(crop), step)
    height, width = picture
    x1, y1, x2, y2 = crop.windows.unbind(1)
    good = (x1 >= 0) & (y1 >= 0) & (x1 < x2) & (y1 < y2) & (x2 <= width) & (y2 <= height)
    if not bool(good.all()):
        seen = f"({', '.join(f'{number:g}' for number in crop.windows[~good][0].tolist())})"
        rule = f"must have an area and lie inside the picture, (0, 0, {width}, {height})"
        checks.refuse("crop.windows", rule, seen, "Cut them to the picture first.")
    return crop.windows


def _range(argument: str, ends: tuple[float, float], top: float) -> None:
    where = "above 0" if top == math.inf else f"within (0, {top:g}]"
    rule = f"must be (low, high), low ≤ high, {where}"
    if not isinstance(ends, tuple | list) or len(ends) != 2 or not all(isinstance(e, int | float) for e in ends):
        checks.refuse(argument, rule, repr(ends), "Give two numbers.", error=TypeError)
    if not (0 < ends[0] <= ends[1] <= top and math.isfinite(ends[1])):
        checks.refuse(argument, rule, repr(tuple(ends)), "Give the smaller one first.")
