"""Pictures at even distances, the quarters of a run, and the cell that is trained and asked."""

from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec.boxed_folder import write
from torch.nn import functional as F

from nls_tutorial.data import PictureList, folder_list
from nls_tutorial.data.file_names import FileNames
from nls_tutorial.models import cnn
from nls_tutorial.studies.large_run import SETTINGS, LargeRun, first_evenly


@given(st.integers(2, 40), st.integers(1, 50))
def test_pictures_at_even_distances(total: int, count: int) -> None:
    names = FileNames(Path(), [f"{k}.jpg" for k in range(total)])
    pictures = PictureList(names, ("cat", "dog"), "train", labels=torch.arange(total) % 2)
    some = first_evenly(pictures, count)
    taken = [int(some.files[k].stem) for k in range(len(some))]
    assert taken == ([k * total // count for k in range(count)] if count < total else list(range(total)))
    assert first_evenly(pictures, None) is pictures


@pytest.mark.parametrize(("epochs", "falls"), [(300, [75, 150, 225]), (8, [2, 4, 6]), (2, [1, 1, 2]), (1, [1, 1, 1])])
def test_the_first_epoch_has_the_full_rate(epochs: int, falls: list[int]) -> None:
    assert LargeRun(**{**SETTINGS, "epochs": epochs}, seed=0, device="cpu").milestones == falls


def test_the_rate_falls_at_the_quarters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, 4)
    settings = {**SETTINGS, "epochs": 8, "batch": 6, "size": 14, "precision": "float32", "pictures": 6, "test": 5}
    run = LargeRun(**settings, seed=0, device="cpu")
    monkeypatch.setenv("NLS_WORKERS", "0")
    rates: list[float] = []
    plain = torch.optim.SGD.step

    def step(self, *given):
        rates.append(self.param_groups[0]["lr"])
        return plain(self, *given)

    monkeypatch.setattr(torch.optim.SGD, "step", step)
    pictures, model = folder_list(tmp_path / "images"), cnn(3, 3)
    stream = run.stream(pictures, run.pictures)
    assert (len(stream), stream.size, stream.resize) == (6, (14, 14), 16)
    before = model.head.weight.clone()
    run.train(model, stream, F.cross_entropy)
    assert rates == pytest.approx([0.1, 0.1, 0.01, 0.01, 0.001, 0.001, 0.0001, 0.0001])
    assert not torch.equal(model.head.weight, before)
    assert len(run.ask(model, pictures).right) == 5
