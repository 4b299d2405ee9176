"""Translators under ε and T: how well they translate, and how well their next-word probabilities are calibrated."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from nls_tutorial.calibration import (
    chance_calibration_errors,
    expected_calibration_error,
    fit_temperature,
    negative_log_likelihood,
    reliability,
)
from nls_tutorial.data import Subwords, clauses, multi30k, subwords, token_pairs
from nls_tutorial.lessons.l18_translate.bleu import bleu
from nls_tutorial.losses import label_smoothing_cross_entropy
from nls_tutorial.models import Transformer, transformer
from nls_tutorial.predictions import beam_search, collect, greedy_search
from nls_tutorial.records import (
    PairSplits,
    Predictions,
    Results,
    Score,
    SentencePairs,
    TokenPairs,
    Verdict,
    chance_floors,
    verdict,
)
from nls_tutorial.studies import DataFolder, Study
from nls_tutorial.training import train, train_many

EPSILONS = (0.0, 0.05, 0.1, 0.2, 0.4)
TEMPERATURES = (0.4, 0.6, 0.8, 1.0, 1.25, 1.6, 2.0)
WIDTHS = (1, 2, 4, 8)  # of the beam
CHANCES = 20


@dataclass(frozen=True, eq=False)
class Material:
    """Sentence pairs as text and as numbers, and the vocabularies of both languages; `as_numbers` makes it.

    First met in notebooks/18_translate.

    >>> numbers = as_numbers(clauses(train=20, calibration=2, test=2), pieces=60, longest=80)
    >>> isinstance(numbers, Material), len(numbers.train)
    (True, 20)
    """

    source: Subwords
    target: Subwords
    train: TokenPairs
    calibration: TokenPairs
    test: TokenPairs
    texts: SentencePairs  # of the test

    @property
    def longest(self) -> int:
        """The most tokens of a sentence."""
        parts = (self.train, self.calibration, self.test)
        return max(side.shape[1] for part in parts for side in (part.source, part.target))


def as_numbers(splits: PairSplits, *, pieces: int = 400, longest: int = 32) -> Material:
    """Vocabularies learnt from the training pairs, and all three parts as numbers; longer pairs are left out.

    First met in notebooks/18_translate.
    """
    source, target = (subwords(side, size=pieces) for side in (splits.train.source, splits.train.target))
    how: dict[str, Any] = {"longest": longest, "on_long": "skip"}
    train, calibration, test = (
        token_pairs(part, source, target, **how) for part in (splits.train, splits.calibration, splits.test)
    )
    texts = SentencePairs(tuple(source.decode(test.source)), tuple(target.decode(test.target)), "test")
    return Material(source, target, train, calibration, test, texts)


def next_words(batch: TokenPairs, generator: torch.Generator | None) -> tuple[tuple[Tensor, Tensor], Tensor]:
    """What a translator is given, (source, the target up to each place), and what comes next at each place.

    Columns that are padding in the whole batch are cut off. First met in notebooks/18_translate.

    >>> pairs = TokenPairs(torch.tensor([[5, 2, 0]]), torch.tensor([[1, 7, 2, 0]]), "test")
    >>> [part.tolist() for part in next_words(pairs, None)[0]], next_words(pairs, None)[1].tolist()
    ([[[5, 2]], [[1, 7]]], [[7, 2]])
    """
    source, target = (side[:, : int((side != 0).sum(1).amax())] for side in (batch.source, batch.target))
    return (source, target[:, :-1]), target[:, 1:]


def smoothed_words(logits: Tensor, labels: Tensor, *, epsilon: float) -> Tensor:
    """Smoothed cross-entropy (over K) of logits (B, T, K) and next words (B, T); padding counts nowhere.

    First met in notebooks/18_translate.
    """
    return label_smoothing_cross_entropy(logits.flatten(0, 1), labels.flatten(), epsilon=epsilon, ignore_index=0)


def train_translators(
    data: Material,
    epsilons: Sequence[float],
    *,
    seed: int,
    epochs: int = 40,
    rate: float = 5e-3,
    batch_size: int = 50,
    together: bool = True,
    **sizes: Any,
) -> list[Transformer]:
    """One Transformer for each ε from the same first weights, in the same order of sentences, trained together.

    Args:
        data: the pairs as numbers.
        epsilons: smoothing, one for each network.
        seed: decides the weights and the order.
        epochs, rate, batch_size: of Adam, whose rate falls along a cosine to 0.
        together: `train_many` (small networks) or one after the other (large ones, where that is no slower).
        sizes: of `models.transformer`: width, heads, layers.

    Returns the networks. First met in notebooks/18_translate.
    """
    made = {"longest": data.longest, "dropout": 0.0, "seed": seed, **sizes}
    networks = [transformer(len(data.source), len(data.target), **made) for _ in epsilons]
    losses = [partial(smoothed_words, epsilon=epsilon) for epsilon in epsilons]
    how: dict[str, Any] = {
        "epochs": epochs,
        "batch_of": next_words,
        "batch_size": batch_size,
        "optimizer": partial(torch.optim.Adam, lr=rate),
        "scheduler": partial(torch.optim.lr_scheduler.CosineAnnealingLR, T_max=epochs),
        "seed": seed,
        "device": "cpu",
        "progress": False,
    }
    if together:
        train_many(networks, data.train, losses, **how)
    else:
        for network, loss in zip(networks, losses, strict=True):
            train(network, data.train, loss, **how)
    return networks


def ask(network: Transformer, pairs: TokenPairs) -> Predictions:
    """The decision at every place of every target, the true words before it given; `group` is the sentence.

    First met in notebooks/18_translate.
    """
    return collect(network, pairs, batch_of=next_words, ignore_index=0, class_dim=-1, batch_size=100, device="cpu")


def token_scores(seen: Predictions, fitted: Predictions) -> dict[str, float]:
    """Scores of next-word predictions; the temperature is fitted on `fitted`, of the calibration part.

    Accuracy, mean confidence, ECE with the ECE that chance gives a calibrated network which is as sure, NLL, T, and ECE
    and NLL at this T: shares, nats a word and a number. First met in notebooks/18_translate.
    """
    fit = fit_temperature(fitted.logits, fitted.labels, split=fitted.split)
    cooled = fit.apply_to(seen)
    return {
        "accuracy": seen.accuracy,
        "confidence": float(seen.confidence.mean()),
        "ECE": _ece(seen.logits, seen.labels),
        "ECE by chance": float(chance_calibration_errors(seen.confidence, draws=CHANCES).mean()),
        "NLL": float(negative_log_likelihood(seen.logits, seen.labels)),
        "temperature": float("nan") if fit.temperature is None else fit.temperature,
        "ECE cooled": _ece(cooled.logits, cooled.labels),
        "NLL cooled": float(negative_log_likelihood(cooled.logits, cooled.labels)),
    }


def _ece(logits: Tensor, labels: Tensor) -> float:
    return float(expected_calibration_error(reliability(torch.softmax(logits, 1), labels)))


def translate(network: Transformer, data: Material, source: Tensor, **how: Any) -> list[str]:
    """The network's translations of token rows: greedy, or by a beam where `width` is given.

    First met in notebooks/18_translate.
    """
    search = beam_search if "width" in how else greedy_search
    found = [search(network, part, longest=data.longest, **how) for part in source.split(250)]
    return [text for rows in found for text in data.target.decode(rows)]


def along_temperature(network: Transformer, data: Material, seen: Predictions, *, rows: int) -> dict[str, list[float]]:
    """NLL, ECE and BLEU (a beam of 4, the first `rows` test sentences) at each T.

    First met in notebooks/18_translate.
    """
    source, texts = data.test.source[:rows], data.texts.target[:rows]
    told: dict[str, list[float]] = {"NLL at T": [], "ECE at T": [], "BLEU at T": []}
    for temperature in TEMPERATURES:
        answers = translate(network, data, source, width=4, temperature=temperature)
        told["NLL at T"].append(float(negative_log_likelihood(seen.logits / temperature, seen.labels)))
        told["ECE at T"].append(_ece(seen.logits / temperature, seen.labels))
        told["BLEU at T"].append(bleu(answers, texts, resamples=0).bleu)
    return told


def score(network: Transformer, data: Material, *, rows: int) -> dict[str, Any]:
    """All scores of one network; the searches read the first `rows` test sentences, greedy all of them."""
    seen = ask(network, data.test)
    greedy = bleu(translate(network, data, data.test.source), data.texts.target, resamples=0)
    source, texts = data.test.source[:rows], data.texts.target[:rows]
    widths = [bleu(translate(network, data, source, width=width), texts, resamples=0).bleu for width in WIDTHS]
    return {
        **token_scores(seen, ask(network, data.calibration)),
        "BLEU": greedy.bleu,
        "chrF": greedy.chrf,
        **along_temperature(network, data, seen, rows=rows),
        "BLEU at width": widths,
    }


@lru_cache(maxsize=1)  # the arms of one seed read the same sentences
def _clauses(seed: int, sentences: int, pieces: int) -> Material:
    return as_numbers(clauses(train=sentences, seed=seed), pieces=pieces)


@lru_cache(maxsize=1)
def _captions(data: DataFolder, train: int | None, seed: int, pieces: int, longest: int) -> Material:
    return as_numbers(multi30k(data.path, train=train, seed=seed), pieces=pieces, longest=longest)


def _of_clauses(
    epsilon: float, *, seed: int, device: str, sentences: int, pieces: int, rows: int, **how: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    data = _clauses(seed, sentences, pieces)
    (network,) = train_translators(data, [epsilon], seed=seed, together=False, **how)
    return score(network, data, rows=rows), {}


def _of_captions(
    epsilon: float,
    *,
    seed: int,
    device: str,
    data: DataFolder,
    train: int | None,
    pieces: int,
    longest: int,
    rows: int,
    **how: Any,
) -> tuple[dict[str, Any], dict[str, Any]]:
    material = _captions(data, train, seed, pieces, longest)
    (network,) = train_translators(material, [epsilon], seed=seed, together=False, **how)
    return score(network, material, rows=rows), {}


def _fingerprint(folder: Path) -> str:
    splits = multi30k(folder)
    parts = (splits.train, splits.calibration, splits.test)
    sides = [text for part in parts for side in (part.source, part.target) for text in side]
    return hashlib.sha256("\0".join(sides).encode()).hexdigest()


SCORES = {
    "accuracy": Score(),
    "confidence": Score(),
    "ECE": Score(),
    "ECE by chance": Score(),
    "NLL": Score("nats", digits=3),
    "temperature": Score("", digits=2),
    "ECE cooled": Score(),
    "NLL cooled": Score("nats", digits=3),
    "BLEU": Score("", digits=1),
    "chrF": Score("", digits=1),
    "NLL at T": Score("nats", axes=("T",), digits=3),
    "ECE at T": Score(axes=("T",)),
    "BLEU at T": Score("", axes=("T",), digits=1),
    "BLEU at width": Score("", axes=("width",), digits=1),
}
AXES = {"T": TEMPERATURES, "width": WIDTHS}
ABOUT = (
    "BLEU, NLL and token ECE of Transformers trained with smoothed labels, under T and with beams of several widths."
)
CLAUSES = Study(
    "clauses",
    f"{ABOUT} Sentences of a small grammar.",
    {f"ε = {epsilon:g}": epsilon for epsilon in EPSILONS},
    _of_clauses,
    SCORES,
    {"sentences": 400, "pieces": 400, "rows": 200, "epochs": 40, "rate": 5e-3, "batch_size": 50, "width": 32},
    AXES,
    seeds=5,
    budgets={"quick": {"seeds": 2, "epochs": 10, "rows": 60}, "class": {"seeds": 5}},
    setup="{sentences} sentence pairs of a grammar, 200 for calibration, 300 for the test; up to {pieces} pieces a "
    "language; a Transformer of one layer and width {width}, {epochs} epochs of Adam with learning rate {rate}, "
    "batches of {batch_size}; beams on {rows} sentences, of width 4 where T varies.",
)
CAPTIONS = Study(
    "captions",
    f"{ABOUT} Captions of Multi30k, English to German.",
    {f"ε = {epsilon:g}": epsilon for epsilon in (0.0, 0.1, 0.2, 0.4)},
    _of_captions,
    SCORES,
    {
        "train": None,
        "pieces": 4000,
        "longest": 40,
        "rows": 1000,
        "epochs": 20,
        "rate": 1e-3,
        "batch_size": 64,
        "width": 256,
        "layers": 2,
    },
    AXES,
    seeds=5,
    budgets={
        "quick": {"train": 500, "pieces": 500, "rows": 20, "epochs": 1, "width": 32, "layers": 1, "seeds": 2},
        "class": {
            "train": 12000,
            "pieces": 2000,
            "longest": 24,
            "rows": 200,
            "epochs": 7,
            "rate": 3e-3,
            "width": 96,
            "layers": 1,
            "seeds": 3,
        },
    },
    setup="captions of Multi30k, English to German (train = {train}; None is all 29,000), up to {longest} tokens, "
    "{pieces} pieces a language; a Transformer of {layers} layers and width {width}, {epochs} epochs of Adam with "
    "learning rate {rate}, batches of {batch_size}; beams on {rows} sentences, of width 4 where T varies.",
    reads="a folder with train.en.gz, train.de.gz, val.en.gz and so on",
    fingerprint=_fingerprint,
)


def compare(results: Results, arm: str, other: str, score: str, claim: str, **at: Any) -> Verdict:
    """The verdict on "`arm` has a `claim` (higher or lower) `score` than `other`", paired by seed.

    ECE is told in points, BLEU in its own points, NLL in nats. First met in notebooks/18_translate.
    """
    pair = (results.scores(one, score, **at) for one in (arm, other))
    floors = chance_floors(results, (arm, score, at), (other, score, at))
    return verdict(*pair, claim=claim, floors=floors, **_told_in(score))


def compare_with_itself(
    results: Results, arm: str, score: str, other: str, claim: str, *, at: Any = None, instead: Any = None
) -> Verdict:
    """The verdict on "`arm` has a `claim` `score` than `other`, another score of the same networks", by seed.

    With `at` and `instead` both are the score along its own axis, at these two places of it.
    First met in notebooks/18_translate.
    """
    where: list[dict[str, Any]] = [{}, {}]
    if at is not None:
        axis = results.columns[score].axes[0]
        where = [{axis: at}, {axis: instead}]
    pair = (results.scores(arm, one, **place) for one, place in zip((score, other), where, strict=True))
    return verdict(*pair, claim=claim, **_told_in(score))


def _told_in(score: str) -> dict[str, Any]:
    """ECE is told in points, BLEU in its own points, NLL in nats."""
    if "NLL" in score:
        return {"scale": 1, "unit": " nats", "digits": 3}
    return {"scale": 100 if "ECE" in score else 1, "unit": " points", "digits": 1}
