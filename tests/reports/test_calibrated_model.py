"""A model is one file without pickle that says of new pictures what it said before."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from nls_tutorial.reports import CalibratedModel, load_model, predict
from nls_tutorial.reports.calibrate_runs import build


def model(channels: int = 3, temperature: float = 2.0, threshold: float = 0.5) -> CalibratedModel:
    network = build("gap_cnn", channels, 3, 12, seed=1)
    return CalibratedModel(network, "gap_cnn", channels, 12, ("a", "ü", "c"), temperature, 0.1, threshold)


def test_it_comes_back_the_same(tmp_path: Path) -> None:
    for channels in (1, 3):
        one = model(channels)
        (tmp_path / "model.npz").write_bytes(one.packed())
        again = load_model(tmp_path / "model.npz")
        pictures = torch.rand(4, 3, 12, 12)
        assert torch.equal(again.probabilities(pictures), one.probabilities(pictures))
        assert (again.class_names, again.temperature, again.threshold, again.size) == (("a", "ü", "c"), 2.0, 0.5, 12)
        assert repr(again) == repr(one)
        with np.load(tmp_path / "model.npz", allow_pickle=False) as plain:
            assert "weight head.weight" in plain.files


def test_the_temperature_counts() -> None:
    pictures = torch.rand(4, 3, 12, 12)
    one, cooler = model(temperature=1.0), model(temperature=4.0)
    logits = one.network.eval()(pictures).double()
    assert torch.allclose(one.probabilities(pictures), logits.softmax(1))
    assert torch.allclose(cooler.probabilities(pictures), (logits / 4).softmax(1))


def test_a_damaged_file_and_another(tmp_path: Path) -> None:
    content = model().packed()
    for bad in (content[:1000], b"", b"PK\x03\x04 no"):
        (tmp_path / "model.npz").write_bytes(bad)
        with pytest.raises(ValueError, match="must be a whole model file of calibrate"):
            load_model(tmp_path / "model.npz")
    np.savez(tmp_path / "other.npz", logits=np.zeros(3))
    with pytest.raises(ValueError, match="must be a whole model file of calibrate"):
        load_model(tmp_path / "other.npz")
    with pytest.raises(FileNotFoundError, match="model must be a file"):
        load_model(tmp_path / "none.npz")


def test_answers_and_questions_and_what_cannot_be_read(tmp_path: Path) -> None:
    Image.new("RGBA", (30, 20), (9, 200, 30, 128)).save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes(b"no")
    for threshold, answer in ((0.0, True), (1.01, False)):
        first, second = predict(model(threshold=threshold), [tmp_path / "a.png", tmp_path / "b.png"])
        assert first.name in ("a", "ü", "c")
        assert first.answer is answer
        assert 0 < first.confidence <= 1
        assert "must be a photograph that can be read" in second.error
