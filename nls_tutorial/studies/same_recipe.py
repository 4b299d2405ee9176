"""The same recipe, again and again: networks that differ by nothing but their seed."""

from collections.abc import Sequence

from nls_tutorial import checks
from nls_tutorial.records import Predictions
from nls_tutorial.studies.side_by_side import EPOCHS, Loss, train_on_overfit_digits


def same_recipe(loss: Loss, *, seeds: Sequence[int], epochs: int = EPOCHS) -> list[Predictions]:
    r"""What networks of one recipe say about the same 600 test digits, one record for each seed.

    All learn the same 256 digits, `overfit_digits(0)`, by the recipe of `side_by_side`. A seed decides the first
    weights and the order of the batches, and nothing else. `loss` takes (logits, labels).

    Raises ValueError for no seeds and epochs < 1. First met in notebooks/08_read_a_table_critically.
    """
    checks.whole("epochs", epochs, 1)
    if len(seeds) == 0:
        checks.refuse("seeds", "must hold at least one", "none", "Add one.")
    return [train_on_overfit_digits(loss, seed, epochs=epochs, data_seed=0)[-1] for seed in seeds]
