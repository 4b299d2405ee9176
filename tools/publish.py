"""The site: python tools/publish.py [NAME ...]. Writes docs/_build/html: plain files, no kernel and no network needed.

Everything on it is made from what the repository holds: the lessons with the outputs that their notebooks store, and
their scenes alive, from a run of each lesson (see tools/captures.py); a front page with a card for each; a page for
each room of the library from its docstrings; docs/pages. Lessons that have not been run as they stand are run first.
With names, only those are, and a lesson without a run shows still pictures: quicker, for a look.

The equations are drawn by MathJax, which npm fetches once into docs/_build/npm, and tools/lighten.py has run under
Node.js: the pages hold them as pictures.
"""

import argparse
import base64
import gzip
import json
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import nbformat
from captures import capture_missing, scenes
from claims import with_claims
from front import front_page, with_about
from lighten import lighten
from pages import (
    PAGES,
    first_met,
    lesson_page,
    lesson_words,
    library_page,
    numbered,
    room_page,
    rooms,
    scene_name,
    stored,
    toctrees,
    with_origins,
)
from playground_files import with_playground, write_playground
from project import ROOT
from references import with_references
from signposts import signposts

from notebooks import LessonError, books, lessons, others

DOCS = ROOT / "docs"
BUILD = DOCS / "_build"
SOURCE, SITE = BUILD / "source", BUILD / "html"
# Draws the equations: one script with its glyphs inside, so that no font is fetched.
MATHJAX = ("mathjax", "3.2.2", "es5/tex-svg-full.js")  # for a deck, or a page to print


def from_npm(package: str, version: str, file: str) -> Path:
    """One file or folder of a package, fetched by npm into docs/_build/npm the first time that it is asked for."""
    folder = BUILD / "npm"
    target = folder / f"{package}-{version}-{Path(file).name}"
    if not target.exists():
        if not shutil.which("npm"):
            raise LessonError(f"npm is needed once, to fetch {package}. Install Node.js, then run this again.")
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as fresh:  # another process may be fetching it, too
            fetch = ["npm", "pack", "--silent", f"{package}@{version}"]
            done = subprocess.run(fetch, cwd=fresh, check=False, capture_output=True, text=True)
            if done.returncode:
                why = done.stderr.strip() or "it did not say why"
                raise LessonError(f"npm could not fetch {package} {version}: {why}")
            with tarfile.open(Path(fresh) / f"{package}-{version}.tgz") as packed:
                inside = [one for one in packed.getmembers() if one.name.startswith(f"package/{file}")]
                packed.extractall(fresh, inside, filter="data")
            with suppress(OSError):  # another process was quicker, with the same
                (Path(fresh) / "package" / file).rename(target)
    return target


def scripts_and_pictures(static: Path) -> None:
    """What the pages load, in one folder."""
    from nls_tutorial.scenes import palette_css, scene_script, scene_style

    shutil.copytree(DOCS / "static", static)
    shutil.copytree(DOCS / "pictures", static / "pictures")
    (static / "scene.js").write_text(scene_script(), encoding="utf-8")
    # a card's picture has no script that tells the dark from the light
    dark = palette_css().splitlines()[1].replace(".nls-scene.nls-dark", 'html[data-theme="dark"] .nls-thumb')
    (static / "scene.css").write_text(f"{scene_style()}\n{dark}\n", encoding="utf-8")


def pack(scene: dict) -> bytes:
    """A scene as mount.js unpacks it: the description with its length before it, and the numbers, byte by byte.

    First all the first bytes of the numbers, then all the second ones: neighbours are alike, and take less room.
    """
    spec = json.dumps(scene["spec"], ensure_ascii=False).encode()
    data = base64.b64decode(scene["data"])
    planes = b"".join(data[place::4] for place in range(4))
    return gzip.compress(struct.pack("<I", len(spec)) + spec + planes, mtime=0)


