"""The U-Net: written out once more with plain calls, any size, and a toy that it must learn."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from nls_tutorial.models import UNet, unet


def convolved(block: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    for conv, norm in ((block[0], block[1]), (block[3], block[4])):
        x = F.conv2d(x, conv.weight, padding=1)
        mean, spread = (part[:, None, None] for part in (norm.running_mean, (norm.running_var + norm.eps).sqrt()))
        x = ((x - mean) / spread * norm.weight[:, None, None] + norm.bias[:, None, None]).clamp(min=0)
    return x


def test_it_is_down_up_and_across() -> None:
    model = unet(2, classes=3, width=4, seed=1).eval()
    for norm in (part for part in model.modules() if isinstance(part, nn.BatchNorm2d)):
        nn.init.uniform_(norm.running_mean, -0.3, 0.1)
        nn.init.uniform_(norm.running_var, 0.5, 2)
    images = torch.rand(2, 2, 8, 12, generator=torch.Generator().manual_seed(0))
    first = convolved(model.down[0], images)
    second = convolved(model.down[1], first.unfold(2, 2, 2).unfold(3, 2, 2).amax((4, 5)))
    third = convolved(model.down[2], second.unfold(2, 2, 2).unfold(3, 2, 2).amax((4, 5)))
    doubled = third.repeat_interleave(2, 2).repeat_interleave(2, 3)
    back = convolved(model.up[0], torch.cat([second, doubled], 1))
    doubled = back.repeat_interleave(2, 2).repeat_interleave(2, 3)
    features = convolved(model.up[1], torch.cat([first, doubled], 1))
    logits = torch.einsum("bdhw,kd->bkhw", features, model.head.weight[:, :, 0, 0]) + model.head.bias[:, None, None]
    torch.testing.assert_close(model.features(images), features, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(model(images), logits, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("size", [(4, 4), (5, 7), (9, 33), (30, 45)])
@pytest.mark.parametrize("depth", [1, 2])
def test_any_size_will_do(size: tuple[int, int], depth: int) -> None:
    model = unet(3, classes=2, width=4, depth=depth).eval()
    assert model(torch.zeros(1, 3, *size)).shape == (1, 2, *size)


def test_the_seed_decides_the_weights() -> None:
    before = torch.random.get_rng_state()
    one, again, other = (unet(1, classes=2, seed=seed).state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert not torch.equal(one["head.weight"], other["head.weight"])
    assert torch.equal(torch.random.get_rng_state(), before)


@pytest.mark.slow
def test_it_learns_where_a_picture_is_bright() -> None:
    images = torch.rand(8, 1, 16, 16, generator=torch.Generator().manual_seed(0))
    masks = (F.avg_pool2d(images, 3, 1, 1)[:, 0] > 0.5).long()
    model = unet(1, classes=2, width=6).train()
    steps = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(120):
        loss = F.cross_entropy(model(images), masks)
        steps.zero_grad()
        loss.backward()
        steps.step()
    assert float(loss.detach()) < 0.3


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"channels": 0}, "channels must be at least 1"),
        ({"classes": 1}, "classes must be at least 2"),
        ({"width": 0}, "width must be at least 1"),
        ({"depth": 0}, "depth must be at least 1"),
        ({"seed": -1}, "seed must be at least 0"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        unet(**{"channels": 3, "classes": 2, **change})
    assert isinstance(unet(3, 2), UNet)
