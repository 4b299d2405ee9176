"""How a crop shows itself."""

import torch

from nls_tutorial.records import Crop


def test_what_is_shown() -> None:
    crop = Crop(torch.zeros(3, 4), torch.tensor([True, False, True]), (16, 24))
    assert len(crop) == 3
    lines = [" ".join(line.split()) for line in repr(crop).splitlines()]
    assert lines == ["Crop", "crops 3, each to 16×24", "mirrored 2"]
