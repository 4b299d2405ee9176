"""Real texts that are installed already: what eight libraries say about their own functions."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import torch

from nls_tutorial import checks
from nls_tutorial.data.files import missing
from nls_tutorial.data.seeds import generator
from nls_tutorial.data.splits import disjoint_indices
from nls_tutorial.data.words import split_words
from nls_tutorial.records import Documents, DocumentSplits

LIBRARIES = ("matplotlib", "networkx", "numpy", "pandas", "scipy", "sklearn", "sympy", "torch")
EACH, SPARE = 240, 10  # texts of a library; more of them, for those that another library has, too
LEAST = 40  # words of a text that is taken, after stripping
NOT_THEIRS = {"tests", "test", "testing", "_testing", "conftest.py", "setup.py"}
NAMES = re.compile(
    r"\b(?:matplotlib|pyplot|plt|networkx|nx|numpy|np|pandas|pd|scipy|sklearn|scikit|sympy|py ?torch|torch)\b", re.I
)
HEADING = re.compile(r"\n[ \t]*\n[ \t]*(?:Examples?|References?|See Also|Notes?|Warnings?)[ \t]*:?[ \t]*\n", re.I)


def documentation(*, train: int = 640, calibration: int = 480, test: int = 800, seed: int = 0) -> DocumentSplits:
    r"""Docstrings of eight installed libraries: which library wrote this text?

    The texts are real, in English and under open licences (BSD, matplotlib's own), and need no download. Of each
    library 240 different ones of at least 40 words are taken; `whole` has a header (module and name, as a post has a
    sender and a subject) and the examples in code, both of which give the class away. `stripped` ends before the
    examples, without lines of code or markup, and without the names of the eight libraries.

    Args:
        train, calibration, test: sizes of the three disjoint parts, stratified by class; 1,920 texts in all.
        seed: decides who is in which part.

    Returns the three parts. Other versions of the libraries have other texts. Raises ValueError or TypeError for sizes
    that do not fit, MissingFileError where a library is not installed or has too few texts.

    First met in notebooks/17_classify_text.
    """
    everything = _everything()
    for name, size in (("test", test), ("train", train)):
        checks.whole(name, size, len(LIBRARIES), "Take a few of each class.")
    sizes = {"test": test, "calibration": calibration, "train": train}
    parts = disjoint_indices(len(everything), sizes, seed, labels=everything.labels)
    return DocumentSplits(*(_named(everything.select(parts[name]), name) for name in ("train", "calibration", "test")))


def _named(part: Documents, split: str) -> Documents:
    return Documents(part.whole, part.stripped, part.labels, part.class_names, split)


@cache
def _everything() -> Documents:
    """`EACH` texts of each library; one that several libraries have is the first one's."""
    kept: dict[str, tuple[str, int]] = {}  # stripped → whole and class
    for place, library in enumerate(LIBRARIES):
        new = [(whole, stripped) for whole, stripped in _texts(library) if stripped not in kept][:EACH]
        kept.update({stripped: (whole, place) for whole, stripped in new})
    labels = torch.tensor([place for _, place in kept.values()])
    return Documents(tuple(whole for whole, _ in kept.values()), tuple(kept), labels, LIBRARIES, "all")


@cache
def _texts(library: str) -> tuple[tuple[str, str], ...]:
    """`EACH` + `SPARE` texts of a library, whole and stripped; which ones depends on what is installed alone."""
    found = importlib.util.find_spec(library)
    if found is None or found.origin is None:
        step = "Install the course: python -m pip install 'nls_tutorial[course]'."
        missing(library, "must be installed for these texts", "no such package", step)
    home = Path(found.origin).parent
    files = [file for file in sorted(home.rglob("*.py")) if not NOT_THEIRS & set(file.relative_to(home).parts)]
    order = torch.randperm(len(files), generator=generator(0, "split")).tolist()
    kept: dict[str, str] = {}  # stripped → whole, so that no text is there twice
    for number in order:
        for name, text in _docstrings(files[number]):
            stripped = strip_documentation(text)
            if len(split_words(stripped)) >= LEAST:
                module = ".".join((library, *files[number].relative_to(home).with_suffix("").parts))
                kept.setdefault(stripped, f"Module: {module}\nName: {name}\n\n{text}")
        if len(kept) >= EACH + SPARE:
            return tuple((whole, stripped) for stripped, whole in list(kept.items())[: EACH + SPARE])
    missing(library, f"must have {EACH + SPARE} documented functions", f"{len(kept)}", "Install a usual version of it.")


def _docstrings(file: Path) -> Iterator[tuple[str, str]]:
    """The documented functions and classes of a file that are public; nothing is imported or run."""
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError, OSError):  # a template, or a file for another Python
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            text = ast.get_docstring(node)
            if text:
                yield node.name, text


def strip_documentation(text: str) -> str:
    r"""A docstring without what gives its library away: examples and what follows, code, markup, the libraries' names.

    First met in notebooks/17_classify_text.

    >>> strip_documentation("Fit with numpy.\n\n.. versionadded:: 1.2\n\nSlowly.\n\nNotes\n-----\nBy Ann.")
    'Fit with .\n\n\nSlowly.'
    """
    checks.text("text", text, "Give one docstring.")
    prose = HEADING.split(text, maxsplit=1)[0]
    lines = [
        line for line in prose.splitlines() if not line.lstrip().startswith((">>>", "...", "..", "import ", "from "))
    ]
    return NAMES.sub("", re.sub(r"[`*]|:\w+:", "", "\n".join(lines))).strip()
