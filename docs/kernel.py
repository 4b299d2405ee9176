"""Runs in a lesson's kernel before its first cell: a scene leaves its numbers in a file, and a place to mount them."""

import base64
import json
import os
from html import escape
from itertools import count
from pathlib import Path

from nls_tutorial.plots import png
from nls_tutorial.widgets import SceneWidget, encode

FOLDER, LESSON = Path(os.environ["NLS_SITE_SCENES"]), os.environ["NLS_SITE_LESSON"]
numbers = count(1)


def publish(widget, **_):
    """The scene as a page shows it: a still picture, in a place where the script mounts the live one."""
    spec, data = encode(widget.scene)
    name = f"{LESSON}_{next(numbers)}.json"
    payload = {"spec": spec, "data": base64.b64encode(data).decode("ascii")}
    (FOLDER / name).write_text(json.dumps(payload, ensure_ascii=False), encoding="utf-8")
    alt = widget.scene.alt()
    still = base64.b64encode(png(widget.scene)).decode("ascii")
    picture = f'<img src="data:image/png;base64,{still}" alt="{escape(alt, quote=True)}">'
    return {"text/html": f'<div class="nls-mount" data-scene="{name}">{picture}</div>', "text/plain": alt}, {}


SceneWidget._repr_mimebundle_ = publish
