"""The scenes of lesson 12, driven to their corners, against means, floors and ranks by plain loops."""

import numpy as np
import pytest
from lessons.l12_compare_the_losses.samples import AFTER, BEFORE, BUILDERS, CHANCE, NAMES, SCORES, STUDY
from spec.scene_checks import close, marks, said

from nls_tutorial.lessons import l12_compare_the_losses as lesson
from nls_tutorial.records import Line, Points, Rule, Scene, Text
from nls_tutorial.scenes import encode


@pytest.fixture(scope="module")
def built() -> dict[str, Scene]:
    return {name: build() for name, build in BUILDERS.items()}


def test_dots_and_diamonds_are_seeds_and_means(built: dict[str, Scene]) -> None:
    scene = built["losses_side_by_side"]
    for panel, score in enumerate((1, 3)):
        *_, seeds, means = marks(scene, panel, Points)
        (reference,) = marks(scene, panel, Rule)
        close(reference.at.at({"stage": 0}), BEFORE[3, :, score].mean())
        for stage, numbers in enumerate((BEFORE, AFTER)):
            index = {"stage": stage}
            close(seeds.x.at(index), numbers[:, :, score].ravel())
            by_loss = np.nanmean(numbers[:, :, score], axis=1)
            close(means.x.at(index), by_loss)
            close(said(scene, index)[panel * 2 : panel * 2 + 2], [by_loss[NAMES.index("CE")], np.nanmin(by_loss)])
        assert list(means.y.at({"stage": 0})) == [5, 4, 3, 2, 1]
        assert [mark.text for mark in scene.panels[panel].marks[: len(NAMES)]] == list(NAMES)


def test_the_floors_are_what_chance_gives_as_trained(built: dict[str, Scene]) -> None:
    floors = marks(built["losses_side_by_side"], 0, Points)[0]
    close(floors.x.at({"stage": 0}), CHANCE.mean(axis=1))
    assert np.isnan(floors.x.at({"stage": 1})).all()
    assert len(marks(built["losses_side_by_side"], 1, Points)) == 2, "NLL has no floor"


def test_ranks_by_a_loop(built: dict[str, Scene]) -> None:
    scene = built["ranks_by_score"]
    lines = marks(scene, 0, Line)
    for at, count in enumerate((1, 2, 3)):
        expected = np.zeros((len(SCORES), len(NAMES)))
        for column in range(len(SCORES)):
            means = BEFORE[:, :count, column].mean(axis=1)
            for place, own in enumerate(means):
                better = [other > own if column == 0 else other < own for other in means]
                expected[column, place] = 1 + sum(better)
        for place, line in enumerate(lines):
            close(line.y.at({"seeds": at}), -expected[:, place])
        close(said(scene, {"seeds": at}), [np.abs(np.diff(expected, axis=0)).mean()])
    assert [text.text for text in marks(scene, 0, Text)] == list(NAMES)


@pytest.mark.parametrize("name", BUILDERS)
def test_a_scene_is_light(name: str, built: dict[str, Scene]) -> None:
    assert len(encode(built[name])[1]) < 50_000
    assert len(built[name].controls) == 1


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="scores must hold at least two"):
        lesson.ranks_by_score(STUDY, ("ECE",))
