"""How Sphinx makes the site. Run `python tools/publish.py`, which brings the pages together first."""

import inspect
import re
import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "docs")]

from course import entries  # noqa: E402
from project import settings  # noqa: E402
from signposts import metatags  # noqa: E402

PROJECT = settings()["project"]
ADDRESS = PROJECT["urls"]["Repository"]
SITE = PROJECT["urls"]["Homepage"]
STATIC = ROOT / "docs" / "_build" / "source" / "_static"

project = "nls_tutorial"
author = "the nls_tutorial authors"
version = release = PROJECT["version"]
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.linkcode",
    "sphinx.ext.mathjax",
    "sphinx.ext.githubpages",  # tells GitHub Pages to serve the folders that start with an underscore
    "sphinx_copybutton",
    "sphinx_design",
    "glossary",
    "symbols",
]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
default_role = "code"
add_function_parentheses = False
nitpicky = True
# Names that other packages explain. The site is built without a network, so it cannot look up where.
nitpick_ignore_regex = [
    (
        "py:class",
        r"(collections\.abc|datetime|filelock|fractions|jaxtyping|matplotlib|numpy|os|pandas|pathlib|torch)\..+",
    ),
    ("py:class", r"Tensor|t\.Any"),  # as the signatures of torch and numpy write them
    ("py:class", r"nls_tutorial\.partial_conv\.convert\.Model|Stack"),  # a type variable; an alias of a type
    ("py:class", r"nls_tutorial\.records\.published_table\.Row"),  # a type variable
    ("py:class", r"nls_tutorial\.data\.file_names\.FileNames"),  # a field of PictureList, made by it alone
    ("py:class", r"nls_tutorial\.playground\.(choices\.Choice|points\.PlanePoints)"),  # rows of what it offers
    ("py:class", r"nls_tutorial\.exercises\.progress\.Standing"),  # a row of what progress() gives, made by it alone
]

myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence", "deflist", "attrs_block"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # the lessons were run when the pages were brought together
nb_code_prompt_show = "Show the solution"
nb_code_prompt_hide = "Hide the solution"
copybutton_exclude = ".linenos, .gp, .go"

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True  # as they are written, not as they show themselves
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88

html_theme = "sphinx_book_theme"
html_title = "Soft labels and calibrated networks"
html_static_path = [str(STATIC)]
html_css_files = ["scene.css", "site.css"]
html_js_files = [(name, {"defer": "defer"}) for name in ("scene.js", "mount.js", "tips.js")]
mathjax_path = "tex-svg-full.js"  # which no page loads: tools/lighten.py draws the equations
html_baseurl = SITE  # each page says its canonical address
html_search_scorer = str(STATIC / "search.js")
html_favicon = str(STATIC / "icon.svg")
html_context = {"default_mode": "auto"}
html_copy_source = True  # for the lessons' download buttons; tools/publish.py puts the true notebooks there
html_show_sourcelink = False
html_theme_options = {
    "repository_url": ADDRESS,
    "repository_branch": "main",
    "path_to_docs": "",
    "launch_buttons": {
        "binderhub_url": "https://mybinder.org",
        "colab_url": "https://colab.research.google.com",
        "notebook_interface": "jupyterlab",
    },
    "navbar_persistent": [],  # the sidebar has the search field
    "use_repository_button": True,
    "use_download_button": True,
    "use_fullscreen_button": False,
    "show_toc_level": 2,
    "home_page_in_toc": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}


def linkcode_resolve(domain: str, info: dict[str, str]) -> str | None:
    """Where the source of a public name lies: the file and its lines in the repository."""
    thing = import_module(info["module"])
    for part in info["fullname"].split("."):
        thing = getattr(thing, part, None)
    thing = inspect.unwrap(getattr(thing, "fget", None) or thing) if thing is not None else None
    try:
        file = Path(inspect.getsourcefile(thing) or "").relative_to(ROOT)
        lines, first = inspect.getsourcelines(thing)
    except (TypeError, ValueError, OSError):  # a constant or a field, or one that another library made
        return None
    return f"{ADDRESS}/blob/main/{file}#L{first}-L{first + len(lines) - 1}"


