import pytest
from spec.hostile_words import scene_of_words

from nls_tutorial.scenes.still import still_or_why


def test_a_picture_and_no_words() -> None:
    picture, why = still_or_why(scene_of_words("w"), note="A note.", net="w2")
    assert picture.startswith(b"\x89PNG")
    assert why == ""


@pytest.mark.parametrize("error", [RuntimeError, MemoryError, ModuleNotFoundError, ZeroDivisionError])
def test_no_picture_and_the_reason(monkeypatch, error: type[Exception]) -> None:
    def fails(*_, **__):
        raise error("because")

    monkeypatch.setattr("nls_tutorial.plots.png", fails)
    assert still_or_why(scene_of_words("w")) == (b"", f"No still picture could be drawn ({error.__name__}: because).")
