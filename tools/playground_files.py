"""The playground on the site: its script and looks, and what the page fetches when the reader trains."""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock
from graph_files import GRAPHS, LIBRARY, ORT, ORT_FILES, digest, graph_files

from nls_tutorial.playground import KINDS
from nls_tutorial.playground.knobs import SETTINGS
from nls_tutorial.playground.scripts import page_script, page_style, scripts
from nls_tutorial.playground.still import still
from nls_tutorial.playground.task_file import task_file

FOLDER = "playground"
PICTURES = "pictures/playground"
ALT = (
    "The playground: two networks on the same points in the plane, a quarter of whose labels are wrong. At the left, "
    "after cross-entropy, hard borders wind around single points; at the right, after label smoothing, the borders are "
    "soft. Below each stands its accuracy, its ECE and its reliability diagram."
)


def place(*, compact: bool = False, static: str = "_static") -> str:
    """Where a page of the site has its playground: without JavaScript, a picture of it. `compact`: planes and knobs."""
    pictures = "".join(
        f'<img class="only-{theme}" src="{static}/{PICTURES}_{theme}.png" alt="{ALT}">' for theme in ("light", "dark")
    )
    return (
        f'<div class="nls-playground{" nls-compact" if compact else ""}"><noscript>{pictures}</noscript></div>\n'
        f'<link rel="stylesheet" href="{static}/playground.css">\n<script defer src="{static}/playground.js"></script>'
    )


def own_place(told: Mapping[str, Any], stills: str, static: str = "../_static") -> str:
    """Where a notebook's page has a playground of its own: what it is `told`, as a cell of the notebook made it.

    `stills` are its pictures, for a page without JavaScript.
    """
    payload = json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
    return (
        f'<div class="nls-playground"><noscript>{stills}</noscript>'
        f'<script type="application/json">{payload}</script></div>\n'
        f'<link rel="stylesheet" href="{static}/playground.css">\n<script defer src="{static}/playground.js"></script>'
    )


def with_playground(page: str) -> str:
    """The page with a playground where it says so."""
    return page.replace("<!-- playground -->", f"```{{raw}} html\n{place()}\n```")


def still_file(folder: Path = GRAPHS) -> Path:
    """What `still` gives, as a file; made once for each state of what it is made of."""
    told = hashlib.sha256(digest().encode())
    for leaf in ("knobs", "still", "task_file", "trainer"):
        told.update((LIBRARY / "playground" / f"{leaf}.py").read_bytes())
    file = folder / f"still-{told.hexdigest()[:16]}.json"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / "lock"):
        if not file.exists():
            part = file.with_suffix(".part")
            part.write_text(json.dumps(still()), encoding="utf-8")
            part.rename(file)
    return file


def write_playground(static: Path, from_npm: Callable[[str, str, str], Path]) -> None:
    """Everything into the folder of scripts and pictures; `from_npm(package, version, file)` brings onnxruntime-web."""
    seen = json.loads(still_file().read_text(encoding="utf-8"))
    (static / "playground.js").write_text(page_script(f"{FOLDER}/", seen), encoding="utf-8")
    (static / "playground.css").write_text(page_style(), encoding="utf-8")
    write_engine(static / FOLDER, from_npm)


def write_engine(folder: Path, from_npm: Callable[[str, str, str], Path]) -> None:
    """What the worker needs: its scripts, the graphs, onnxruntime-web, and the points of each task."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in [*scripts(), *graph_files().values()]:
        shutil.copy(file, folder)
    for name in ORT_FILES:
        shutil.copy(from_npm(*ORT, f"dist/{name}"), folder / name)
    seeds = next(one.values for one in SETTINGS if one.name == "seed")
    for kind in KINDS:
        for seed in seeds:
            (folder / f"{kind}-{seed}.bin").write_bytes(task_file(kind, int(seed)))
