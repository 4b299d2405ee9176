"""A reader without a network: which class's training texts hold the words of a beginning."""

from collections.abc import Sequence

import torch
from jaxtyping import Float64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.data.words import split_words
from nls_tutorial.records.documents import Documents


def votes_of_words(train: Documents, beginnings: Sequence[str]) -> Float64[Tensor, "T K"]:
    r"""The mean over a beginning's words of the share of each class among the training texts that hold the word.

    With n_k(w) the stripped training texts of class k that hold the word w, and W the different words of a beginning
    which some training text holds: $v_k = \frac{1}{|W|} \sum_{w \in W} n_k(w) / \sum_j n_j(w)$.

    Args:
        train: training texts.
        beginnings: T texts.

    Returns shares (T, K), which sum to 1 in each row. Raises ValueError for no text, and for one without a word that
    a training text holds. First met in notebooks/17_classify_text.

    >>> from torch import tensor
    >>> texts = ("an array", "a graph")
    >>> few = Documents(texts, texts, tensor([0, 1]), ("numpy", "networkx"), "train")
    >>> votes_of_words(few, ["the graph"]).tolist()
    [[0.0, 1.0]]
    """
    if not beginnings:
        checks.refuse("beginnings", "must hold at least one text", "none", "Give some.")
    held = [set(split_words(text)) for text in train.stripped]
    rows = []
    for text in beginnings:
        counts = [
            train.labels[[place for place, words in enumerate(held) if word in words]].bincount(
                minlength=len(train.class_names)
            )
            for word in sorted(set(split_words(text)))
        ]
        known = [count.double() / count.sum() for count in counts if count.sum() > 0]
        if not known:
            step = "Give texts of the same kind."
            checks.refuse("beginnings", "must have a word that a training text holds", repr(text), step)
        rows.append(torch.stack(known).mean(0))
    return torch.stack(rows)
