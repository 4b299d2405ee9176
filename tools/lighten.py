"""The built pages, made light: equations drawn, icons put in their places, scripts and styles each in one file.

A page that Sphinx writes loads MathJax (2 MB) to draw its equations, FontAwesome (1.5 MB) for a dozen icons, and a
score of files. None of that is needed once it has been done: Node.js does it here, once for all readers.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from html import unescape
from pathlib import Path

from project import ROOT

from notebooks import LessonError

DRAW = ROOT / "tools" / "templates" / "draw.cjs"
INLINE = re.compile(r'<span class="math notranslate nohighlight">\\\((.*?)\\\)</span>', flags=re.DOTALL)
DISPLAY = re.compile(r'<div class="math notranslate nohighlight"[^>]*>\s*\\\[(.*?)\\\]</div>', flags=re.DOTALL)
ICON = re.compile(r'<(i|span) class="([^"]*\bfa-[^"]*)"([^>]*)></\1>')
NAME = re.compile(r'(?<=<span class="pre">)[\w.]+(?=</span></span>|</span></code></a>)')  # in a signature, or a link
ENTRY = re.compile(r"(?<=\.html#)([^\"]*\">)([^<]*)(?=</a>)")  # of the index
STYLE = re.compile(r'<link [^>]*href="([^"?]*_static/[^"?]*\.css)[^"]*"[^>]*>\s*')
SCRIPT = re.compile(r'<script [^>]*src="([^"?]*\.js)[^"]*"[^>]*></script>\s*')
TWICE = re.compile(r"<title>(.*?) (?:&#8212;|—) \1</title>")  # the first page has the site's own title
PRELOAD = re.compile(r'<link rel="preload"[^>]*>\s*')
MATHJAX = re.compile(r"<script>window\.MathJax = .*?</script>\s*", flags=re.DOTALL)
OPTIONS = "documentation_options.js"  # what a page's own lines of script go by: it comes first
LEFT_OUT = ("fontawesome.js", "tex-svg-full.js", "design-tabs.js", "sphinx-design.min.css")
SCENES = ("scene.js",)  # 50 kB, which a page without a scene does without
SEARCH = ("searchtools.js", "language_data.js", "searchindex.js")  # needed where one searches, and loaded everywhere
IMPORT = re.compile(r"""@import (?:url\()?["']?([^"')]+)["']?\)?;""")
COMMENT = re.compile(r"/\*.*?\*/", flags=re.DOTALL)
BLOCK = re.compile(r"([^{}]*)\{")
BRACE = re.compile(r"""[{}]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""")
COMMA = re.compile(r",(?![^(\[]*[)\]])")
STRINGS = re.compile(r"\[[^\]]*\]")  # a selector's [attribute="value"] names no class
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
CLASS_NAME = re.compile(r"-?[A-Za-z_][\w-]*")
SCENE = re.compile(r'<div class="nls-mount"[^>]* data-scene="([^"]+)"')
FONTS = re.compile(r"@font-face\{[^}]*fontawesome[^}]*\}")


def lighten(site: Path, mathjax: Path) -> None:
    """Rewrites every page of the site; `mathjax` is the folder of its scripts."""
    pages = [page for page in sorted(site.rglob("*.html")) if "_static" not in page.parts and page.name != "404.html"]
    texts = {page: page.read_text(encoding="utf-8") for page in pages}
    asked = {str(page): equations(text) for page, text in texts.items()}
    made = draw(site / "_static" / "scripts" / "fontawesome.js", mathjax, asked)
    words = said(texts.values(), site / "_static")
    for page, text in texts.items():
        text = with_equations(text, **made["pages"][str(page)])
        text = breakable(with_icons(text, made["icons"]), page.name == "genindex.html")
        page.write_text(bundled(text, page, site, words), encoding="utf-8")
    for folder in ("mathjax", "vendor", "locales"):
        shutil.rmtree(site / "_static" / folder, ignore_errors=True)
    for file in [*site.rglob("*.map"), site / "_static" / "scripts" / "fontawesome.js"]:
        file.unlink(missing_ok=True)


def draw(fontawesome: Path, mathjax: Path, pages: dict[str, list[tuple[str, bool]]]) -> dict:
    """What Node.js makes of the pages' equations, and the paths of the icons."""
    node = shutil.which("node")
    if not node:
        raise LessonError("Node.js is needed to draw the equations. Install it, then run this again.")
    asked = {"mathjax": str(mathjax / "node-main.js"), "fontawesome": str(fontawesome), "pages": pages}
    done = subprocess.run([node, str(DRAW)], input=json.dumps(asked), check=False, capture_output=True, text=True)
    if done.returncode:
        raise LessonError(f"the equations could not be drawn: {done.stderr.strip() or 'Node.js did not say why'}")
    return json.loads(done.stdout)


def breakable(text: str, index: bool) -> str:
    """The page with names that break after a dot or an underscore, and nowhere else, where there is no room."""
    text = NAME.sub(lambda found: after(found[0]), text)
    return ENTRY.sub(lambda found: found[1] + after(found[2]), text) if index else text


def after(name: str) -> str:
    """The name with places to break."""
    return re.sub(r"(?<=\w)([_.])(?=\w)", r"\1<wbr>", name)


# --------------------------------------------------------------------------------------------- equations and icons


def equations(text: str) -> list[tuple[str, bool]]:
    """The equations of a page in TeX: those of its lines, then those that stand alone."""
    inline = [(unescape(found), False) for found in INLINE.findall(text)]
    return inline + [(unescape(found).strip(), True) for found in DISPLAY.findall(text)]


