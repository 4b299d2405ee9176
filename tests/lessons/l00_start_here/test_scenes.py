"""The scene of lesson 00, its controls driven to minimum, middle and maximum, against the definition in plain loops."""

import math

from spec import scenes_by_hand as spec
from spec.scene_checks import close, corners, is_light_and_says_itself, marks, said

from nls_tutorial.lessons.l00_start_here import label_on_triangle
from nls_tutorial.records import Bars, Handle


def test_label_on_triangle() -> None:
    scene = label_on_triangle()
    (handle,) = marks(scene, 0, Handle)
    (bars,) = marks(scene, 1, Bars)
    for index, values in corners(scene):
        label = spec.label_on_triangle(**values)
        close(bars.y.at(index), label)
        close(said(scene, index), [max(label), spec.entropy(label)])
        close(handle.x.at(index), -0.5 * label[1] + 0.5 * label[2])
        close(handle.y.at(index), math.sqrt(3) / 2 * label[0])


def test_it_is_light_and_says_itself() -> None:
    is_light_and_says_itself(label_on_triangle())
