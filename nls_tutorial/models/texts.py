"""Networks that read a text: the mean of its words, whatever their order, or its most telling short phrases."""

from typing import cast

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.models.small import _sizes, seeded

# Shapes: B texts, L tokens (0 where a text has ended), V words, D numbers a word, K classes.


class BagOfWords(nn.Module):
    r"""The mean of the word vectors, $\bar e = \frac1n \sum_i e_{w_i}$, and one hidden layer; order does not count.

    `model(tokens)` gives the logits (B, K); `model.features(tokens)` (B, D) are what enters `model.head`.

    First met in notebooks/17_classify_text.

    >>> network = word_bag(words=50, classes=3)
    >>> isinstance(network, BagOfWords), network(torch.tensor([[4, 9, 0], [7, 7, 2]])).shape
    (True, torch.Size([2, 3]))
    """

    def __init__(self, words: int, classes: int, width: int, features: int) -> None:
        super().__init__()
        self.embedding = nn.Parameter(torch.randn(words, width))  # (V, D), a row a word
        self.hidden = nn.Linear(width, features)
        self.head = nn.Linear(features, classes)

    def features(self, tokens: Int64[Tensor, "B L"]) -> Float[Tensor, "B D"]:
        """What enters the last layer."""
        there = (tokens != 0).to(self.embedding.dtype)  # (B, L)
        # n_w, how often each word occurs, (B, V); Σ_i e_{w_i} = Σ_w n_w e_w
        counts = there.new_zeros(len(tokens), len(self.embedding)).scatter_add(1, tokens, there)
        mean = counts @ self.embedding / there.sum(1, keepdim=True)  # (B, D)
        return F.relu(self.hidden(mean))

    def forward(self, tokens: Int64[Tensor, "B L"]) -> Float[Tensor, "B K"]:
        """The logits."""
        return cast(Tensor, self.head(self.features(tokens)))


class WordConvolution(nn.Module):
    r"""`features` filters over `reach` words each; of each filter the largest answer in the text counts.

    $x_f = \max_t \mathrm{relu}(\sum_{j} w_{fj} \cdot e_{w_{t+j}} + b_f)$, the maximum over all places t;
    padding has no say.

    Source: Kim 2014 (arXiv 1408.5882). First met in notebooks/17_classify_text.

    >>> network = word_cnn(words=50, classes=3)
    >>> isinstance(network, WordConvolution), network(torch.tensor([[4, 9, 0], [7, 7, 2]])).shape
    (True, torch.Size([2, 3]))
    """

    def __init__(self, words: int, classes: int, width: int, features: int, reach: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(words, width)
        self.filters = nn.Conv1d(width, features, reach, padding=reach // 2)
        self.head = nn.Linear(features, classes)

    def features(self, tokens: Int64[Tensor, "B L"]) -> Float[Tensor, "B D"]:
        """What enters the last layer."""
        there = (tokens != 0)[:, None]  # (B, 1, L)
        vectors = self.embedding(tokens).mT * there  # (B, D, L), zeros where the text has ended
        answers = F.relu(self.filters(vectors)) * there  # (B, F, L)
        return answers.amax(2)

    def forward(self, tokens: Int64[Tensor, "B L"]) -> Float[Tensor, "B K"]:
        """The logits."""
        return cast(Tensor, self.head(self.features(tokens)))


def word_bag(words: int, classes: int, *, width: int = 32, features: int = 32, seed: int = 0) -> BagOfWords:
    """A bag of embeddings: the mean of the words' vectors, a hidden layer with ReLU, the last layer.

    Args:
        words: V, the size of the vocabulary with the tokens 0 and 1.
        classes: K, from 2 on.
        width: numbers a word.
        features: units of the hidden layer.
        seed: decides the weights; torch's global random numbers are left as they were.

    Returns:
        The network. Raises ValueError or TypeError for sizes that are not whole or below 1, and K < 2.

    First met in notebooks/17_classify_text.
    """
    _words(words)
    _sizes(classes, width=width, features=features)
    with seeded(seed):
        return BagOfWords(words, classes, width, features)


def word_cnn(
    words: int, classes: int, *, width: int = 32, features: int = 64, reach: int = 5, seed: int = 0
) -> WordConvolution:
    """A convolution over words and a global max pool.

    Args:
        words: V, the size of the vocabulary with the tokens 0 and 1.
        classes: K, from 2 on.
        width: numbers a word.
        features: filters.
        reach: words that a filter sees at once, an odd number.
        seed: decides the weights; torch's global random numbers are left as they were.

    Returns:
        The network. Raises ValueError or TypeError for sizes that are not whole or below 1, an even reach, and K < 2.

    First met in notebooks/17_classify_text.
    """
    _words(words)
    _sizes(classes, width=width, features=features, reach=reach)
    if reach % 2 == 0:
        checks.refuse("reach", "must be odd", reach, "Then as many words lie on each side.")
    with seeded(seed):
        return WordConvolution(words, classes, width, features, reach)


def _words(words: int) -> None:
    checks.whole("words", words, 3, "Take len(vocabulary); padding and the unknown word are counted.", high=2**22)
