"""Partial convolution: holes, the padding among them, are left out of each window, and the rest speaks for them."""

from typing import Literal, overload

import torch
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.partial_conv.windows import (
    Pair,
    Windows,
    border_ratio,
    padded,
    ratio_of,
    room_for_a_window,
    windows_of,
)


@overload
def partial_conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: Pair = 1,
    padding: Pair | str = 0,
    dilation: Pair = 1,
    groups: int = 1,
    mask: Tensor | None = None,
    return_mask: Literal[False] = False,
) -> Tensor: ...


@overload
def partial_conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: Pair = 1,
    padding: Pair | str = 0,
    dilation: Pair = 1,
    groups: int = 1,
    mask: Tensor | None = None,
    return_mask: bool,
) -> Tensor | tuple[Tensor, Tensor]: ...


def partial_conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: Pair = 1,
    padding: Pair | str = 0,
    dilation: Pair = 1,
    groups: int = 1,
    mask: Tensor | None = None,
    return_mask: bool = False,
) -> Tensor | tuple[Tensor, Tensor]:
    r"""Partial convolution: $\mathrm{out} = \mathrm{conv}(x_p)\cdot r + b$ with the ratio
    $r = \lVert \mathbf{1}_{k\times k}\rVert\,/\,\lVert m_p \cap \mathrm{window}\rVert$ of a window's elements to those
    that are no hole. Where a window holds nothing but holes, the output is 0, the bias left out too.

    $x_p$ is x with zeros in its holes and around it, $m_p$ the mask that is 1 on the pixels of x that count, 0 in holes
    and on all padding. Without a mask and without padding this is `torch.nn.functional.conv2d`; away from the border
    r = 1.

    `x` (B, C, H, W) or (C, H, W); `weight` (O, C/groups, kh, kw); `bias` (O,), never scaled; stride, padding (numbers,
    "valid" or "same"), dilation and groups as in torch. `mask` is bool, or 0 and 1: 1 where x counts, 0 in a hole,
    whatever stands there, NaN included. Its shape is (H, W) or that of x with 1 for the batch or the channels: (B, 1,
    H, W) for pixels, (B, C, H, W) where each channel has its own holes (a window then has kh·kw·C/groups elements).
    Values of a bool mask need not be looked at, so on a GPU it is the faster one.

    Returns (B, O, H', W') or (O, H', W'); with `return_mask` also the updated mask, 1 where a window saw anything, in
    the mask's dtype (bool without one) and form. No ε, no memory between calls; float16 and bfloat16 as well.

    Raises ValueError for shapes that do not fit, masks that hold anything but 0 and 1, and what `window_count` refuses;
    TypeError for tensors that are not floats.

    Source: Liu et al. 2018, arXiv 1811.11718 (padding) and arXiv 1804.07723 eq. 1 and 2 (holes; 0 where all is hole).
    First met in notebooks/09_pad_without_inventing.
    """
    checks.flag("return_mask", return_mask)
    windows = checked(x, weight, bias, stride, padding, dilation, groups)
    if mask is None and not padded(windows):
        out = convolved(windows, x, weight, bias, groups)
        return (out, _everywhere(out)) if return_mask else out
    if mask is None:
        raw = convolved(windows, x, weight, None, groups)
        ratio, empty = border_ratio(windows, x)
        if ratio.dtype != raw.dtype:  # under autocast
            ratio = ratio.to(raw.dtype)
    else:
        seen = checked_mask(mask, x)
        # x_p: zero in the holes, even where a hole holds NaN
        raw = convolved(windows, torch.where(seen, x, 0), weight, None, groups)
        ratio, empty = _mask_ratio(seen, weight, windows, groups, raw.dtype), True
    # out = conv(x_p)·r + b; 0 where r is
    out = raw * ratio if checks.tracing(raw) else raw.mul_(ratio)
    if bias is not None:
        shift = bias.to(out.dtype).view(-1, 1, 1)
        out = out + (shift * (ratio > 0) if empty else shift)
    if not return_mask:
        return out
    if mask is None:
        return out, (ratio > 0).expand(_everywhere(out).shape)
    updated = (ratio > 0).to(mask.dtype)
    return out, updated.reshape(updated.shape[-2:]) if mask.ndim == 2 else updated


