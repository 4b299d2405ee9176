"""The study measures what the library measures, and what is kept is what was measured."""

import json
from functools import partial

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from nls_tutorial import data, geometry, models, predictions, studies, training
from nls_tutorial.records import Images, LastLayer, Splits

pytestmark = pytest.mark.slow

TRIPLES = {"0, 1, 4": (0, 1, 4), "8, 5, 3": (8, 5, 3)}
EPSILONS = (0.0, 0.1)


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
def study(digits, networks) -> LastLayer:
    return studies.look_at_last_layers(EPSILONS, networks, digits, TRIPLES, per_class=5)


def test_the_grid(study) -> None:
    assert (study.epsilons, study.seeds, study.parts) == (EPSILONS, (0, 1), ("training", "test"))
    assert study.tightness.shape == study.scale.shape == study.accuracy.shape == (2, 2, 2)
    assert study.points.shape == (2, 2, 2, 3, 5, 2)
    assert study.class_names == tuple("0123456789")
    assert (study.triples, study.made_by) == (TRIPLES, "this notebook")


def test_each_number_is_the_librarys_own(study, digits, networks) -> None:
    for e, row in enumerate(networks):
        for s, (network, splits) in enumerate(zip(row, digits, strict=True)):
            for p, part in enumerate((splits.train, splits.test)):
                network.eval()
                with torch.no_grad():
                    features, logits = network.features(part.images), network(part.images)
                assert study.tightness[e, s, p] == pytest.approx(float(geometry.tightness(features, part.labels)))
                assert study.scale[e, s, p] == pytest.approx(float(geometry.scale(features)))
                right = sum(int(z.argmax() == y) for z, y in zip(logits, part.labels, strict=True))
                assert study.accuracy[e, s, p] == pytest.approx(right / len(part))


def test_each_point_is_the_first_seeds_projection(study, digits, networks) -> None:
    for e, (network, _) in enumerate(networks):
        for p, part in enumerate((digits[0].train, digits[0].test)):
            seen = predictions.collect(network, part, features=True)
            for t, classes in enumerate(TRIPLES.values()):
                plane = geometry.project(seen.features, seen.labels, models.templates(network), classes)
                for k, label in enumerate(classes):
                    expected = plane.points[plane.labels == label][:5]
                    np.testing.assert_array_equal(study.points[e, t, p, k], expected.numpy())


def test_smoothing_tightens_and_shrinks(study) -> None:
    # Müller et al. 2019 at the size of a lesson, in every seed, on training and on test data
    assert (study.tightness[1] < study.tightness[0]).all()
    assert (study.scale[1] < 0.6 * study.scale[0]).all()


def test_a_class_with_few_samples_is_filled_with_nan(networks, digits) -> None:
    tested = digits[0].test
    few = Images(tested.images[:12], tested.labels[:12], tested.class_names, "test")
    splits = Splits(digits[0].train, few, few)
    study = studies.look_at_last_layers((0.0,), [[networks[0][0]]], [splits], TRIPLES, per_class=5)
    counts = np.bincount(few.labels.numpy(), minlength=10)
    for t, classes in enumerate(TRIPLES.values()):
        for k, label in enumerate(classes):
            shown = ~np.isnan(study.points[0, t, 1, k]).any(axis=1)
            assert shown.tolist() == [n < counts[label] for n in range(5)]


@pytest.mark.parametrize("keep", [slice(0, 1), slice(0, 0)])
def test_a_grid_with_holes_is_refused(keep, networks, digits) -> None:
    with pytest.raises(
        ValueError, match=r"networks must hold 2 rows of 2 networks, one row for each ε, but got rows of"
    ):
        studies.look_at_last_layers(EPSILONS, networks[keep], digits, TRIPLES)
    with pytest.raises(ValueError, match=r"but got rows of \[[01], [01]\]\. Train one network"):
        studies.look_at_last_layers(EPSILONS, [row[keep] for row in networks], digits, TRIPLES)


def test_what_is_kept_is_what_was_measured(study, tmp_path) -> None:
    path = studies.save_last_layer(study, tmp_path / "new" / "study.json")
    found = studies.load_last_layer(path)
    for name in ("points", "tightness", "scale", "accuracy"):
        expected = getattr(study, name)
        np.testing.assert_allclose(getattr(found, name), expected, rtol=5.1e-4)
        assert getattr(found, name).dtype == expected.dtype
    for name in ("epsilons", "seeds", "parts", "class_names", "triples", "made_by"):
        assert getattr(found, name) == getattr(study, name)


def test_nan_is_kept_and_the_file_is_plain_json(study, tmp_path) -> None:
    study.points[0, 0, 0, 0, 4] = np.nan
    path = studies.save_last_layer(study, tmp_path / "study.json")

    def no_constant(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    json.loads(path.read_text(encoding="utf-8"), parse_constant=no_constant)
    assert np.isnan(studies.load_last_layer(path).points[0, 0, 0, 0, 4]).all()


def test_a_missing_file_is_refused(tmp_path) -> None:
    with pytest.raises(
        FileNotFoundError, match=r"path must be a file, but got .*study\.json, which is not there\. Make"
    ):
        studies.load_last_layer(tmp_path / "study.json")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (lambda text: text[: len(text) // 2], "study.json"),
        (lambda text: "", "study.json"),
        (lambda text: "[1, 2]", "study.json"),
        (lambda text: text.replace("last layer 1", "last layer 9"), "format is not 'nls_tutorial last layer 1'"),
        (lambda text: text.replace('"scale"', '"scales"'), "'scale'"),
        (lambda text: text.replace('"tightness_shape": [2, 2, 2]', '"tightness_shape": [2, 4]'), "tightness must have"),
        (lambda text: text.replace('"tightness_shape": [2, 2, 2]', '"tightness_shape": [2, 2]'), "reshape"),
        (lambda text: text.replace('"made_by"', '"made_with"'), "'made_by'"),
    ],
)
def test_a_damaged_file_is_refused(study, tmp_path, how, said) -> None:
    path = studies.save_last_layer(study, tmp_path / "study.json")
    path.write_text(how(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"path must hold a study of the last layer, but got .*{said}.*Make it again"):
        studies.load_last_layer(path)


def test_the_shipped_study_is_whole() -> None:
    study = studies.last_layer_on_photographs()
    assert study.epsilons == (0.0, 0.1)
    assert len(study.seeds) == 3
    assert "CIFAR-10" in study.made_by
    for classes in study.triples.values():
        assert len({study.class_names[label] for label in classes}) == 3
    assert np.isfinite(study.tightness).all()
    assert (study.accuracy[:, :, 1] > 0.5).all()
