"""The launch links in README.md: python tools/links.py [--check].

The block between the two marks is written from the lessons that are built; the addresses come from tools/launch.py.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import launch
from project import ROOT, write_or_check

TARGET = ROOT / "README.md"
BEGIN, END = "<!-- links:begin -->", "<!-- links:end -->"


def title(source: Path) -> str:
    """The lesson's own title: the first line of its first cell."""
    found = re.search(r"^# # (.+)$", source.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return found.group(1) if found else source.stem


def block() -> str:
    """The links to every lesson, marks included."""
    pairs = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))

    def row(place: Callable[[str], str]) -> str:
        return " · ".join(f"[{pair.stem[:2]}]({place(f'notebooks/{pair.name}')})" for pair in pairs)

    lines = [
        "Every lesson opens in the browser, with nothing installed; the same links stand under its title.",
        "",
        f"- **Binder**, JupyterLab as you would install it; the first start takes some minutes: {row(launch.binder)}",
        f"- **Colab**, with a Google account; a lesson's first cell sets it up: {row(launch.colab)}",
    ]
    return "\n".join([BEGIN, *lines, END])


def text() -> str:
    """README.md as it should be."""
    readme = TARGET.read_text(encoding="utf-8")
    if readme.count(BEGIN) != 1 or readme.count(END) != 1:
        sys.exit(f"README.md must hold the marks {BEGIN} and {END} once each; put them where the links should stand.")
    head, tail = readme.split(BEGIN)[0], readme.split(END)[1]
    return head + block() + tail


if __name__ == "__main__":
    sys.exit(write_or_check(TARGET, text(), __doc__))
