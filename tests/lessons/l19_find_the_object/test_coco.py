"""AP, AP50 and AR: two engines against each other and against our own count."""

import pytest
import torch
from lessons.l19_find_the_object.samples import PICTURES, near_misses

from nls_tutorial import data
from nls_tutorial.lessons import l19_find_the_object as lesson


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_two_engines_agree_and_so_do_we(seed: int) -> None:
    pictures = data.object_scenes(20, objects=(0, 3), size=48, seed=seed)
    found = near_misses(pictures, seed)
    first, second = (lesson.coco_scores(found, pictures, backend=name) for name in ("pycocotools", "faster_coco_eval"))
    assert first == pytest.approx(second, abs=1e-6)
    assert first["AP50"] == pytest.approx(lesson.score_detections(found, pictures).average_precision, abs=5e-3)
    at = [lesson.score_detections(found, pictures, overlap=0.5 + 0.05 * step).average_precision for step in range(10)]
    assert first["AP"] == pytest.approx(sum(at) / 10, abs=5e-3)
    assert 0 < first["AP"] < first["AP50"] < 1
    assert first["AP"] < first["AR"] < 1


def test_truth_leaves_out_what_is_not_there() -> None:
    pictures = PICTURES.select(torch.tensor([0, 1]))  # a copy
    pictures.box_labels[0] = torch.tensor([4, -1, -1])
    pictures.box_labels[1] = -1
    truth = lesson.truth_of(pictures)
    assert [own["labels"].tolist() for own in truth] == [[5], []]
    assert torch.equal(truth[0]["boxes"], pictures.boxes[0, :1])


def test_perfect_boxes_score_one_and_no_box_nothing() -> None:
    truth = lesson.truth_of(PICTURES)
    perfect = [{**own, "scores": torch.ones(len(own["labels"]))} for own in truth]
    assert lesson.coco_scores(perfect, PICTURES) == pytest.approx({"AP": 1.0, "AP50": 1.0, "AR": 1.0})
    assert lesson.score_detections(perfect, PICTURES).average_precision == 1.0
    nothing = [{name: value[:0] for name, value in own.items()} for own in perfect]
    assert lesson.coco_scores(nothing, PICTURES)["AP"] == 0.0


def test_another_engine_is_refused() -> None:
    with pytest.raises(ValueError, match="backend must be one of 'pycocotools', 'faster_coco_eval', but got 'coco'"):
        lesson.coco_scores(near_misses(), PICTURES, backend="coco")
