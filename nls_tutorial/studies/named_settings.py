"""Settings from the command line, `--set batch=64 rate=0.05`: names that exist, values of the type they have."""

import difflib
import math
from collections.abc import Sequence
from typing import Any, NoReturn

from nls_tutorial import checks
from nls_tutorial.studies.study import DataFolder, Study

OTHERS = {"data": "--data FOLDER", "seeds": "--seeds N", "arms": "--arms ARM", "device": "--device cuda"}
NONE = "none"  # on the command line; None in Python
TRUTH = {"true": True, "false": False}


def set_by_words(study: Study, words: Sequence[str]) -> Study:
    """The study with the settings that `words` name, each NAME=VALUE; its cells are others than those without.

    A value must be of the type that the setting has: a whole number, a number, true or false, a text, or several of
    them with commas between. A setting that is None takes a whole number or "none". Raises ValueError for a word that
    is no NAME=VALUE, a name that is no setting (and says which is nearest), one that is named twice, one that is an
    axis of the scores, and a value of another type.

    >>> from nls_tutorial.records import Score
    >>> def compute(arm, *, seed, device, batch, rate):
    ...     return {"gap": arm * batch * rate}, {}
    >>> study = Study("tiny", "Tiny.", {"one": 1}, compute, {"gap": Score("")}, {"batch": 128, "rate": 0.1})
    >>> dict(set_by_words(study, ["batch=64", "rate=0.05"]).settings)
    {'batch': 64, 'rate': 0.05}
    >>> set_by_words(study, ["bath=64"])
    Traceback (most recent call last):
        ...
    ValueError: --set must name settings of tiny (batch, rate), but got 'bath'. Did you mean 'batch'?
    """
    found: dict[str, Any] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not (name and equals):
            checks.refuse("--set", "must be NAME=VALUE", repr(word), "Write --set batch=64, without blanks.")
        _settable(study, name)
        if name in found:
            checks.refuse("--set", "must name each setting once", repr(name), "Drop one of the two.")
        found[name] = _like(study.settings[name], value, name)
    return study.with_settings(**found)


def memory_ended(study: Study) -> str:
    """What to do when a cell of the study needs more memory than the device has, as a sentence.

    >>> from nls_tutorial.records import Score
    >>> def compute(arm, *, seed, device, batch, rate):
    ...     return {"gap": arm * batch * rate}, {}
    >>> study = Study("tiny", "Tiny.", {"one": 1}, compute, {"gap": Score("")}, {"batch": 128, "rate": 0.1})
    >>> memory_ended(study)
    'The memory of the device ended. Halve the batch: run the same command with --set batch=64 rate=0.05.'
    """
    ended, settings = "The memory of the device ended.", study.settings
    if isinstance(settings.get("parts"), int):
        parts = 2 * settings["parts"]
        return f"{ended} Take a batch in more parts: run the same command with --set parts={parts}."
    batch = settings.get("batch")
    if not isinstance(batch, int) or batch < 2:
        return f"{ended} {study.name} has no batch to halve: use a larger GPU, or --device cpu."
    words, half = [f"batch={batch // 2}"], batch // 2 / batch
    if isinstance(settings.get("rate"), float):
        words.append(f"rate={settings['rate'] * half:g}")
    return f"{ended} Halve the batch: run the same command with --set {' '.join(words)}."


def _settable(study: Study, name: str) -> None:
    can = [one for one, value in study.settings.items() if one not in study.axes and not isinstance(value, DataFolder)]
    if name in study.axes:
        step = (
            "Its figures would stand under the wrong heading. Use study.with_settings and axes of your own in Python."
        )
        checks.refuse("--set", f"must not name an axis of the scores of {study.name}", repr(name), step)
    if name in can:
        return
    if name in OTHERS:
        checks.refuse("--set", "must name a setting", repr(name), f"Use {OTHERS[name]}.")
    near = difflib.get_close_matches(name, can, n=1, cutoff=0.0)
    step = f"Did you mean {near[0]!r}?" if near else "Leave --set out."
    checks.refuse("--set", f"must name settings of {study.name} ({', '.join(can) or 'it has none'})", repr(name), step)


def _like(there: Any, word: str, name: str) -> Any:
    """`word` as a value of the type of `there`."""
    if isinstance(there, bool):
        return TRUTH[word.lower()] if word.lower() in TRUTH else _no(name, "must be true or false", word, there)
    if isinstance(there, int):
        return _whole(there, word, name)
    if isinstance(there, float):
        return _number(there, word, name)
    if there is None:
        return None if word.lower() == NONE else _whole(there, word, name)
    if isinstance(there, str):
        return word or _no(name, "must be a text", word, there)
    if isinstance(there, tuple | list) and there and all(type(one) is type(there[0]) for one in there):
        return type(there)(_like(there[0], part, name) for part in word.split(","))
    return _no(name, "must be a number, a text or true or false to be set here", word, there)


def _whole(there: Any, word: str, name: str) -> int:
    try:
        return int(word)
    except ValueError:
        rule = "must be a whole number" if there is not None else f"must be a whole number, or {NONE}"
        _no(name, rule, word, there)


def _number(there: float, word: str, name: str) -> float:
    try:
        value = float(word)
    except ValueError:
        value = math.nan
    return value if math.isfinite(value) else _no(name, "must be a number", word, there)


def _no(name: str, rule: str, word: str, there: Any) -> NoReturn:
    checks.refuse(f"--set {name}", rule, repr(word), f"It is {there!r} now.")
