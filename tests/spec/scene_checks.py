"""What the tests of the scene builders ask of a scene."""

import itertools

import numpy as np

from nls_tutorial.records import Control, Scene
from nls_tutorial.scenes import encode


def places(control: Control) -> list[int]:
    """Minimum, middle and maximum of a control's grid."""
    return sorted({0, len(control) // 2, len(control) - 1})


def corners(scene: Scene) -> list[tuple[dict[str, int], dict[str, float | str]]]:
    """Minimum, middle and maximum of every control, in every combination: positions and values."""
    found = []
    for chosen in itertools.product(*(places(control) for control in scene.controls)):
        index = {control.name: at for control, at in zip(scene.controls, chosen, strict=True)}
        found.append((index, {control.name: control.values[index[control.name]] for control in scene.controls}))
    return found


def marks(scene: Scene, panel: int, kind: type) -> list:
    """The marks of one kind in a panel, in order."""
    return [mark for mark in scene.panels[panel].marks if isinstance(mark, kind)]


def said(scene: Scene, index: dict[str, int]) -> list[float]:
    """The numbers that the readouts say at one position."""
    return [float(readout.value.at(index)) for readout in scene.readouts]


def close(seen: object, expected: object, rtol: float = 2e-5, atol: float = 5e-6) -> None:
    """A scene travels in float32: equal to about five digits."""
    np.testing.assert_allclose(np.asarray(seen), np.asarray(expected), rtol=rtol, atol=atol)


def is_light_and_says_itself(scene: Scene) -> None:
    """It opens at once, two hands are enough for it, and its words hold its title and its controls' labels."""
    spec, data = encode(scene)
    assert len(data) < 400_000
    assert len(scene.controls) <= 2
    assert "undefined" not in scene.alt()
    assert scene.alt().startswith(scene.title)
    assert {control["label"] for control in spec["controls"]} == {control.label for control in scene.controls}
