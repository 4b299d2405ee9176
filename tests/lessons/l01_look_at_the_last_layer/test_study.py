"""The study measures what the library measures."""

from functools import partial

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from nls_tutorial import data, geometry, models, predictions, studies, training
from nls_tutorial.lessons import l01_look_at_the_last_layer as lesson
from nls_tutorial.records import Images, Results, Splits

pytestmark = pytest.mark.slow

TRIPLES = {"0, 1, 4": (0, 1, 4), "8, 5, 3": (8, 5, 3)}
EPSILONS = (0.0, 0.1)
ARMS = ("ε = 0", "ε = 0.1")


def trained(splits: Splits, epsilon: float, seed: int, epochs: int) -> models.Classifier:
    network = models.mlp(64, 10, seed=seed)
    loss = partial(F.cross_entropy, label_smoothing=epsilon)
    training.train(network, splits.train, loss, epochs=epochs, seed=seed, device="cpu", progress=False)
    return network


@pytest.fixture(scope="module")
def digits() -> list[Splits]:
    return [data.digits(seed=seed) for seed in range(2)]


@pytest.fixture(scope="module")
def networks(digits):
    return [[trained(splits, epsilon, seed, 60) for seed, splits in enumerate(digits)] for epsilon in EPSILONS]


@pytest.fixture(scope="module")
def study(digits, networks) -> Results:
    return lesson.look_at_last_layers(EPSILONS, networks, digits, TRIPLES, per_class=5)


def test_the_grid(study) -> None:
    assert (study.arms, study.seeds, study.axes) == (ARMS, (0, 1), {"part": ("training", "test")})
    assert study.scores(ARMS[0], "tightness").shape == (2, 2)
    assert study.arrays("points", 0).shape == (2, 2, 2, 3, 5, 2)
    assert study.settings["class_names"] == list("0123456789")
    assert (list(map(tuple, study.settings["triples"].values())), study.setup) == (
        [*TRIPLES.values()],
        "this notebook",
    )


def test_each_number_is_the_librarys_own(study, digits, networks) -> None:
    for e, row in enumerate(networks):
        for s, (network, splits) in enumerate(zip(row, digits, strict=True)):
            for p, part in enumerate((splits.train, splits.test)):
                network.eval()
                with torch.no_grad():
                    features, logits = network.features(part.images), network(part.images)
                assert study.scores(ARMS[e], "tightness")[s, p] == pytest.approx(
                    float(geometry.tightness(features, part.labels))
                )
                assert study.scores(ARMS[e], "scale")[s, p] == pytest.approx(float(geometry.scale(features)))
                right = sum(int(z.argmax() == y) for z, y in zip(logits, part.labels, strict=True))
                assert study.scores(ARMS[e], "accuracy")[s, p] == pytest.approx(right / len(part))


def test_each_point_is_the_first_seeds_projection(study, digits, networks) -> None:
    for e, (network, _) in enumerate(networks):
        for p, part in enumerate((digits[0].train, digits[0].test)):
            seen = predictions.collect(network, part, features=True)
            for t, classes in enumerate(TRIPLES.values()):
                plane = geometry.project(seen.features, seen.labels, models.templates(network), classes)
                for k, label in enumerate(classes):
                    expected = plane.points[plane.labels == label][:5]
                    np.testing.assert_array_equal(study.arrays("points", 0)[e, t, p, k], expected.numpy())


def test_smoothing_tightens_and_shrinks(study) -> None:
    # Müller et al. 2019 at the size of a lesson, in every seed, on training and on test data
    hard, soft = ARMS
    assert (study.scores(soft, "tightness") < study.scores(hard, "tightness")).all()
    assert (study.scores(soft, "scale") < 0.6 * study.scores(hard, "scale")).all()


def test_a_class_with_few_samples_is_filled_with_nan(networks, digits) -> None:
    tested = digits[0].test
    few = Images(tested.images[:12], tested.labels[:12], tested.class_names, "test")
    splits = Splits(digits[0].train, few, few)
    study = lesson.look_at_last_layers((0.0,), [[networks[0][0]]], [splits], TRIPLES, per_class=5)
    counts = np.bincount(few.labels.numpy(), minlength=10)
    for t, classes in enumerate(TRIPLES.values()):
        for k, label in enumerate(classes):
            shown = ~np.isnan(study.arrays("points", 0)[0, t, 1, k]).any(axis=1)
            assert shown.tolist() == [n < counts[label] for n in range(5)]


@pytest.mark.parametrize("keep", [slice(0, 1), slice(0, 0)])
def test_a_grid_with_holes_is_refused(keep, networks, digits) -> None:
    with pytest.raises(
        ValueError, match=r"networks must hold 2 rows of 2 networks, one row for each ε, but got rows of"
    ):
        lesson.look_at_last_layers(EPSILONS, networks[keep], digits, TRIPLES)
    with pytest.raises(ValueError, match=r"but got rows of \[[01], [01]\]\. Train one network"):
        lesson.look_at_last_layers(EPSILONS, [row[keep] for row in networks], digits, TRIPLES)


def test_the_shipped_study_is_whole() -> None:
    study = studies.bundled("last_layer_cifar10")
    assert (study.arms, len(study.seeds), study.missing) == (("ε = 0", "ε = 0.1"), 3, ())
    assert "CIFAR-10" in study.setup
    names = study.settings["class_names"]
    for classes in study.settings["triples"].values():
        assert len({names[label] for label in classes}) == 3
    assert study.arrays("points", 0).shape == (2, 2, 2, 3, 100, 2)
    for arm in study.arms:
        assert np.isfinite(study.scores(arm, "tightness")).all()
        assert (study.scores(arm, "accuracy", part="test") > 0.5).all()
    assert (
        study.mean_std("ε = 0.1", "scale", part="training").mean
        < 0.85 * study.mean_std("ε = 0", "scale", part="training").mean
    )


def test_what_ships_has_the_settings_of_the_study() -> None:
    kept = studies.bundled("last_layer_cifar10")
    study = studies.find_study("last_layer_cifar10")
    assert {name: kept.settings[name] for name in study.settings} == study.plain_settings()
    assert set(kept.settings) - set(study.settings) == {"data"}


def test_a_study_without_its_folder_says_which(tmp_path) -> None:
    study = studies.find_study("last_layer_cifar10")
    with pytest.raises(
        ValueError, match=r"data must name a folder with the official binary files of CIFAR-10, but got no"
    ):
        study.at("quick")
    with pytest.raises(ValueError, match=r"nothing, which is not a folder"):
        study.at("quick", data=tmp_path / "nothing")
