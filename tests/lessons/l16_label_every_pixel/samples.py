"""Small inputs for every scene of lesson 16."""

from functools import cache

import numpy as np
import torch

from nls_tutorial.data import crowded_scenes
from nls_tutorial.lessons import l16_label_every_pixel as lesson
from nls_tutorial.lessons.l16_label_every_pixel.study import PIXELS
from nls_tutorial.lessons.l16_label_every_pixel.study.cell import maps_of
from nls_tutorial.models import unet
from nls_tutorial.records import Cell, LabelMaps, Predictions, Results

ARMS = ("CE", "LS", "MbLS m = 0", "MbLS m = 6")
MARGINS = (0.0, 6.0)
WIDTHS = (0, 1, 3)
NUMBERS = (2, 4, 5)


@cache
def data() -> LabelMaps:
    """Five small pictures."""
    return crowded_scenes(5, size=24, seed=3)


@cache
def seen() -> dict[str, Predictions]:
    """What two networks say of them that have learnt nothing, one of them surer."""
    networks = {name: unet(3, 5, width=4, depth=1, seed=seed).eval() for seed, name in enumerate(("CE", "LS"))}
    with torch.no_grad():
        networks["CE"].head.weight *= 8
    return {name: lesson.ask(network, data()) for name, network in networks.items()}


@cache
def results() -> Results:
    """A study of four arms and two seeds with made-up scores, and the maps of the two networks."""
    draws = np.random.default_rng(0)
    cells = {}
    for place, arm in enumerate(ARMS):
        for seed in (0, 1):
            scores = {
                name: draws.random(tuple(len(PIXELS.axes[axis]) for axis in column.axes))
                for name, column in PIXELS.scores.items()
            }
            kept = maps_of(seen()[("CE", "LS")[place % 2]], data()) if seed == 0 else {}
            cells[arm, seed] = Cell(arm, seed, {name: np.asarray(value) for name, value in scores.items()}, kept)
    return Results("pixels", ARMS, (0, 1), cells, PIXELS.scores, PIXELS.axes)


BUILDERS = {
    "confidence_maps": lambda: lesson.confidence_maps(results(), data(), ("CE", "LS")),
    "drag_the_margin": lambda: lesson.drag_the_margin(results(), data(), MARGINS, 1),
    "ignore_the_border": lambda: lesson.ignore_the_border(seen(), data(), WIDTHS, 2),
    "border_and_inner": lambda: lesson.border_and_inner(seen(), data(), 1),
    "drawn_anew": lambda: lesson.drawn_anew(seen()["CE"], NUMBERS),
}
