"""Where the windows of a convolution stand, and how much of each lies inside the picture."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import torch
from jaxtyping import Float, Int64
from torch import Tensor
from torch.nn import functional as F

from nls_tutorial import checks

Pair = int | Sequence[int]
MOST, WIDEST = 2**20, 2**12  # pixels of a picture, and of its padding


class Windows(NamedTuple):
    """The hyperparameters of a convolution, in pairs (rows, columns); the padding has two ends."""

    kernel: tuple[int, int]
    stride: tuple[int, int]
    before: tuple[int, int]
    after: tuple[int, int]
    dilation: tuple[int, int]


def padded(windows: Windows) -> bool:
    """Whether any window reaches beyond the picture."""
    return windows.before != (0, 0) or windows.after != (0, 0)


def elements(windows: Windows) -> int:
    """The elements of one window."""
    return windows.kernel[0] * windows.kernel[1]


def places(windows: Windows, axis: int, size: int) -> int:
    """How many windows stand along rows (`axis` 0) or columns (1) of a picture with `size` of them."""
    reach = windows.dilation[axis] * (windows.kernel[axis] - 1) + 1
    return (size + windows.before[axis] + windows.after[axis] - reach) // windows.stride[axis] + 1


def windows_of(
    kernel: Pair, stride: Pair, padding: Pair | str, dilation: Pair, *, kernel_name: str = "kernel"
) -> Windows:
    """Checked hyperparameters; `padding` may be "valid" or "same", as in torch."""
    sizes = pair(kernel_name, kernel, 1)
    steps = pair("stride", stride, 1)
    spread = pair("dilation", dilation, 1)
    if not isinstance(padding, str):
        ends = pair("padding", padding, 0)
        if max(ends) > WIDEST:
            checks.refuse("padding", f"must be at most {WIDEST}", max(ends), "Pad by half the kernel.")
        return Windows(sizes, steps, ends, ends, spread)
    checks.choice("padding", padding, ("valid", "same"))
    if padding == "valid":
        return Windows(sizes, steps, (0, 0), (0, 0), spread)
    if steps != (1, 1):
        checks.refuse(
            "stride", 'must be 1 with padding="same"', steps, "Give the padding as a number, or take a stride of 1."
        )
    # d·(k − 1) pixels are needed; where they are odd, the one left over goes after the picture, as in torch
    needed = (spread[0] * (sizes[0] - 1), spread[1] * (sizes[1] - 1))
    before = (needed[0] // 2, needed[1] // 2)
    return Windows(sizes, steps, before, (needed[0] - before[0], needed[1] - before[1]), spread)


def pair(argument: str, value: object, low: int) -> tuple[int, int]:
    """One whole number for both directions, or one for rows and one for columns."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        if len(value) != 2:
            checks.refuse(argument, "must be one number or two (rows, columns)", tuple(value), "Give one or two.")
        return checks.whole(argument, value[0], low, high=MOST), checks.whole(argument, value[1], low, high=MOST)
    both = checks.whole(argument, value, low, high=MOST)
    return both, both


def window_count(
    shape: Sequence[int],
    kernel: Pair,
    stride: Pair = 1,
    padding: Pair | str = 0,
    dilation: Pair = 1,
    *,
    device: torch.device | str | None = None,
) -> Int64[Tensor, "rows columns"]:
    r"""How many elements of each window lie inside the picture: $\lVert \mathbf{1}_p \cap \mathrm{window}\rVert$.

    `shape` (…, H, W) of the picture; the hyperparameters as in `torch.nn.Conv2d`, each one number or two (rows,
    columns); `padding` may be "same" or "valid". Returns int64 (H', W'), one count a window, from 0 (the window sees
    nothing but padding) to kh·kw.

    >>> window_count((4, 5), kernel=3, padding=1).tolist()
    [[4, 6, 6, 6, 4], [6, 9, 9, 9, 6], [6, 9, 9, 9, 6], [4, 6, 6, 6, 4]]

    Raises ValueError for a kernel or stride below 1, a negative padding, "same" with a stride, and a kernel larger
    than the padded picture; TypeError for numbers that are not whole.

    Source: Liu et al. 2018, arXiv 1811.11718, sec. 3. First met in notebooks/09_pad_without_inventing.
    """
    shape = _ends_in_size(shape)
    windows = windows_of(kernel, stride, padding, dilation)
    height, width = (checks.whole("shape", size, 0, high=MOST) for size in shape[-2:])
    checks.place("device", device)
    room_for_a_window("shape", windows, height, width)
    return _count(windows, height, width, torch.device("cpu" if device is None else device))


def _ends_in_size(shape: object) -> tuple[int, ...]:
    step = "Pass x.shape, or the height and the width."
    if not isinstance(shape, tuple | list):
        checks.refuse("shape", "must end in (H, W)", type(shape).__name__, step, error=TypeError)
    if len(shape) < 2:
        checks.refuse("shape", "must end in (H, W)", tuple(shape), step)
    return tuple(shape)


