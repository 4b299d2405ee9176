"""How a lesson is opened without installing: its links to Colab and Binder, and the cell that sets Colab up.

Both cells stand in every notebook, right after its title, and in no source: `tools/notebooks.py` puts them in when it
reads one. They carry the tag `launch`, by which a page that needs neither leaves them out. All addresses follow from
the repository's, which stands once, in pyproject.toml.
"""

from urllib.parse import quote, urlsplit

import nbformat
from nbformat import NotebookNode
from project import requirements, settings

TAG = "launch"
# What a lesson imports and Colab may lack. All else is there, and stays as it is: PyTorch, for one, fits its GPU.
SMALL = ("jaxtyping", "anywidget")
CELL = """\
# In Colab: install the course beside Colab's own PyTorch. Elsewhere: nothing to do.
import sys
from importlib.util import find_spec

if "google.colab" in sys.modules and not find_spec("nls_tutorial"):
    %pip install --quiet {small}
    %pip install --quiet --no-deps {package}"""


def address() -> str:
    """The repository, as a web page."""
    return settings()["project"]["urls"]["Repository"]


def package() -> str:
    """The package as pip takes it from the repository."""
    return f"git+{address()}"


def colab(path: str) -> str:
    """Opens a notebook of the repository in Colab."""
    return f"https://colab.research.google.com/github/{_slug()}/blob/main/{path}"


def binder(path: str) -> str:
    """Opens a notebook of the repository in JupyterLab on Binder."""
    return f"https://mybinder.org/v2/gh/{_slug()}/main?labpath={quote(path, safe='')}"


def _slug() -> str:
    return urlsplit(address()).path.strip("/")


def without(book: NotebookNode) -> NotebookNode:
    """The lesson as it is read where it need not be launched: on the site, on paper, in a classroom."""
    book.cells = [cell for cell in book.cells if TAG not in cell.metadata.get("tags", [])]
    return book


def cells(stem: str) -> list[NotebookNode]:
    """The two cells of one notebook: its links, and what Colab runs first."""
    path = f"notebooks/{stem}.ipynb"
    kind = "lesson" if stem[:2].isdigit() else "notebook"
    links = f"Nothing installed? [Open this {kind} in Colab]({colab(path)}) or [in Binder]({binder(path)})."
    needed = {
        one.name: ",".join(sorted(str(one.specifier).split(","), reverse=True))
        for one in requirements(extras=["course"])
    }
    small = " ".join(f'"{name}{needed[name]}"' for name in SMALL)
    code = CELL.format(small=small, package=package())
    tags = {"tags": [TAG]}
    return [nbformat.v4.new_markdown_cell(links, metadata=tags), nbformat.v4.new_code_cell(code, metadata=tags)]
