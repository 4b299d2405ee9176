"""The detector: targets as a loop, the loss by hand and by torchvision's IoU, boxes read back, a toy."""

import pytest
import torch
from torch import nn, tensor
from torchvision.ops import box_iou

from nls_tutorial.models import Detector, detect, detection_loss, detector, gap_cnn, mlp, place_targets, resnet_cifar

STRIDE = 4


def test_it_is_the_classifiers_layers_with_two_heads() -> None:
    classifier = gap_cnn(3, 5, width=4, seed=1)
    model = detector(classifier, width=6, seed=0)
    assert (model.classes, model.stride) == (5, STRIDE)
    assert model(torch.rand(2, 3, 24, 32)).shape == (2, 5 + 1 + 4, 6, 8)
    own = dict(classifier.named_parameters())
    assert model.backbone[0].weight is own["body.0.weight"]  # shared, not copied
    assert (model(torch.rand(2, 3, 24, 32))[:, -4:] > 0).all()


@pytest.mark.parametrize(("classifier", "stride"), [(gap_cnn(3, 3, width=2), 4), (resnet_cifar(3, 3, width=2), 4)])
def test_the_stride_is_counted(classifier: nn.Module, stride: int) -> None:
    model = detector(classifier, width=2)
    assert model.stride == stride
    assert model(torch.zeros(1, 3, 32, 32)).shape[-2:] == (32 // stride, 32 // stride)


def test_the_seed_decides_the_heads() -> None:
    before = torch.random.get_rng_state()
    one, again, other = (detector(gap_cnn(3, 2, width=2), width=2, seed=seed).state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert not torch.equal(one["box_head.0.weight"], other["box_head.0.weight"])
    assert torch.equal(torch.random.get_rng_state(), before)


class Says(Detector):
    """A detector that says what it was given."""

    def __init__(self, outputs: torch.Tensor, classes: int) -> None:
        nn.Module.__init__(self)
        self.outputs, self.classes, self.stride = outputs, classes, STRIDE

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.outputs


def test_what_the_targets_say_is_read_back() -> None:
    boxes, labels = tensor([[[2.0, 3, 15, 14], [17, 16, 31, 31], [0, 0, 0, 0]]]), tensor([[1, 0, -1]])
    said, sides = place_targets(boxes, labels, (8, 8), STRIDE)
    logits = 8 * torch.nn.functional.one_hot(said, 3).movedim(-1, 1).float()
    (found,) = detect(Says(torch.cat([logits, sides], 1), 2), torch.zeros(1, 3, 32, 32), above=0.5)
    assert found["labels"].sort().values.tolist() == [1, 2]
    order = found["labels"].argsort(descending=True)
    torch.testing.assert_close(found["boxes"][order], boxes[0, :2])
    p = torch.softmax(tensor([8.0, 0, 0]), 0)[0]
    torch.testing.assert_close(found["scores"], p.repeat(2))


def test_boxes_are_cut_few_and_sure() -> None:
    outputs = torch.zeros(1, 3 + 4, 2, 2)
    outputs[:, 1] = tensor([[1.0, 2.0], [3.0, 0.0]])
    outputs[:, 3:] = 1.5
    outputs[0, 3, 0, 0] = 50.0
    model = Says(outputs, 2).train()
    (found,) = detect(model, torch.zeros(1, 3, 8, 8), above=0.35)
    assert model.training
    expected = torch.softmax(outputs[0, :3], 0)[1].flatten().sort(descending=True).values[:3]
    torch.testing.assert_close(found["scores"], expected)
    assert found["boxes"][2].tolist() == [0.0, 0.5, 3.5, 3.5]  # cut at the left border
    assert len(detect(model, torch.zeros(1, 3, 8, 8), above=0.01, most=2)[0]["scores"]) == 2
    assert len(detect(model, torch.zeros(1, 3, 8, 8), above=0.95)[0]["scores"]) == 0


@pytest.mark.slow
def test_it_learns_where_a_bright_square_is() -> None:
    draws = torch.Generator().manual_seed(0)
    corner = torch.randint(0, 16, (32, 2), generator=draws).float()
    boxes = torch.cat([corner, corner + 12], 1)[:, None]
    images = 0.1 * torch.rand(32, 3, 32, 32, generator=draws)
    for image, (x, y) in zip(images, corner.long().tolist(), strict=True):
        image[:, y : y + 12, x : x + 12] += 0.8
    labels = torch.zeros(32, 1, dtype=torch.int64)
    model = detector(gap_cnn(3, 2, width=4, seed=0), width=8, seed=0).train()
    steps = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(80):
        loss = detection_loss(model(images), place_targets(boxes, labels, (8, 8), STRIDE))
        steps.zero_grad()
        loss.backward()
        steps.step()
    found = detect(model, images, above=0.3)
    best = [float(box_iou(one["boxes"][:1], own)) for one, own in zip(found, boxes, strict=True) if len(one["boxes"])]
    assert len(best) > 28
    assert sum(best) / len(best) > 0.6


def test_refusals() -> None:
    with pytest.raises(TypeError, match=r"classifier must end in a mean over all places"):
        detector(mlp(12, 3))
    with pytest.raises(ValueError, match=r"width must"):
        detector(gap_cnn(3, 2, width=2), width=0)
    model = detector(gap_cnn(3, 2, width=2), width=2)
    with pytest.raises(ValueError, match=r"above must"):
        detect(model, torch.zeros(1, 3, 8, 8), above=2.0)
    with pytest.raises(ValueError, match=r"most must"):
        detect(model, torch.zeros(1, 3, 8, 8), most=0)
