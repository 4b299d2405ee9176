"""Values are read only where there are values, and only where nobody has switched that off."""

import threading

import pytest
import torch

from nls_tutorial.checks import off, readable, sizes_of, tracing


def test_off_ends_with_its_context_even_after_an_error() -> None:
    with pytest.raises(RuntimeError, match="boom"), off():
        assert not readable(torch.zeros(1))
        with off():
            pass
        assert not readable(torch.zeros(1)), "an inner context does not end the outer one"
        raise RuntimeError("boom")
    assert readable(torch.zeros(1))


def test_off_holds_in_its_own_thread_only() -> None:
    seen = []
    with off():
        other = threading.Thread(target=lambda: seen.append(readable(torch.zeros(1))))
        other.start()
        other.join()
    assert seen == [True]


def test_what_stands_for_other_values_is_not_read() -> None:
    assert not tracing(torch.zeros(1), 1.0, "text")
    assert tracing(torch.zeros(1, device="meta"))
    assert tracing(1.0, torch.zeros(1, device="meta"))
    seen = []
    torch.vmap(lambda x: seen.append(tracing(x)) or x)(torch.zeros(2))
    torch.func.grad(lambda x: seen.append(tracing(x)) or x)(torch.tensor(1.0))
    with torch._subclasses.fake_tensor.FakeTensorMode():
        seen.append(tracing(torch.zeros(1)))

    class Looks(torch.nn.Module):
        def forward(self, x):
            seen.append(tracing(x))
            return x

    torch.fx.symbolic_trace(Looks())
    assert seen == [True] * 4
    assert not tracing(torch.zeros(1))


def test_sizes_are_whole_numbers() -> None:
    assert sizes_of(torch.zeros(2, 0, 3)) == (2, 0, 3)
