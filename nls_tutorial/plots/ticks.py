"""Round numbers for an axis, the same on every screen."""

import math

from nls_tutorial import checks
from nls_tutorial.records import Axis


def axis_ticks(axis: Axis, about: int = 5) -> tuple[tuple[float, str], ...]:
    """The axis's own ticks, or about `about` round numbers between its ends, with their texts.

    >>> axis_ticks(Axis("epsilon", 0, 1))
    ((0.0, '0'), (0.2, '0.2'), (0.4, '0.4'), (0.6, '0.6'), (0.8, '0.8'), (1.0, '1'))
    """
    checks.instance("axis", axis, Axis, "Take that of a panel.")
    about = checks.whole("about", about, 1, "5 is usual.", high=1000)
    if axis.ticks is not None:
        return axis.ticks
    rough = (axis.high - axis.low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = min((factor * power for factor in (1, 2, 5, 10)), key=lambda candidate: abs(math.log(candidate / rough)))
    first, last = math.ceil(axis.low / step - 1e-9), math.floor(axis.high / step + 1e-9)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    values = [round(step * count, digits + 2) for count in range(first, last + 1)]
    return tuple((value, tick_text(value, digits)) for value in values)


def tick_text(value: float, digits: int) -> str:
    """`value` without needless zeros and with a real minus sign.

    >>> tick_text(-2.50, 2)
    '−2.5'
    """
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "−") if text not in ("-0", "") else "0"
