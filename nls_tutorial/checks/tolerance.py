"""How far a number may lie beyond its bounds: what its type rounds away, and no more. One rule for every room."""

import torch

UNITS = 8  # of rounding: an average of a few networks, or a share made of several steps, is off by about so much


def rounding(dtype: torch.dtype) -> float:
    """For numbers near 1, such as probabilities and shares: eight rounding units of their type.

    >>> 1.0000001 - 1 <= rounding(torch.float32) < 1.00001 - 1
    True
    """
    return UNITS * torch.finfo(dtype).eps


def sum_rounding(dtype: torch.dtype) -> float:
    """For sums of probabilities: 0.001, as printed rows are off by, or eight rounding units where that is more.

    >>> sum_rounding(torch.float32), sum_rounding(torch.bfloat16)
    (0.001, 0.0625)
    """
    return max(1e-3, rounding(dtype))


def pixel_rounding(size: float) -> float:
    """For coordinates in a picture of `size` pixels: eight rounding units of float32, whatever they are held in.

    Files and other libraries made them in single precision.

    >>> f"{pixel_rounding(100):.1e}"
    '9.5e-05'
    """
    return UNITS * torch.finfo(torch.float32).eps * max(1.0, float(size))


def span(low: float, high: float) -> str:
    """The ends of what was seen where [0, 1] was asked for, with as many digits as tell them from 0 and 1.

    >>> span(0.25, 1.5), span(0.0, 1.00001)
    ('values from 0.25 to 1.5', 'values from 0 to 1.00001')
    """
    for digits in (4, 9, 17):
        least, most = f"{low:.{digits}g}", f"{high:.{digits}g}"
        if not (float(least) >= 0 and float(most) <= 1):
            break
    return f"values from {least} to {most}"
