"""What the NLS paper's released code computes in the place of partial convolution; for the reproduction only."""

from jaxtyping import Float
from torch import Tensor
from torch.fx import wrap

from nls_tutorial.partial_conv.convolve import checked, convolved
from nls_tutorial.partial_conv.settings import CheckedConv2d
from nls_tutorial.partial_conv.windows import Pair


def globally_rescaled_conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: Pair = 1,
    padding: Pair | str = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> Float[Tensor, "*batch O rows columns"]:
    r"""A convolution of the zero-padded picture, brighter as a whole: $\mathrm{out} = \mathrm{conv}(s\,x_p) + b$ with
    one scalar for all windows, $s = \lVert \mathbf{1}_p^{H_p\times W_p}\rVert\,/\,\lVert \mathbf{1}^{H\times W}\rVert$:
    the elements of the padded picture to those of the picture.

    This is **not** partial convolution: every window is scaled alike, those that see no padding too, and the border
    stays as dark beside the middle as zero padding made it. The arguments are `partial_conv2d`'s, without a mask.
    Returns (B, O, H', W') or (O, H', W').

    Raises what `partial_conv2d` raises.

    Source: the code released with NLS (audit 13). First met in notebooks/09_pad_without_inventing.
    """
    windows = checked(x, weight, bias, stride, padding, dilation, groups)
    height, width = x.shape[-2:]
    # s = (H + top + bottom)·(W + left + right) / (H·W)
    padded = (height + windows.before[0] + windows.after[0]) * (width + windows.before[1] + windows.after[1])
    return convolved(windows, x * (padded / (height * width)), weight, bias, groups)


wrap("globally_rescaled_conv2d")  # torch.fx keeps the call whole


class GloballyRescaledConv2d(CheckedConv2d):
    r"""`globally_rescaled_conv2d` with weights: what the NLS code puts in the place of partial convolution.

    The arguments and the state_dict keys are `torch.nn.Conv2d`'s. For the reproduction of the paper's tables only; a
    `padding_mode` other than "zeros" leaves it an ordinary convolution.

    Source: the code released with NLS (audit 13). First met in notebooks/09_pad_without_inventing.

    >>> import torch
    >>> layer = GloballyRescaledConv2d(1, 1, 3, padding=1, bias=False)
    >>> _ = torch.nn.init.constant_(layer.weight, 1 / 9)
    >>> row = layer(torch.ones(1, 1, 4, 4))[0, 0, 1]
    >>> [round(value, 2) for value in row.tolist()]  # should be 1 everywhere
    [1.5, 2.25, 2.25, 1.5]
    """

    def forward(self, input: Tensor) -> Tensor:
        r"""$\mathrm{conv}(s\,x_p) + b$."""
        if self.padding_mode != "zeros":
            return super().forward(input)
        return globally_rescaled_conv2d(
            input,
            self.weight,
            self.bias,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            groups=self.groups,
        )
