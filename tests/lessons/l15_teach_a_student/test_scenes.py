"""The scenes of lesson 15, driven to their corners, against softmax, means and information done by hand."""

import itertools

import numpy as np
import pytest
import torch
from lessons.l15_teach_a_student.samples import BUILDERS, DIGITS, EPOCHS, trained
from spec.scene_checks import close, corners, marks, said
from torch.nn import functional as F

from nls_tutorial import studies
from nls_tutorial.geometry import mutual_information, project
from nls_tutorial.lessons import l15_teach_a_student as lesson
from nls_tutorial.models import templates
from nls_tutorial.records import Bars, Points, Scene
from nls_tutorial.scenes import encode


@pytest.fixture(scope="module")
def built() -> dict[str, Scene]:
    return {name: build() for name, build in BUILDERS.items()}


def test_the_bars_are_tempered_probabilities_and_their_rest(built: dict[str, Scene]) -> None:
    scene = built["what_a_teacher_says"]
    (all_bars,), (rest,) = marks(scene, 1, Bars), marks(scene, 2, Bars)
    for (place, teacher), (at, T) in itertools.product(enumerate(trained()[0].values()), enumerate((1.0, 2.0, 4.0))):
        with torch.no_grad():
            p = F.softmax(teacher(DIGITS.test.images[:1])[0].double() / T, dim=0)
        index = {"teacher": place, "temperature": at}
        close(all_bars.y.at(index), p.tolist())
        shares = [float(p[k] / (1 - p[8])) for k in range(10) if k != 8]
        close(rest.y.at(index), shares)
        close(said(scene, index), [float(p[8]), max(shares)])


def test_the_middles_of_the_classes_are_one_unit_apart_on_average(built: dict[str, Scene]) -> None:
    scene = built["teachers_on_a_plane"]
    for place, teacher in enumerate(trained()[0].values()):
        dots, at = marks(scene, 0, Points), {"teacher": place}
        middles = torch.tensor([[float(np.nanmean(dot.x.at(at))), float(np.nanmean(dot.y.at(at)))] for dot in dots])
        assert float(torch.pdist(middles).mean()) == pytest.approx(1, rel=1e-4)
        with torch.no_grad():
            features = teacher.features(DIGITS.test.images)
        plane = project(features, DIGITS.test.labels, templates(teacher), (3, 8, 5))
        for dot, k in zip(dots, (3, 8, 5), strict=True):
            own = plane.points[plane.labels == k][:10]
            x, y = (torch.as_tensor(axis.at(at)) for axis in (dot.x, dot.y))
            assert float(torch.pdist(torch.stack([x, y], 1))[0] / torch.pdist(own)[0]) == pytest.approx(
                float(torch.pdist(torch.stack([x, y], 1))[-1] / torch.pdist(own)[-1]), rel=1e-3
            )


def test_spread_is_the_root_mean_square_distance_from_the_middle_of_a_class(built: dict[str, Scene]) -> None:
    scene = built["teachers_on_a_plane"]
    for place in (0, 1):
        squares = []
        for mark in marks(scene, 0, Points):
            x, y = mark.x.at({"teacher": place}), mark.y.at({"teacher": place})
            squares.append((x - np.nanmean(x)) ** 2 + (y - np.nanmean(y)) ** 2)
        close(said(scene, {"teacher": place}), [np.sqrt(np.nanmean(np.concatenate(squares)))], 1e-4)


def test_each_dot_is_a_seed_and_the_large_one_their_mean(built: dict[str, Scene]) -> None:
    scene, stored = built["students_of_teachers"], studies.bundled("teachers")
    for panel, score in enumerate(("whole", "missing")):
        dots = marks(scene, panel, Points)
        for arm, small, large in zip(stored.arms, dots[::2], dots[1::2], strict=True):
            for at, T in enumerate(stored.axes["temperature"]):
                numbers = stored.scores(arm, score, temperature=T)
                close(small.x.at({}), stored.scores(arm, "teacher"))
                close(small.y.at({"temperature": at}), numbers)
                close(large.y.at({"temperature": at}), [numbers.mean()])


def test_no_dot_leaves_its_panel(built: dict[str, Scene]) -> None:
    scene = built["students_of_teachers"]
    for index, _ in corners(scene):
        for number, panel in enumerate(scene.panels):
            for dots in marks(scene, number, Points):
                for axis, values in ((panel.x, dots.x.at(index)), (panel.y, dots.y.at(index))):
                    assert axis.low <= values.min() <= values.max() <= axis.high


def test_information_and_heaps_by_hand(built: dict[str, Scene]) -> None:
    scene, values = built["information_during_training"], trained()[1]
    heaps = marks(scene, 1, Points)
    for e, a in itertools.product(range(len(EPOCHS)), range(2)):
        index, one = {"epoch": e, "teacher": a}, values[e, a].double()
        close(said(scene, index), [float(mutual_information(one))])
        sigma = (one - one.mean(1, keepdim=True)).square().mean().sqrt()
        close(torch.cat([torch.as_tensor(heap.x.at(index)) for heap in heaps]), (one.mean(1) / sigma).tolist(), 1e-4)


@pytest.mark.parametrize("name", BUILDERS)
def test_a_scene_is_light(name: str, built: dict[str, Scene]) -> None:
    assert len(encode(built[name])[1]) < 100_000
    assert len(built[name].controls) <= 2


def test_what_does_not_fit_is_refused() -> None:
    one = dict(itertools.islice(trained()[0].items(), 1))
    with pytest.raises(ValueError, match="teachers must be two or more"):
        lesson.what_a_teacher_says(one, DIGITS.test.images[0], 8, (1.0, 2.0))
    with pytest.raises(ValueError, match="teachers must be two or more"):
        lesson.teachers_on_a_plane(one, DIGITS.test, (3, 8, 5))
    with pytest.raises(ValueError, match=r"values must have shape \(3, 2, N, L\)"):
        lesson.information_during_training((1, 2, 3), ("a", "b"), trained()[1])
