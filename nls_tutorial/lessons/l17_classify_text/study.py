"""Losses compared on texts, with and without what gives the class away: docstrings, and real posts."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from nls_tutorial.calibration import (
    chance_calibration_errors,
    expected_calibration_error,
    fit_temperature,
    negative_log_likelihood,
    reliability,
)
from nls_tutorial.data import Vocabulary, documentation, newsgroups, vocabulary
from nls_tutorial.losses import (
    confidence_penalty_loss,
    flsd_loss,
    focal_loss,
    label_smoothing_cross_entropy,
    margin_loss,
)
from nls_tutorial.models import word_bag, word_cnn
from nls_tutorial.predictions import collect
from nls_tutorial.records import DocumentSplits, Predictions, Results, Score, Tokens, Verdict, chance_floors, verdict
from nls_tutorial.studies import DataFolder, Study
from nls_tutorial.training import train, train_many

WORDS, LONGEST = 3000, 128  # of the vocabulary; words of a text that are read
MARGINS = (0.0, 2.0, 4.0, 6.0, 8.0, 10.0)
SHARES = (0.02, 0.05, 0.1, 0.25, 0.5, 1.0)  # of a text
WORLDS = (
    "stripped",
    "whole",
    "moved",
)  # learnt and tested on stripped texts, on whole ones; learnt whole, tested stripped
CHANCES = 40
Worlds = tuple[tuple[Vocabulary, list[Tokens]], tuple[Vocabulary, list[Tokens]]]
LOSSES: dict[str, Any] = {
    "CE": cross_entropy,
    "LS": partial(label_smoothing_cross_entropy, epsilon=0.1),
    "FL": partial(focal_loss, gamma=3.0),
    "FLSD": flsd_loss,
    "ECP": partial(confidence_penalty_loss, weight=0.1),
    **{f"MbLS m = {m:g}": partial(margin_loss, margin=m) for m in MARGINS},
}
RECIPES: dict[str, dict[str, Any]] = {  # of each kind of network
    "bag": {"make": word_bag, "rate": 0.01, "epochs": 30},
    "convolution": {"make": word_cnn, "rate": 0.003, "epochs": 20},
}


def tokens_and_labels(batch: Tokens, generator: torch.Generator | None) -> tuple[Tensor, Tensor]:
    """Tokens (B, L) and labels (B,): what a network that reads is given. First met in notebooks/17_classify_text.

    >>> two = Tokens(torch.tensor([[4, 2], [3, 0]]), torch.tensor([0, 1]), ("cat", "dog"), "test")
    >>> [part.tolist() for part in tokens_and_labels(two, None)]
    [[[4, 2], [3, 0]], [0, 1]]
    """
    return batch.tokens, batch.labels


def as_tokens(
    splits: DocumentSplits, *, whole: bool = False, words: int = WORDS, longest: int = LONGEST
) -> tuple[Vocabulary, list[Tokens]]:
    """The vocabulary of the training texts, and the three parts as numbers, stripped or whole.

    First met in notebooks/17_classify_text.
    """
    known = vocabulary(splits.train.whole if whole else splits.train.stripped, size=words)
    parts = (splits.train, splits.calibration, splits.test)
    return known, [known.tokens(part, longest=longest, whole=whole) for part in parts]


def train_readers(
    data: Tokens, words: int, losses: Mapping[str, Any], *, network: str, seed: int, epochs: int | None = None
) -> dict[str, nn.Module]:
    """One network for each loss from the same first weights, bags trained together.

    Args:
        data: the training texts.
        words: the size of their vocabulary.
        losses: functions of (logits, labels), by name.
        network: "bag" or "convolution".
        seed: decides the weights and the order.
        epochs: those of `RECIPES` unless given.

    Returns the networks by the names of their losses. First met in notebooks/17_classify_text.
    """
    recipe = RECIPES[network]
    readers: list[nn.Module] = [recipe["make"](words, len(data.class_names), seed=seed) for _ in losses]
    how: dict[str, Any] = {
        "epochs": recipe["epochs"] if epochs is None else epochs,
        "batch_of": tokens_and_labels,
        "optimizer": partial(torch.optim.Adam, lr=recipe["rate"]),
        "seed": seed,
        "device": "cpu",
        "progress": False,
    }
    if network == "bag":
        train_many(readers, data, list(losses.values()), **how)
    else:  # stacked convolutions are slower than separate ones
        for reader, loss in zip(readers, losses.values(), strict=True):
            train(reader, data, loss, **how)
    return dict(zip(losses, readers, strict=True))


def ask(network: nn.Module, data: Tokens) -> Predictions:
    """What a network says of texts. First met in notebooks/17_classify_text."""
    return collect(network, data, batch_of=tokens_and_labels, device="cpu")


def score(seen: Predictions, fitted: Predictions) -> dict[str, float]:
    """Scores of test predictions; the temperature is fitted on `fitted`, of the calibration part.

    Accuracy, mean confidence, ECE with the ECE that chance gives a calibrated network which is as sure, AECE, NLL, T,
    and the ECE at this T: shares, nats and a number. First met in notebooks/17_classify_text.
    """
    fit = fit_temperature(fitted.logits, fitted.labels, split=fitted.split)
    equal_width, equal_mass = (reliability(seen.probabilities, seen.labels, scheme=way) for way in ("width", "mass"))
    cooled = fit.apply_to(seen) if fit.exists else None
    nothing = float("nan")
    return {
        "accuracy": seen.accuracy,
        "confidence": float(seen.confidence.mean()),
        "ECE": float(expected_calibration_error(equal_width)),
        "ECE by chance": float(chance_calibration_errors(seen.confidence, draws=CHANCES).mean()),
        "AECE": float(expected_calibration_error(equal_mass)),
        "NLL": float(negative_log_likelihood(seen.logits, seen.labels)),
        "temperature": nothing if fit.temperature is None else fit.temperature,
        "ECE cooled": nothing
        if cooled is None
        else float(expected_calibration_error(reliability(cooled.probabilities, cooled.labels))),
    }


def in_both_worlds(splits: DocumentSplits, *, words: int, longest: int) -> Worlds:
    """The three parts as numbers, stripped and whole; behind the whole ones the stripped test in their words."""
    stripped, (known, parts) = (as_tokens(splits, whole=whole, words=words, longest=longest) for whole in (False, True))
    return stripped, (known, [*parts, known.tokens(splits.test, longest=longest)])


def score_arm(arm: Mapping[str, Any], worlds: Worlds, *, seed: int, **epochs: int) -> dict[str, Any]:
    """All scores of one loss and network: in the three worlds, and of the first words of the stripped texts.

    `epochs` are bag and convolution, those of the two kinds of networks.
    """
    told: dict[str, list[float]] = {}
    how = {"network": arm["network"], "seed": seed, "epochs": epochs[arm["network"]]}
    readers: list[nn.Module] = []
    for known, (learnt, held_out, *tests) in worlds:
        readers += train_readers(learnt, len(known), {"one": arm["loss"]}, **how).values()
        fitted = ask(readers[-1], held_out)
        for test in tests:
            for name, value in score(ask(readers[-1], test), fitted).items():
                told.setdefault(name, []).append(value)
    stripped = worlds[0][1][2]
    seen = [ask(readers[0], stripped.first(share)) for share in SHARES]
    told["first words: accuracy"] = [one.accuracy for one in seen]
    told["first words: confidence"] = [float(one.confidence.mean()) for one in seen]
    return told


@lru_cache(maxsize=1)  # the arms of one seed read the same texts
def _read_docstrings(seed: int, words: int, longest: int) -> Worlds:
    return in_both_worlds(documentation(seed=seed), words=words, longest=longest)


def _docstrings(
    arm: Mapping[str, Any], *, seed: int, device: str, words: int, longest: int, **epochs: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    return score_arm(arm, _read_docstrings(seed, words, longest), seed=seed, **epochs), {}


@lru_cache(maxsize=1)
def _read_posts(data: DataFolder, train: int | None, seed: int, words: int, longest: int) -> Worlds:
    return in_both_worlds(newsgroups(data.path, train=train, seed=seed), words=words, longest=longest)


def _posts(
    arm: Mapping[str, Any],
    *,
    seed: int,
    device: str,
    data: DataFolder,
    train: int | None,
    words: int,
    longest: int,
    **epochs: int,
) -> tuple[dict[str, Any], dict[str, Any]]:
    return score_arm(arm, _read_posts(data, train, seed, words, longest), seed=seed, **epochs), {}


def _fingerprint(folder: Path) -> str:
    splits = newsgroups(folder)
    parts = (splits.train, splits.calibration, splits.test)
    return hashlib.sha256("\0".join(text for part in parts for text in part.whole).encode()).hexdigest()


ARMS: dict[str, dict[str, Any]] = {
    **{name: {"loss": loss, "network": "bag"} for name, loss in LOSSES.items()},
    **{f"{name}, convolution": {"loss": LOSSES[name], "network": "convolution"} for name in ("CE", "MbLS m = 6")},
}
SCORES = {
    "accuracy": Score(axes=("world",)),
    "confidence": Score(axes=("world",)),
    "ECE": Score(axes=("world",)),
    "ECE by chance": Score(axes=("world",)),
    "AECE": Score(axes=("world",)),
    "NLL": Score("nats", axes=("world",), digits=2),
    "temperature": Score("", axes=("world",), digits=2),
    "ECE cooled": Score(axes=("world",)),
    "first words: accuracy": Score(axes=("share",)),
    "first words: confidence": Score(axes=("share",)),
}
SETTINGS = {
    "words": WORDS,
    "longest": LONGEST,
    **{network: recipe["epochs"] for network, recipe in RECIPES.items()},
}
AXES = {"world": WORLDS, "share": SHARES}
BUDGETS = {"quick": {"seeds": 2}, "class": {"seeds": 5}}
SETUP = (
    "the first {longest} words of each text, a vocabulary of {words}; a bag of embeddings, {bag} epochs of Adam with "
    "learning rate 0.01, or a convolution over words, {convolution} epochs with 0.003."
)
DOCSTRINGS = Study(
    "docstrings",
    "Losses on texts that are installed already: which library wrote this? Stripped, whole, and moved to stripped.",
    ARMS,
    _docstrings,
    SCORES,
    SETTINGS,
    AXES,
    seeds=5,
    budgets=BUDGETS,
    setup="640 docstrings of eight libraries, 480 for calibration, 800 for the test; " + SETUP,
)
POSTS = Study(
    "posts",
    "The same losses on 20 Newsgroups, stripped, whole, and learnt from whole posts; later posts are the test.",
    ARMS,
    _posts,
    SCORES,
    {"train": None, **SETTINGS},
    AXES,
    seeds=5,
    budgets={"quick": {"train": 600, "seeds": 2}, "class": {"train": 1200, "seeds": 5}},
    setup="posts of 20 Newsgroups, {train} of the earlier half to learn from, 800 for calibration, the later half "
    "for the test; " + SETUP,
    reads="a folder with 20news-bydate-train and 20news-bydate-test",
    fingerprint=_fingerprint,
)


def compare_with(
    results: Results, arm: str, other: str, score: str, claim: str, *, world: str | Sequence[str] = "stripped"
) -> Verdict:
    """The verdict on "`arm` has a `claim` (higher or lower) `score` than `other`", in points, paired by seed.

    With two worlds the first is that of `arm`, the second that of `other`. An ECE has its floors told.
    First met in notebooks/17_classify_text.
    """
    here, there = (world, world) if isinstance(world, str) else world
    places = (arm, score, {"world": here}), (other, score, {"world": there})
    pair = (results.scores(one, score, **at) for one, score, at in places)
    return verdict(*pair, claim=claim, floors=chance_floors(results, *places), scale=100, unit=" points", digits=1)


def compare_shares(results: Results, arm: str, score: str, share: float, claim: str) -> Verdict:
    """The verdict on "after that share of the words the `score` is `claim` than after all", by seed.

    First met in notebooks/17_classify_text.
    """
    pair = (results.scores(arm, f"first words: {score}", share=at) for at in (share, 1.0))
    return verdict(*pair, claim=claim, scale=100, unit=" points", digits=1)
