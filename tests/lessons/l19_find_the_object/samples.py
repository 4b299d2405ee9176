"""Small inputs for every scene of lesson 19."""

from functools import cache

import numpy as np
import torch
from torch import Tensor

from nls_tutorial import data, models
from nls_tutorial.lessons import l19_find_the_object as lesson
from nls_tutorial.lessons.l19_find_the_object.study.evaluation import AXES, SCORES, SHARES, THRESHOLDS
from nls_tutorial.records import Cell, Images, Results

PICTURES = data.object_scenes(4, objects=(1, 3), size=48, seed=3)


@cache
def classifier() -> models.Classifier:
    """A network that has learnt nothing; its maps have values all the same."""
    return models.gap_cnn(3, PICTURES.classes, width=4, seed=1)


def near_misses(pictures: Images = PICTURES, seed: int = 0, extra: int = 2) -> list[dict[str, Tensor]]:
    """In each picture every object, a little off, some twice and some with another label; as `detect` gives them."""
    draws = torch.Generator().manual_seed(seed)
    found = []
    for truth in lesson.truth_of(pictures):
        boxes = torch.cat([truth["boxes"]] * extra)
        boxes = boxes + 3 * torch.rand(boxes.shape, generator=draws)
        labels = torch.cat([truth["labels"]] * extra)
        other = torch.randint(1, pictures.classes + 1, labels.shape, generator=draws)
        labels = torch.where(torch.rand(labels.shape, generator=draws) < 0.25, other, labels)
        order = torch.rand(labels.shape, generator=draws).sort(descending=True)
        found.append({"boxes": boxes, "scores": order.values, "labels": labels})
    return found


def results(arms: tuple[str, ...] = ("from scratch", "hard"), seeds: int = 3) -> Results:
    """Made-up scores that tell arm, seed and place apart; the last threshold of the first arm keeps no box."""
    cells = {}
    for number, arm in enumerate(arms):
        for seed in range(seeds):
            scores = {}
            for place, (name, column) in enumerate(SCORES.items()):
                base = 0.1 * (number + 1) + 0.01 * seed + 0.002 * place
                count = {"threshold": len(THRESHOLDS), "share": len(SHARES)}.get("".join(column.axes), 0)
                scores[name] = base + 0.02 * np.arange(count) if count else np.array(base)
                if count and number == 0 and name in ("precision", "D-ECE", "D-ECE by chance"):
                    scores[name][-1] = np.nan
            draws = torch.Generator().manual_seed(10 * number + seed)
            sure = torch.rand(40, generator=draws) * (0.9 if number == 0 else 1.0)
            arrays = {"scores": sure.numpy(), "right": (torch.rand(40, generator=draws) < sure).numpy()}
            cells[arm, seed] = Cell(arm, seed, scores, arrays if seed == 0 else {})
    return Results("made_up", arms, tuple(range(seeds)), cells, SCORES, AXES)


BUILDERS = {
    "compare_beginnings": lambda: lesson.compare_beginnings({"one": results(), "other": results(seeds=2)}),
    "drag_threshold": lambda: lesson.drag_threshold(results()),
    "maps_beside_detector": lambda: lesson.maps_beside_detector(classifier(), near_misses(), PICTURES),
    "suppress_by_hand": lambda: lesson.suppress_by_hand(PICTURES.images[0], near_misses(extra=3)[0], most=6),
}
