"""The table of lessons and launch links in README.md: python tools/links.py [--check].

The address of the repository stands once, in pyproject.toml's project URLs; the block between the two marks is written
from it and from the lessons that are built.
"""

import re
import sys
from pathlib import Path
from urllib.parse import quote, urlsplit

from project import ROOT, settings, write_or_check

TARGET = ROOT / "README.md"
BEGIN, END = "<!-- links:begin -->", "<!-- links:end -->"
BINDER = "[![Binder](https://mybinder.org/badge_logo.svg)](https://mybinder.org/v2/gh/{slug}/main?labpath={path})"
COLAB_BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
COLAB = f"[![Colab]({COLAB_BADGE})](https://colab.research.google.com/github/{{slug}}/blob/main/{{path}})"


def title(source: Path) -> str:
    """The lesson's own title: the first line of its first cell."""
    found = re.search(r"^# # (.+)$", source.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return found.group(1) if found else source.stem


def block() -> str:
    """The table, marks included."""
    address = settings()["project"]["urls"]["Repository"]
    slug = urlsplit(address).path.strip("/")
    rows = ["| lesson | in the browser, nothing to install | |", "| --- | --- | --- |"]
    for pair in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        path, source = f"notebooks/{pair.name}", pair.with_suffix(".py")
        links = BINDER.format(slug=slug, path=quote(path, safe="")), COLAB.format(slug=slug, path=path)
        rows.append(f"| [{source.stem[:2]} {title(source)}]({path}) | {links[0]} | {links[1]} |")
    rows += ["", f"In Colab, run `!pip install -q git+{address}` in a first cell; it leaves Colab's own PyTorch alone."]
    return "\n".join([BEGIN, *rows, END])


def text() -> str:
    """README.md as it should be."""
    readme = TARGET.read_text(encoding="utf-8")
    if readme.count(BEGIN) != 1 or readme.count(END) != 1:
        sys.exit(f"README.md must hold the marks {BEGIN} and {END} once each; put them where the table should stand.")
    head, tail = readme.split(BEGIN)[0], readme.split(END)[1]
    return head + block() + tail


if __name__ == "__main__":
    sys.exit(write_or_check(TARGET, text(), __doc__))
