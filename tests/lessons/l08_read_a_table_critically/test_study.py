"""One recipe, other seeds: the same data for all, and nothing else the same."""

import numpy as np
import torch

from nls_tutorial.lessons import l08_read_a_table_critically as lesson
from nls_tutorial.studies import overfit_digits, run_study, train_on_overfit_digits

CE = torch.nn.functional.cross_entropy


def test_runs_differ_by_their_seed_and_by_nothing_else() -> None:
    study = lesson.SAME_RECIPE.with_settings(epochs=2)
    results = run_study(study, seeds=(0, 1, 5))
    first, second, _ = (results.array("CE", "correct", seed) for seed in (0, 1, 5))
    again = run_study(study, seeds=(0,))
    assert np.array_equal(first, again.array("CE", "correct", 0))
    assert not np.array_equal(first, second)
    *_, test = train_on_overfit_digits(CE, 1, epochs=2, data_seed=0)
    assert torch.equal(test.labels, overfit_digits(0).test.labels)
    assert second.tolist() == (test.predicted == test.labels).tolist()
    assert results.scores("CE", "accuracy").tolist() == [
        results.array("CE", "correct", seed).mean() for seed in (0, 1, 5)
    ]
