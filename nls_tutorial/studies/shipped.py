"""Where the results that come with the course lie: in a clone's data/results, or where an installation put them."""

import sysconfig
from pathlib import Path

from nls_tutorial.checks import refuse

RESULTS = Path(__file__).resolve().parents[2] / "data" / "results"
INSTALLED = Path(sysconfig.get_path("data")) / "share" / "nls_tutorial" / "results"
PLACES = (RESULTS, INSTALLED)


def shipped(name: str) -> Path:
    """The file `name` among the shipped results. Errors: it is in none of the places."""
    for place in PLACES:
        if (place / name).is_file():
            return place / name
    refuse(
        "name",
        "must be one of the shipped results",
        f"{name!r}, which is neither in {PLACES[0]} nor in {PLACES[1]}",
        "Work in a clone of the repository, or install the package again.",
        error=FileNotFoundError,
    )
