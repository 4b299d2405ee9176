"""Small inputs for every scene of lesson 17."""

from functools import cache

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from nls_tutorial import studies
from nls_tutorial.data import Vocabulary
from nls_tutorial.lessons import l17_classify_text as lesson
from nls_tutorial.losses import margin_loss
from nls_tutorial.records import Predictions, Tokens

KNOWN = Vocabulary(tuple("abcdefgh"))
NAMES = ("north", "south", "west")
SHARES = (0.25, 0.5, 1.0)
MARGINS = (0.0, 6.0)
ROWS = (0, 3)


@cache
def texts() -> Tokens:
    """Thirty texts of three to eight words; the class is that of the first word."""
    tokens = torch.randint(1, 10, (30, 8), generator=torch.Generator().manual_seed(0))
    lengths = torch.arange(30) % 6 + 3
    kept = torch.arange(8) < lengths[:, None]
    return Tokens(tokens * kept, tokens[:, 0] % 3, NAMES, "test")


@cache
def networks() -> dict[str, nn.Module]:
    """Two networks that have hardly learnt."""
    losses = {"CE": cross_entropy, "MbLS": lambda logits, labels: margin_loss(logits, labels, margin=2.0)}
    return lesson.train_readers(texts(), len(KNOWN), losses, network="bag", seed=0, epochs=8)


def seen() -> dict[float, Predictions]:
    """What the two say, as if they were of two margins."""
    return {m: lesson.ask(network, texts()) for m, network in zip(MARGINS, networks().values(), strict=True)}


BUILDERS = {
    "drag_the_margin": lambda: lesson.drag_the_margin(
        seen(), studies.bundled("docstrings"), {"posts": studies.bundled("posts")}
    ),
    "read_less": lambda: lesson.read_less(networks(), KNOWN, texts(), 5, SHARES),
    "telling_words": lambda: lesson.telling_words(
        {name: (network, KNOWN, texts()) for name, network in networks().items()}, ROWS
    ),
}
