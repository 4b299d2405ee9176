"""The scenes of lesson 20, driven to their corners, against attacks, corruptions and means done by hand."""

import itertools

import pytest
import torch
from lessons.l20_attack_and_corrupt.samples import BUILDERS, RADII, TEST, networks
from spec.scene_checks import close, corners, marks, said
from torch.nn import functional as F

from nls_tutorial import studies
from nls_tutorial.attacks import pgd
from nls_tutorial.data import corrupt
from nls_tutorial.lessons import l20_attack_and_corrupt as lesson
from nls_tutorial.records import Bars, Line, Picture, Points, Scene
from nls_tutorial.scenes import encode


@pytest.fixture(scope="module")
def built() -> dict[str, Scene]:
    return {name: build() for name, build in BUILDERS.items()}


def test_the_digit_is_the_attacked_one_and_the_bars_are_what_the_network_says(built: dict[str, Scene]) -> None:
    scene = built["digit_under_attack"]
    picture, added = marks(scene, 0, Picture)
    (bars,) = marks(scene, 1, Bars)
    image, label = TEST.images[:1], TEST.labels[:1]
    for place, (name, network) in enumerate(networks().items()):
        for at, radius in enumerate(RADII):
            index = {"network": place, "radius": at}
            moved = pgd(network, image, label, radius=radius, steps=3, random_starts=False)
            close(picture.at(index)[..., 0].ravel(), (255 * moved).round().flatten().tolist())
            with torch.no_grad():
                p = F.softmax(network(moved).double(), dim=1)[0]
            close(bars.y.at(index), p.tolist())
            close(said(scene, index), [float(p[label]), float(p.max())])
            grey = added.at(index)[..., 0]
            assert bool((grey == 128).all()) == (radius == 0), name


def test_the_curves_are_means_over_the_seeds(built: dict[str, Scene]) -> None:
    scene, stored = built["accuracy_under_attack"], studies.bundled("attacks")
    for index, _ in corners(scene):
        kind, radius = stored.axes["attack"][index["attack"]], stored.axes["radius"][index["radius"]]
        means = [stored.scores(arm, "accuracy", attack=kind, radius=radius).mean() for arm in stored.arms]
        close(said(scene, index), means)
        lines = [mark for mark in marks(scene, 0, Line) if mark.name]
        close([line.y.at(index)[index["radius"]] for line in lines], means)
        errors = [stored.scores(arm, "ECE", attack=kind, radius=radius).mean() for arm in stored.arms]
        close([mark.y.at(index)[index["radius"]] for mark in marks(scene, 1, Line) if mark.name], errors)


def test_the_readouts_are_those_of_the_corrupted_pictures(built: dict[str, Scene]) -> None:
    scene, kinds = built["reliability_under_corruption"], ("noise", "shift")
    for kind, strength in itertools.product((0, 1), (0, 3, 5)):
        images, expected = corrupt(TEST.images, kinds[kind], strength), []
        for network in networks().values():
            with torch.no_grad():
                p = F.softmax(network(images).double(), dim=1)
            sure, guess = p.max(1)
            right, place = guess == TEST.labels, (sure * 10).ceil().long() - 1
            gaps = [float((right[place == b].double() - sure[place == b]).sum()) for b in range(10)]
            expected += [float(right.double().mean()), sum(map(abs, gaps)) / len(sure)]
        close(said(scene, {"kind": kind, "strength": strength}), expected)


def test_each_dot_is_a_mean_and_each_line_reaches_over_the_seeds(built: dict[str, Scene]) -> None:
    scene, stored = built["losses_on_wrong_labels"], studies.bundled("label_noise")
    for panel, score in enumerate(("accuracy", "ECE")):
        for arm, dot, line in zip(stored.arms, marks(scene, panel, Points), marks(scene, panel, Line), strict=True):
            numbers = stored.scores(arm, score)
            for at in range(len(stored.axes["noise"])):
                close(dot.x.at({"noise": at})[0], numbers[:, at].mean())
                close(line.x.at({"noise": at}), [numbers[:, at].min(), numbers[:, at].max()])


@pytest.mark.parametrize("name", BUILDERS)
def test_a_scene_is_light(name: str, built: dict[str, Scene]) -> None:
    assert len(encode(built[name])[1]) < 400_000
    assert len(built[name].controls) <= 2


def test_what_does_not_fit_is_refused() -> None:
    one = dict(itertools.islice(networks().items(), 1))
    with pytest.raises(ValueError, match="networks must be two"):
        lesson.digit_under_attack(one, TEST.images[0], 0, RADII)
    with pytest.raises(ValueError, match="networks must be two"):
        lesson.reliability_under_corruption(one, TEST, ("noise", "shift"))
