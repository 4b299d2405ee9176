"""Partial convolution as a layer, in the place of `torch.nn.Conv2d`."""

from collections.abc import Sequence
from typing import Literal, overload

import torch
from torch import Tensor
from torch.fx import wrap
from torch.nn import functional as F

from nls_tutorial.partial_conv.convolve import partial_conv2d
from nls_tutorial.partial_conv.settings import CheckedConv2d

wrap("partial_conv2d")  # torch.fx keeps the calls whole
wrap("_padded")


class PartialConv2d(CheckedConv2d):
    r"""`partial_conv2d` with weights: $\mathrm{out} = \mathrm{conv}(x_p)\cdot r + b$, the padding taken for holes.

    The arguments and the state_dict keys are `torch.nn.Conv2d`'s, so weights go both ways. `layer(x)` for pictures
    (B, C, H, W) or (C, H, W); `layer(x, mask)` where some pixels are holes; `layer(x, mask, return_mask=True)` gives
    the output and the updated mask. Nothing is remembered from one call to the next.

    With a `padding_mode` other than "zeros" the padding holds pixels of the picture, or of its mirror image: nothing is
    a hole, and the layer is an ordinary convolution (a mask is padded as the picture is).

    Raises what `partial_conv2d` and `torch.nn.Conv2d` raise.

    Source: Liu et al. 2018, arXiv 1811.11718. First met in notebooks/09_pad_without_inventing.

    >>> import torch
    >>> layer = PartialConv2d(1, 1, 3, padding=1, bias=False)
    >>> _ = torch.nn.init.constant_(layer.weight, 1 / 9)  # the average of a window
    >>> layer(torch.ones(1, 1, 3, 3))[0, 0, 0].tolist()  # a constant picture stays constant up to the corner
    [1.0, 1.0, 1.0]
    """

    @overload
    def forward(self, input: Tensor, mask: Tensor | None = None, *, return_mask: Literal[False] = False) -> Tensor: ...

    @overload
    def forward(
        self, input: Tensor, mask: Tensor | None = None, *, return_mask: bool
    ) -> Tensor | tuple[Tensor, Tensor]: ...

    def forward(
        self, input: Tensor, mask: Tensor | None = None, return_mask: bool = False
    ) -> Tensor | tuple[Tensor, Tensor]:
        r"""$\mathrm{conv}(x_p)\cdot r + b$, and the updated mask on request."""
        if isinstance(return_mask, Tensor) and torch.jit.is_tracing():
            return_mask = bool(return_mask)  # the old ONNX exporter hands defaults over as tensors
        padding: str | tuple[int, ...] = self.padding
        if self.padding_mode != "zeros":
            ends = self._reversed_padding_repeated_twice
            input, padding = F.pad(input, tuple(ends), mode=self.padding_mode), (0, 0)
            mask = _padded(mask, ends, self.padding_mode)
        return partial_conv2d(
            input,
            self.weight,
            self.bias,
            stride=self.stride,
            padding=padding,
            dilation=self.dilation,
            groups=self.groups,
            mask=mask,
            return_mask=return_mask,
        )


def _padded(mask: Tensor | None, ends: Sequence[int], mode: str) -> Tensor | None:
    """The mask, padded as the picture is; torch pads neither bool nor two dimensions."""
    if mask is None:
        return None
    shaped = mask.unsqueeze(0) if mask.ndim == 2 else mask
    padded = F.pad(shaped.float(), ends, mode=mode).to(mask.dtype)
    return padded.squeeze(0) if mask.ndim == 2 else padded
