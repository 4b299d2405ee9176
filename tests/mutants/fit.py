"""Where a mutant fits its file: by what its line says, whatever its white space, its trailing commas and its names.

A fragment is looked for as it stands; then by its tokens, so that a reformatted line still fits; then with any names in
the places of its names, the same one for the same, so that a renamed line does, too. Attributes and keywords stay. Each
step counts only when it leads to one place.
"""

import re
from dataclasses import dataclass
from keyword import iskeyword, issoftkeyword

TOKEN = re.compile(r"[^\W\d]\w*|\d[\w.]*|\s+|.", re.DOTALL)
NAME = re.compile(r"[^\W\d]\w*")
KEPT = {"torch", "F", "math", "numpy", "checks", "self", "True", "False", "None"}


@dataclass(frozen=True)
class Fit:
    """The place of a fragment, and the names that stand there for its own."""

    start: int
    end: int
    names: dict[str, str]


def fit(text: str, old: str) -> Fit:
    """The one place of `old` in `text`; ValueError when there is none, or more than one."""
    first, places = text.find(old), text.count(old)
    if places == 1:
        return Fit(first, first + len(old), {})
    if places == 0:
        for renamed in (False, True):
            pattern, names = _pattern(old, renamed)
            found = list(pattern.finditer(text))
            places = len(found)
            if places == 1:
                return Fit(*found[0].span(), {name: found[0][group] for name, group in names.items()})
            if places:
                break
    raise ValueError(f"{old!r} must stand exactly once, but does {places} times")


def broken(text: str, old: str, new: str) -> str:
    """The text with `new` in the place of `old`, in the names that are used there."""
    place = fit(text, old)
    put = "".join(place.names.get(token, token) for token in TOKEN.findall(new)) if place.names else new
    return text[: place.start] + put + text[place.end :]


def _pattern(old: str, renamed: bool) -> tuple[re.Pattern[str], dict[str, str]]:
    """What matches the fragment's tokens; with `renamed`, its names match any, told by the groups that are returned."""
    parts: list[str] = []
    names: dict[str, str] = {}
    before = ""
    for token in (token for token in TOKEN.findall(old) if not token.isspace()):
        comma = r",?\s*" if token in ")]}" and before != "," else ""
        space = r"\s+" if _word(before[-1:]) and _word(token[0]) else r"\s*"
        parts.append((space if before else "") + comma + _one(token, before, renamed, names))
        before = token
    return re.compile("".join(parts)), names


def _word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _one(token: str, before: str, renamed: bool, names: dict[str, str]) -> str:
    fixed = before == "." or token in KEPT or iskeyword(token) or issoftkeyword(token)
    if not renamed or fixed or not NAME.fullmatch(token):
        return re.escape(token)
    if token in names:
        return rf"\b(?P={names[token]})\b"
    names[token] = f"n{len(names)}"
    return rf"\b(?P<{names[token]}>[^\W\d]\w*)\b"
