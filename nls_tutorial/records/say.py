"""Numbers in words, as a reader sees them."""

import numpy as np


def say_number(value: float, digits: int) -> str:
    """A number as the reader sees it: fixed decimals, a real minus sign (but no −0.00), ∞ where it has no end.

    >>> say_number(-0.5, 2)
    '−0.50'
    """
    text = "∞" if np.isinf(value) else f"{abs(value):.{digits}f}"
    return ("−" if value < 0 and text.strip("0.") else "") + text


def say_percent(share: float, digits: int = 0) -> str:
    """A share in per cent; below 1 it never reads as 100 %.

    >>> say_percent(0.25), say_percent(0.998), say_percent(1.0), say_percent(0.9996, 1)
    ('25 %', '> 99.5 %', '100 %', '> 99.95 %')
    """
    text = say_number(100 * share, digits)
    if abs(share) < 1 and text.lstrip("−") == say_number(100, digits):
        return ("−" if share < 0 else "") + f"> {100 - 0.5 / 10**digits:.{digits + 1}f} %"
    return f"{text} %"
