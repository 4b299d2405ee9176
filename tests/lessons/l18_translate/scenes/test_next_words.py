"""One sentence word by word, against probabilities computed place by place."""

import pytest
import torch
from lessons.l18_translate.samples import BUILDERS, material, networks
from spec.scene_checks import close, marks, said

from nls_tutorial.lessons import l18_translate as lesson
from nls_tutorial.records import Line, Text
from nls_tutorial.scenes import encode

ROW = 2


def probabilities(epsilon: float, place: int) -> torch.Tensor:
    """Of the next word behind the first `place` tokens, BEGIN among them, which alone are given."""
    one = material().test.select(torch.tensor([ROW]))
    return torch.softmax(networks()[epsilon](one.source, one.target[:, :place])[0, -1].detach().double(), 0)


def test_bars_and_readouts_are_the_networks() -> None:
    scene = BUILDERS["word_by_word"]()
    true = [int(word) for word in material().test.target[ROW, 1:] if word != 0]
    assert scene.controls[0].values == tuple(range(1, len(true) + 1))
    for number, epsilon in enumerate(networks()):
        for place, word in enumerate(true):
            index = {"epsilon": number, "place": place}
            p = probabilities(epsilon, place + 1)
            values, words = p.topk(6)
            close(said(scene, index), [float(p[word]), 1 - float(values.sum())], 1e-4, 1e-5)
            lines = marks(scene, 0, Line)
            green, blue = ([float(line.x.at(index)[1]) for line in lines[first::2]] for first in (0, 1))
            for rank in range(6):
                hit = int(words[rank]) == word
                close(
                    [green[rank], blue[rank]], [float(values[rank]) * hit, float(values[rank]) * (not hit)], 1e-4, 1e-5
                )
            close(marks(scene, 1, Line)[place].x.at(index)[1], float(p[word]), 1e-4, 1e-5)
            shown = [mark for mark in marks(scene, 0, Text)[:-1] if float(mark.x.at(index)) > -1]
            expected = [piece.removeprefix("▁") for piece in material().target.pieces(words.tolist())]
            for mark, piece in zip(shown, expected, strict=True):
                assert mark.text.at(index).removeprefix("·") in (piece, "(end)")


def test_the_words_above_are_those_that_were_given() -> None:
    scene = BUILDERS["word_by_word"]()
    assert scene.title == f"Word by word: {material().texts.source[ROW]}"
    above = marks(scene, 0, Text)[-1].text
    words = material().texts.target[ROW].split()
    assert above.at({"place": 0}) == "?"
    assert above.at({"place": len(above.texts) - 1}) == " ".join([*["…"][: len(words) > 5], *words[-5:], "?"])


def test_it_is_light_and_refuses_what_does_not_fit() -> None:
    assert len(encode(BUILDERS["word_by_word"]())[1]) < 100_000
    with pytest.raises(ValueError, match="networks must be two or more"):
        lesson.word_by_word({0.0: networks()[0.0]}, material(), 0)
    with pytest.raises(ValueError, match="row must lie in 0 … 11"):
        lesson.word_by_word(networks(), material(), 12)


def test_the_surest_piece_of_each_place_is_that_of_the_scene() -> None:
    surest = lesson.surest_at_each_place(networks()[0.0], material(), ROW)
    places = int((material().test.target[ROW, 1:] != 0).sum())
    assert surest.shape == (places,)
    for place in range(places):
        assert float(surest[place]) == pytest.approx(float(probabilities(0.0, place + 1).max()), abs=1e-5)
    with pytest.raises(ValueError, match="row must lie in 0 … 11"):
        lesson.surest_at_each_place(networks()[0.0], material(), 12)
