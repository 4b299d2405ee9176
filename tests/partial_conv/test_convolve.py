"""partial_conv2d against its loop, against torch where nothing is a hole, and by hand."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from spec import partial_conv_spec as spec
from torch.nn import functional as F

from nls_tutorial.partial_conv import partial_conv2d, window_ratio
from nls_tutorial.partial_conv.convolve import checked_mask

HALVES = [torch.float16, torch.bfloat16]


def numbers(*shape: int, seed: int = 0, dtype: torch.dtype = torch.float64) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).to(dtype)


def holes(*shape: int, seed: int = 0, share: float = 0.5) -> torch.Tensor:
    """True where a pixel counts."""
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed)) > share


@st.composite
def convolutions(draw):
    """A picture, weights and hyperparameters that leave room for a window."""
    groups = draw(st.integers(1, 3))
    inputs, outputs = groups * draw(st.integers(1, 2)), groups * draw(st.integers(1, 2))
    kernel, dilation = (draw(st.tuples(st.integers(1, high), st.integers(1, high))) for high in (3, 2))
    padding = draw(st.one_of(st.just("same"), st.tuples(st.integers(0, 2), st.integers(0, 2))))
    if padding == "same":
        stride, ends = (1, 1), [spec.same_ends(*each) for each in zip(kernel, dilation, strict=True)]
    else:
        stride = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
        ends = [(end, end) for end in padding]
    shape = [
        draw(st.integers(max(1, d * (k - 1) + 1 - sum(end)), 5))
        for k, d, end in zip(kernel, dilation, ends, strict=True)
    ]
    seed = draw(st.integers(0, 1000))
    x, weight = numbers(inputs, *shape, seed=seed), numbers(outputs, inputs // groups, *kernel, seed=seed + 1)
    how = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return x, weight, numbers(outputs, seed=seed + 2), how, ends, seed


def by_loop(x, weight, bias, valid, how, ends):
    out, updated = spec.partial_conv2d(
        *(each.tolist() for each in (x, weight, bias, valid.expand(x.shape))),
        how["stride"],
        ends,
        how["dilation"],
        how["groups"],
    )
    return torch.tensor(out, dtype=x.dtype), torch.tensor(updated)


def test_by_hand() -> None:
    x, weight = torch.ones(1, 1, 3, 3), torch.ones(1, 1, 3, 3)
    # a sum over four, six or nine ones, times nine over that number, plus the bias
    assert partial_conv2d(x, weight, torch.tensor([0.5]), padding=1).tolist() == [[[[9.5] * 3] * 3]]
    mask = torch.tensor([[1, 0, 0], [0, 0, 0], [0, 0, 0]])
    picture = torch.arange(1.0, 10).view(1, 1, 3, 3)
    out, updated = partial_conv2d(picture, weight, torch.tensor([0.5]), padding=1, mask=mask, return_mask=True)
    # only the 1 at the corner is seen, by the four windows around it; the others are 0, without the bias
    assert out.tolist() == [[[[9.5, 9.5, 0], [9.5, 9.5, 0], [0, 0, 0]]]]
    assert updated.tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 0]]


@given(convolutions())
def test_follows_its_loop(drawn) -> None:
    x, weight, bias, how, ends, _ = drawn
    expected, seen = by_loop(x, weight, bias, torch.ones(1, 1, 1, dtype=torch.bool), how, ends)
    out, updated = partial_conv2d(x, weight, bias, **how, return_mask=True)
    torch.testing.assert_close(out, expected)
    assert torch.equal(updated.expand(seen.shape), seen)
    torch.testing.assert_close(partial_conv2d(x.unsqueeze(0), weight, bias, **how), expected.unsqueeze(0))
    zero = torch.zeros_like(bias)
    torch.testing.assert_close(
        partial_conv2d(x, weight, **how), by_loop(x, weight, zero, torch.ones_like(x) > 0, how, ends)[0]
    )


@given(convolutions(), st.booleans(), st.floats(0, 1))
def test_follows_its_loop_with_holes(drawn, of_channels, share) -> None:
    x, weight, bias, how, ends, seed = drawn
    valid = holes(x.shape[0] if of_channels else 1, *x.shape[1:], seed=seed, share=share)
    expected, seen = by_loop(x, weight, bias, valid, how, ends)
    # whatever stands in a hole, NaN and infinity included
    spoilt = torch.where(valid, x, torch.tensor([torch.nan, torch.inf], dtype=x.dtype)[seed % 2])
    out, updated = partial_conv2d(spoilt, weight, bias, **how, mask=valid, return_mask=True)
    torch.testing.assert_close(out, expected)
    assert updated.dtype == torch.bool
    assert torch.equal(updated.expand(seen.shape), seen)


@given(convolutions())
def test_is_torchs_convolution_where_nothing_is_a_hole(drawn) -> None:
    x, weight, bias, how, ends, _ = drawn
    ratio = window_ratio(x.shape, weight.shape[2:], how["stride"], how["padding"], how["dilation"])
    inside = ratio == 1
    around, bare = F.pad(x, (*ends[1], *ends[0])), {**how, "padding": 0}
    zero = F.conv2d(around, weight, bias, **bare)
    out = partial_conv2d(x, weight, bias, **how)
    torch.testing.assert_close(out[:, inside], zero[:, inside])
    # and beyond, r·(out − b) + b
    shift = bias.view(-1, 1, 1)
    torch.testing.assert_close(out, torch.where(ratio > 0, (zero - shift) * ratio + shift, 0.0))
    # no padding, no hole: the same numbers to the last bit
    assert torch.equal(partial_conv2d(around, weight, bias, **bare), zero)


@given(convolutions(), st.floats(-5, 5))
def test_a_constant_picture_stays_constant(drawn, value) -> None:
    """Weights that sum to one, wherever a window sees anything: no border appears."""
    x, weight, _, how, _, _ = drawn
    alike = torch.ones_like(weight) / weight[0].numel()
    out, seen = partial_conv2d(torch.full_like(x, value), alike, **how, return_mask=True)
    torch.testing.assert_close(out, torch.where(seen, torch.full_like(out, value), 0.0))


def test_holes_of_a_batch_are_each_pictures_own() -> None:
    x, weight, bias = numbers(3, 4, 6, 5), numbers(6, 2, 3, 3, seed=1), numbers(6, seed=2)
    how = {"stride": (2, 1), "padding": (1, 2), "dilation": 1, "groups": 2}
    for mask in (holes(3, 1, 6, 5), holes(3, 4, 6, 5), holes(1, 4, 6, 5), holes(1, 1, 6, 5)):
        out, updated = partial_conv2d(x, weight, bias, **how, mask=mask, return_mask=True)
        for one in range(3):
            alone, seen = partial_conv2d(
                x[one], weight, bias, **how, mask=mask.expand(3, -1, -1, -1)[one], return_mask=True
            )
            torch.testing.assert_close(out[one], alone)
            assert torch.equal(updated.expand(3, -1, -1, -1)[one], seen)


def test_a_mask_may_have_two_dimensions_and_any_type() -> None:
    x, weight, valid = numbers(2, 3, 5, 5), numbers(4, 3, 3, 3, seed=1), holes(5, 5)
    expected = partial_conv2d(x, weight, padding=1, mask=valid.expand(2, 1, 5, 5))
    for dtype in (torch.bool, torch.uint8, torch.int64, torch.float32, torch.float64, torch.bfloat16):
        out, updated = partial_conv2d(x, weight, padding=1, mask=valid.to(dtype), return_mask=True)
        assert torch.equal(out, expected)
        assert updated.dtype == dtype
        assert updated.shape == (5, 5)


def test_a_mask_without_holes_changes_nothing() -> None:
    x, weight, bias = numbers(2, 3, 5, 6), numbers(4, 3, 3, 3, seed=1), numbers(4, seed=2)
    for how in ({"padding": 1}, {"padding": 2, "stride": 2}, {"padding": "same", "dilation": 2}, {}):
        plain, seen = partial_conv2d(x, weight, bias, **how, return_mask=True)
        masked = partial_conv2d(x, weight, bias, **how, mask=torch.ones(2, 3, 5, 6))
        torch.testing.assert_close(masked, plain)
        assert bool(seen.all())
        assert seen.shape == (1, 1, *plain.shape[2:])


@pytest.mark.slow
@pytest.mark.parametrize("how", [{"padding": 1}, {"padding": (2, 0), "stride": 2}, {"padding": 3, "groups": 2}])
@pytest.mark.parametrize("masked", [False, True])
def test_gradient(how, masked) -> None:
    groups = how.get("groups", 1)
    given_ = [
        numbers(*shape, seed=place).requires_grad_()
        for place, shape in enumerate([(2, 2, 4, 3), (4, 2 // groups, 3, 2), (4,)])
    ]
    mask = holes(2, 1, 4, 3) if masked else None
    assert torch.autograd.gradcheck(lambda *args: partial_conv2d(*args, **how, mask=mask), given_)
    assert torch.autograd.gradgradcheck(lambda *args: partial_conv2d(*args, **how, mask=mask), given_, fast_mode=True)


def test_no_gradient_flows_into_a_hole() -> None:
    x, mask = numbers(1, 2, 5, 5).requires_grad_(), holes(1, 1, 5, 5)
    partial_conv2d(x, numbers(3, 2, 3, 3, seed=1), padding=1, mask=mask).sum().backward()
    assert not bool(x.grad[~mask.expand_as(x)].any())
    assert bool((x.grad[mask.expand_as(x)] != 0).all())


@pytest.mark.parametrize("dtype", HALVES)
@pytest.mark.parametrize("padding", [1, 3, "same"])
@pytest.mark.parametrize("masked", [False, True])
def test_half_precision(dtype, padding, masked) -> None:
    x, weight, bias = numbers(2, 3, 6, 6, dtype=dtype), numbers(4, 3, 3, 3, seed=1, dtype=dtype), numbers(4, seed=2)
    mask = holes(2, 1, 6, 6, share=0.9) if masked else None
    out = partial_conv2d(x, weight, bias.to(dtype), padding=padding, mask=mask)
    assert out.dtype == dtype
    assert bool(out.isfinite().all())
    exact = partial_conv2d(x.double(), weight.double(), bias, padding=padding, mask=mask)
    eps = torch.finfo(dtype).eps
    torch.testing.assert_close(out.double(), exact, rtol=8 * eps, atol=8 * eps * float(exact.abs().max()))


def test_half_precision_counts_large_windows() -> None:
    """More elements than float16 or bfloat16 can count one by one."""
    x, weight = torch.ones(1, 64, 9, 9), torch.full((1, 64, 9, 9), 1 / (64 * 81))
    mask = holes(1, 64, 9, 9)
    for dtype in HALVES:
        out = partial_conv2d(x.to(dtype), weight.to(dtype), padding=4, mask=mask)
        torch.testing.assert_close(out.float(), torch.ones_like(out).float(), rtol=0.02, atol=0)


@pytest.mark.parametrize("masked", [False, True])
def test_under_autocast(masked) -> None:
    x, weight, bias = (numbers(*shape, dtype=torch.float32) for shape in [(2, 3, 6, 6), (4, 3, 3, 3), (4,)])
    mask = holes(2, 3, 6, 6) if masked else None
    exact = partial_conv2d(x, weight, bias, padding=1, mask=mask)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = partial_conv2d(x, weight, bias, padding=1, mask=mask)
    assert out.dtype == torch.bfloat16
    torch.testing.assert_close(out.float(), exact, rtol=0.05, atol=0.05 * float(exact.abs().max()))


def test_under_autocast_a_window_may_hold_more_than_float16_reaches() -> None:
    x, weight = torch.ones(1, 1024, 9, 9), torch.full((1, 1024, 9, 9), 2.0**-16)
    with torch.autocast("cpu", dtype=torch.float16):
        out = partial_conv2d(x, weight, padding=4, mask=torch.ones(1, 1024, 9, 9, dtype=torch.bool))
    torch.testing.assert_close(out, torch.full_like(out, 1024 * 81 / 2**16), rtol=0.01, atol=0)


def test_nothing_is_remembered() -> None:
    """The traps of a layer that keeps its last mask: same size without one, another type, another shape."""
    x, weight = numbers(2, 3, 6, 6), numbers(4, 3, 3, 3, seed=1)
    fresh = partial_conv2d(x, weight, padding=1).clone()
    partial_conv2d(x, weight, padding=1, mask=holes(6, 6))
    assert torch.equal(partial_conv2d(x, weight, padding=1), fresh)
    single = partial_conv2d(x.float(), weight.float(), padding=1)
    assert single.dtype == torch.float32
    torch.testing.assert_close(single.double(), fresh, rtol=1e-4, atol=1e-4)
    other = partial_conv2d(x[..., :4], weight, padding=1)
    torch.testing.assert_close(other[..., :3], fresh[..., :3])
    assert torch.equal(partial_conv2d(x, weight, padding=1), fresh)


def test_a_first_call_in_inference_mode_spoils_no_later_gradient() -> None:
    x, weight = numbers(1, 1, 7, 11), numbers(1, 1, 3, 3).requires_grad_()
    with torch.inference_mode():
        partial_conv2d(x, weight, padding=1)
    partial_conv2d(x, weight, padding=1).sum().backward()
    assert weight.grad is not None


def test_what_is_given_is_not_written_to() -> None:
    x, weight, bias, mask = numbers(2, 3, 5, 5), numbers(4, 3, 3, 3), numbers(4), holes(2, 1, 5, 5)
    before = [each.clone() for each in (x, weight, bias, mask)]
    partial_conv2d(x, weight, bias, padding=1, mask=mask)
    partial_conv2d(x, weight, bias, padding=1)
    assert all(torch.equal(*each) for each in zip(before, (x, weight, bias, mask), strict=True))


def test_an_empty_batch_stays_empty() -> None:
    assert partial_conv2d(numbers(0, 3, 5, 5), numbers(4, 3, 3, 3), padding=1).shape == (0, 4, 5, 5)


@pytest.mark.parametrize(
    ("how", "error", "message"),
    [
        ({"x": torch.ones(1, 3, 5, 5, dtype=torch.int64)}, TypeError, r"x must hold floating-point numbers"),
        ({"x": numbers(5, 5)}, ValueError, r"x must have shape \(B, C, H, W\) or \(C, H, W\), but got \(5, 5\)\. Add"),
        ({"x": numbers(2, 4, 5, 5)}, ValueError, r"x must have 3 channels to fit 1 group\(s\) of 3, but got \(2, 4, "),
        ({"weight": numbers(3, 3, 3)}, ValueError, r"weight must have shape \(O, C/groups, kh, kw\), but got \(3, 3, "),
        ({"bias": numbers(3)}, ValueError, r"bias must have shape \(4,\), but got \(3,\)\. Give one number an output"),
        ({"groups": 3}, ValueError, r"groups must divide the 4 outputs, but got 3\. Choose a divisor of both"),
        ({"groups": 0}, ValueError, r"groups must be at least 1, but got 0"),
        ({"padding": -1}, ValueError, r"padding must be at least 0, but got -1"),
        ({"padding": "same", "stride": 2}, ValueError, r'stride must be 1 with padding="same"'),
        (
            {"x": numbers(2, 3, 2, 5)},
            ValueError,
            r"x must leave room for a kernel of \(3, 3\) with dilation \(1, 1\), but got a padded picture of \(2, 5\)",
        ),
        (
            {"mask": torch.ones(2, 5, 5)},
            ValueError,
            r"or that of x, \(2, 3, 5, 5\), with 1 for batch or channels, but got \(2, 5, 5\)\. .* pass \(B, 1, H, W\)",
        ),
        ({"x": numbers(3, 5, 5), "mask": torch.ones(2, 5, 5)}, ValueError, r"that all channels share pass \(1, H, W\)"),
        ({"mask": torch.ones(2, 1, 1, 1)}, ValueError, r"mask must have shape \(5, 5\)"),
        ({"mask": torch.ones(5, 4)}, ValueError, r"mask must have shape \(5, 5\)"),
        (
            {"mask": torch.full((5, 5), 0.5)},
            ValueError,
            r"mask must hold 0 \(hole\) and 1 only, but got 0\.5\. Compare it with a threshold",
        ),
        ({"mask": torch.full((5, 5), torch.nan)}, ValueError, r"mask must hold 0 \(hole\) and 1 only, but got nan"),
    ],
)
def test_refusals(how, error, message) -> None:
    with pytest.raises(error, match=message):
        partial_conv2d(**{"x": numbers(2, 3, 5, 5), "weight": numbers(4, 3, 3, 3), **how})


def test_a_mask_that_is_no_tensor_is_refused() -> None:
    with pytest.raises(TypeError, match=r"mask must be a torch\.Tensor, but got ndarray\. Convert it with torch\.as_t"):
        checked_mask(np.ones((5, 5)), numbers(2, 3, 5, 5))
