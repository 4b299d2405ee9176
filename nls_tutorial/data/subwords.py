"""Pieces of words, and their numbers: learnt from the training sentences by sentencepiece, without a download."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from jaxtyping import Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.data.words import _several
from nls_tutorial.extras import needs
from nls_tutorial.records import SentencePairs, TokenPairs

PADDING, BEGIN, END, UNKNOWN = range(4)  # the sentence has ended, its first token, its last, a letter not known
LEAST = 5  # pieces besides letters that sentencepiece needs: the four above and the sign for a space


@dataclass(frozen=True)
class Subwords:
    """A vocabulary of pieces: frequent words are one piece, rare ones several. Make it with `subwords(texts)`.

    Tokens are numbers: 0 padding, 1 begins a sentence, 2 ends it, 3 stands for a letter that is not known; `model` is
    what sentencepiece has learnt. First met in notebooks/18_translate.

    >>> known = subwords(["the cat", "the dog"], size=16)
    >>> isinstance(known, Subwords), known.pieces([0, 1, 2])
    (True, ['<pad>', '<s>', '</s>'])
    """

    model: bytes = field(repr=False)
    _pieces: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        with needs("text"):
            from sentencepiece import SentencePieceProcessor
        checks.instance("model", self.model, bytes, "Make one with subwords(texts).")
        object.__setattr__(self, "_pieces", SentencePieceProcessor(model_proto=self.model))

    def __reduce__(self) -> tuple[type["Subwords"], tuple[bytes]]:
        return Subwords, (self.model,)

    def __len__(self) -> int:
        return int(self._pieces.get_piece_size())

    def pieces(self, tokens: Sequence[int]) -> list[str]:
        """What each token stands for; "▁" is the space before a word."""
        return [str(self._pieces.id_to_piece(int(token))) for token in tokens]

    def encode(self, texts: Sequence[str], *, longest: int, begin: bool = False) -> Int64[Tensor, "N L"]:
        """The tokens of each sentence, END behind them, and BEGIN before them where `begin` says so.

        Raises ValueError, by its row, for a sentence that is empty, of more than `longest` tokens, or in which no
        letter is known. The tensor is as wide as the longest sentence.
        """
        _several("texts", texts, "sentences", "Give pairs.source.")
        checks.whole("longest", longest, 2, "32 tokens hold most captions.", high=2**14)
        rows = [self._row(f"texts[{row}]", text, longest, begin) for row, text in enumerate(texts)]
        tokens = torch.full((len(rows), max(map(len, rows), default=0)), PADDING, dtype=torch.int64)
        for place, row in enumerate(rows):
            tokens[place, : len(row)] = torch.tensor(row)
        return tokens

    def _row(self, argument: str, text: str, longest: int, begin: bool) -> list[int]:
        found = list(self._pieces.encode(text))
        if not found:
            checks.refuse(argument, "must hold a word", repr(text), "Leave that sentence out.")
        if all(piece in (UNKNOWN, self._pieces.piece_to_id("▁")) for piece in found):
            step = "Give a sentence in the language of the training sentences."
            checks.refuse(argument, "must hold a letter that is known", repr(checks.brief(text)), step)
        found = [BEGIN] * begin + found + [END]
        if len(found) > longest:
            step = "Cut the sentence, leave it out, or raise longest."
            checks.refuse(argument, f"must have at most {longest} tokens with its end", len(found), step)
        return found

    def decode(self, tokens: Int64[Tensor, "N L"]) -> list[str]:
        """The text of each row of tokens, up to its END; what is unknown shows as ⁇.

        Raises ValueError for numbers that are no tokens.
        """
        checks.tensor("tokens", tokens)
        if tokens.numel() and not (int(tokens.amin()) >= 0 and int(tokens.amax()) < len(self)):
            step = "Decode with the vocabulary that the target was encoded with."
            checks.refuse("tokens", f"must lie in 0 … {len(self) - 1}", int(tokens.amax()), step)
        rows = [row[: row.index(END)] if END in row else row for row in tokens.tolist()]
        return [str(self._pieces.decode(row)).strip() for row in rows]  # padding and BEGIN are no text


def subwords(texts: Sequence[str], *, size: int = 2000) -> Subwords:
    """Learn at most `size` pieces from sentences: letters first, then the most frequent pair of neighbours is joined,
    again and again (byte-pair encoding).

    Learn them from the training sentences alone, as everything else.

    Args:
        texts: at least one sentence.
        size: how many tokens, the four special ones included; at least the number of different letters and five.
            Where the sentences give no more pairs to join, there will be fewer.

    Raises ValueError or TypeError for no sentences, one text in place of several, and a size that does not hold the
    letters. Source: Sennrich et al. 2016 (arXiv 1508.07909), by sentencepiece. First met in notebooks/18_translate.

    >>> known = subwords(["the cat", "the cats", "the dog"], size=20)
    >>> tokens = known.encode(["the cat"], longest=8)
    >>> known.decode(tokens)
    ['the cat']
    """
    with needs("text"):
        from sentencepiece import SentencePieceTrainer
    checks.whole("size", size, LEAST + 1, "2000 is a good start.", high=2**16)
    _several("texts", texts, "sentences", "Give pairs.source.")
    if not any(text.strip() for text in texts):
        checks.refuse("texts", "must hold at least one word", f"{len(texts)} sentences without", "Look at the file.")
    letters = len({letter for text in texts for letter in text if not letter.isspace()})
    if size < letters + LEAST:
        checks.refuse("size", f"must be at least {letters + LEAST}, for {letters} letters", size, "Raise it.")
    model = io.BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=model,
        vocab_size=size,
        model_type="bpe",
        character_coverage=1.0,
        hard_vocab_limit=False,
        pad_id=PADDING,
        bos_id=BEGIN,
        eos_id=END,
        unk_id=UNKNOWN,
        num_threads=1,
        minloglevel=2,
    )
    return Subwords(model.getvalue())


def token_pairs(
    pairs: SentencePairs, source: Subwords, target: Subwords, *, longest: int = 32, on_long: str = "raise"
) -> TokenPairs:
    """Sentence pairs as numbers: sources end with END, targets begin with BEGIN and end with END.

    Args:
        pairs: sentences with their translations.
        source, target: the vocabularies of the two languages.
        longest: the most tokens of a sentence, END and BEGIN included.
        on_long: "raise" refuses a pair that is longer, told by its row; "skip" leaves it out.

    Raises ValueError for pairs that are too long, sentences without a letter that is known, and where none is left.
    First met in notebooks/18_translate.

    >>> known = subwords(["the cat", "the dog"], size=16)
    >>> token_pairs(SentencePairs(("the cat",), ("the dog",), "test"), known, known).target[:, 0].tolist()  # BEGIN
    [1]
    """
    checks.choice("on_long", on_long, ("raise", "skip"))
    checks.instance("pairs", pairs, SentencePairs, "Read them with sentence_pairs(file).")
    if on_long == "skip":
        pairs = pairs.select(torch.tensor(_fitting(pairs, source, target, longest), dtype=torch.int64))
    if len(pairs) == 0:
        checks.refuse("pairs", f"must hold a pair of at most {longest} tokens", "none", "Raise longest.")
    return TokenPairs(
        _side("source", source, pairs.source, longest, begin=False),
        _side("target", target, pairs.target, longest, begin=True),
        pairs.split,
    )


def _side(name: str, known: Subwords, texts: Sequence[str], longest: int, *, begin: bool) -> Tensor:
    """The tokens of one side; what is refused is told by its row in the pairs."""
    try:
        return known.encode(texts, longest=longest, begin=begin)
    except ValueError as error:
        raise ValueError(str(error).replace("texts[", f"pairs.{name}[", 1)) from error


def _fitting(pairs: SentencePairs, source: Subwords, target: Subwords, longest: int) -> list[int]:
    """The rows of pairs that are short enough: END, and the target's BEGIN, count."""
    lengths = (
        [len(row) + more for row in known._pieces.encode(list(texts))]
        for known, texts, more in ((source, pairs.source, 1), (target, pairs.target, 2))
    )
    return [row for row, (one, other) in enumerate(zip(*lengths, strict=True)) if max(one, other) <= longest]
