"""How much a lesson computes, set in one place: `NLS_BUDGET` is quick (the default), class or full."""

import os
from dataclasses import dataclass

from nls_tutorial.checks import choice
from nls_tutorial.records.summary import Summary


@dataclass(frozen=True, repr=False)
class Budget(Summary):
    """The sizes of one budget. `longer` multiplies a lesson's epochs. First met in notebooks/00_start_here.

    >>> small, large = Budget("quick", "a laptop", 3, 1), Budget("full", "a GPU", 5, 4)
    >>> [f"{20 * size.longer} epochs, {size.seeds} seeds" for size in (small, large)]  # what a lesson makes of them
    ['20 epochs, 3 seeds', '80 epochs, 5 seeds']
    """

    name: str
    meant_for: str
    seeds: int
    longer: int

    def _summary(self) -> dict[str, object]:
        return {"name": self.name, "meant for": self.meant_for, "seeds": self.seeds, "epochs": f"× {self.longer}"}


BUDGETS = {
    "quick": Budget("quick", "two CPU cores, under a minute a lesson", seeds=3, longer=1),
    "class": Budget("class", "two CPU cores, a few minutes a lesson", seeds=5, longer=3),
    "full": Budget("full", "a GPU, or patience", seeds=10, longer=10),
}


def budget() -> Budget:
    """The budget that the environment variable NLS_BUDGET names; quick where it is not set.

    Errors: a name that is not a budget. First met in notebooks/00_start_here.
    """
    name = os.environ.get("NLS_BUDGET", "quick")
    choice("NLS_BUDGET", name, BUDGETS)
    return BUDGETS[name]