def scene_files(source: Path, folder: Path) -> None:
    """The lesson's scenes, each as a script that a page can load from a server or from a folder, and as pictures."""
    folder.mkdir(exist_ok=True)
    for file in scenes(source):
        name = scene_name(source, file)
        scene = json.loads(file.read_text(encoding="utf-8"))
        packed = base64.b64encode(pack(scene)).decode("ascii")
        (folder / f"{name}.js").write_text(f'(window.nlsScenes ??= {{}})["{name}"] = "{packed}";\n', encoding="utf-8")
        for theme in ("light", "dark"):
            shutil.copy(file.with_name(f"{file.stem}_{theme}.png"), folder / f"{name}_{theme}.png")


def bring_together(names: Sequence[str]) -> None:
    """Every page and file of the site, where Sphinx reads them."""
    sources, met = lessons(), first_met()
    capture_missing(books(names))
    shutil.rmtree(SOURCE, ignore_errors=True)
    shutil.copytree(PAGES, SOURCE)
    glossary = SOURCE / "glossary.md"
    words = glossary.read_text(encoding="utf-8")
    glossary.write_text(with_origins(words), encoding="utf-8")
    for name, made in (
        ("claims", lambda text: with_claims(text, sources)),
        ("references", lambda text: with_references(text, sources)),
        ("about", with_about),
        ("playground", with_playground),
    ):
        page = SOURCE / f"{name}.md"
        page.write_text(made(page.read_text(encoding="utf-8")), encoding="utf-8")
    for folder in ("notebooks", "library"):
        (SOURCE / folder).mkdir()
    scripts_and_pictures(SOURCE / "_static")
    write_playground(SOURCE / "_static", from_npm)
    search = SOURCE / "_static" / "search.js"
    told = f"const LESSON_OF = {json.dumps(lesson_words(words), ensure_ascii=False)};"
    search.write_text(search.read_text(encoding="utf-8").replace("const LESSON_OF = {};", told), encoding="utf-8")
    for source in [*sources, *others()]:
        scene_files(source, SOURCE / "_static" / "scenes")
        book = numbered(stored(source), source.stem[:2]) if source in sources else stored(source)
        page = lesson_page(book, met.get(source.stem, []))
        (SOURCE / "notebooks" / f"{source.stem}.ipynb").write_text(nbformat.writes(page), encoding="utf-8")
    for room in rooms():
        (SOURCE / "library" / f"{room}.md").write_text(room_page(room), encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (SOURCE / "library" / "index.md").write_text(library_page(readme), encoding="utf-8")
    (SOURCE / "index.md").write_text(front_page(sources, toctrees(sources)), encoding="utf-8")


def downloads(folder: Path) -> None:
    """The lessons as they are in the repository, where the pages' download buttons lead."""
    shutil.rmtree(folder.parent, ignore_errors=True)  # what Sphinx was given, solutions and all
    folder.mkdir(parents=True)
    for source in books():
        shutil.copy(source.with_suffix(".ipynb"), folder)


def sphinx(builder: str, target: Path) -> int:
    """Sphinx's exit code, with every warning an error."""
    command = [sys.executable, "-m", "sphinx", "--color", "-q", "-W", "--keep-going", "-b", builder, "-c", str(DOCS)]
    return subprocess.run([*command, "-d", str(BUILD / "doctrees"), str(SOURCE), str(target)], check=False).returncode


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 0 when the site is written and nothing complained."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="run only these lessons")
    parser.add_argument("--links", action="store_true", help="ask every address on the site, too; needs the network")
    asked = parser.parse_args(arguments)
    try:
        bring_together(asked.names)
    except LessonError as trouble:
        print(trouble, file=sys.stderr)
        return 1
    shutil.rmtree(SITE, ignore_errors=True)  # no page of an older site
    code = sphinx("html", SITE)
    if code == 0:
        downloads(SITE / "_sources" / "notebooks")
        lighten(SITE, from_npm(*MATHJAX[:2], "es5"))
        for name, text in signposts(SITE).items():
            (SITE / name).write_text(text, encoding="utf-8")
        print(f"wrote {SITE.relative_to(ROOT)}: open its index.html in a browser")
    if code == 0 and asked.links:
        code = sphinx("linkcheck", BUILD / "linkcheck")
    return code


if __name__ == "__main__":
    sys.exit(main())
