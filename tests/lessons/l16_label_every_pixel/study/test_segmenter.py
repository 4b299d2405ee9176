"""A segmenter learns from labelled pixels alone, and is asked for these."""

from functools import partial
from typing import Any

import pytest
import torch
from lessons.l16_label_every_pixel.samples import data

from nls_tutorial import losses
from nls_tutorial.data import ignore_border
from nls_tutorial.lessons import l16_label_every_pixel as lesson
from nls_tutorial.records import LabelMaps


def test_ignored_pixels_teach_nothing() -> None:
    maps = LabelMaps(data().images, ignore_border(data().labels, 1), data().class_names, "train")
    other = LabelMaps(maps.images, maps.labels, maps.class_names, "train")
    loss = partial(losses.margin_loss, margin=1.0)
    how: dict[str, Any] = {"seed": 0, "epochs": 3, "width": 2, "depth": 1}
    one, again = (lesson.train_segmenter(part, loss, **how) for part in (maps, other))
    whole = lesson.train_segmenter(data(), loss, **how)
    first, second, third = (network.state_dict()["head.weight"] for network in (one, again, whole))
    assert torch.equal(first, second)
    assert not torch.equal(first, third)
    with pytest.raises(ValueError, match="epochs must be at least 3"):
        lesson.train_segmenter(maps, loss, seed=0, epochs=2)
    answers = lesson.ask(one, maps)
    assert len(answers) == int((maps.labels != 255).sum())
    assert torch.equal(answers.labels, maps.labels[maps.labels != 255])
