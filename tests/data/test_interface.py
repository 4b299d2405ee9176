"""What JupyterLab says, from an installed language pack."""

import pytest

from nls_tutorial.data import MissingFileError, interface_messages


def test_messages_are_pairs() -> None:
    splits = interface_messages()
    parts = (splits.train, splits.calibration, splits.test)
    together = dict(pair for part in parts for pair in zip(part.source, part.target, strict=True))
    assert len(together) == sum(map(len, parts)) > 500
    assert together["Download"] == "Herunterladen"
    assert not any("\u0004" in text or "\n" in text for pair in together.items() for text in pair)


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(MissingFileError, match="pip install jupyterlab-language-pack-xx-XX"):
        interface_messages("xx-XX")
    with pytest.raises(MissingFileError, match="language must be that of an installed language pack"):
        interface_messages("../de")
    with pytest.raises(TypeError, match="language"):
        interface_messages(3)  # type: ignore[arg-type]
