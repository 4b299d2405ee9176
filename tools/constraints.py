"""constraints.txt from the environment it runs in: python tools/constraints.py.

Bare `name==version` lines, no hosts and no hashes: the versions that were seen to pass together. Run it in an
environment that has the test group and nothing else, after the tests have passed there.
"""

import sys
from importlib.metadata import distributions

from packaging.utils import canonicalize_name
from packaging.version import Version
from project import ROOT, settings, write_or_check

TARGET = ROOT / "constraints.txt"
INSTALLERS = {"pip", "uv"}  # they are not part of what runs


def text() -> str:
    """The file as this environment would have it."""
    own = canonicalize_name(settings()["project"]["name"])
    installed = {canonicalize_name(found.metadata["Name"]): Version(found.version).public for found in distributions()}
    return "".join(
        f"{name}=={version}\n" for name, version in sorted(installed.items()) if name not in {own, *INSTALLERS}
    )


if __name__ == "__main__":
    sys.exit(write_or_check(TARGET, text(), __doc__))
