"""The paper's size: its quick budget on a folder made by hand, and the layers that it shares."""

from pathlib import Path

import pytest
import torch
from lessons.l19_find_the_object.whole import photographs

from nls_tutorial import models, studies
from nls_tutorial.lessons import l19_find_the_object as lesson
from nls_tutorial.lessons.l19_find_the_object.study import TRANSFER_LARGE

pytestmark = pytest.mark.slow


def test_its_quick_budget_runs_to_its_end_on_a_folder(tmp_path: Path) -> None:
    study = TRANSFER_LARGE.at("quick", data=photographs(tmp_path / "cards"))
    found = studies.run_study(study, arms=("hard",), seeds=(0,), store=tmp_path / "store")
    assert 0 <= found.scores("hard", "AP50")[0] <= 1
    assert 0 <= found.scores("hard", "accuracy")[0] <= 1


def test_it_shares_the_classifiers_layers_and_has_a_class_more() -> None:
    classifier = models.resnet18(3, seed=0)
    model = lesson.RegionDetector(classifier, side=64)
    own = dict(classifier.body.named_parameters())
    shared = dict(model.net.backbone.body.named_parameters())
    assert all(shared[name] is own[name] for name in shared)
    assert model.net.roi_heads.box_predictor.cls_score.out_features == 4  # three classes and the background
    images, boxes = torch.rand(2, 3, 64, 64), torch.tensor([[[4.0, 4, 30, 30]], [[0, 0, 0, 0]]])
    losses = model.train()(images, boxes, torch.tensor([[2], [-1]]))  # the second picture is without objects
    assert losses.shape == (4,)
    assert losses.isfinite().all()
