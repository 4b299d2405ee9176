"""What can be set: values in order, one name each, a start among the values."""

import pytest

from nls_tutorial.playground import CHOICES, settings
from nls_tutorial.playground.knobs import SETTINGS, START, knobs_of


def test_every_setting_has_its_values_in_order() -> None:
    for one in SETTINGS:
        assert one.start in one.values, one.name
        assert len(one.texts) == len(one.values)
        if not isinstance(one.start, str):
            assert list(one.values) == sorted(set(one.values)), one.name
    assert len({one.address for one in SETTINGS}) == len(SETTINGS)


@pytest.mark.parametrize("one", CHOICES, ids=lambda one: one.name)
def test_every_knob_of_a_loss_can_be_set(one) -> None:
    assert set(knobs_of(settings(loss=one.name))) == set(one.knobs) <= set(START)


def test_what_cannot_be_set_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^setting must be one of 'kind', .* but got 'frobnicate'"):
        settings(frobnicate=1)
    with pytest.raises(ValueError, match=r"^margin must be one of .* but got 99"):
        settings(margin=99)
