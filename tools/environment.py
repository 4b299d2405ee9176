"""environment.yml, for conda and Binder, from pyproject.toml: python tools/environment.py [--check]."""

import sys

from project import ROOT, requirements, settings, write_or_check

TARGET = ROOT / "environment.yml"
CONDA_NAMES = {"torch": "pytorch-cpu"}  # what differs on conda-forge; Binder has no GPU


def text() -> str:
    """The file as it should be."""
    # One version, the oldest supported, which the tests run on too: repo2docker (Binder) reads `python=3.11`, and for a
    # range it would begin with a Python of its own choice.
    python = settings()["project"]["requires-python"].removeprefix(">=")
    lines = [
        "# Written by tools/environment.py from pyproject.toml; edit that and run it again.",
        "name: nls-tutorial",
        "channels:",
        "  - conda-forge",
        "dependencies:",
        f"  - python={python}",
        "  - pip",
    ]
    for needed in requirements(extras=["course"]):
        ranges = sorted(str(needed.specifier).split(","), reverse=True)  # the lower bound first
        lines.append(f"  - {CONDA_NAMES.get(needed.name, needed.name)}{','.join(ranges)}")
    return "\n".join([*lines, "  - pip:", "      - -e .[course]", ""])


if __name__ == "__main__":
    sys.exit(write_or_check(TARGET, text(), __doc__))
