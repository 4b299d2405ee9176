"""The settings of a convolution, looked at before torch makes the weights."""

import torch
from torch import nn

from nls_tutorial import checks
from nls_tutorial.partial_conv.windows import Pair, windows_of

MOST = 2**16  # channels


class CheckedConv2d(nn.Conv2d):
    """`torch.nn.Conv2d` that names the argument which does not fit."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Pair,
        stride: Pair = 1,
        padding: Pair | str = 0,
        dilation: Pair = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        windows = windows_of(kernel_size, stride, padding, dilation, kernel_name="kernel_size")
        groups = checks.whole("groups", groups, 1, high=MOST)
        for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
            checks.whole(name, channels, 1, "Count the channels.", high=MOST)
            if channels % groups:
                checks.refuse(name, f"must be a multiple of groups ({groups})", channels, "Change one of the two.")
        elements = windows.kernel[0] * windows.kernel[1] * in_channels * out_channels
        if elements > 2**31:
            checks.refuse("kernel_size", "must leave the weights below 2 billion", elements, "Make the kernel smaller.")
        checks.flag("bias", bias)
        checks.choice("padding_mode", padding_mode, ("zeros", "reflect", "replicate", "circular"))
        checks.place("device", device)
        checks.float_type("dtype", dtype)
        ends = padding if isinstance(padding, str) else windows.before
        super().__init__(
            in_channels,
            out_channels,
            windows.kernel,
            windows.stride,
            ends,
            windows.dilation,
            groups,
            bias,
            padding_mode,  # type: ignore[arg-type]  # one of the four
            device,
            dtype,
        )
