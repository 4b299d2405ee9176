"""The playground in a notebook: the kernel trains, the page draws what the site's page draws."""

from collections.abc import Sequence
from typing import Any

import traitlets

from nls_tutorial import checks
from nls_tutorial.playground import lifetimes
from nls_tutorial.playground.engine import Engine
from nls_tutorial.playground.knobs import SETTINGS, Value, settings
from nls_tutorial.playground.picture import picture
from nls_tutorial.playground.scripts import PANELS, notebook_style, told, widget_module
from nls_tutorial.playground.still import frames, still_of
from nls_tutorial.playground.trainer import Trainer
from nls_tutorial.scenes import SceneWidget

STEPS = 500
_NAMES = {one.address: one.name for one in SETTINGS} | {one.name: one.name for one in SETTINGS}


class PlaygroundWidget(SceneWidget):
    """Two networks that the kernel trains under the hand; its scene is the picture that stands at first.

    `settings` says where the hand left everything, `step` how far the training is. `close()` ends it.
    """

    _esm = widget_module()
    _css = notebook_style()

    playground = traitlets.Dict().tag(sync=True)

    def __init__(
        self, asked: dict[str, Any], steps: int, controls: Sequence[str] | None, panels: Sequence[str]
    ) -> None:
        seen = frames(steps, asked)
        super().__init__(picture(seen[-1], asked, panels))
        self.playground = told(still_of(seen, asked), asked, controls, panels)
        self.engine = Engine(Trainer(asked), self.send)
        self.on_msg(lambda _, message, __: self.engine.do(message))

    @property
    def settings(self) -> dict[str, Any]:
        """Where everything stands now, by name."""
        return dict(self.engine.trainer.settings)

    @property
    def step(self) -> int:
        """How many steps both networks have made since the reader began to train."""
        return self.engine.trainer.step

    def close(self) -> None:
        """Ends the training and the widget."""
        self.engine.stop()
        lifetimes.forget(self.engine)
        super().close()


def playground(
    *,
    steps: int = STEPS,
    controls: Sequence[str] | None = None,
    panels: Sequence[str] | None = None,
    **given: Value,
) -> PlaygroundWidget:
    """Two networks from the same start that train while the reader moves what they train with: a cell ends with it.

    The left network learns by cross-entropy, the right one by `loss`. What is `given` is where things stand at first,
    by the names of `settings()` or of the page's address: playground(loss="margin", m=6, noise=0.25). `steps` were
    trained for the picture that stands there at first. `controls` are the settings that can be moved, all of them
    without it; `panels` what is drawn beside the planes: `"reliability"`, `"accuracy"`, `"ece"`, `"nll"`,
    `"distances"`, all of them without it.

    In a kernel, a thread trains from the reader's Train to their Pause. It ends, too, when the cell runs again, and
    when the kernel is interrupted. While another cell runs, it waits. Raises ValueError for a setting, control or
    panel that there is not, for a value that a setting does not have, and for steps outside 0 … 5000.
    """
    steps = checks.whole("steps", steps, 0, "They are trained before the picture is there.", high=5000)
    chosen = None if controls is None else tuple(_name("controls", name) for name in _several("controls", controls))
    drawn = PANELS if panels is None else tuple(_several("panels", panels))
    for name in drawn:
        checks.choice("panels", name, PANELS)
    shell = _shell()
    widget = PlaygroundWidget(_asked(given), steps, chosen, drawn)
    lifetimes.begin(widget.engine, widget.close, shell)
    return widget


def _several(name: str, values: Sequence[str]) -> Sequence[str]:
    checks.instance(name, values, (list, tuple), "Give a list of names.")
    return values


def _name(argument: str, name: str) -> str:
    checks.choice(argument, name, list(_NAMES))
    return _NAMES[name]


def _asked(given: dict[str, Value]) -> dict[str, Any]:
    """The settings by their own names; each at most once."""
    named: dict[str, Value] = {}
    for told_as, value in given.items():
        name = _name("setting", told_as)
        if name in named:
            both = " and ".join(one for one in given if _NAMES.get(one) == name)
            checks.refuse(told_as, f"must be given once: {both} are the same setting", value, "Give one of them.")
        named[name] = value
    return settings(**named)


def _shell() -> Any:
    """IPython's shell; None where Python runs without it."""
    try:
        from IPython import get_ipython
    except ModuleNotFoundError:
        return None
    return get_ipython()
