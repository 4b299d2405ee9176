"""A start-up file of a lesson's kernel: each scene that is shown also leaves its numbers and pictures in a folder.

The notebook gets the usual outputs, so a run that compares outputs captures the scenes as it goes. The folder is named
by NLS_SITE_SCENES; the scenes are numbered in the order in which they are shown. A cell that deletes the variable ends
the capture. See tools/captures.py.
"""

import base64
import json
import os
from itertools import count
from pathlib import Path

from nls_tutorial.scenes import SceneWidget, encode


def capture() -> None:
    """Let every scene that is shown leave its numbers; all names stay in here, for a lesson may use the same ones."""
    folder, numbers, usual = Path(os.environ["NLS_SITE_SCENES"]), count(1), SceneWidget._repr_mimebundle_
    tell, bytes_of, as_text = json.dumps, encode, base64.b64encode

    def shown(widget, **kwargs):
        """What the notebook shows, with the scene written to the folder on the way."""
        from nls_tutorial.plots import png

        if "NLS_SITE_SCENES" not in os.environ:
            return usual(widget, **kwargs)
        name = f"{next(numbers):02d}"
        spec, data = bytes_of(widget.scene)
        if "guess" in widget.spec:  # a scene that opens after a guess
            spec["guess"] = widget.spec["guess"]
        own = {"playground": widget.playground} if hasattr(widget, "playground") else {}  # what its page is told
        scene = {**own, "spec": spec, "data": as_text(data).decode("ascii"), "alt": widget.scene.alt()}
        (folder / f"{name}.json").write_text(tell(scene, ensure_ascii=False), encoding="utf-8")
        for theme in ("light", "dark"):
            (folder / f"{name}_{theme}.png").write_bytes(png(widget.scene, theme=theme))
        return usual(widget, **kwargs)

    SceneWidget._repr_mimebundle_ = shown


capture()
del capture
