"""Numbers over every position of some controls, each computed from the controls' values."""

import itertools
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from nls_tutorial.records.control import Control
from nls_tutorial.records.record import brief, refuse
from nls_tutorial.records.track import Track, track


def grid(compute: Callable[..., npt.ArrayLike], *controls: Control) -> Track:
    """What `compute` gives for the values of `controls`, at every position: a track over them, in their order.

    `compute` gets one value of each control and gives a number, or an array of the same shape each time.
    First met in notebooks/02_soften_a_label.

    >>> slope, start = Control("slope", "a", (1.0, 2.0)), Control("start", "b", (0.0, 10.0, 20.0))
    >>> line = grid(lambda a, b: [b, a + b], slope, start)
    >>> line.over, line.at({"slope": 1, "start": 2}).tolist()
    (('slope', 'start'), [20.0, 22.0])
    """
    for control in controls:
        if not isinstance(control, Control):
            refuse("controls", "must be controls", brief(control), "Make each with Control(...).", error=TypeError)
    if not callable(compute):
        refuse("compute", "must be a function", brief(compute), "It gets one value of each control.", error=TypeError)
    rows = [np.asarray(compute(*values)) for values in itertools.product(*(control.values for control in controls))]
    shape = (*map(len, controls), *rows[0].shape)
    return track(np.stack(rows).reshape(shape), *(control.name for control in controls))