def window_ratio(
    shape: Sequence[int],
    kernel: Pair,
    stride: Pair = 1,
    padding: Pair | str = 0,
    dilation: Pair = 1,
    *,
    dtype: torch.dtype | None = None,
    device: torch.device | str | None = None,
) -> Float[Tensor, "rows columns"]:
    r"""The ratio of partial convolution: $r = \lVert \mathbf{1}_{k\times k}\rVert\, /\,
    \lVert \mathbf{1}_p \cap \mathrm{window}\rVert$, the elements of a window to those that lie inside the picture.

    The arguments are `window_count`'s. Returns (H', W') in torch's default dtype or in `dtype`: 1 away from the border,
    larger than 1 near it, and 0 where a window sees nothing but padding.

    >>> window_ratio((3, 3), kernel=3, padding=1)
    tensor([[2.2500, 1.5000, 2.2500],
            [1.5000, 1.0000, 1.5000],
            [2.2500, 1.5000, 2.2500]])

    Raises what `window_count` raises.

    Source: Liu et al. 2018, arXiv 1811.11718, sec. 3. First met in notebooks/09_pad_without_inventing.
    """
    checks.float_type("dtype", dtype)
    count = window_count(shape, kernel, stride, padding, dilation, device=device)
    return ratio_of(count, elements(windows_of(kernel, stride, padding, dilation)), dtype or torch.get_default_dtype())


def room_for_a_window(argument: str, windows: Windows, height: int, width: int) -> None:
    """At least one window stands in the padded picture."""
    if places(windows, 0, height) < 1 or places(windows, 1, width) < 1:
        around = tuple(size + windows.before[axis] + windows.after[axis] for axis, size in enumerate((height, width)))
        checks.refuse(
            argument,
            f"must leave room for a kernel of {windows.kernel} with dilation {windows.dilation}",
            f"a padded picture of {around}",
            "Take a larger picture, a smaller kernel or more padding.",
        )


def ratio_of(count: Tensor, size: int, dtype: torch.dtype) -> Tensor:
    """`size`/count, and 0 where the count is 0; divided in single or double precision, which hold every count."""
    precise = torch.float64 if dtype == torch.float64 else torch.float32  # some devices know no float64
    # r = ‖1_{k×k}‖ / ‖1_p ∩ window‖
    ratio = size / count.to(precise).clamp_min(1.0)
    return torch.where(count > 0, ratio, 0.0).to(dtype)


def border_ratio(windows: Windows, x: Tensor) -> tuple[Tensor, bool]:
    """The ratio (H', W') for a picture like `x` without holes, in its dtype, and whether any window may be empty.

    A pure function of sizes, so the last few results are kept: there is nothing in them that a later call could find
    stale. Not while a graph is traced, where tensors are stand-ins.
    """
    if torch.jit.is_tracing():
        return _traced_ratio(windows, x), True
    height, width = x.shape[-2:]
    if checks.tracing(x):
        return ratio_of(_count(windows, height, width, x.device), elements(windows), x.dtype), True
    return _kept_ratio(windows, height, width, x.dtype, x.device)


def _traced_ratio(windows: Windows, x: Tensor) -> Tensor:
    """The ratio as a graph of torch.jit or ONNX must make it: from x itself, so that it fits pictures of any size."""
    ends = (windows.before[1], windows.after[1], windows.before[0], windows.after[0])
    one = x[..., :1, :, :] if x.ndim == 3 else x[:1, :1]
    inside = F.pad(torch.ones_like(one), ends)
    taps = torch.ones(1, 1, *windows.kernel, dtype=x.dtype, device=x.device)
    count = F.conv2d(inside, taps, None, windows.stride, 0, windows.dilation).round()
    return ratio_of(count, elements(windows), x.dtype)


@lru_cache(maxsize=256)
def _kept_ratio(
    windows: Windows, height: int, width: int, dtype: torch.dtype, device: torch.device
) -> tuple[Tensor, bool]:
    # made outside inference mode, whatever the first caller is in: a later caller may need it for a gradient
    with torch.inference_mode(False), torch.no_grad():
        count = _count(windows, height, width, device)
        return ratio_of(count, elements(windows), dtype), not bool(count.all())


def _count(windows: Windows, height: int, width: int, device: torch.device) -> Tensor:
    # a window is a rectangle: its count is its rows inside times its columns inside
    return _inside(windows, 0, height, device).unsqueeze(1) * _inside(windows, 1, width, device)


def _inside(windows: Windows, axis: int, size: int, device: torch.device) -> Tensor:
    """Of each window's taps along one axis, how many fall on 0 … size − 1."""
    starts = torch.arange(places(windows, axis, size), device=device) * windows.stride[axis] - windows.before[axis]
    taps = starts.unsqueeze(1) + torch.arange(windows.kernel[axis], device=device) * windows.dilation[axis]
    return ((taps >= 0) & (taps < size)).sum(1)
