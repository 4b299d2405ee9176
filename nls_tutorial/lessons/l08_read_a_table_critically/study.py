"""The study of lesson 08: the same recipe, again and again; networks that differ by nothing but their seed."""

from torch.nn.functional import cross_entropy

from nls_tutorial.records import Score
from nls_tutorial.studies import Study, cell_checkpoint, train_on_overfit_digits
from nls_tutorial.studies.overfit_digits import Loss
from nls_tutorial.studies.study import Outcome


def _compute(arm: Loss, *, seed: int, device: str, epochs: int) -> Outcome:
    *_, test = train_on_overfit_digits(
        arm, seed, epochs=epochs, data_seed=0, device=device, checkpoint=cell_checkpoint()
    )
    return {"accuracy": test.accuracy}, {"correct": (test.predicted == test.labels).numpy()}


# all learn the same 256 digits; a seed decides the first weights and the order of the batches, and nothing else
SAME_RECIPE = Study(
    "same_recipe",
    "One recipe on the same digits, again and again: what the seed alone changes.",
    {"CE": cross_entropy},
    _compute,
    {"accuracy": Score()},
    {"epochs": 50},
    seeds=10,
    budgets={"quick": {"seeds": 10}, "class": {"epochs": 150, "seeds": 10}, "full": {"epochs": 500}},
    setup="A perceptron on 256 digits, a quarter of them with wrong labels, {epochs} epochs of Adam 0.01; scored on "
    "the same 600 test digits; “correct” says which of them it got right.",
)
