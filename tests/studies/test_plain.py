"""Plain values: what decides a cell's numbers, in one text."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest

from nls_tutorial.losses import margin_loss
from nls_tutorial.studies.plain import canonical, digest, plain


@dataclass(frozen=True)
class Recipe:
    rule: object
    context: float = 0.0


def test_functions_are_their_names_and_arguments() -> None:
    told = plain(Recipe(partial(margin_loss, margin=6.0), 0.15))
    call = {"call": "nls_tutorial.losses.margin.margin_loss", "args": [], "named": {"margin": 6.0}}
    assert told == {"record": "Recipe", "rule": call, "context": 0.15}


def test_order_and_kind_of_container_do_not_matter_and_every_value_does() -> None:
    assert canonical(plain({"b": (1, 2), "a": np.float64(0.5)})) == '{"a":0.5,"b":[1,2]}'
    kinds = [{"a": 1}, {"a": 1.5}, {"a": "1"}, {"a": True}, {"a": None}, {"a": [1]}, {"b": 1}]
    assert len({digest(plain(kind)) for kind in kinds}) == len(kinds)
    assert digest(plain({"a": partial(margin_loss, margin=1.0)})) != digest(
        plain({"a": partial(margin_loss, margin=2.0)})
    )


@pytest.mark.parametrize("value", [lambda x: x, {1, 2}, object(), {"a": {1: 2}}, b"bytes"])
def test_what_cannot_be_told_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="settings"):
        plain(value)


def test_a_function_inside_a_function_is_refused_and_so_is_infinity() -> None:
    def inner() -> None: ...

    with pytest.raises(TypeError, match=r"arms must be a function of a module, .* Move it to the top of a module"):
        plain(inner, "arms")
    with pytest.raises(ValueError, match="settings must be finite, but got inf"):
        plain(float("inf"))
