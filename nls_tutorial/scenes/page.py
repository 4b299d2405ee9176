"""The scene on a plain HTML page: no kernel, no network, one file."""

import base64
import json
from html import escape
from pathlib import Path
from string import Template

from nls_tutorial.records import Scene
from nls_tutorial.scenes.bundle import scene_module, scene_style
from nls_tutorial.scenes.encode import encode

HERE = Path(__file__).parent


def scene_page(scene: Scene) -> str:
    """A whole HTML page that shows `scene` and moves it, with everything inside.

    Follows the reader's light or dark setting. Without JavaScript it shows the still picture.
    First met in notebooks/00_start_here.
    """
    from nls_tutorial.plots import png

    spec, data = encode(scene)
    payload = json.dumps({"spec": spec, "data": base64.b64encode(data).decode("ascii")}, ensure_ascii=False)
    template = Template((HERE / "page.html").read_text(encoding="utf-8"))
    return template.substitute(
        title=escape(scene.title),
        style=scene_style(),
        still=base64.b64encode(png(scene)).decode("ascii"),
        alt=escape(scene.alt(), quote=True),
        payload=payload.replace("</", "<\\/"),  # a title may hold "</script>"
        script=scene_module(),
    )


def save_page(scene: Scene, path: str | Path) -> Path:
    """Write `scene_page(scene)` to `path` and return it.

    >>> import tempfile
    >>> from nls_tutorial.lessons.l02_soften_a_label import finite_optimum
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = save_page(finite_optimum(), f"{folder}/page.html").read_text()
    >>> page == scene_page(finite_optimum()), page[:15]
    (True, '<!doctype html>')
    """
    target = Path(path)
    target.write_text(scene_page(scene), encoding="utf-8")
    return target
