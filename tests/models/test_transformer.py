"""The Transformer: attention by loops, torch's own layers with the same weights, and what no place may see."""

import math

import pytest
import torch
from torch import nn

from nls_tutorial.models import Attention, Transformer, transformer
from nls_tutorial.models.transformer import Layer

SOURCE = torch.tensor([[4, 9, 3, 7, 2], [5, 6, 2, 0, 0]])
TARGET = torch.tensor([[1, 8, 8, 3], [1, 4, 0, 0]])


def model(**options: int) -> Transformer:
    return transformer(12, 10, width=16, heads=2, **options).eval()


def test_attention_is_a_weighted_mean_by_loops() -> None:
    torch.manual_seed(0)
    look = Attention(width=6, heads=3).double()
    asking, asked = torch.randn(1, 2, 6).double(), torch.randn(1, 4, 6).double()
    seen = torch.tensor([[[True, True, False, True], [False, True, True, True]]])
    query, key, value = (part[0].tolist() for part in (look.query(asking), look.key(asked), look.value(asked)))
    mixed = []
    for t in range(2):
        row = []
        for head in range(3):
            slots = range(2 * head, 2 * head + 2)
            scores = [sum(query[t][i] * key[s][i] for i in slots) / math.sqrt(2) for s in range(4)]
            powers = [math.exp(score) if bool(seen[0, t, s]) else 0.0 for s, score in enumerate(scores)]
            row += [sum(power * value[s][i] for s, power in enumerate(powers)) / sum(powers) for i in slots]
        mixed.append(row)
    expected = look.out(torch.tensor([mixed], dtype=torch.float64))
    torch.testing.assert_close(look(asking, asked, seen), expected)
    assert look.weights(asking, asked, seen).sum(-1).flatten().tolist() == pytest.approx([1.0] * 6)


def give(theirs: nn.MultiheadAttention, ours: Attention) -> None:
    parts = (ours.query, ours.key, ours.value)
    theirs.in_proj_weight.data = torch.cat([part.weight.data for part in parts])
    theirs.in_proj_bias.data = torch.cat([part.bias.data for part in parts])
    theirs.out_proj.load_state_dict(ours.out.state_dict())


def test_an_encoder_layer_is_torchs() -> None:
    torch.manual_seed(1)
    ours = Layer(8, 2, 0.0, crossed=False).eval()
    theirs = nn.TransformerEncoderLayer(8, 2, 32, 0.0, batch_first=True, norm_first=True).train()
    give(theirs.self_attn, ours.own)
    for to, part in ((theirs.linear1, ours.think[0]), (theirs.linear2, ours.think[2])):
        to.load_state_dict(part.state_dict())
    for to, part in zip((theirs.norm1, theirs.norm2), ours.norms, strict=True):
        to.load_state_dict(part.state_dict())
    x, seen = torch.randn(2, 5, 8), (SOURCE != 0)[:, None, :].expand(-1, 5, -1)
    expected = theirs(x, src_key_padding_mask=SOURCE == 0)
    torch.testing.assert_close(ours(x, seen)[SOURCE != 0], expected[SOURCE != 0], atol=1e-5, rtol=1e-4)


def test_a_decoder_layer_is_torchs() -> None:
    torch.manual_seed(2)
    ours = Layer(8, 2, 0.0, crossed=True).eval()
    theirs = nn.TransformerDecoderLayer(8, 2, 32, 0.0, batch_first=True, norm_first=True).train()
    give(theirs.self_attn, ours.own)
    give(theirs.multihead_attn, ours.cross)
    for to, part in ((theirs.linear1, ours.think[0]), (theirs.linear2, ours.think[2])):
        to.load_state_dict(part.state_dict())
    for to, part in zip((theirs.norm1, theirs.norm2, theirs.norm3), ours.norms, strict=True):
        to.load_state_dict(part.state_dict())
    x, memory, causal = torch.randn(2, 4, 8), torch.randn(2, 5, 8), torch.ones(4, 4, dtype=torch.bool).tril()
    other_seen = (SOURCE != 0)[:, None, :].expand(-1, 4, -1)
    found = ours(x, causal.expand(2, -1, -1), memory, other_seen)
    expected = theirs(x, memory, tgt_mask=~causal, memory_key_padding_mask=SOURCE == 0)
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-4)


def test_no_place_sees_a_later_word() -> None:
    network = model(layers=2)
    before = network(SOURCE, TARGET)
    for place in range(1, 4):
        changed = TARGET.clone()
        changed[:, place:] = 5
        after = network(SOURCE, changed)
        torch.testing.assert_close(after[:, :place], before[:, :place])
        assert not torch.allclose(after[:, place], before[:, place])


def test_padding_moves_nothing() -> None:
    network = model(layers=2)
    whole = network(SOURCE, TARGET)
    alone = network(SOURCE[1:, :3], TARGET[1:, :2])
    torch.testing.assert_close(whole[1:, :2], alone)
    wider = torch.cat([SOURCE, torch.zeros(2, 4, dtype=torch.int64)], dim=1)
    torch.testing.assert_close(network(wider, TARGET), whole)
    with torch.no_grad():
        network.source_words.weight[0] += 100.0
        network.target_words.weight[0] += 100.0
    moved = network(SOURCE, TARGET)
    torch.testing.assert_close(moved[0], whole[0])
    torch.testing.assert_close(moved[1, :2], whole[1, :2])


def test_every_word_of_the_source_is_seen_and_its_place_counts() -> None:
    network = model()
    before = network(SOURCE, TARGET)[0, 0]
    for place in range(5):
        changed = SOURCE.clone()
        changed[0, place] = 11
        assert not torch.allclose(network(changed, TARGET)[0, 0], before)
    swapped = SOURCE.clone()
    swapped[0, :2] = SOURCE[0, :2].flip(0)
    assert not torch.allclose(network(swapped, TARGET)[0, 0], before)


def test_features_enter_the_head() -> None:
    network = model()
    torch.testing.assert_close(network.head(network.features(SOURCE, TARGET)), network(SOURCE, TARGET))


def test_the_seed_decides_the_weights() -> None:
    before = torch.random.get_rng_state()
    one, again, other = (model(seed=seed).state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert not torch.equal(one["head.weight"], other["head.weight"])
    assert torch.equal(torch.random.get_rng_state(), before)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"source_words": 1}, "source_words must be at least 2"),
        ({"target_words": 0}, "target_words must be at least 2"),
        ({"layers": 0}, "layers must be at least 1"),
        ({"width": 12, "heads": 4}, r"width must be a multiple of 2 · heads \(8\), but got 12"),
        ({"dropout": 1.0}, "dropout must be below 1"),
        ({"dropout": -0.1}, r"dropout must lie in \[0, 1\]"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        transformer(**{"source_words": 5, "target_words": 5, **change})


def test_sentences_that_do_not_fit_are_refused() -> None:
    network = model(longest=4)
    with pytest.raises(ValueError, match=r"source must have shape \(B, up to 4\), but got \(2, 5\)"):
        network(SOURCE, TARGET)
    with pytest.raises(ValueError, match="target must hold a word in each sentence"):
        network(SOURCE[:, :4], torch.tensor([[1, 2], [0, 0]]))
