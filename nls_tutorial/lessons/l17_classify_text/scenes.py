"""The scenes of lesson 17: drag the margin, read less of a text, and the words on which an answer hangs."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from nls_tutorial import checks
from nls_tutorial.calibration import reliability
from nls_tutorial.data import Vocabulary
from nls_tutorial.lessons.l17_classify_text.study import ask
from nls_tutorial.records import (
    Axis,
    Band,
    Control,
    Line,
    Panel,
    Points,
    Predictions,
    Readout,
    Results,
    Rule,
    Scene,
    Text,
    Tokens,
    Words,
    track,
)
from nls_tutorial.records.marks import Color
from nls_tutorial.scenes import reliability_panels

TENTHS = tuple((t / 4, f"{25 * t} %") for t in range(5))
COLORS: tuple[Color, ...] = ("purple", "green")
SHOWN = 6  # telling words of a text


def drag_the_margin(seen: Mapping[float, Predictions], stored: Results, others: Mapping[str, Results]) -> Scene:
    r"""Drag m: the ECE of five seeds over m with its floor by chance, and one network's confidence against accuracy.

    Args:
        seen: for each margin, rising, the test predictions of a network trained here.
        stored: results of the study `docstrings`, with an arm "MbLS m = …" for each margin.
        others: up to two further results with the same arms, by name, of which the mean is drawn.

    Returns:
        The scene. Raises ValueError for fewer than two margins and for one that is not in the study.
        First met in notebooks/17_classify_text.
    """
    if len(seen) < 2:
        checks.refuse("seen", "must hold two margins or more", len(seen), "Add one.")
    margins = tuple(map(float, seen))
    arms = [f"MbLS m = {m:g}" for m in margins]
    unknown = [arm for arm in arms if arm not in stored.arms]
    if unknown:
        checks.refuse("seen", f"must hold margins of the study ({', '.join(stored.arms)})", unknown, "Leave it out.")
    bins = [reliability(one.probabilities, one.labels) for one in seen.values()]
    gaps = [float(one.confidence.mean()) - one.accuracy for one in seen.values()]
    return Scene(
        "Drag the margin",
        "Left, ECE of five seeds over the margin, with the floor by chance and cross-entropy's. Right, one network.",
        (_valley(margins, arms, stored, others), reliability_panels(bins, ("margin",))[0]),
        (Control("margin", "margin m", margins, start=0, digits=0),),
        (
            Readout("accuracy", track([one.accuracy for one in seen.values()], "margin"), 1, percent=True),
            Readout("confidence less accuracy", track(gaps, "margin"), 1, percent=True),
        ),
    )


def _valley(margins: tuple[float, ...], arms: Sequence[str], stored: Results, others: Mapping[str, Results]) -> Panel:
    """ECE over the margin: each seed, the mean, the floor by chance, cross-entropy; the means of other texts."""
    each = np.stack([stored.scores(arm, "ECE", world="stripped") for arm in arms])  # (margins, seeds)
    floor = np.array([stored.scores(arm, "ECE by chance", world="stripped").mean() for arm in arms])
    places = np.array(margins)
    ce = float(stored.scores("CE", "ECE", world="stripped").mean())
    means = [np.array([one.scores(arm, "ECE", world="stripped").mean() for arm in arms]) for one in others.values()]
    top = 1.15 * max(float(each.max()), ce, *(float(mean.max()) for mean in means))
    further = [
        Line(track(places), track(mean), name, color, "dashed", 2)
        for name, mean, color in zip(others, means, COLORS, strict=False)
    ]
    x = np.repeat(places, each.shape[1])
    return Panel(
        "ECE of five seeds",
        Axis("margin m", margins[0] - 0.5, margins[-1] + 0.5),
        Axis("ECE", 0, top),
        (
            Band(track(places), track(np.zeros(len(margins))), track(floor), "docstrings, by chance", "muted", 0.25),
            Points(track(x), track(each.flatten()), "", "blue", "circle", 5, 0.5),
            Line(track(places), track(each.mean(1)), "docstrings", "blue"),
            Rule(track(ce), "y", "docstrings, cross-entropy", "orange", "dotted", 2),
            *further,
            Rule(track(places, "margin"), "x", "", "ink", "dashed", 1.2),
        ),
        aspect=1.0,
    )


def read_less(
    networks: Mapping[str, nn.Module], known: Vocabulary, data: Tokens, row: int, shares: Sequence[float]
) -> Scene:
    r"""Drag the share of each text that may be read: accuracy and confidence of all texts, and what is said of one.

    Args:
        networks: names and networks in evaluation mode, two or more, that read the same tokens.
        known: the vocabulary of the tokens.
        data: the texts.
        row: which of them is shown.
        shares: rising, in (0, 1], the last one 1.

    Returns:
        The scene, with a control for the share and one for the network. Raises ValueError for fewer than two networks,
        a row that is not there, and what `Tokens.first` refuses. First met in notebooks/17_classify_text.
    """
    if len(networks) < 2:
        checks.refuse("networks", "must be two or more, to choose from", len(networks), "Add one.")
    if not 0 <= row < len(data):
        checks.refuse("row", f"must lie in 0 … {len(data) - 1}", row, "Count texts from 0.")
    parts = [data.first(share) for share in shares]
    said = [[ask(network, part) for part in parts] for network in networks.values()]
    accuracy, confidence = (
        np.array([[float(value(one)) for one in line] for line in said])
        for value in (lambda one: one.accuracy, lambda one: one.confidence.mean())
    )
    one = np.stack([np.stack([seen.probabilities[row].double().numpy() for seen in line]) for line in said])
    over = ("network", "share")
    return Scene(
        "Read less",
        "Left, accuracy and mean confidence over the share of each text that is read. Right, one text and its classes.",
        (
            _less(shares, accuracy, confidence),
            _one_text(data, row, one, Words(tuple(_end(known, part, row) for part in parts), "share"), over),
        ),
        (
            Control("share", "share of the text", tuple(map(float, shares)), start=len(shares) - 1, digits=2),
            Control("network", "network", tuple(networks)),
        ),
        (
            Readout("accuracy", track(accuracy, *over), 1, percent=True),
            Readout("mean confidence", track(confidence, *over), 1, percent=True),
        ),
    )


def _less(shares: Sequence[float], accuracy: np.ndarray, confidence: np.ndarray) -> Panel:
    """Both over the share, (networks, shares), on a scale that doubles."""
    x = np.log2(np.array(shares))
    ticks = tuple((float(at), f"{100 * share:g} %") for at, share in zip(x, shares, strict=True))
    return Panel(
        "All test texts",
        Axis("share of the text that is read", float(x[0]) - 0.2, float(x[-1]) + 0.2, ticks),
        Axis("share", 0, 1, TENTHS),
        (
            Line(track(x), track(confidence, "network"), "mean confidence", "orange", "dashed"),
            Line(track(x), track(accuracy, "network"), "accuracy", "blue"),
            Points(track(x), track(accuracy, "network"), "", "blue", "circle", 7),
            Points(track(x), track(confidence, "network"), "", "orange", "square", 7),
            Rule(track(x, "share"), "x", "", "ink", "dashed", 1.2),
        ),
    )


def _one_text(data: Tokens, row: int, said: np.ndarray, read: Words, over: tuple[str, ...]) -> Panel:
    """The classes' probabilities of one text, (networks, shares, K), a row each, under the last words read."""
    label, marks = int(data.labels[row]), list[Line | Text]()
    for k, name in enumerate(data.class_names):
        ends = np.stack([np.zeros(said.shape[:-1]), said[..., k]], axis=-1)
        marks += [
            Line(track(ends, *over), track([-k, -k]), "", "blue", width=9),
            Text(track(-0.03), track(-k), name.split(".")[-1], "green" if k == label else "ink", "end", k == label),
        ]
    return Panel(
        "One text, and the last words read",
        Axis("probability (bold: what it is)", -0.42, 1.02, TENTHS),
        Axis("", 0.4 - len(data.class_names), 1.7, (), visible=False),
        (*marks, Text(track(0.3), track(1.1), read, "ink")),
    )


