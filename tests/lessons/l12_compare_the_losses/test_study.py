"""The study of lesson 12: the poster's table beside results of which every verdict is known; floors."""

import numpy as np
import pytest
import torch
from spec.results_by_hand import losses_by_hand

from nls_tutorial.lessons import l12_compare_the_losses as lesson
from nls_tutorial.records import Results


def by_hand(eces: dict[str, list[float]]) -> Results:
    before = np.zeros((len(eces), 3, 4))
    before[:, :, 1] = list(eces.values())
    before[:, :, 2] = before[:, :, 1] / 2
    return losses_by_hand(tuple(eces), (0, 1, 2), before, before)


def test_each_verdict_by_hand() -> None:
    study = by_hand(
        {
            "CE": [0.2, 0.1, 0.15],
            "LS": [0.1, 0.01, 0.05],
            "FL": [0.3, 0.19, 0.26],
            "FLSD": [0.1, 0.2, 0.15],
            "ECP": [0.1, 0.01, 0.05],
            "own": [1, 0.91, 0.95],
        }
    )
    table = lesson.beside_poster(study)
    assert {row[0]: row[-1] for row in table.rows} == {
        "CE": "the one to compare with",
        "LS": "shows (here 3/3, poster 4/4)",
        "FL": "the opposite shows (here 0/3, poster 4/4)",
        "FLSD": "not settled with 3 seeds (here 1/3, poster 4/4)",
        "ECP": "shows (here 3/3, poster 3/4)",
        "own": "the opposite shows (here 0/3)",
    }
    assert table.rows[0][1:3] == ("15.0 / 7.5", "3.73 / 3.69")
    assert table.rows[-1][2:6] == ("not there",) * 4


def test_a_comparison_needs_its_reference() -> None:
    with pytest.raises(ValueError, match="against must be a loss of the study and the poster, but got 'CE'"):
        lesson.beside_poster(by_hand({"LS": [0.1, 0.2, 0.3]}))


def test_the_study_can_be_kept() -> None:
    study = lesson.NINE_LOSSES
    assert len({study.digest(arm, 0) for arm in study.arms}) == len(study.arms) == 9
    assert study.arms["normLSCE"]["rate"] == 0.03
    assert study.at("quick").settings["epochs"] == 50


def test_normlsce_is_the_normalized_loss_with_smoothed_labels() -> None:
    logits, labels = torch.tensor([[2.0, 0.0, -1.0], [0.0, 1.0, 0.5]]), torch.tensor([0, 2])
    log_p = torch.log_softmax(logits, dim=1)
    nce = (log_p.gather(1, labels[:, None]).squeeze(1) / log_p.sum(1)).mean()
    torch.testing.assert_close(lesson.normlsce(logits, labels), 0.9 * nce + 0.1 / 3)


def test_a_loss_at_its_floor_is_not_told_from_chance() -> None:
    before = np.zeros((2, 5, 4))
    before[:, :, 1] = [[0.041, 0.039, 0.040, 0.042, 0.038], [0.08, 0.09, 0.085, 0.088, 0.082]]
    study = losses_by_hand(("at it", "above it"), range(5), before, before, by_chance=np.full((2, 5), 0.04))
    assert lesson.against_floor(study, "at it").word == "not settled with 5 seeds"
    assert lesson.against_floor(study, "above it").word == "shows"
