"""The scene on a plain HTML page: no kernel, no network, one file."""

import base64
import json
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from nls_tutorial import checks
from nls_tutorial.records import Scene
from nls_tutorial.records.text import readable
from nls_tutorial.scenes.bundle import scene_module, scene_style
from nls_tutorial.scenes.encode import encode
from nls_tutorial.scenes.still import still_or_why

HERE = Path(__file__).parent


def scene_page(scene: Scene, guess: dict[str, Any] | None = None) -> str:
    """A whole HTML page that shows `scene` and moves it, with everything inside.

    Follows the reader's light or dark setting. Without JavaScript it shows the still picture, or says
    why there is none. With `guess`, a question as `describe` gives it, the scene opens when it is answered.
    First met in notebooks/00_start_here.
    """
    spec, data = encode(scene)
    if guess is not None:
        _check_guess(guess)
    if guess:
        spec["guess"] = guess
    payload = json.dumps({"spec": spec, "data": base64.b64encode(data).decode("ascii")}, ensure_ascii=False)
    template = Template((HERE / "page.html").read_text(encoding="utf-8"))
    return template.substitute(
        title=escape(readable(scene.title)),
        style=scene_style(),
        still=question_html(guess, _still(scene)) if guess else _still(scene),
        payload=payload.replace("<", "\\u003c"),  # a title may hold "</script>" or "<!--<script>"
        script=scene_module(),
    )


def _check_guess(guess: object) -> None:
    step = "Give what describe(question, truth) gives."
    checks.instance("guess", guess, dict, step)
    assert isinstance(guess, dict)
    lacks = sorted({"kind", "text", "truth"} - guess.keys())
    if guess and lacks:
        checks.refuse("guess", f"must say {', '.join(lacks)}", ", ".join(map(str, guess)), step)


def question_html(guess: dict[str, Any], inside: str) -> str:
    """A question and its answers for a page without JavaScript, the right one and `inside` folded away."""
    answers = "".join(f"<li>{escape(answer)}</li>" for answer in guess["texts"]) if guess["kind"] == "choice" else ""
    listed = f'<ol type="A">{answers}</ol>' if answers else ""
    fold = f"<summary>The answer</summary><p>{escape(guess['truth'])}</p>{inside}"
    return f'<div class="nls-asked"><p><b>{escape(guess["text"])}</b></p>{listed}<details>{fold}</details></div>'


def _still(scene: Scene) -> str:
    """The still picture with the scene in words, or the words alone."""
    picture, why = still_or_why(scene)
    alt = escape(readable(scene.alt()), quote=True)
    if not picture:
        return f"<p>{alt}</p><p>{escape(readable(why))}</p>"
    return f'<img src="data:image/png;base64,{base64.b64encode(picture).decode("ascii")}" alt="{alt}">'


def save_page(scene: Scene, path: str | Path, guess: dict[str, Any] | None = None) -> Path:
    """Write `scene_page(scene, guess)` to `path` and return it.

    >>> import tempfile
    >>> from nls_tutorial.lessons.l02_soften_a_label import finite_optimum
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = save_page(finite_optimum(), f"{folder}/page.html").read_text()
    >>> page == scene_page(finite_optimum()), page[:15]
    (True, '<!doctype html>')
    """
    target = Path(path)
    target.write_text(scene_page(scene, guess), encoding="utf-8")
    return target
