import pytest
import torch
from spec.loss_checks import as_shipped

from nls_tutorial.training import cutmix, flip_and_shift, jitter_colors

CHANGES = {
    "flip_and_shift": flip_and_shift,
    "jitter_colors": jitter_colors,
    "cutmix": lambda images, generator: cutmix(images, torch.eye(2), generator),
}


@pytest.mark.parametrize("change", CHANGES)
def test_pictures_and_chance_are_looked_at(change: str) -> None:
    pictures, chance = torch.zeros(2, 3, 8, 8), torch.Generator()
    CHANGES[change](pictures, chance)
    for images in (pictures[0], pictures.byte(), pictures.tolist(), pictures.to_sparse(), "x"):
        with as_shipped(), pytest.raises((ValueError, TypeError), match=r"^images must "):
            CHANGES[change](images, chance)
    for generator in (None, 0, torch.zeros(2)):
        with as_shipped(), pytest.raises(TypeError, match=r"^generator must be of class Generator"):
            CHANGES[change](pictures, generator)
