"""The exponential that a CPU computes fastest."""

import math

from torch import Tensor

LOG2_E = 1 / math.log(2)


def exponential(exponents: Tensor) -> Tensor:
    r"""$e^x = 2^{x \log_2 e}$: torch's exp2 takes less than half the time of its exp on a CPU.

    The product is rounded once more, so the result is right to about |x| rounding units. Where autograd follows it is
    torch's exp, whose slope is the result itself.
    """
    if exponents.requires_grad:
        return exponents.exp()
    return (exponents * LOG2_E).exp2_()
