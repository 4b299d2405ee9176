"""The scripts that train and draw in the page, its looks, and what it is told."""

import json
from pathlib import Path
from typing import Any

from nls_tutorial.playground.cells import CELL
from nls_tutorial.playground.choices import CHOICES
from nls_tutorial.playground.knobs import SETTINGS
from nls_tutorial.playground.look import VIEW
from nls_tutorial.scenes.bundle import joined

HERE = Path(__file__).parent
WORKER, PAGE = HERE / "js", HERE / "page"


def scripts() -> list[Path]:
    """The scripts of the worker that trains, as files to copy side by side.

    >>> [file.name for file in scripts()]
    ['engine.js', 'task.js', 'trainer.js', 'worker.js']
    """
    return sorted(WORKER.glob("*.js"))


def config(still: dict[str, Any]) -> dict[str, Any]:
    """What the page is told: the settings, the losses, the cell to copy, and what stands there at first.

    >>> sorted(config({}))
    ['cell', 'choices', 'settings', 'still', 'view']
    """
    names = ("name", "address", "label", "values", "start", "texts")
    told = [{name: getattr(one, name) for name in names} for one in SETTINGS]
    choices = [{name: getattr(one, name) for name in ("name", "label", "knobs", "code")} for one in CHOICES]
    return {"settings": told, "choices": choices, "cell": CELL, "view": VIEW, "still": still}


def page_script(folder: str, still: dict[str, Any]) -> str:
    """The page as a plain script, that works from a file, too: a playground in each `.nls-playground`.

    `folder` is where the worker, the graphs and the points lie, seen from the script; `still` is what `still()` gives.

    >>> page_script("playground/", {}).splitlines()[-1]
    '})();'
    """
    told = json.dumps(config(still), ensure_ascii=False)
    begun = f"mountAll({told}, new URL({json.dumps(folder)}, document.currentScript.src));"
    return "\n".join(["(() => {", joined(PAGE / "playground.js"), begun, "})();", ""])


def page_style() -> str:
    """The playground's looks, on top of a scene's.

    >>> ".nls-play" in page_style()
    True
    """
    return (PAGE / "playground.css").read_text(encoding="utf-8")
