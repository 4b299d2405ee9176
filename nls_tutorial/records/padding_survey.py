"""Which convolutions of a model are partial, which could be, and why the others are left as they are."""

from collections.abc import Mapping
from dataclasses import dataclass

from nls_tutorial.records.summary import Summary


@dataclass(frozen=True, repr=False)
class PaddingSurvey(Summary):
    """The names of a model's convolutions (as in `model.named_modules()`), by what happens at the border.

    `partial` take their padding for holes; `zero_padded` take it for black pixels, and are what
    `nls_tutorial.partial_conv.to_partial` replaces; `left` maps every other convolution to the reason for leaving it
    alone. First met in notebooks/09_pad_without_inventing.

    >>> from torch import nn
    >>> from nls_tutorial.partial_conv import survey
    >>> found = survey(nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 8, 1)))
    >>> isinstance(found, PaddingSurvey), found.zero_padded, found.left
    (True, ('0',), {'1': 'no padding: every window lies inside the picture'})
    """

    partial: tuple[str, ...]
    zero_padded: tuple[str, ...]
    left: Mapping[str, str]

    def _summary(self) -> dict[str, object]:
        facts: dict[str, object] = {
            "partial": _named(self.partial),
            "zero-padded": _named(self.zero_padded),
        }
        for reason in dict.fromkeys(self.left.values()):
            facts[f"left: {reason}"] = _named(tuple(name for name, why in self.left.items() if why == reason))
        return facts


def _named(names: tuple[str, ...]) -> str:
    """How many, and the names where there are few; the model itself has an empty name."""
    if not names:
        return "none"
    shown = ", ".join(name or "(the model itself)" for name in names[:3])
    return f"{len(names)}: {shown}{', …' if len(names) > 3 else ''}"
