"""A notebook's scenes as a page can show them without a network: what `jupyter nbconvert --to html` makes of them.

Jupyter's own pages fetch the script that draws widgets, and are blank where nothing can be fetched. Installed with the
package, a small configuration (`nbconvert.json`) has every page and every deck of slides go through `keep_scenes`.
"""

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from nls_tutorial.scenes.bundle import scene_script, scene_style

VIEW, STATE = "application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"
PNG = "image/png"
MOUNT = """\
<script>
(() => {
  let place = document.currentScript.previousElementSibling;
  let { spec, data } = JSON.parse(place.querySelector("script").textContent);
  let bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  place.replaceChildren();
  window.nlsMount(place, { spec, data: bytes.buffer });
})();
</script>"""


def keep_scenes(book: Any, resources: Any) -> tuple[Any, Any]:
    """A preprocessor of nbconvert: each scene alive where its numbers are saved with it, else its still picture."""
    states = _states(book)
    views = list(_views(book))
    first = True
    for output in views:
        model = states.get(output["data"][VIEW].get("model_id"), {})
        if not _is_scene(model, output):
            continue
        del output["data"][VIEW]
        if page := _alive(model, output, first):
            output["data"]["text/html"] = page
            first = False
    if views and not any(VIEW in output["data"] for output in views):
        book["metadata"].get("widgets", {}).pop(STATE, None)
        if not book["metadata"].get("widgets"):  # else the page would still ask for the script that nothing needs
            book["metadata"].pop("widgets", None)
    return book, resources


def _states(book: Any) -> dict[str, Any]:
    """The widgets that were saved with the notebook, by their ids."""
    return dict(book["metadata"].get("widgets", {}).get(STATE, {}).get("state", {}))


def _views(book: Any) -> Iterator[Any]:
    """The outputs that show a widget."""
    for cell in book["cells"]:
        yield from (output for output in cell.get("outputs", []) if VIEW in output.get("data", {}))


def _is_scene(model: Any, output: Any) -> bool:
    """A scene of this package: by its saved state, or, where nothing is saved, by the words beside its picture."""
    if model:
        return str(model.get("state", {}).get("_anywidget_id", "")).startswith("nls_tutorial.")
    return "alt" in output.get("metadata", {}).get(PNG, {})


def _alive(model: Any, output: Any, first: bool) -> str:
    """The scene as it was left, with its still picture until the script runs; nothing where it needs its kernel."""
    state = model.get("state", {})
    data = next((one["data"] for one in model.get("buffers", []) if one.get("path") == ["data"]), None)
    if data is None or state.get("live") or not state.get("spec"):
        return ""
    spec = {**state["spec"], "start": state.get("index") or state["spec"]["start"]}
    payload = json.dumps({"spec": spec, "data": data}, ensure_ascii=False).replace("<", "\\u003c")
    once = f"<style>{scene_style()}</style><script>{scene_script()}</script>\n" if first else ""
    still = output["data"].get(PNG, "")
    words = escape(output.get("metadata", {}).get(PNG, {}).get("alt", output["data"].get("text/plain", "")), quote=True)
    shown = f'<img src="data:image/png;base64,{still.strip()}" alt="{words}">' if still else f"<p>{words}</p>"
    return f'{once}<div>{shown}<script type="application/json">{payload}</script></div>{MOUNT}'