def _end(known: Vocabulary, part: Tokens, row: int) -> str:
    """The last words of a text, as the network reads them."""
    words = [known.word(token) for token in part.tokens[row].tolist() if token != 0]
    return ("… " if len(words) > 6 else "") + " ".join(words[-6:])


def telling_words(readers: Mapping[str, tuple[nn.Module, Vocabulary, Tokens]], rows: Sequence[int]) -> Scene:
    r"""Choose a text: the words whose removal makes the lead of the predicted class fall most, a panel a network.

    Args:
        readers: for one or two networks, by name: the network, its vocabulary, and the texts as it reads them.
        rows: which texts can be chosen.

    Returns:
        The scene. Raises ValueError for no text, or other than one or two networks.
        First met in notebooks/17_classify_text.
    """
    if not 1 <= len(readers) <= 2:
        checks.refuse("readers", "must be one or two, side by side", len(readers), "Choose two.")
    if len(rows) == 0:
        checks.refuse("rows", "must name at least one text", "none", "Give [0].")
    (_, _, texts) = next(iter(readers.values()))
    names = [texts.class_names[int(texts.labels[row])] for row in rows]
    chosen = tuple(f"{place + 1}, {name}" for place, name in enumerate(names))
    return Scene(
        "The words on which an answer hangs",
        "For each network the six words of one text whose removal costs the predicted class most of its lead.",
        tuple(_hangs(name, *reader, rows) for name, reader in readers.items()),
        (Control("text", "text", chosen),),
    )


