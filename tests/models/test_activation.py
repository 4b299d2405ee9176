"""Class activation maps of a whole network: the logit comes apart into places."""

import pytest
import torch
from torch import nn

from nls_tutorial.models import Classifier, class_activation_maps, cnn, mlp, resnet_cifar


def pictures(count: int = 2) -> torch.Tensor:
    return torch.rand(count, 3, 16, 16, generator=torch.Generator().manual_seed(0))


def test_the_mean_over_the_places_is_the_logit_without_its_bias() -> None:
    model = resnet_cifar(3, 5, width=4)
    model(pictures(8))  # moves the batch norm's running means away from 0
    maps = class_activation_maps(model, pictures())
    assert maps.shape == (2, 5, 4, 4)
    model.eval()
    torch.testing.assert_close(maps.mean((2, 3)) + model.head.bias, model(pictures()), rtol=1e-4, atol=1e-5)


def test_by_hand() -> None:
    model = Classifier(nn.Sequential(nn.ReLU(), nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten()), 1, 2)
    with torch.no_grad():
        model.head.weight.copy_(torch.tensor([[2.0], [-1.0]]))
    maps = class_activation_maps(model, torch.tensor([[[[1.0, -3.0]]]]))
    assert maps.tolist() == [[[[2.0, 0.0]], [[-1.0, -0.0]]]]


def test_the_mode_stays_and_nothing_learns() -> None:
    model = resnet_cifar(3, 2, width=4)
    model.body[1].eval()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    maps = class_activation_maps(model, pictures())
    assert (model.training, model.body[1].training, model.body[3].training) == (True, False, True)
    assert not maps.requires_grad
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


@pytest.mark.parametrize(
    "model",
    [
        mlp(12, 2),
        cnn(3, 2),
        nn.Linear(2, 2),
        Classifier(nn.Sequential(nn.AdaptiveAvgPool2d(2), nn.Flatten()), 4, 2),
        Classifier(nn.Flatten(), 4, 2),
    ],
)
def test_a_model_without_a_mean_at_its_end_is_refused(model) -> None:
    with pytest.raises(
        TypeError, match=r"model must end in a mean over all places: .*nls_tutorial\.models\.resnet_cifar"
    ):
        class_activation_maps(model, pictures())