def with_equations(text: str, drawn: list[str], glyphs: str) -> str:
    """The page with its equations drawn, and at its end the glyphs that they share."""
    if not drawn:
        return MATHJAX.sub("", text)
    each = iter(drawn)
    text = INLINE.sub(lambda _: next(each), text)
    text = DISPLAY.sub(lambda _: next(each), text)
    shared = f'<svg class="nls-glyphs" aria-hidden="true">{glyphs}</svg>\n</body>'
    return MATHJAX.sub("", text).replace("</body>", shared, 1)


def with_icons(text: str, icons: dict[str, dict[str, list]]) -> str:
    """The page with each icon as a picture in its place."""

    def shown(found: re.Match[str]) -> str:
        classes = found[2].split()
        style = "brands" if {"fab", "fa-brands"} & set(classes) else "solid"
        name = next((one[3:] for one in classes if one[3:] in icons[style]), None)
        if name is None:
            raise LessonError(f"there is no icon for {found[2]}")
        wide, tall, path = icons[style][name]
        kept = f'class="svg-inline--fa {found[2]}"{found[3]}'
        return (
            f'<svg {kept} viewBox="0 0 {wide} {tall}" aria-hidden="true"><path fill="currentColor" d="{path}"/></svg>'
        )

    return ICON.sub(shown, text)


# ------------------------------------------------------------------------------------------------- scripts and styles


def bundled(text: str, page: Path, site: Path, words: set[str]) -> str:
    """The page with its styles in one file and its scripts in another."""
    text = TWICE.sub(r"<title>\1</title>", PRELOAD.sub("", text))
    text, styles = taken(text, STYLE, page, ())
    seeking = page.name == "search.html"
    unneeded = (*(() if seeking else SEARCH), *(() if 'class="nls-mount"' in text else SCENES))
    text, scripts = taken(text, SCRIPT, page, unneeded)
    rules = used(FONTS.sub("", "\n".join(map(whole, styles))), words)
    head = f'<link rel="stylesheet" href="{stored(rules, "css", page, site)}">\n'
    options = [script for script in scripts if script.name == OPTIONS]
    head += "".join(f"<script>{script.read_text(encoding='utf-8')}</script>\n" for script in options)
    rest = [script for script in scripts if script not in options]
    if seeking:  # its scripts wait for each other as the page is read
        head += "".join(f'<script src="{leading(script, page)}"></script>\n' for script in early(rest))
        rest = [script for script in rest if script not in early(rest)]
    # not at the start, where one file's "use strict" would be meant for all
    code = ";\n".join(["void 0", *(script.read_text(encoding="utf-8") for script in rest)])
    head += f'<script defer src="{stored(code, "js", page, site)}"></script>\n'
    if scene := SCENE.search(text):  # the first one comes with the scripts, not after them
        file = site / "_static" / "scenes" / f"{scene[1]}.js"
        head += f'<link rel="preload" as="script" href="{leading(file, page)}">\n'
    place = text.index("<script>") if "<script>" in text else text.index("</head>")
    return text[:place] + head + text[place:]


def whole(style: Path) -> str:
    """A style sheet with those that it imports in their places."""
    text = style.read_text(encoding="utf-8")
    return IMPORT.sub(lambda found: whole(style.parent / found[1]), COMMENT.sub("", text))


def said(pages: Iterable[str], static: Path) -> set[str]:
    """Every word of the pages and of the scripts: what may be the name of a class."""
    scripts = (file.read_text(encoding="utf-8") for file in static.rglob("*.js") if "scenes" not in file.parts)
    return {word for text in [*pages, *scripts] for word in CLASS_NAME.findall(text)}


def used(rules: str, words: set[str]) -> str:
    """The rules whose selectors some page may fit: a class that nobody names is on no page."""
    kept, at = [], 0
    while found := BLOCK.match(rules, at):
        head, end = found[1], closing(rules, found.end())
        body = rules[found.end() : end - 1]
        if head.lstrip().startswith(("@media", "@supports", "@layer", "@container")):
            inner = used(body, words)
            kept += [f"{head}{{{inner}}}"] if inner.strip() else []
        elif head.lstrip().startswith("@"):
            kept.append(f"{head}{{{body}}}")
        else:
            fitting = [one for one in COMMA.split(head) if set(CLASS.findall(STRINGS.sub("", one))) <= words]
            kept += [f"{','.join(fitting)}{{{body}}}"] if fitting else []
        at = end
    return "\n".join(kept)


def closing(rules: str, at: int) -> int:
    """Where the block that has begun before `at` ends."""
    depth = 1
    for found in BRACE.finditer(rules, at):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    raise LessonError("a style sheet has a block without an end")


def early(scripts: list[Path]) -> list[Path]:
    """Of the scripts of the search page, those that must run while it is read."""
    first = {"doctools.js", "sphinx_highlight.js", *SEARCH}
    return [script for script in scripts if script.name in first or "stemmer" in script.name]


def taken(text: str, pattern: re.Pattern[str], page: Path, unneeded: tuple[str, ...]) -> tuple[str, list[Path]]:
    """The page without what it loads, and the files that it would have loaded, in order."""
    files = [(page.parent / address).resolve() for address in pattern.findall(text)]
    kept = [file for file in files if file.name not in (*LEFT_OUT, *unneeded)]
    return pattern.sub("", text), list(dict.fromkeys(kept))


def stored(text: str, kind: str, page: Path, site: Path) -> str:
    """The text as a file of its own beside the others, named by what it holds; the address from the page."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    file = site / "_static" / f"site-{digest}.{kind}"
    if not file.exists():
        file.write_text(text, encoding="utf-8")
    return leading(file, page)


def leading(file: Path, page: Path) -> str:
    """The address of a file from a page."""
    return os.path.relpath(file, page.parent).replace(os.sep, "/")
