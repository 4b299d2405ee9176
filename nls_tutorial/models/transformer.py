"""A small Transformer, encoder and decoder, with the shape at every step."""

import math
from typing import cast

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor, nn

from nls_tutorial import checks
from nls_tutorial.models.small import seeded

# Shapes: B sentences, S source tokens, T target tokens, D numbers a token, H heads, K words of the target vocabulary.


class Attention(nn.Module):
    r"""Every query looks at all keys and takes a mean of their values: $\mathrm{softmax}(QK^\top/\sqrt{d})\,V$.

    Source: Vaswani et al. 2017 (arXiv 1706.03762) eq. 1.

    >>> look = Attention(width=8, heads=2)
    >>> look(torch.zeros(1, 3, 8), torch.zeros(1, 5, 8), torch.ones(1, 3, 5, dtype=torch.bool)).shape
    torch.Size([1, 3, 8])
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key = nn.Linear(width, width), nn.Linear(width, width)
        self.value, self.out = nn.Linear(width, width), nn.Linear(width, width)

    def forward(
        self, asking: Float[Tensor, "B T D"], asked: Float[Tensor, "B S D"], seen: Bool[Tensor, "B T S"]
    ) -> Float[Tensor, "B T D"]:
        """What each asking token takes from the tokens that it may see; every row of `seen` needs one True."""
        weights = self.weights(asking, asked, seen)  # (B, H, T, S)
        mixed = weights @ self._split(self.value(asked))  # (B, H, T, D/H)
        return cast(Tensor, self.out(mixed.transpose(1, 2).flatten(2)))  # (B, T, D)

    def weights(
        self, asking: Float[Tensor, "B T D"], asked: Float[Tensor, "B S D"], seen: Bool[Tensor, "B T S"]
    ) -> Float[Tensor, "B H T S"]:
        """How much each token looks at each other, rows of sum 1: what an attention picture draws."""
        query, key = self._split(self.query(asking)), self._split(self.key(asked))
        # Q Kᵀ / √d
        scores = query @ key.transpose(2, 3) / math.sqrt(query.shape[-1])
        return torch.softmax(scores.masked_fill(~seen[:, None], -math.inf), dim=-1)

    def _split(self, x: Float[Tensor, "B T D"]) -> Float[Tensor, "B H T d"]:
        return x.unflatten(2, (self.heads, -1)).transpose(1, 2)


class Layer(nn.Module):
    """One layer: look at one's own sentence, in a decoder also at the other one, then think about each token alone.

    Each part is added to what came in, after a layer norm of its own ("pre-norm").

    >>> encode = Layer(width=8, heads=2, dropout=0.0, crossed=False)
    >>> encode(torch.zeros(1, 3, 8), torch.ones(1, 3, 3, dtype=torch.bool)).shape
    torch.Size([1, 3, 8])
    """

    def __init__(self, width: int, heads: int, dropout: float, *, crossed: bool) -> None:
        super().__init__()
        self.own = Attention(width, heads)
        self.cross = Attention(width, heads) if crossed else None
        self.think = nn.Sequential(nn.Linear(width, 4 * width), nn.ReLU(), nn.Linear(4 * width, width))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(3 if crossed else 2))
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: Tensor, seen: Tensor, other: Tensor | None = None, other_seen: Tensor | None = None
    ) -> Float[Tensor, "B T D"]:
        """x (B, T, D) with `seen` (B, T, T); in a decoder `other` (B, S, D) with `other_seen` (B, T, S)."""
        y = self.norms[0](x)
        x = x + self.dropout(self.own(y, y, seen))
        if self.cross is not None:
            x = x + self.dropout(self.cross(self.norms[1](x), other, other_seen))
        return x + self.dropout(self.think(self.norms[-1](x)))


class Transformer(nn.Module):
    r"""Reads a source sentence, and gives for each place of the target sentence the logits of its next word.

    `model(source, target)` takes token numbers (B, S) and (B, T), 0 where a sentence has ended (padding), and gives
    logits (B, T, K): those at place t depend on the whole source and on target[: t + 1], and on no padding.
    `model.features(source, target)` are the activations (B, T, D) that enter the last layer `model.head`.

    Source: Vaswani et al. 2017 (arXiv 1706.03762), with the norms in front.

    >>> network = transformer(source_words=20, target_words=30)
    >>> isinstance(network, Transformer), network(torch.tensor([[5, 6, 0]]), torch.tensor([[1, 7]])).shape
    (True, torch.Size([1, 2, 30]))
    """

    def __init__(
        self, source_words: int, target_words: int, width: int, heads: int, layers: int, longest: int, dropout: float
    ) -> None:
        super().__init__()
        self.source_words, self.target_words = nn.Embedding(source_words, width), nn.Embedding(target_words, width)
        self.places: Tensor
        self.register_buffer("places", _places(longest, width))  # (longest, D)
        self.encoder = nn.ModuleList(Layer(width, heads, dropout, crossed=False) for _ in range(layers))
        self.decoder = nn.ModuleList(Layer(width, heads, dropout, crossed=True) for _ in range(layers))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(2))
        self.head = nn.Linear(width, target_words)
        self.dropout = nn.Dropout(dropout)

    def encode(self, source: Int64[Tensor, "B S"]) -> Float[Tensor, "B S D"]:
        """What the encoder makes of the source."""
        x = self._embed(self.source_words, source, "source")
        seen = (source != 0)[:, None, :].expand(-1, source.shape[1], -1)
        for layer in self.encoder:
            x = layer(x, seen)
        return cast(Tensor, self.norms[0](x))

    def decode(
        self, memory: Float[Tensor, "B S D"], source: Int64[Tensor, "B S"], target: Int64[Tensor, "B T"]
    ) -> Float[Tensor, "B T D"]:
        """The activations that enter the last layer, from what `encode` gave."""
        x = self._embed(self.target_words, target, "target")
        length = target.shape[1]
        # place t sees the places up to t; padding stands last, so no word ever sees it
        seen = torch.ones(length, length, dtype=torch.bool, device=target.device).tril().expand(len(target), -1, -1)
        source_seen = (source != 0)[:, None, :].expand(-1, length, -1)
        for layer in self.decoder:
            x = layer(x, seen, memory, source_seen)
        return cast(Tensor, self.norms[1](x))

    def features(self, source: Int64[Tensor, "B S"], target: Int64[Tensor, "B T"]) -> Float[Tensor, "B T D"]:
        """The activations that enter the last layer."""
        return self.decode(self.encode(source), source, target)

    def forward(self, source: Int64[Tensor, "B S"], target: Int64[Tensor, "B T"]) -> Float[Tensor, "B T K"]:
        """The logits of the next word at each place of the target."""
        return cast(Tensor, self.head(self.features(source, target)))

    def _embed(self, words: nn.Embedding, tokens: Tensor, argument: str) -> Tensor:
        longest = len(self.places)
        if tokens.ndim != 2 or tokens.shape[1] > longest:
            step = "Cut longer sentences, or build the model with a larger `longest`."
            checks.refuse(argument, f"must have shape (B, up to {longest})", tuple(tokens.shape), step)
        if checks.readable(tokens) and not bool((tokens[:, :1] != 0).all()):
            checks.refuse(argument, "must hold a word in each sentence", "one that is all padding", "Leave it out.")
        embedded = words(tokens) * math.sqrt(words.embedding_dim)
        return cast(Tensor, self.dropout(embedded + self.places[: tokens.shape[1]]))


def transformer(
    source_words: int,
    target_words: int,
    *,
    width: int = 64,
    heads: int = 4,
    layers: int = 1,
    longest: int = 64,
    dropout: float = 0.1,
    seed: int = 0,
) -> Transformer:
    """A Transformer with `layers` layers in its encoder and as many in its decoder.

    Args:
        source_words, target_words: sizes of the two vocabularies, token 0 (padding) included.
        width: D, numbers a token; a multiple of 2 · `heads`.
        heads: H of each attention.
        longest: the most tokens of a sentence.
        dropout: share in [0, 1).
        seed: decides the weights; torch's global random numbers are left as they were.

    Returns:
        The network. Raises ValueError or TypeError for sizes below 1, vocabularies below 2, a width that the heads do
        not divide, and a dropout outside [0, 1).
    """
    for name, size in (("source_words", source_words), ("target_words", target_words)):
        checks.whole(name, size, 2, "Count the padding, token 0, too.", high=2**22)
    for name, size in (("width", width), ("heads", heads), ("layers", layers), ("longest", longest)):
        checks.whole(name, size, 1, high=2**14)
    if width % (2 * heads) != 0:
        checks.refuse(
            "width", f"must be a multiple of 2 · heads ({2 * heads})", width, "Widen it, or take fewer heads."
        )
    if checks.fraction("dropout", dropout) == 1:
        checks.refuse("dropout", "must be below 1", dropout, "Use 0.1.")
    with seeded(seed):
        model = Transformer(source_words, target_words, width, heads, layers, longest, dropout)
        for embedding in (model.source_words, model.target_words):
            nn.init.normal_(embedding.weight, std=width**-0.5)
    return model


def _places(longest: int, width: int) -> Float[Tensor, "T D"]:
    r"""Sines and cosines of the place, from fast to slow: $\sin(t / 10000^{2i/D})$ and $\cos(t / 10000^{2i/D})$."""
    place = torch.arange(longest, dtype=torch.float64)[:, None]
    pace = 10_000 ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)
    return torch.stack([torch.sin(place * pace), torch.cos(place * pace)], dim=2).flatten(1).float()
