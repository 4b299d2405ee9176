"""Real sentence pairs that an installable package brings: the messages of JupyterLab, translated by volunteers."""

import importlib.util
import json
from pathlib import Path

from nls_tutorial import checks
from nls_tutorial.data.files import missing
from nls_tutorial.data.pairs import split_pairs
from nls_tutorial.records import PairSplits, SentencePairs

CONTEXT = "\u0004"  # stands between a message's context and its text


def interface_messages(language: str = "de-DE", *, seed: int = 0) -> PairSplits:
    r"""What JupyterLab and its extensions say, in English and in the language of an installed language pack (BSD).

    About a thousand short messages; of several translations of one message the first counts. A demonstration: too few
    and too odd for a claim about BLEU.

    Args:
        language: of the package `jupyterlab-language-pack-…`: "de-DE", "fr-FR", …
        seed: decides which message is in which part: a tenth each for calibration and test, the rest to learn from.

    Returns the three parts. Raises MissingFileError where the package is not installed, TypeError for another type.
    First met in notebooks/18_translate.

    >>> interface_messages("xx-XX")
    Traceback (most recent call last):
        ...
    nls_tutorial.data.files.MissingFileError: language must be that of an installed language pack, but got 'xx-XX'. ...
    """
    checks.text("language", language, 'Give "de-DE".')
    name = language.replace("-", "_")
    package = importlib.util.find_spec(f"jupyterlab_language_pack_{name}") if name.isidentifier() else None
    if package is None or package.origin is None:
        step = f"Install it: python -m pip install jupyterlab-language-pack-{language}"
        missing("language", "must be that of an installed language pack", repr(language), step)
    folder = Path(package.origin).parent / "locale" / name / "LC_MESSAGES"
    pairs: dict[str, str] = {}
    for file in sorted(folder.glob("*.json")):
        for message, translations in json.loads(file.read_text(encoding="utf-8")).items():
            source = " ".join(message.rpartition(CONTEXT)[2].split())
            target = " ".join(translations[0].split()) if isinstance(translations, list) else ""
            if source and target:
                pairs.setdefault(source, target)
    if len(pairs) < 3:
        missing("language", "must be one with translated messages", f"{len(pairs)} in {language!r}", "Take de-DE.")
    return split_pairs(
        SentencePairs(tuple(pairs), tuple(pairs.values()), "all"), train=None, calibration=None, test=None, seed=seed
    )
