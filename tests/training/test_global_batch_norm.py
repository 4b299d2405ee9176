"""Batch norm over several processes: in one it is torch's; several run in test_stream_loop."""

import pytest
import torch
from torch import nn

from nls_tutorial.training import global_batch_norm as room
from nls_tutorial.training.global_batch_norm import GlobalBatchNorm2d, global_batch_norm


def test_the_model_is_afterwards_what_it_was() -> None:
    model = nn.Sequential(nn.Conv2d(1, 2, 1), nn.BatchNorm2d(2), nn.Sequential(nn.BatchNorm2d(2)))
    with global_batch_norm(model):
        assert [type(model[k]) for k in (0, 1)] == [nn.Conv2d, GlobalBatchNorm2d]
        assert type(model[2][0]) is GlobalBatchNorm2d
        torch.testing.assert_close(model(torch.ones(2, 1, 2, 2)), torch.zeros(2, 2, 2, 2))
    assert [type(module) for module in (model[1], model[2][0])] == [nn.BatchNorm2d, nn.BatchNorm2d]


def test_a_whole_batch_gives_what_torch_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    first, own, plain = torch.randn(3, 2, 4, 4, dtype=torch.float64), GlobalBatchNorm2d(2), nn.BatchNorm2d(2)
    monkeypatch.setattr(room, "together", lambda: True)
    for momentum in (0.1, None):
        own.momentum = plain.momentum = momentum
        inputs = [first.clone().requires_grad_(), first.clone().requires_grad_()]
        outputs = [norm.double()(x) for norm, x in zip((own, plain), inputs, strict=True)]
        for output in outputs:
            output.pow(3).sum().backward()
        torch.testing.assert_close(*outputs)
        torch.testing.assert_close(inputs[0].grad, inputs[1].grad)
        for name, value in plain.state_dict().items():
            torch.testing.assert_close(own.state_dict()[name], value)
    own.eval()
    torch.testing.assert_close(own(first), plain.eval()(first))
