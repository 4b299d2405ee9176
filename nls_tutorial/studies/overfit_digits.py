"""Losses compared on few and noisy digits, where a network that learns them by heart becomes overconfident."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from nls_tutorial import checks
from nls_tutorial.calibration import (
    chance_calibration_errors,
    expected_calibration_error,
    fit_temperature,
    negative_log_likelihood,
    reliability,
)
from nls_tutorial.data import digits
from nls_tutorial.geometry import logit_distances
from nls_tutorial.models import mlp
from nls_tutorial.predictions import collect
from nls_tutorial.records import Cell, Predictions, Results, Score, Splits
from nls_tutorial.studies.cell import as_cell, cell_checkpoint
from nls_tutorial.studies.study import Outcome, Study
from nls_tutorial.training import train, train_many

Loss = Callable[[Tensor, Tensor], Tensor]
Trained = tuple[Predictions, Predictions, Predictions]  # on the training, the calibration and the test part
TRAIN, NOISE, EPOCHS, RATE = 256, 0.25, 50, 0.01
CHANCES = 40  # draws for the ECE that a calibrated network would get by chance
SCORES = {
    "accuracy": Score(),
    "ECE": Score(),
    "ECE by chance": Score(),
    "AECE": Score(),
    "NLL": Score("nats", digits=2),
    "ECE cooled": Score(),
    "ECE cooled by chance": Score(),
    "AECE cooled": Score(),
    "NLL cooled": Score("nats", digits=2),
    "temperature": Score("", digits=2),
    "fitted": Score(digits=0),
}
SETUP = (
    f"Trained here: {TRAIN} digits, {NOISE:.0%} wrong labels, a perceptron, {{epochs}} epochs of Adam (learning rate "
    "{rate:g}{exceptions}), scored on 600 clean test digits; “cooled” is at the temperature that 400 others chose."
)


def overfit_digits(seed: int = 0) -> Splits:
    """256 training digits, a quarter of them with a wrong label; 400 for calibration and 600 for test, all clean.

    Few and noisy, so that a network that learns them by heart becomes overconfident.
    First met in notebooks/05_keep_a_margin.

    >>> splits = overfit_digits(seed=0)
    >>> len(splits.train), len(splits.calibration), len(splits.test)
    (256, 400, 600)
    """
    return digits(train=TRAIN, label_noise=NOISE, seed=seed)


def train_on_overfit_digits(
    loss: Loss,
    seed: int,
    *,
    epochs: int = EPOCHS,
    rate: float = RATE,
    data_seed: int | None = None,
    device: str = "cpu",
    checkpoint: Path | None = None,
) -> Trained:
    r"""One perceptron, trained with `loss` of (logits, labels) on `overfit_digits(seed)`: what it says about each part.

    Returns the predictions for the training, calibration and test part, in this order. `seed` decides the digits, the
    wrong labels, the first weights and the order; Adam with learning rate `rate`, batches of 64, `epochs` epochs. With
    `data_seed` that one decides the digits and the wrong labels, and `seed` only the rest.
    Raises ValueError for epochs < 1. First met in notebooks/07_scale_the_temperature.

    >>> from nls_tutorial.losses import label_smoothing_cross_entropy
    >>> learnt, held_out, test = train_on_overfit_digits(label_smoothing_cross_entropy, seed=0, epochs=1)
    >>> len(test)
    600
    """
    splits = overfit_digits(seed if data_seed is None else data_seed)
    network = mlp(in_features=64, classes=10, seed=seed)
    train(
        network,
        splits.train,
        loss,
        epochs=epochs,
        optimizer=partial(torch.optim.Adam, lr=rate),
        seed=seed,
        device=device,
        checkpoint=checkpoint,
        progress=False,
    )
    return _what_it_says(network, splits, seed, device)


def _what_it_says(network: nn.Module, splits: Splits, seed: int, device: str) -> Trained:
    assert splits.calibration is not None
    learnt, held_out, test = (
        collect(network, part, seed=seed, device=device) for part in (splits.train, splits.calibration, splits.test)
    )
    return learnt, held_out, test


def train_together(
    losses: Mapping[str, Loss],
    seeds: Sequence[int],
    *,
    epochs: int = EPOCHS,
    rates: Mapping[str, float] | None = None,
) -> dict[str, list[Trained]]:
    r"""`train_on_overfit_digits` for every loss and every seed, all networks at once: the same numbers to rounding.

    Their weights are stacked, and one pass computes what all of them say (`training.train_many`). `rates` gives a loss
    its own learning rate. Returns a list over the seeds for each name. Raises ValueError for no losses or seeds, and
    for a rate of a loss that is not there. First met in notebooks/07_scale_the_temperature.

    >>> from nls_tutorial.losses import label_smoothing_cross_entropy
    >>> runs = train_together({"LS": label_smoothing_cross_entropy}, seeds=[0, 1], epochs=1)
    >>> len(runs["LS"]), len(runs["LS"][0][2])
    (2, 600)
    """
    own = _rates(rates, losses)
    for argument, values in (("losses", losses), ("seeds", seeds)):
        if len(values) == 0:
            checks.refuse(argument, "must hold at least one", "none", "Add one.")
    pairs = [(name, seed) for name in losses for seed in seeds]
    splits = {seed: overfit_digits(seed) for seed in seeds}
    networks: list[nn.Module] = [mlp(in_features=64, classes=10, seed=seed) for _, seed in pairs]
    train_many(
        networks,
        [splits[seed].train for _, seed in pairs],
        [losses[name] for name, _ in pairs],
        epochs=epochs,
        optimizer=[partial(torch.optim.Adam, lr=own.get(name, RATE)) for name, _ in pairs],
        seed=[seed for _, seed in pairs],
        device="cpu",
        progress=False,
    )
    runs: dict[str, list[Trained]] = {name: [] for name in losses}
    for (name, seed), network in zip(pairs, networks, strict=True):
        runs[name].append(_what_it_says(network, splits[seed], seed, "cpu"))
    return runs


def compare_losses_together(
    losses: Mapping[str, Loss],
    *,
    seeds: Sequence[int],
    epochs: int = EPOCHS,
    rates: Mapping[str, float] | None = None,
) -> Results:
    """What `run_study(compare_losses(losses, …), seeds=seeds)` gives, with all networks trained at once.

    For a lesson that trains while the reader waits; a study on the command line keeps cell by cell. Raises what
    `train_together` raises. First met in notebooks/05_keep_a_margin.

    >>> from nls_tutorial.losses import label_smoothing_cross_entropy
    >>> compare_losses_together({"LS": label_smoothing_cross_entropy}, seeds=[0, 1], epochs=1).seeds
    (0, 1)
    """
    runs = train_together(losses, seeds, epochs=epochs, rates=rates)
    return score_runs(runs, _setup_in_words(_rates(rates, losses)).format(epochs=epochs))


def compare_losses(
    losses: Mapping[str, Loss],
    *,
    epochs: int = EPOCHS,
    rates: Mapping[str, float] | None = None,
    name: str = "losses",
    about: str = "Losses on few and noisy digits.",
    **more: Any,
) -> Study:
    r"""A study that trains the same perceptron with each loss and each seed on `overfit_digits`, and scores it.

    `losses` maps names to losses of (logits, labels); a seed decides the digits, the wrong labels, the first weights
    and the order; Adam with learning rate 0.01, batches of 64, `epochs` epochs. `rates` gives a loss its own learning
    rate. Scores: accuracy, ECE and AECE (15 bins), NLL, the last three "cooled" too, at the temperature fitted on the
    calibration part, that temperature, the ECE that a calibrated network as sure would get by chance, before T and
    "cooled", and the share of training labels, wrong ones included, that were learnt. Arrays: "distances", the largest
    logit distance of each test sample, and "confidence". `more` goes to `Study`.

    Raises ValueError for no losses, epochs < 1, and a rate for a loss that is not there.
    First met in notebooks/05_keep_a_margin. Source: the rows and columns of the MbLS poster's first table.

    >>> from nls_tutorial.losses import label_smoothing_cross_entropy
    >>> from nls_tutorial.studies import run_study
    >>> results = run_study(compare_losses({"LS": label_smoothing_cross_entropy}, epochs=1), seeds=[0])
    >>> results.scores("LS", "ECE").shape, results.array("LS", "confidence").shape
    ((1,), (600,))
    """
    own = _rates(rates, losses)
    checks.whole("epochs", epochs, 1)
    return Study(
        name,
        about,
        {loss: {"loss": function, "rate": own.get(loss, RATE)} for loss, function in losses.items()},
        _compute,
        SCORES,
        {"epochs": epochs},
        setup=_setup_in_words(own),
        **{"version": 2, **more},  # 2: with the floor of the cooled ECE
    )


def _rates(rates: Mapping[str, float] | None, losses: Mapping[str, Loss]) -> dict[str, float]:
    own = dict(rates or {})
    unknown = sorted(set(own) - set(losses))
    if unknown:
        checks.refuse("rates", f"must name losses of this study ({', '.join(losses)})", unknown, "Correct the name.")
    return own


def _setup_in_words(own: Mapping[str, float]) -> str:
    exceptions = "".join(f"; {loss} {rate:g}" for loss, rate in own.items())
    return SETUP.replace("{rate:g}", f"{RATE:g}").replace("{exceptions}", exceptions)


def _compute(arm: Mapping[str, Any], *, seed: int, device: str, epochs: int) -> Outcome:
    kept = cell_checkpoint()
    return score_trained(
        train_on_overfit_digits(arm["loss"], seed, epochs=epochs, rate=arm["rate"], device=device, checkpoint=kept)
    )


def score_trained(trained: Trained) -> Outcome:
    """Scores and arrays of one network from its training, calibration and test predictions."""
    learnt, held_out, test = trained
    fit = fit_temperature(held_out.logits, held_out.labels, split=held_out.split)
    before = four_scores(test)
    nothing = float("nan")
    cold = fit.apply_to(test) if fit.exists else None
    after = dict.fromkeys(before, nothing) if cold is None else four_scores(cold)
    temperature = nothing if fit.temperature is None else fit.temperature
    cooled = {f"{name} cooled": value for name, value in after.items() if name != "accuracy"}
    arrays = {
        "distances": logit_distances(test.logits).amax(dim=1).double().numpy(),
        "confidence": test.confidence.double().numpy(),
    }
    floors = {
        f"{name} by chance": float(chance_calibration_errors(seen.confidence, draws=CHANCES).mean())
        if seen is not None
        else nothing
        for name, seen in (("ECE", test), ("ECE cooled", cold))
    }
    scores = {**before, **cooled, **floors, "temperature": temperature, "fitted": learnt.accuracy}
    return scores, arrays


def score_runs(runs: Mapping[str, Sequence[Trained]], setup: str) -> Results:
    r"""Results of networks that are trained already: `runs[name]` holds training, calibration and test predictions.

    One triple for each seed, the same seeds in the same order for every name; `setup` says in words how they were
    made. The temperature is fitted on the calibration predictions, all scores are of the test predictions.
    Raises ValueError for no runs, and where the seeds differ. First met in notebooks/07_scale_the_temperature.

    >>> from nls_tutorial.losses import label_smoothing_cross_entropy
    >>> run = train_on_overfit_digits(label_smoothing_cross_entropy, seed=3, epochs=1)
    >>> score_runs({"LS": [run]}, "one epoch").seeds
    (3,)
    """
    seeds = {name: tuple(test.seed for _, _, test in row) for name, row in runs.items()}
    if len(set(seeds.values())) != 1:
        checks.refuse("runs", "must hold the same seeds for every name", seeds, "Train all of them alike.")
    cells: dict[tuple[str, int], Cell] = {}
    for name, row in runs.items():
        for seed, trained in zip(seeds[name], row, strict=True):
            cells[name, seed] = as_cell(name, seed, score_trained(trained), SCORES, {})
    return Results("losses", tuple(runs), next(iter(seeds.values())), cells, SCORES, setup=setup)


def four_scores(seen: Predictions) -> dict[str, float]:
    """Accuracy, ECE and AECE (15 bins) as shares, and NLL in nats. First met in notebooks/05_keep_a_margin."""
    equal_width, equal_mass = (reliability(seen.probabilities, seen.labels, scheme=s) for s in ("width", "mass"))
    ece, aece = (float(expected_calibration_error(bins)) for bins in (equal_width, equal_mass))
    nll = float(negative_log_likelihood(seen.logits, seen.labels))
    return {"accuracy": seen.accuracy, "ECE": ece, "AECE": aece, "NLL": nll}
