"""The scripts that train and draw in the page, its looks, and what it is told."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nls_tutorial.playground.cells import CELL
from nls_tutorial.playground.choices import CHOICES
from nls_tutorial.playground.knobs import SETTINGS, START
from nls_tutorial.playground.look import VIEW
from nls_tutorial.scenes.bundle import joined, scene_style

HERE = Path(__file__).parent
PANELS = ("reliability", "accuracy", "ece", "nll", "distances")  # what is drawn beside the planes
WORKER, PAGE, NOTEBOOK = HERE / "js", HERE / "page", HERE / "notebook"


def scripts() -> list[Path]:
    """The scripts of the worker that trains, as files to copy side by side.

    >>> [file.name for file in scripts()]
    ['engine.js', 'task.js', 'trainer.js', 'worker.js']
    """
    return sorted(WORKER.glob("*.js"))


def config(still: dict[str, Any]) -> dict[str, Any]:
    """What the page is told: the settings, the losses, the cell to copy, what is shown, and what stands there at first.

    >>> sorted(config({}))
    ['cell', 'choices', 'settings', 'shown', 'still', 'view']
    """
    choices = [{name: getattr(one, name) for name in ("name", "label", "knobs", "code")} for one in CHOICES]
    return {**told(still, START, None, PANELS), "choices": choices, "cell": CELL, "view": VIEW}


def told(
    still: dict[str, Any], asked: Mapping[str, Any], controls: Sequence[str] | None, panels: Sequence[str]
) -> dict[str, Any]:
    """What one playground is told on top of what all are: where its settings stand at first, and what it shows.

    With `controls` and `panels`, only those are shown; without `controls` all are, and the missions.

    >>> told({}, {**START, "loss": "margin"}, ["margin"], [])["shown"]
    {'controls': ['margin'], 'panels': [], 'missions': False}
    """
    names = ("name", "address", "label", "values", "texts")
    settings = [{**{name: getattr(one, name) for name in names}, "start": asked[one.name]} for one in SETTINGS]
    moved = [one.name for one in SETTINGS] if controls is None else list(controls)
    shown = {"controls": moved, "panels": list(panels), "missions": controls is None}
    return {"settings": settings, "shown": shown, "still": still}


def widget_module() -> str:
    """The playground of a notebook as one ES module: the Jupyter widget as default.

    >>> widget_module().splitlines()[-1]
    'export default playgroundWidget;'
    """
    shared = json.dumps({name: part for name, part in config({}).items() if name in ("choices", "cell", "view")})
    return f"const SHARED={shared};\n{joined(NOTEBOOK / 'widget.js')}\nexport default playgroundWidget;\n"


def notebook_style() -> str:
    """The looks of the widget: a scene's, and the playground's on top.

    >>> page_style() in notebook_style()
    True
    """
    return scene_style() + page_style()


def page_script(folder: str, still: dict[str, Any]) -> str:
    """The page as a plain script, that works from a file, too: a playground in each `.nls-playground`.

    `folder` is where the worker, the graphs and the points lie, seen from the script; `still` is what `still()` gives.

    >>> page_script("playground/", {}).splitlines()[-1]
    '})();'
    """
    given = json.dumps(config(still), ensure_ascii=False)
    begun = f"mountAll({given}, new URL({json.dumps(folder)}, document.currentScript.src));"
    return "\n".join(["(() => {", joined(PAGE / "playground.js"), begun, "})();", ""])


def page_style() -> str:
    """The playground's looks, on top of a scene's.

    >>> ".nls-play" in page_style()
    True
    """
    return (PAGE / "playground.css").read_text(encoding="utf-8")
