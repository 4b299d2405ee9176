"""Every loss on offer is the library's, by its definition."""

import pytest
import torch
from spec.playground_by_hand import KNOBS, spec_loss

from nls_tutorial import losses, targets
from nls_tutorial.playground import CHOICES, choice

LOGITS = torch.tensor([[1.5, -0.5, 0.25], [-2.0, 0.5, 3.0], [0.1, 0.2, 0.3], [4.0, 1.0, -6.0]], dtype=torch.float64)
LABELS = torch.tensor([0, 1, 2, 2])


@pytest.mark.parametrize("one", CHOICES, ids=lambda one: one.name)
def test_a_loss_is_its_definition(one) -> None:
    knobs = {name: KNOBS[name] for name in one.knobs}
    assert float(one.loss(LOGITS, LABELS, **knobs)) == pytest.approx(spec_loss(one.name, LOGITS, LABELS), rel=1e-12)
    as_tensors = {name: torch.tensor(value, dtype=torch.float64) for name, value in knobs.items()}
    assert torch.allclose(one.loss(LOGITS, LABELS, **as_tensors), one.loss(LOGITS, LABELS, **knobs), rtol=1e-12)


@pytest.mark.parametrize("one", CHOICES, ids=lambda one: one.name)
def test_the_code_is_the_same_call(one) -> None:
    names = {"losses": losses, "targets": targets, "logits": LOGITS, "labels": LABELS}
    written = eval(one.code.format(**KNOBS), names)  # in the default precision
    assert torch.allclose(written, one.loss(LOGITS, LABELS, **{name: KNOBS[name] for name in one.knobs}), atol=1e-6)


def test_another_name_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^name must be one of 'cross_entropy', .*, but got 'hinge'"):
        choice("hinge")
