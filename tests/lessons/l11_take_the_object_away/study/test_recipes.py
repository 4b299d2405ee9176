"""Recipes for labels, and training with them."""

import sys
from dataclasses import replace
from functools import partial

import torch
from torch import nn

from nls_tutorial.data import scene_splits
from nls_tutorial.lessons import l11_take_the_object_away as lesson
from nls_tutorial.models import mlp
from nls_tutorial.records import Images

SIZE = (16, 16)
module = sys.modules["nls_tutorial.lessons.l11_take_the_object_away.study.recipes"]


def data(seed: int):
    return scene_splits(120, 0, 60, seed=seed, classes=("circle", "star", "square"), size=24)


def network(seed: int, classes: int) -> nn.Module:
    return mlp(3 * 16 * 16, classes, width=16, features=8, seed=seed)


def test_the_rules_make_these_labels() -> None:
    labels, share = torch.tensor([1, 0]), torch.tensor([0.25, 1.0])
    rows = {name: recipe.rule(labels, share, 3) for name, recipe in lesson.RECIPES.items()}
    close = partial(torch.testing.assert_close, rtol=0, atol=1e-6)
    close(rows["hard"], torch.tensor([[0.0, 1, 0], [1, 0, 0]]))
    close(rows["LS α = 0.1"], torch.tensor([[0.05, 0.9, 0.05], [0.9, 0.05, 0.05]]))
    close(rows["ALS β = 1"], torch.tensor([[0.375, 0.25, 0.375], [1, 0, 0]]))
    close(rows["ALS β = 0.75"], torch.tensor([[0.28125, 0.4375, 0.28125], [1, 0, 0]]))
    close(rows["ALS β = 0.5"], torch.tensor([[0.1875, 0.625, 0.1875], [1, 0, 0]]))
    assert [name for name, recipe in lesson.RECIPES.items() if recipe.cutmix] == ["CutMix"]
    with_context = {name: recipe.context for name, recipe in lesson.RECIPES.items() if recipe.context}
    assert with_context == {"ALS β = 1, context": 0.15, "ALS β = 0.75, context": 0.15}


def test_the_mask_variant_trains_on_one_object_alone(monkeypatch) -> None:
    part = data(0).train
    other = part.boxes.flip(0)
    boxes = torch.stack([part.boxes, other], dim=1)
    two = replace(part, boxes=boxes, box_labels=torch.stack([part.labels, part.labels.flip(0)], dim=1))
    seen: list[Images] = []
    monkeypatch.setattr(module, "train", lambda network, data, *rest, **options: seen.append(data))
    for alone in (True, False):
        recipe = replace(lesson.RECIPES["hard"], own_object_only=alone)
        lesson.train_recipe(recipe, two, network(0, 3), size=SIZE, epochs=1)
    assert not seen[0].boxes[:, 1].any()
    assert (seen[0].images != two.images).any()
    assert seen[1] is two


def test_the_schedule_is_a_cosine_unless_one_is_given(monkeypatch) -> None:
    seen: list = []
    monkeypatch.setattr(module, "train", lambda *parts, **options: seen.append(options["scheduler"]))
    constant = torch.optim.lr_scheduler.ConstantLR
    for scheduler in (None, constant):
        lesson.train_recipe(
            lesson.RECIPES["hard"], data(0).train, network(0, 3), size=SIZE, epochs=7, scheduler=scheduler
        )
    made = seen[0](torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0))
    assert isinstance(made, torch.optim.lr_scheduler.CosineAnnealingLR)
    assert made.T_max == 7
    assert seen[1] is constant


def test_the_variants_with_two_objects() -> None:
    two = {name: recipe.own_object_only for name, recipe in lesson.RECIPES.items() if recipe.two_objects}
    assert two == {"ALS, two objects": False, "ALS, mask": True}
