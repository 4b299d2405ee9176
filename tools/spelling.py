"""The spelling of what people read: python tools/spelling.py. Prints each unknown word with its place, and fails then.

Read are the lessons' prose, the pages in Markdown, and in the library every text of more than a few words: docstrings,
messages, hints, titles. Code, equations and addresses are left out. Words are looked up in the dictionary of
pyspellchecker and in docs/words.txt: names, terms of the field, and British spellings.
"""

import ast
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from project import ROOT
from spellchecker import SpellChecker

WORDS = ROOT / "docs" / "words.txt"
PAGES = ("*.md", "docs/pages/*.md", "benchmarks/*.md", "data/**/*.md")
# Examples, code, equations, markup, addresses; and whatever holds a digit, an underscore, a dot or a slash inside, or
# opens a bracket: a name in code.
LEFT_OUT = re.compile(
    r"^[ \t]*>>> .*?(?=\n[ \t]*\n|\Z)|```.*?```|~~~.*?~~~|`[^`]*`|\$\$.*?\$\$|\$[^$]+\$"
    r"|<!--.*?-->|<style>.*?</style>|<[^>]+>|\]\([^)]*\)|https?://\S+|\{[^}\s]*\}|\\\w+"
    r"|\w*[\d_]\w*|\w+(?:[./=@]\w+)+(?:\(\))?|(?<!\w)\.\w+|\w+\(|--\w[\w-]*",
    re.DOTALL | re.MULTILINE,
)
WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
LONG = 3  # spaces in a text of the library that is prose and no name or label


def blank(found: re.Match[str]) -> str:
    """Nothing but the line breaks, so that places stay what they are."""
    return "\n" * found[0].count("\n") or " "


def of_lesson(text: str) -> Iterator[tuple[int, str]]:
    """The Markdown cells of a lesson's source: the line where each starts, and its text."""
    for cell in re.finditer(r"^# %% \[markdown\].*\n((?:#.*\n)*)", text, flags=re.MULTILINE):
        yield text.count("\n", 0, cell.start(1)) + 1, re.sub(r"^# ?", "", cell[1], flags=re.MULTILINE)


def of_library(text: str) -> Iterator[tuple[int, str]]:
    """The texts of a module."""
    # in a thread of its own: CPython 3.11 miscounts the parser's depth where greenlets run, as a browser's driver has
    with ThreadPoolExecutor(1) as apart:
        tree = apart.submit(ast.parse, text).result()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count(" ") >= LONG:
            yield node.lineno, node.value


def texts() -> Iterator[tuple[Path, int, str]]:
    """Everything that is read: file, line, text."""
    for path in sorted(page for pattern in PAGES for page in ROOT.glob(pattern)):
        yield path, 1, path.read_text(encoding="utf-8")
    for folder, parts in (("notebooks", of_lesson), ("nls_tutorial", of_library)):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for line, text in parts(path.read_text(encoding="utf-8")):
                yield path, line, text


def words(text: str) -> Iterator[tuple[int, str]]:
    """The words of a text with their lines, from 0; no acronyms and nothing with a capital inside."""
    prose = LEFT_OUT.sub(blank, text)
    for found in WORD.finditer(prose):
        word = re.sub(r"[’']s?$", "", found[0])
        if len(word) > 2 and word[1:] == word[1:].lower() and word.isascii():
            yield prose.count("\n", 0, found.start()), word


def listed() -> list[str]:
    """docs/words.txt."""
    return WORDS.read_text(encoding="utf-8").split()


def unknown() -> list[tuple[str, str]]:
    """The words that are in no dictionary, each with its place."""
    dictionary, own = SpellChecker(language="en"), {word.lower() for word in listed()}
    found = []
    for path, first, text in texts():
        for line, word in words(text):
            plain = word.lower().replace("’", "'")
            if plain not in own and not dictionary.known([plain]):
                found.append((f"{path.relative_to(ROOT).as_posix()}:{first + line}", word))
    return found


if __name__ == "__main__":
    wrong = unknown()
    for place, word in wrong:
        print(f"{place}: {word}")
    if wrong:
        print(f"{len(wrong)} words are unknown. Mend them, or add them to docs/words.txt.", file=sys.stderr)
    sys.exit(bool(wrong))
