"""exponential against torch's exp."""

import pytest
import torch

from nls_tutorial.losses.exponential import exponential


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_is_exp_to_rounding(dtype: torch.dtype) -> None:
    x = torch.linspace(-80, 80, 3201, dtype=dtype)
    error = (exponential(x) / x.exp() - 1).abs()
    assert (error <= (2 + x.abs()) * torch.finfo(dtype).eps).all()


def test_the_ends() -> None:
    x = torch.tensor([-torch.inf, -1e4, 0.0, 1e4, torch.nan])
    torch.testing.assert_close(exponential(x), x.exp(), equal_nan=True)


def test_its_slope_is_itself_and_its_input_stays() -> None:
    x = torch.linspace(-3, 3, 7, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(exponential, x)
    assert torch.equal(x.detach(), torch.linspace(-3, 3, 7, dtype=torch.float64))


def test_where_autograd_follows_it_is_torch_s_own() -> None:
    x = torch.linspace(-80, 5, 50, requires_grad=True)
    assert torch.equal(exponential(x), x.exp())
