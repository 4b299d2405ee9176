"""The attention picture, against weights computed from the layer's own parts."""

import math

import numpy as np
import pytest
import torch
from lessons.l18_translate.samples import BUILDERS, material, networks
from spec.scene_checks import marks

from nls_tutorial.lessons import l18_translate as lesson
from nls_tutorial.lessons.l18_translate.scenes.attention import cross_weights
from nls_tutorial.records import Picture, Text
from nls_tutorial.scenes import encode


def test_the_weights_are_those_of_the_last_layer_over_the_source() -> None:
    network = networks()[0.0]
    one = material().test.select(torch.tensor([4]))
    source, target = one.source[:, : int((one.source != 0).sum())], one.target[:, : int((one.target != 0).sum())]
    weights = cross_weights(network, source, target)
    layer = network.decoder[0]
    x = network.target_words(target) * math.sqrt(16) + network.places[: target.shape[1]]
    seen = torch.ones(target.shape[1], target.shape[1], dtype=torch.bool).tril()[None]
    y = layer.norms[0](x)
    asking, memory = layer.norms[1](x + layer.own(y, y, seen)), network.encode(source)
    for head in range(2):
        slots = slice(8 * head, 8 * head + 8)
        scores = layer.cross.query(asking)[0, :, slots] @ layer.cross.key(memory)[0, :, slots].T / math.sqrt(8)
        torch.testing.assert_close(weights[0, head], torch.softmax(scores, 1).detach(), atol=1e-5, rtol=1e-4)


def test_the_picture_is_dark_where_a_word_reads() -> None:
    scene = BUILDERS["see_attention"]()
    (picture,) = marks(scene, 0, Picture)
    pairs = material().test.select(torch.tensor([0, 3, 5]))
    across, down = (int((side != 0).sum(1).amax()) for side in (pairs.source, pairs.target))
    weights = cross_weights(networks()[0.0], pairs.source[:, :across], pairs.target[:, : down - 1]).detach()
    for sentence in range(3):
        there = (pairs.target[sentence, 1:down] != 0).numpy()
        for head, each in enumerate((weights.mean(1), weights[:, 0], weights[:, 1])):
            pixels = picture.at({"sentence": sentence, "head": head}).astype(float)
            assert pixels.shape == (down - 1, across, 3)
            shade = (250 - pixels[..., 0]) / 250
            np.testing.assert_allclose(shade[there], each[sentence].numpy()[there], atol=0.003)
            assert (shade[~there] == 0).all()
    words = [mark.text.at({"sentence": 1}) for mark in marks(scene, 0, Text)]
    assert "(end)" in words
    assert "<pad>" not in words


def test_it_is_light_and_refuses_what_does_not_fit() -> None:
    assert len(encode(BUILDERS["see_attention"]())[1]) < 100_000
    with pytest.raises(ValueError, match=r"rows must name two or more sentences in 0 … 11"):
        lesson.see_attention(networks()[0.0], material(), (0,))
    with pytest.raises(ValueError, match=r"rows must name two or more sentences in 0 … 11"):
        lesson.see_attention(networks()[0.0], material(), (0, 12))
