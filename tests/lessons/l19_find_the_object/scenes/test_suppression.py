"""Suppression step by step: against the rule as a loop, and its end against torchvision."""

import numpy as np
import pytest
import torch
from lessons.l19_find_the_object.samples import PICTURES, near_misses
from spec.scene_checks import close, is_light_and_says_itself, marks, said
from torchvision.ops import batched_nms, box_iou

from nls_tutorial.lessons import l19_find_the_object as lesson
from nls_tutorial.lessons.l19_find_the_object.scenes.suppression import GONE, KEPT, OVERLAPS, WAITING, walk
from nls_tutorial.records import Bars, Line, Picture

FOUND = {name: torch.cat([one[name] for one in near_misses(extra=3)])[:9] for name in ("boxes", "scores", "labels")}
FOUND["scores"] = FOUND["scores"] + torch.arange(9) * 1e-4  # no ties


def by_loop(boxes: torch.Tensor, labels: torch.Tensor, overlap: float, steps: int) -> list[int]:
    """The states of boxes in falling order of score after so many steps."""
    fit, states = box_iou(boxes, boxes), [WAITING] * len(boxes)
    for now in range(steps):
        if states[now] == GONE:
            continue
        states[now] = KEPT
        for later in range(now + 1, len(boxes)):
            if fit[now, later] > overlap and labels[now] == labels[later]:
                states[later] = GONE
    return states


@pytest.mark.parametrize("overlap", [0.1, 0.5, 0.9])
def test_every_step_is_the_rules(overlap: float) -> None:
    order = FOUND["scores"].argsort(descending=True)
    boxes, scores, labels = (FOUND[name][order].double() for name in ("boxes", "scores", "labels"))
    states = walk(boxes, scores, labels.long(), overlap)
    for step in range(len(boxes) + 1):
        assert states[step].tolist() == by_loop(boxes, labels, overlap, step)
    kept = batched_nms(boxes, scores, labels.long(), overlap).tolist()
    assert (states[-1] == KEPT).nonzero().flatten().tolist() == sorted(kept)
    assert not (states[-1] == WAITING).any()


def test_the_picture_shows_the_states() -> None:
    scene = lesson.suppress_by_hand(PICTURES.images[0], FOUND, most=6)
    order = FOUND["scores"].argsort(descending=True)[:6]
    boxes, scores, labels = (FOUND[name][order] for name in ("boxes", "scores", "labels"))
    lines = {mark.name: mark for mark in marks(scene, 0, Line)}
    (picture,) = marks(scene, 0, Picture)
    close(picture.pixels[5, 7], (255 * PICTURES.images[0, :, 5, 7]).round())
    (bars,) = marks(scene, 1, Bars)
    fit = torch.where(labels[:, None] == labels, box_iou(boxes, boxes), 0.0)
    for at, overlap in enumerate(OVERLAPS):
        for step in range(6):
            index = {"overlap": at, "step": step}
            states = by_loop(boxes, labels, overlap, step + 1)
            for name, state in (("waits", WAITING), ("stays", KEPT), ("gone", GONE)):
                shown = ~np.isnan(lines[name].x.at(index).reshape(6, 6)[:, 0])
                assert shown.tolist() == [one == state for one in states]
            close(lines["looked at"].x.at(index).reshape(6, 6)[step, :2], boxes[step, [0, 2]])
            close(lines["looked at"].y.at(index).reshape(6, 6)[step, 1:3], -boxes[step, [1, 3]])
            close(said(scene, index), [scores[step], states.count(KEPT), states.count(GONE)])
            close(bars.y.at(index)[step + 1 :], fit[step, step + 1 :])
            assert np.isnan(bars.y.at(index)[: step + 1]).all()


def test_what_does_not_fit_is_refused() -> None:
    single = {name: value[:1] for name, value in FOUND.items()}
    with pytest.raises(ValueError, match="found must hold at least two boxes, but got 1"):
        lesson.suppress_by_hand(PICTURES.images[0], single)
    with pytest.raises(ValueError, match="most must be"):
        lesson.suppress_by_hand(PICTURES.images[0], FOUND, most=1)


def test_it_is_light_and_says_itself() -> None:
    is_light_and_says_itself(lesson.suppress_by_hand(PICTURES.images[0], FOUND))