def _hangs(name: str, network: nn.Module, known: Vocabulary, data: Tokens, rows: Sequence[int]) -> Panel:
    """One network's most telling words, a bar each, for every text that can be chosen."""
    found = [leads_lost(network, data.tokens[row])[:SHOWN] for row in rows]
    reach = 1.1 * max(float(lost) for line in found for _, lost in line)
    marks: list[Line | Text] = []
    for rank in range(SHOWN):
        lost = [line[rank][1] if rank < len(line) else 0.0 for line in found]
        words = [known.word(line[rank][0]) if rank < len(line) else "" for line in found]
        height = track([-rank, -rank])
        marks += [
            Line(track([[0.0, one] for one in lost], "text"), height, "", "blue", width=9),
            Text(track(-0.03 * reach), track(-rank), Words(tuple(words), "text"), "ink", "end"),
        ]
    return Panel(
        name,
        Axis("logits of its lead that the word brings", -0.55 * reach, reach, _ticks(reach)),
        Axis("", -SHOWN + 0.4, 0.6, (), visible=False),
        tuple(marks),
    )


def _ticks(reach: float) -> tuple[tuple[float, str], ...]:
    """Nothing, half and whole of a round number within reach."""
    top = float(f"{0.9 * reach:.1g}")
    return tuple((top * part, f"{top * part:.3g}") for part in (0.0, 0.5, 1.0) if top * part <= reach)


@torch.no_grad()
def leads_lost(network: nn.Module, tokens: Tensor) -> list[tuple[int, float]]:
    """For each word of one text (L,) how much the predicted class's lead falls without it, the most telling first.

    The lead is the class's logit less the largest other one; the class is the one predicted for the whole text. Text of
    one word alone has nothing to compare with, and gives that word a fall of 0.
    First met in notebooks/17_classify_text.

    >>> class Counts(nn.Module):
    ...     def forward(self, tokens): return torch.stack([(tokens == word).sum(1) for word in (2, 3)], 1)
    >>> leads_lost(Counts(), torch.tensor([2, 2, 3, 0]))  # the lead, 1, falls to −1, or grows to 2
    [(2, 2), (3, -1)]
    """
    words = tokens[tokens != 0].unique().tolist()
    if len(words) == 1:
        return [(words[0], 0.0)]
    rows = [tokens, *(_without(tokens, word) for word in words)]
    logits = network(torch.stack(rows))
    top = int(logits[0].argmax())
    others = torch.cat([logits[:, :top], logits[:, top + 1 :]], dim=1)
    leads = logits[:, top] - others.amax(1)
    lost = (leads[0] - leads[1:]).tolist()
    return sorted(zip(words, lost, strict=True), key=lambda pair: -pair[1])


def _without(tokens: Tensor, word: int) -> Tensor:
    """A text without a word, wherever it stands; what comes behind moves up."""
    kept = tokens[(tokens != word) & (tokens != 0)]
    return torch.cat([kept, tokens.new_zeros(len(tokens) - len(kept))])
