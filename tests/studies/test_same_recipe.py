"""One recipe, other seeds: the same data for all, and nothing else the same."""

import pytest
import torch

from nls_tutorial.studies import overfit_digits, same_recipe, side_by_side

CE = torch.nn.functional.cross_entropy


def test_runs_differ_by_their_seed_and_by_nothing_else() -> None:
    first, second = same_recipe(CE, seeds=(0, 1), epochs=2)
    again, _ = same_recipe(CE, seeds=(0, 5), epochs=2)
    assert torch.equal(first.logits, again.logits)
    assert not torch.equal(first.logits, second.logits)
    assert torch.equal(first.labels, second.labels)
    assert torch.equal(first.labels, overfit_digits(0).test.labels)
    assert (first.seed, second.seed, len(first)) == (0, 1, 600)


def test_is_the_recipe_of_side_by_side() -> None:
    (run,) = same_recipe(CE, seeds=(0,), epochs=3)
    study = side_by_side({"CE": CE}, seeds=(0,), epochs=3)
    assert run.accuracy == pytest.approx(float(study.of("CE", "accuracy")[0]))
    assert float(run.confidence.double().mean()) == pytest.approx(float(study.confidence.mean()))


def test_refusals() -> None:
    with pytest.raises(ValueError, match="seeds must hold at least one, but got none"):
        same_recipe(CE, seeds=())
    with pytest.raises(ValueError, match="epochs must be at least 1, but got 0"):
        same_recipe(CE, seeds=(0,), epochs=0)