def convolved(windows: Windows, x: Tensor, weight: Tensor, bias: Tensor | None = None, groups: int = 1) -> Tensor:
    """conv(x_p) + b, x_p with zeros around it."""
    ends = windows.before
    if windows.before != windows.after:  # "same" with an odd number of pixels to add
        x, ends = F.pad(x, (windows.before[1], windows.after[1], windows.before[0], windows.after[0])), (0, 0)
    return F.conv2d(x, weight, bias, windows.stride, ends, windows.dilation, groups)


def _everywhere(out: Tensor) -> Tensor:
    """A mask without holes for `out`: (1, 1, H', W'), or (1, H', W') without a batch."""
    return torch.ones((1,) * (out.ndim - 2) + tuple(out.shape[-2:]), dtype=torch.bool, device=out.device)


def _mask_ratio(seen: Tensor, weight: Tensor, windows: Windows, groups: int, dtype: torch.dtype) -> Tensor:
    """The ratio for a mask: (…, 1, H', W'), or (…, O, H', W') where each channel has its own holes."""
    outputs, inputs, rows, columns = weight.shape
    of_channels = seen.shape[-3] != 1
    parts = groups if of_channels else 1
    depth = inputs if of_channels else 1
    precise = torch.float64 if dtype == torch.float64 else torch.float32
    with torch.no_grad(), torch.autocast(seen.device.type, enabled=False):
        ones = torch.ones(parts, depth, rows, columns, dtype=precise, device=seen.device)
        # ‖m_p ∩ window‖, a whole number whichever algorithm the device picks
        count = convolved(windows, seen.to(precise), ones, groups=parts).round()
        ratio = ratio_of(count, depth * rows * columns, dtype)
    return ratio.repeat_interleave(outputs // groups, dim=-3) if of_channels else ratio


def checked(
    x: Tensor, weight: Tensor, bias: Tensor | None, stride: Pair, padding: Pair | str, dilation: Pair, groups: int
) -> Windows:
    checks.floating("x", x)
    checks.floating("weight", weight)
    if x.ndim not in (3, 4):
        checks.refuse("x", "must have shape (B, C, H, W) or (C, H, W)", tuple(x.shape), "Add the missing dimension.")
    if weight.ndim != 4:
        checks.refuse("weight", "must have shape (O, C/groups, kh, kw)", tuple(weight.shape), "Pass a Conv2d's weight.")
    groups = checks.whole("groups", groups, 1)
    sizes = checks.sizes_of(x)
    outputs, inputs, *kernel = checks.sizes_of(weight)
    if outputs % groups:
        checks.refuse(
            "groups", f"must divide the {outputs} outputs", groups, "Choose a divisor of both channel counts."
        )
    if sizes[-3] != inputs * groups:
        checks.refuse(
            "x",
            f"must have {inputs * groups} channels to fit {groups} group(s) of {inputs}",
            sizes,
            "Channels stand before rows and columns.",
        )
    if bias is not None:
        checks.floating("bias", bias)
        if checks.sizes_of(bias) != (outputs,):
            checks.refuse("bias", f"must have shape ({outputs},)", tuple(bias.shape), "Give one number an output.")
    windows = windows_of(tuple(kernel), stride, padding, dilation)
    room_for_a_window("x", windows, sizes[-2], sizes[-1])
    return windows


def checked_mask(mask: object, x: Tensor) -> Tensor:
    """`mask` as bool with as many dimensions as `x`."""
    checks.tensor("mask", mask)
    assert isinstance(mask, Tensor)
    shaped = mask.view((1,) * (x.ndim - 2) + tuple(mask.shape)) if mask.ndim == 2 else mask
    fits = shaped.ndim == x.ndim and all(
        size == full or (size == 1 and place < x.ndim - 2)
        for place, (size, full) in enumerate(zip(shaped.shape, x.shape, strict=True))
    )
    if not fits:
        pixels = f"{x.shape[-2]}, {x.shape[-1]}"
        first = "(B, 1, H, W)" if x.ndim == 4 else "(1, H, W)"
        checks.refuse(
            "mask",
            f"must have shape ({pixels}), or that of x, {tuple(x.shape)}, with 1 for batch or channels",
            tuple(mask.shape),
            f"For holes that all channels share pass {first}.",
        )
    if mask.dtype == torch.bool:
        return shaped
    if checks.readable(mask):
        odd = mask[(mask != 0) & (mask != 1)]
        if odd.numel():
            checks.refuse("mask", "must hold 0 (hole) and 1 only", float(odd[0]), "Compare it with a threshold.")
    return shaped != 0
