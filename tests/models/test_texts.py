"""Networks that read: means and convolutions by loops, torch's own layers, and no say for padding."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from nls_tutorial.models import BagOfWords, WordConvolution, word_bag, word_cnn
from nls_tutorial.training import train, train_many

TOKENS = torch.tensor([[4, 9, 3, 4, 2], [5, 1, 0, 0, 0]])
BOTH = (word_bag, word_cnn)


def test_a_bag_is_a_mean_by_loops() -> None:
    network = word_bag(12, 3, width=4, features=5, seed=0)
    vectors = network.embedding.tolist()
    means = [
        [sum(vectors[token][place] for token in row if token) / sum(token > 0 for token in row) for place in range(4)]
        for row in TOKENS.tolist()
    ]
    expected = F.relu(network.hidden(torch.tensor(means)))
    torch.testing.assert_close(network.features(TOKENS), expected)
    torch.testing.assert_close(network(TOKENS), network.head(expected))


def test_a_bag_is_torchs_embedding_bag() -> None:
    network = word_bag(12, 3, width=4, features=5, seed=0)
    theirs = nn.EmbeddingBag.from_pretrained(network.embedding.detach(), mode="mean", padding_idx=0)
    torch.testing.assert_close(network.features(TOKENS), F.relu(network.hidden(theirs(TOKENS))))


def test_a_convolution_is_the_largest_answer_by_loops() -> None:
    network = word_cnn(12, 3, width=4, features=6, reach=3, seed=0)
    weight, bias = network.filters.weight.detach(), network.filters.bias.detach()
    for row, features in zip(TOKENS, network.features(TOKENS).detach(), strict=True):
        words = [network.embedding.weight.detach()[token] for token in row.tolist() if token]
        for f in range(6):
            answers = [
                float(
                    sum(weight[f, :, j] @ words[t + j - 1] for j in range(3) if 0 <= t + j - 1 < len(words)) + bias[f]
                )
                for t in range(len(words))
            ]
            assert float(features[f]) == pytest.approx(max(0.0, *answers), abs=1e-5)


@pytest.mark.parametrize("make", BOTH)
def test_padding_has_no_say(make) -> None:
    network = make(12, 3, seed=1)
    padded = F.pad(TOKENS, (0, 4))
    torch.testing.assert_close(network(padded), network(TOKENS), rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(network(TOKENS[1:, :2]), network(TOKENS)[1:], rtol=1e-5, atol=1e-6)


def test_only_the_convolution_sees_the_order() -> None:
    turned = TOKENS[:1].flip(1)
    bag, convolution = word_bag(12, 3, seed=0), word_cnn(12, 3, seed=0)
    torch.testing.assert_close(bag(turned), bag(TOKENS[:1]))
    assert not torch.allclose(convolution(turned), convolution(TOKENS[:1]))


@pytest.mark.parametrize("make", BOTH)
def test_weights_depend_on_the_seed_alone(make) -> None:
    before = torch.get_rng_state()
    first, again, other = (make(12, 3, seed=seed) for seed in (0, 0, 1))
    assert torch.equal(torch.get_rng_state(), before)
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), again.parameters(), strict=True))
    assert not torch.equal(next(first.parameters()), next(other.parameters()))
    assert isinstance(first, BagOfWords if make is word_bag else WordConvolution)
    torch.testing.assert_close(first.head(first.features(TOKENS)), first(TOKENS))


@pytest.mark.parametrize("make", BOTH)
def test_many_are_trained_as_one(make) -> None:
    from nls_tutorial.records import Tokens

    tokens = torch.randint(1, 12, (40, 6), generator=torch.Generator().manual_seed(0))
    data = Tokens(tokens, tokens[:, 0] % 3, ("a", "b", "c"), "train")
    pairs = lambda batch, generator: (batch.tokens, batch.labels)
    how = {"epochs": 3, "batch_of": pairs, "batch_size": 16, "device": "cpu", "progress": False}
    together = [make(12, 3, seed=seed) for seed in (0, 1)]
    train_many(together, data, F.cross_entropy, **how)
    alone = make(12, 3, seed=1)
    train(alone, data, F.cross_entropy, **how)
    with torch.no_grad():
        torch.testing.assert_close(together[1](tokens), alone(tokens), rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize(
    ("make", "options", "message"),
    [
        (word_bag, {"words": 2, "classes": 3}, "words must be"),
        (word_bag, {"words": 9, "classes": 1}, "classes must be"),
        (word_bag, {"words": 9, "classes": 3, "width": 0}, "width must be"),
        (word_cnn, {"words": 9, "classes": 3, "reach": 4}, "reach must be odd"),
        (word_cnn, {"words": 9, "classes": 3, "features": 0}, "features must be"),
        (word_cnn, {"words": 9, "classes": 3, "seed": -1}, "seed must be"),
    ],
)
def test_sizes_that_do_not_fit_are_refused(make, options: dict[str, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make(**options)
