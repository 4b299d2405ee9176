"""The cell to copy trains the network that the page trains."""

import pytest
import torch
from spec.playground_by_hand import trained_with

from nls_tutorial.playground import CHOICES, cell, settings


@pytest.mark.parametrize("one", CHOICES, ids=lambda one: one.name)
def test_the_cell_runs_and_trains(one, capsys: pytest.CaptureFixture[str]) -> None:
    asked = settings(loss=one.name, kind="blobs", number=32, seed=1, noise=0.1, rate=0.05, margin=1.5, weight=0.25)
    names: dict[str, object] = {}
    exec(cell(asked, 12), names)
    told = torch.cat([part.detach().flatten() for part in names["model"].parameters()])  # type: ignore[attr-defined]
    assert torch.allclose(told, trained_with(asked, one, 12), atol=1e-6)
    assert capsys.readouterr().out.startswith("accuracy ")


def test_numbers_stand_in_it_as_they_were_set() -> None:
    text = cell(settings(loss="margin", margin=6, weight=0.3, rate=0.002, temperature=2.0), 40)
    for part in ("margin=6, weight=0.3", "lr=0.002", "/ 2)", "range(40)", 'plane_points("moons", seed=0)'):
        assert part in text, text