FIRST_MET = re.compile(r"First met in notebooks/(\d\d_\w+)")
APART = re.compile(r"(\$\$.+?\$\$|\$[^$]+\$|`[^`]+`)", flags=re.DOTALL)  # equations and code, not to be touched


ARGUMENT = re.compile(r"(\w+(?:, \w+)*): ")


def to_rst(docstring: list[str]) -> list[str]:
    """The library's docstrings as Sphinx reads them: $…$ become equations, arguments a list, "First met in" a link."""
    text = inspect.cleandoc("\n".join(docstring))
    blocks = [block if block.startswith(">>>") else _section(_prose(block)) for block in text.split("\n\n")]
    return "\n\n".join(blocks).splitlines()


def _prose(block: str) -> str:
    parts = APART.split(block)
    for place, part in enumerate(parts):
        if part.startswith("$"):
            parts[place] = f":math:`{' '.join(part.strip('$').split())}`"
        elif not part.startswith("`"):  # a bar or a star is only that, but for the star of a list
            parts[place] = FIRST_MET.sub(_link, re.sub(r"(?m)^\* |[|*]", _plain, part))
    return "".join(parts)


def _plain(found: re.Match[str]) -> str:
    return found[0] if found[0] == "* " else f"\\{found[0]}"


def _section(block: str) -> str:
    """A block under "Args:" as a list, one under "Returns:" or "Raises:" as a paragraph; any other as it is."""
    title, _, rest = block.partition("\n")
    if title not in ("Args:", "Returns:", "Raises:"):
        return block
    lines = inspect.cleandoc("\n" + rest).splitlines()
    if title != "Args:":
        return "\n".join([f"**{title[:-1]}**", *lines])
    return "\n".join(ARGUMENT.sub(r"* **\1**: ", line) if line[0] != " " else f"  {line.strip()}" for line in lines)


def _link(found: re.Match[str]) -> str:
    lesson = found[1]
    there = (ROOT / "notebooks" / f"{lesson}.py").exists()
    return f"First met in :doc:`/notebooks/{lesson}`" if there else f"First met in lesson {lesson[:2]}"


PARAMETERS = re.compile(r"<dl>\n((?:<dd>(?:(?!</?d[dl]).)*</dd>\n)+)</dl>", flags=re.DOTALL)


def parameters(body: str) -> str:
    """The page with each signature's parameters as lines: Sphinx writes lists of definitions that define no term."""

    def lines(found: re.Match[str]) -> str:
        inside = found[1].replace("<dd>", '<span class="nls-parameter">').replace("</dd>", "</span>")
        return f'<span class="nls-parameters">\n{inside}</span>'

    return PARAMETERS.sub(lines, body)


def setup(app) -> None:
    """Sphinx calls this."""

    def mend(app, what, name, thing, options, lines: list[str]) -> None:
        lines[:] = to_rst(lines)

    def mend_page(app, pagename, templatename, context, doctree) -> None:
        """Only lessons can be downloaded; the source of another page is not on the site."""
        about = next((one.lesson.idea for one in entries() if pagename == f"notebooks/{one.stem}"), "")
        context["metatags"] = context.get("metatags", "") + metatags(
            SITE, pagename, context.get("title") or html_title, about
        )
        if "body" in context:
            context["body"] = parameters(context["body"])
        for group in context.get("header_buttons", []):
            if group.get("label") == "download-buttons" and not pagename.startswith("notebooks/"):
                group["buttons"] = [one for one in group["buttons"] if one["label"] != "download-source-button"]

    app.connect("autodoc-process-docstring", mend)
    app.connect("html-page-context", mend_page, priority=900)  # after the theme, which makes them
