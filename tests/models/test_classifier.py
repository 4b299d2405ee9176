"""One convention for every model: logits, features, head, templates."""

import pytest
import torch
from torch import nn

from nls_tutorial.models import Classifier, mlp, templates


def small() -> Classifier:
    model = Classifier(nn.Flatten(), 3, 2)
    with torch.no_grad():
        model.head.weight.copy_(torch.tensor([[1.0, 2.0, 3.0], [0.0, -1.0, 0.5]]))
        model.head.bias.copy_(torch.tensor([0.5, -0.5]))
    return model


def test_logits_by_hand() -> None:
    image = torch.tensor([[[[1.0, 0.0, 2.0]]]])
    # 1·1 + 2·0 + 3·2 + 0.5 and 0·1 − 1·0 + 0.5·2 − 0.5
    torch.testing.assert_close(small()(image), torch.tensor([[7.5, 0.5]]))
    torch.testing.assert_close(small().features(image), torch.tensor([[1.0, 0.0, 2.0]]))


def test_logits_are_the_head_of_the_features() -> None:
    model, images = mlp(12, 5, seed=3), torch.rand(4, 3, 2, 2)
    assert torch.equal(model(images), model.head(model.features(images)))
    assert torch.equal(model(images), model.features(images) @ templates(model).T + model.head.bias)


def test_templates_are_a_copy_of_the_weight_rows() -> None:
    model = small()
    seen = templates(model)
    assert seen.tolist() == [[1.0, 2.0, 3.0], [0.0, -1.0, 0.5]]
    assert not seen.requires_grad
    with torch.no_grad():
        model.head.weight.zero_()
    assert seen[0].tolist() == [1.0, 2.0, 3.0]


@pytest.mark.parametrize("model", [nn.Linear(2, 2), nn.Sequential(nn.Flatten())])
def test_a_model_without_a_head_is_refused(model) -> None:
    with pytest.raises(
        TypeError, match=r"model must have a last layer `head` .* but got (Linear|Sequential)\. Build it"
    ):
        templates(model)


def test_a_head_that_is_not_linear_is_refused() -> None:
    model = mlp(4, 2)
    model.head = nn.Identity()
    with pytest.raises(TypeError, match=r"`head` that is a torch\.nn\.Linear"):
        templates(model)
