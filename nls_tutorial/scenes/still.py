"""The still picture of a scene that moves: where it cannot be drawn, the scene stands without it."""

from typing import Any

from nls_tutorial.records import Scene


def still_or_why(scene: Scene, **how: Any) -> tuple[bytes, str]:
    """The PNG of the scene and no words; or, where drawing fails, no picture and the words that say why."""
    from nls_tutorial.plots import png

    try:
        return png(scene, **how), ""
    except Exception as trouble:  # whatever it is: the scene on the page needs no matplotlib
        return b"", f"No still picture could be drawn ({type(trouble).__name__}: {trouble})."
