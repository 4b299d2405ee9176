"""Where a translator looks: the weights with which each next word reads the words of the source."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.lessons.l18_translate.scenes.next_words import _readable
from nls_tutorial.lessons.l18_translate.study import Material
from nls_tutorial.models import Transformer
from nls_tutorial.records import Axis, Control, Panel, Picture, Scene, Text, Words, track

PAPER, INK = np.array([250, 250, 250]), np.array([0, 68, 136])  # weight 0 and weight 1


@torch.no_grad()
def cross_weights(network: Transformer, source: Tensor, target: Tensor) -> Tensor:
    r"""The attention of the last decoder layer over the source, (B, H, T, S), rows of sum 1.

    `source` (B, S) and `target` (B, T) are tokens as the network takes them. First met in notebooks/18_translate.
    """
    caught: list[Tensor] = []

    def note(module: Any, given: tuple[Tensor, ...]) -> None:
        caught.append(module.weights(*given))

    layer: Any = network.decoder[-1]
    hook = layer.cross.register_forward_pre_hook(note)
    try:
        network(source, target)
    finally:
        hook.remove()
    return caught[0]


def see_attention(network: Transformer, data: Material, rows: Sequence[int]) -> Scene:
    r"""Choose a sentence and a head: dark where the next word (a row) reads a word of the source (a column).

    Args:
        network: a trained translator.
        data: what it was trained on.
        rows: which test sentences can be chosen, two or more.

    Returns:
        The scene. Raises ValueError for fewer than two sentences, and for rows that are not there.
        First met in notebooks/18_translate.
    """
    if len(rows) < 2 or not all(0 <= row < len(data.test) for row in rows):
        checks.refuse("rows", f"must name two or more sentences in 0 … {len(data.test) - 1}", rows, "Give [0, 1].")
    pairs = data.test.select(torch.tensor(list(rows)))
    across, down = (int((side != 0).sum(1).amax()) for side in (pairs.source, pairs.target))
    weights = cross_weights(network, pairs.source[:, :across], pairs.target[:, : down - 1])  # (B, H, T, S)
    frames = torch.cat([weights.mean(1, keepdim=True), weights], 1)  # all heads first
    inside = (pairs.target[:, 1:down] != 0)[:, None, :, None]
    shade = (frames * inside).double().numpy()[..., None]
    pixels = np.round(PAPER + shade * (INK - PAPER)).astype(np.uint8)
    heads = ("all heads", *(f"head {number + 1}" for number in range(weights.shape[1])))
    return Scene(
        "Where it looks",
        "A row is the next word, a column a word of the source; dark says that the row reads it.",
        (_panel(pixels, data, pairs.source[:, :across], pairs.target[:, 1:down]),),
        (
            Control("sentence", "sentence", tuple(f"{number + 1}" for number in range(len(rows)))),
            Control("head", "head", heads),
        ),
    )


def _panel(pixels: np.ndarray, data: Material, source: Tensor, target: Tensor) -> Panel:
    """The picture with the words beside it, those of the source above."""
    down, across = pixels.shape[2:4]
    marks: list[Picture | Text] = [Picture(np.ascontiguousarray(pixels), 0, across, -down, 0, ("sentence", "head"))]
    for place in range(down):
        names = _names(data.target.pieces(target[:, place].tolist()))
        marks.append(Text(track(-0.2), track(-place - 0.65), Words(names, "sentence"), "ink", "end"))
    for place in range(across):
        names = _names(data.source.pieces(source[:, place].tolist()))
        # two heights, so that long words do not meet
        marks.append(
            Text(track(place + 0.5), track(0.25 + 0.7 * (place % 2)), Words(names, "sentence"), "ink", "middle")
        )
    return Panel(
        "The next word reads the source",
        Axis("", -2.6, across + 0.3, (), visible=False),
        Axis("", -down - 0.2, 1.7, (), visible=False),
        tuple(marks),
        aspect=0.75,
    )


def _names(pieces: Sequence[str]) -> tuple[str, ...]:
    return tuple("" if piece == "<pad>" else _readable(piece) for piece in pieces)
