"""One sentence, word by word: what a translator trained with each ε thinks comes next."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import torch

from nls_tutorial import checks
from nls_tutorial.lessons.l18_translate.study import Material
from nls_tutorial.models import Transformer
from nls_tutorial.records import (
    Axis,
    Bars,
    Control,
    Line,
    Panel,
    Points,
    Readout,
    Scene,
    Text,
    TokenPairs,
    Words,
    track,
)
from nls_tutorial.records.marks import Color

SHOWN, LAST = 6, 5  # likeliest next words; words before them
SHARES = tuple((t / 4, f"{25 * t} %") for t in range(5))


@torch.no_grad()
def word_by_word(networks: Mapping[float, Transformer], data: Material, row: int) -> Scene:
    r"""Drag the place and ε: the likeliest next words of one test sentence, the words before given, and the true one's
    probability at every place.

    Args:
        networks: for each ε, rising, a network.
        data: what they were trained on.
        row: which test sentence.

    Returns:
        The scene. Raises ValueError for fewer than two networks and a row that is not there.
        First met in notebooks/18_translate.
    """
    if len(networks) < 2:
        checks.refuse("networks", "must be two or more, to choose from", len(networks), "Add one.")
    one = _sentence(data, row)
    target = one.target
    true = target[0, 1:].tolist()
    p = torch.stack([torch.softmax(net(one.source, target[:, :-1])[0].double(), 1) for net in networks.values()])
    names = [_readable(piece) for piece in data.target.pieces(true)]
    begun = [_so_far(data, target[0, 1 : place + 1]) for place in range(len(true))]
    of_true = p[:, range(len(true)), true].numpy()
    over = ("epsilon", "place")
    rest = 1 - p.topk(SHOWN, 2).values.sum(2).numpy()
    return Scene(
        f"Word by word: {data.texts.source[row]}",
        "Left, the likeliest next words, the true words before them given. Right, the true word at every place.",
        (_likeliest(p, true, data, begun), _true_words(of_true, names)),
        (
            Control("place", "place", tuple(range(1, len(true) + 1)), start=int(of_true[0].argmin()), digits=0),
            Control("epsilon", "ε", tuple(map(float, networks)), start=0),
        ),
        (
            Readout("the true word", track(of_true, *over), 1, percent=True),
            Readout("all words that are not shown", track(rest, *over), 1, percent=True),
        ),
    )


@torch.no_grad()
def surest_at_each_place(network: Transformer, data: Material, row: int) -> torch.Tensor:
    """The largest probability of a next piece at each place of one test sentence, the true pieces before it given.

    Returns float64 (places,). Raises ValueError for a row that is not there. First met in notebooks/18_translate.
    """
    one = _sentence(data, row)
    logits = network(one.source, one.target[:, :-1])[0]
    return torch.softmax(logits.double(), 1).amax(1)


def _sentence(data: Material, row: int) -> TokenPairs:
    """One test sentence without padding behind its target."""
    if not 0 <= row < len(data.test):
        checks.refuse("row", f"must lie in 0 … {len(data.test) - 1}", row, "Count sentences from 0.")
    one = data.test.select(torch.tensor([row]))
    return replace(one, target=one.target[:, : int((one.target != 0).sum())])


def _so_far(data: Material, tokens: torch.Tensor) -> str:
    """The last words that were given."""
    words = data.target.decode(tokens[None])[0].split() if len(tokens) else []
    return " ".join([*(["…"] if len(words) > LAST else []), *words[-LAST:], "?"])


def _likeliest(p: torch.Tensor, true: list[int], data: Material, begun: list[str]) -> Panel:
    """Bars of the largest probabilities (ε, places, K); the true word is green.

    Which words these are depends on both controls, and words follow one: so each ε has its words, drawn where it is
    chosen, and out of sight elsewhere.
    """
    values, words = p.topk(SHOWN, 2)
    marks: list[Line | Text | Bars] = []
    for rank in range(SHOWN):
        ends = torch.stack([torch.zeros_like(values[..., rank]), values[..., rank]], -1)
        hit = words[..., rank] == torch.tensor(true)
        colors: tuple[tuple[Color, torch.Tensor], ...] = (("green", hit), ("blue", ~hit))
        for color, there in colors:
            shown = torch.where(there[..., None], ends, torch.zeros_like(ends))
            marks.append(Line(track(shown.numpy(), "epsilon", "place"), track([-rank, -rank]), "", color, width=9))
        for number in range(len(p)):
            names = tuple(_readable(piece) for piece in data.target.pieces(words[number, :, rank].tolist()))
            away = np.where(np.arange(len(p)) == number, -0.03, -9.0)
            marks.append(Text(track(away, "epsilon"), track(-rank), Words(names, "place"), "ink", "end"))
    return Panel(
        "The likeliest next words",
        Axis("probability of the next word (green: the true one)", -0.42, 1.02, SHARES),
        Axis("", 0.4 - SHOWN, 1.6, (), visible=False),
        (*marks, Text(track(0.3), track(1.1), Words(tuple(begun), "place"), "ink")),
    )


def _true_words(of_true: np.ndarray, names: list[str]) -> Panel:
    """The probability of the true word at every place, (ε, places)."""
    places = np.arange(1, len(names) + 1)
    marks: list[Line | Text | Points] = []
    for place, name in zip(places, names, strict=True):
        ends = np.stack([np.zeros(len(of_true)), of_true[:, place - 1]], -1)
        marks += [
            Line(track(ends, "epsilon"), track([-place, -place]), "", "green", width=9),
            Text(track(-0.03), track(-place), name, "ink", "end"),
        ]
    here = track(-places[:, None], "place")
    marks.append(Points(track([-0.39]), here, "", "ink", "triangle", 8))
    return Panel(
        "The true word at every place",
        Axis("its probability", -0.42, 1.02, SHARES),
        Axis("", -len(names) - 0.6, -0.4, (), visible=False),
        tuple(marks),
    )


def _readable(piece: str) -> str:
    return "(end)" if piece == "</s>" else piece.removeprefix("▁") if piece.startswith("▁") else f"·{piece}"
