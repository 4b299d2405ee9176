"""torchvision's segmenters: their own answers, at the picture's size, for any K."""

import pytest
import torch
from torchvision.models.segmentation import fcn_resnet50

from nls_tutorial.models import fcn
from nls_tutorial.models.segmenters import deeplabv3

pytestmark = pytest.mark.slow


def test_its_answers_are_torchvisions() -> None:
    before = torch.random.get_rng_state()
    model = fcn(5, seed=1).eval()
    assert torch.equal(torch.random.get_rng_state(), before)
    theirs = fcn_resnet50(weights=None, weights_backbone=None, num_classes=5, aux_loss=False).eval()
    theirs.load_state_dict(model.net.state_dict())
    images = torch.rand(1, 3, 40, 33, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        logits = model(images)
        assert logits.shape == (1, 5, 40, 33)
        torch.testing.assert_close(logits, theirs(images)["out"], atol=1e-5, rtol=1e-4)


def test_one_class_is_refused() -> None:
    with pytest.raises(ValueError, match="classes must"):
        deeplabv3(1)
