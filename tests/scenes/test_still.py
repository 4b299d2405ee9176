"""A scene stands without its still picture, and says why."""

import pytest

from nls_tutorial import plots
from nls_tutorial.lessons.l02_soften_a_label import two_definitions
from nls_tutorial.scenes.still import still_or_why


def test_a_picture_and_no_words() -> None:
    picture, why = still_or_why(two_definitions(epsilons=3))
    assert picture.startswith(b"\x89PNG")
    assert why == ""


def test_no_picture_and_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> bytes:
        raise RuntimeError("no fonts")

    monkeypatch.setattr(plots, "png", fails)
    assert still_or_why(two_definitions(epsilons=3)) == (
        b"",
        "No still picture could be drawn (RuntimeError: no fonts).",
    )
