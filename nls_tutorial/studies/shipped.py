"""Where the results that come with the course lie: in a clone's data/results, or where an installation put them."""

import sysconfig
from pathlib import Path

from nls_tutorial.checks import refuse

RESULTS = Path(__file__).resolve().parents[2] / "data" / "results"
SCHEMES = (sysconfig.get_default_scheme(), sysconfig.get_preferred_scheme("user"))  # the second is `pip install --user`
INSTALLED = tuple(Path(sysconfig.get_path("data", scheme)) / "share" / "nls_tutorial" / "results" for scheme in SCHEMES)
PLACES = (RESULTS, *INSTALLED)


def shipped(name: str) -> Path:
    """The file `name` among the shipped results. Errors: it is in none of the places."""
    for place in PLACES:
        if (place / name).is_file():
            return place / name
    refuse(
        "name",
        "must be one of the shipped results",
        f"{name!r}, which is in none of {', '.join(map(str, PLACES))}",
        "Work in a clone of the repository, or install the package again.",
        error=FileNotFoundError,
    )
