"""A kernel that starts with this counts its seeds from another one: NLS_SEED_SHIFT is added wherever torch is seeded.

So a lesson's claims meet other draws, other splits and other starts, without a change in its code. The seeds of
scikit-learn and NumPy stay; neither the library nor a lesson uses them.
"""

import os
from typing import Any

import torch


class Shifted(torch.Generator):
    """torch's generator, its seeds shifted."""

    shift = 0

    def manual_seed(self, seed: int) -> torch.Generator:
        super().manual_seed(seed + self.shift)
        return self


class Default:
    """The default generator, its seeds shifted; all else is its own."""

    def __init__(self, generator: torch.Generator, shift: int) -> None:
        self._generator, self._shift = generator, shift

    def manual_seed(self, seed: int) -> torch.Generator:
        return self._generator.manual_seed(seed + self._shift)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._generator, name)


def shift_seeds(shift: int) -> None:
    """From now on each seed that torch is given is `shift` higher."""
    seeded = torch.manual_seed
    Shifted.shift = shift
    torch.Generator = Shifted  # type: ignore[misc]
    torch.default_generator = Default(torch.default_generator, shift)  # type: ignore[assignment]
    torch.manual_seed = lambda seed: seeded(seed + shift)


if __name__ == "__main__":
    shift_seeds(int(os.environ["NLS_SEED_SHIFT"]))
