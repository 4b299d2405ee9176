"""Convolution that pads without inventing: what lies outside the picture is a hole, not a row of black pixels.

`partial_conv2d` is the pure function, `PartialConv2d` the layer with `torch.nn.Conv2d`'s arguments and weights,
`to_partial` and `from_partial` convert any model and `survey` tells which of its layers are touched, and why.
`window_count` and `window_ratio` show what the border does to each window. Nothing here remembers a call.

What the code released with the NLS paper does under this name is another thing: `globally_rescaled_conv2d`.
"""

from nls_tutorial.partial_conv.convert import from_partial, survey, to_globally_rescaled, to_partial
from nls_tutorial.partial_conv.convolve import partial_conv2d
from nls_tutorial.partial_conv.layer import PartialConv2d
from nls_tutorial.partial_conv.rescale import GloballyRescaledConv2d, globally_rescaled_conv2d
from nls_tutorial.partial_conv.windows import window_count, window_ratio

__all__ = [
    "GloballyRescaledConv2d",
    "PartialConv2d",
    "from_partial",
    "globally_rescaled_conv2d",
    "partial_conv2d",
    "survey",
    "to_globally_rescaled",
    "to_partial",
    "window_count",
    "window_ratio",
]
