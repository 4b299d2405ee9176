"""The scene as a Jupyter widget: moves under the hand, with the still picture for a page that cannot move it."""

import base64
from collections.abc import Callable, Collection
from typing import Any

from nls_tutorial.checks import refuse
from nls_tutorial.extras import needs
from nls_tutorial.records import Control, Scene
from nls_tutorial.records.text import readable
from nls_tutorial.scenes.bundle import scene_module, scene_style
from nls_tutorial.scenes.encode import encode
from nls_tutorial.scenes.still import still_or_why

with needs("scenes"):
    import anywidget
    import traitlets

STILL_NOTE = "A still picture: run the cell to move it. (Nothing moves? Install ipywidgets and anywidget, then reload.)"
PNG = "image/png"

Build = Callable[..., Scene]


class SceneWidget(anywidget.AnyWidget):
    """Shows a `Scene`; `values` says where the hand left the controls, `move(...)` puts them somewhere else.

    First met in notebooks/00_start_here.

    >>> from nls_tutorial.lessons.l02_soften_a_label import finite_optimum
    >>> widget = SceneWidget(finite_optimum())
    >>> widget.move(epsilon=0.2)
    >>> widget.values["epsilon"]
    0.2
    """

    _esm = scene_module()
    _css = scene_style()

    spec = traitlets.Dict().tag(sync=True)
    data = traitlets.Bytes().tag(sync=True)
    index = traitlets.List(traitlets.Int()).tag(sync=True)
    live = traitlets.Bool(default_value=False).tag(sync=True)

    def __init__(self, scene: Scene, *, live: bool = False) -> None:
        spec, data = encode(scene, share=not live)
        super().__init__(spec=spec, data=data, index=spec["start"], live=live)
        self.scene = scene
        self._drawn: tuple[Scene | None, list[int], bytes] = (None, [], b"")

    @property
    def values(self) -> dict[str, float | str]:
        """The controls' present values by name."""
        return {control.name: control.values[at] for control, at in zip(self.scene.controls, self.index, strict=True)}

    def move(self, **values: float | str) -> None:
        """Put the named controls on the grid values nearest to `values`; the others stay."""
        place = {control.name: at for control, at in zip(self.scene.controls, self.index, strict=True)}
        wanted = self.scene.position(**values)
        place.update({name: wanted[name] for name in values})
        self.index = [place[control.name] for control in self.scene.controls]

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None, **kwargs: Any
    ) -> Any:
        """What a page may show: the widget, words, and the still picture where it is asked for, drawn once a place."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        picture, why = b"", ""
        if (not include or PNG in include) and PNG not in (exclude or ()):
            picture, why = self._still()
        words = self._words()
        data["text/plain"] = f"{words} {readable(why)}".rstrip()
        if picture:
            data[PNG] = base64.b64encode(picture).decode("ascii")
            metadata[PNG] = {"alt": data["text/plain"]}
        return data, metadata

    def _words(self) -> str:
        """The picture in words, with its numbers at the present place."""
        return readable(self.scene.alt(self.scene.position(**self.values)))

    def _still(self) -> tuple[bytes, str]:
        """The picture of the present place, kept until the scene moves."""
        scene, index, picture = self._drawn
        if scene is not self.scene or index != self.index:
            picture, why = still_or_why(self.scene, note=STILL_NOTE, **self.values)
            if not picture:
                return picture, why
            self._drawn = (self.scene, list(self.index), picture)
        return picture, ""


class LiveScene(SceneWidget):
    """A scene too large for a table: Python computes it for each position that the hand reaches.

    `build(**values)` returns a scene without controls, the same panels and marks at every position. The page keeps one
    question on its way at a time, skips the positions passed over meanwhile, and always ends where the hand stopped.

    >>> from nls_tutorial.records import Axis, Panel, Readout, track
    >>> def build(x):
    ...     panel = Panel("", Axis("x", 0, 1), Axis("y", 0, 1), ())
    ...     return Scene("A square", "Computed when asked.", (panel,), (), (Readout("x²", track(x**2)),))
    >>> live = LiveScene((Control("x", "x", (0.0, 0.5, 1.0), start=1),), build)
    >>> live.values
    {'x': 0.5}
    """

    def __init__(self, controls: tuple[Control, ...], build: Build) -> None:
        first = build(**{control.name: control.values[control.start] for control in controls})
        if first.controls:
            refuse(
                "build", "must return a scene without controls", f"{len(first.controls)} controls", "Pass them here."
            )
        super().__init__(Scene(first.title, first.description, first.panels, controls, first.readouts), live=True)
        self.build = build
        self.on_msg(lambda _, message, __: answer(self, build, message))


def answer(widget: SceneWidget, build: Build, message: dict[str, Any]) -> None:
    """Send the page the numbers of the position that it asks for, or say why there are none."""
    values = {c.name: c.values[at] for c, at in zip(widget.scene.controls, message["index"], strict=True)}
    try:
        spec, data = encode(build(**values), share=False)
        if [panel["marks"] for panel in spec["panels"]] != [panel["marks"] for panel in widget.spec["panels"]]:
            refuse("build", "must return the same panels and marks everywhere", values, "Use NaN to hide a mark.")
    except Exception as trouble:
        moved = zip(widget.scene.controls, message["index"], strict=True)
        where = ", ".join(f"{control.label} {control.say(at)}" for control, at in moved)
        words = f"There is no picture at {where}. {type(trouble).__name__}: {trouble}"
        widget.send({"answer": message["question"], "trouble": words})
        raise
    widget.send({"answer": message["question"]}, [data])


def show(scene: Scene) -> SceneWidget:
    """The scene as a widget: what a lesson's cell ends with."""
    return SceneWidget(scene)
