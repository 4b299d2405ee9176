"""Every link of the built site leads somewhere: files and anchors within it, and known hosts, by https, outside."""

from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import publish
import pytest
from browser.served import build

from nls_tutorial.playground.knobs import SETTINGS

pytestmark = pytest.mark.browser

# Where the site may lead: a new host is added here by someone who has looked at it.
HOSTS = {
    "arxiv.org",
    "colab.research.google.com",
    "distributed.dask.org",
    "docs.astral.sh",
    "doi.org",
    "github.com",
    "mybinder.org",
    "nls-tutorial.github.io",
    "pydata-sphinx-theme.readthedocs.io",
    "scikit-learn.org",
    "sphinx-book-theme.readthedocs.io",
    "www.cs.toronto.edu",
    "www.sphinx-doc.org",
}


class Page(HTMLParser):
    """What a page links to or loads, and the anchors that it has."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = dict(attributes)
        self.targets += [said[name] for name in ("href", "src") if said.get(name)]
        self.anchors |= {said[name] for name in ("id", "name") if said.get(name)}


@pytest.fixture(scope="module")
def pages() -> list[Path]:
    build()
    found = [page for page in sorted(publish.SITE.rglob("*.html")) if "_static" not in page.parts]
    assert len(found) > 30
    return found


@cache
def read(path: Path) -> Page:
    return Page(path)


def sets_the_playground(anchor: str) -> bool:
    """Whether each part, m=6 or data=moons, is a setting that the playground has."""
    values = {one.address: {f"{v:g}" if isinstance(v, float) else str(v) for v in one.values} for one in SETTINGS}
    asked = dict(parse_qsl(anchor))
    return bool(asked) and all(text in values.get(name, ()) for name, text in asked.items())


def test_every_link_within_the_site_leads_to_a_file_and_an_anchor(pages: list[Path]) -> None:
    broken, seen = [], 0
    for page in pages:
        for target in read(page).targets:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            seen += 1
            there = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            anchor = unquote(parts.fragment)
            if there.name == "playground.html" and sets_the_playground(anchor):
                continue
            if not there.is_file() or (anchor and there.suffix == ".html" and anchor not in read(there).anchors):
                broken.append(f"{page.relative_to(publish.SITE)}: {target}")
    assert broken == []
    assert seen > 1000


def test_every_link_outside_is_https_to_a_known_host(pages: list[Path]) -> None:
    outside = {target for page in pages for target in read(page).targets if urlsplit(target).netloc}
    assert [target for target in sorted(outside) if not target.startswith("https://")] == []
    assert {urlsplit(target).netloc for target in outside} - HOSTS == set()
    assert [target for page in pages for target in read(page).targets if target.startswith(("file:", "http:"))] == []
