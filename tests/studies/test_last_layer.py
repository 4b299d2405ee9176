"""The study of the last layer: its numbers are those of the rooms below, and it survives being kept."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from nls_tutorial import geometry, models, studies
from nls_tutorial.predictions import collect
from nls_tutorial.records import Images, LastLayer, Splits

TRIPLES = {"first": (0, 1, 2), "other": (3, 1, 0)}


def part(name: str, seed: int, count: int = 24) -> Images:
    generator = torch.Generator().manual_seed(seed)
    images = torch.rand(count, 1, 2, 3, generator=generator)
    return Images(images, torch.arange(count) % 4, ("a", "b", "c", "d"), name)


@pytest.fixture(scope="module")
def made() -> tuple[LastLayer, list[list[models.Classifier]], list[Splits]]:
    splits = [Splits(part("train", s), part("calibration", s + 10), part("test", s + 20, 8)) for s in range(2)]
    networks = [[models.mlp(6, 4, width=8, features=5, seed=10 * e + s) for s in range(2)] for e in range(3)]
    study = studies.look_at_last_layers((0.0, 0.1, 0.2), networks, splits, TRIPLES, per_class=4, made_by="a test")
    return study, networks, splits


def test_numbers_are_those_of_the_rooms_below(made) -> None:  # type: ignore[no-untyped-def]
    study, networks, splits = made
    assert study.parts == ("training", "test")
    for e in range(3):
        for s in range(2):
            for p, images in enumerate((splits[s].train, splits[s].test)):
                seen = collect(networks[e][s], images, features=True)
                assert study.tightness[e, s, p] == float(geometry.tightness(seen.features, seen.labels))
                assert study.scale[e, s, p] == float(geometry.scale(seen.features))
                assert study.accuracy[e, s, p] == seen.accuracy
        for t, classes in enumerate(TRIPLES.values()):
            seen = collect(networks[e][0], splits[0].test, features=True)
            plane = geometry.project(seen.features, seen.labels, models.templates(networks[e][0]), classes)
            for k, label in enumerate(classes):
                own = plane.points[plane.labels == label]
                assert len(own) == 2
                np.testing.assert_array_equal(study.points[e, t, 1, k, :2], own.numpy())
                assert np.isnan(study.points[e, t, 1, k, 2:]).all()


def test_kept_and_reloaded(made, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    study = made[0]
    again = studies.load_last_layer(studies.save_last_layer(study, tmp_path / "study.json"))
    assert (again.epsilons, again.seeds, again.parts, again.triples) == (
        study.epsilons, study.seeds, study.parts, study.triples,
    )  # fmt: skip
    assert (again.made_by, again.class_names) == ("a test", ("a", "b", "c", "d"))
    for name in ("points", "tightness", "scale", "accuracy"):
        np.testing.assert_allclose(getattr(again, name), getattr(study, name), rtol=5e-4)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": "other"}', '{"format": "nls_tutorial last layer 1"}'])
def test_a_damaged_file_is_told(content: str, tmp_path: Path) -> None:
    path = tmp_path / "study.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=r"path must hold a study of the last layer, but got .*study\.json"):
        studies.load_last_layer(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"path must be a file, but got .*gone\.json, which is not there"):
        studies.load_last_layer(tmp_path / "gone.json")


def test_shapes_must_fit(made, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    study, networks, splits = made
    with pytest.raises(ValueError, match=r"networks must hold 2 rows of 2 networks, one row for each ε, but got rows"):
        studies.look_at_last_layers((0.0, 0.1), networks, splits, TRIPLES)
    path = studies.save_last_layer(study, tmp_path / "study.json")
    told = json.loads(path.read_text())
    told["scale"], told["scale_shape"] = told["scale"][:6], [3, 2, 1]
    path.write_text(json.dumps(told))
    with pytest.raises(ValueError, match=r"scale must have shape \(3, 2, 2\)"):
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
