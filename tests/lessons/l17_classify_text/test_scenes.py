"""The scenes of lesson 17, driven to their corners, against shares, means and leads done by hand."""

import numpy as np
import pytest
import torch
from lessons.l17_classify_text.samples import BUILDERS, KNOWN, MARGINS, NAMES, ROWS, SHARES, networks, seen, texts
from spec.scene_checks import close, corners, marks, said
from torch import nn

from nls_tutorial import studies
from nls_tutorial.lessons import l17_classify_text as lesson
from nls_tutorial.records import Band, Line, Points, Rule, Scene, Text
from nls_tutorial.scenes import encode


@pytest.fixture(scope="module")
def built() -> dict[str, Scene]:
    return {name: build() for name, build in BUILDERS.items()}


def test_the_valley_is_the_study_s(built: dict[str, Scene]) -> None:
    scene, stored = built["drag_the_margin"], studies.bundled("docstrings")
    (dots,), (mean, other), (floor,) = (marks(scene, 0, kind) for kind in (Points, Line, Band))
    each = [stored.scores(f"MbLS m = {m:g}", "ECE", world="stripped") for m in MARGINS]
    close(dots.y.at({}), np.concatenate(each))
    close(dots.x.at({}), np.repeat(MARGINS, len(each[0])))
    close(mean.y.at({}), [one.mean() for one in each])
    chance = [stored.scores(f"MbLS m = {m:g}", "ECE by chance", world="stripped").mean() for m in MARGINS]
    close(floor.high.at({}), chance)
    rules = {rule.name: rule for rule in marks(scene, 0, Rule)}
    close(rules["docstrings, cross-entropy"].at.at({}), stored.scores("CE", "ECE", world="stripped").mean())
    posts = studies.bundled("posts")
    close(other.y.at({}), [posts.scores(f"MbLS m = {m:g}", "ECE", world="stripped").mean() for m in MARGINS])


def test_a_margin_s_network_is_read_off(built: dict[str, Scene]) -> None:
    for at, one in enumerate(seen().values()):
        accuracy = float((one.logits.argmax(1) == one.labels).double().mean())
        confidence = float(torch.softmax(one.logits, 1).amax(1).mean())
        close(said(built["drag_the_margin"], {"margin": at}), [accuracy, confidence - accuracy], 1e-4)


def test_reading_less_by_hand(built: dict[str, Scene]) -> None:
    scene, data = built["read_less"], texts()
    confidence, accuracy = marks(scene, 0, Line)
    bars = marks(scene, 1, Line)
    for place, network in enumerate(networks().values()):
        for at, share in enumerate(SHARES):
            rows = []
            for row, length in zip(data.tokens, data.lengths.tolist(), strict=True):
                read = int(np.ceil(share * length - 1e-9))
                with torch.no_grad():
                    rows.append(torch.softmax(network(row[None, :read])[0].double(), 0))
            p = torch.stack(rows)
            index = {"network": place, "share": at}
            right = float((p.argmax(1) == data.labels).double().mean())
            close(said(scene, index), [right, float(p.amax(1).mean())], 1e-4)
            close(accuracy.y.at(index)[at], right, 1e-4)
            close(confidence.y.at(index)[at], float(p.amax(1).mean()), 1e-4)
            close([bar.x.at(index)[1] for bar in bars], p[5].tolist(), 1e-4)


def test_the_words_read_stand_above_the_bars(built: dict[str, Scene]) -> None:
    *names, words = marks(built["read_less"], 1, Text)
    assert [name.text for name in names] == list(NAMES)
    assert [name.bold for name in names] == [k == int(texts().labels[5]) for k in range(3)]
    row = [KNOWN.word(token) for token in texts().tokens[5].tolist()]
    told = [words.text.at({"share": at}).removeprefix("… ").split() for at in range(len(SHARES))]
    assert told == [row[:2], row[:4], row[2:8]]


def test_leads_by_hand() -> None:
    class Counts(nn.Module):
        def forward(self, tokens: torch.Tensor) -> torch.Tensor:
            return torch.stack([(tokens == word).sum(1) * weight for word, weight in ((2, 3.0), (3, 1.0), (4, 2.0))], 1)

    # logits 6, 1, 2: lead 4. Without 2: 0 − 2; without 3: 6 − 2; without 4: 6 − 1; without 9: 6 − 2
    lost = lesson.leads_lost(Counts(), torch.tensor([2, 3, 2, 4, 9, 0]))
    assert lost == [(2, 6.0), (3, 0.0), (9, 0.0), (4, -1.0)]
    # logits 3, 0, 4: the class is that of the whole text, also where the other wins without 4
    assert lesson.leads_lost(Counts(), torch.tensor([2, 4, 4])) == [(4, 4.0), (2, -3.0)]
    assert lesson.leads_lost(Counts(), torch.tensor([2, 2, 0])) == [(2, 0.0)]


def test_each_text_has_its_own_words(built: dict[str, Scene]) -> None:
    scene = built["telling_words"]
    for panel, network in enumerate(networks().values()):
        for at, row in enumerate(ROWS):
            lost = lesson.leads_lost(network, texts().tokens[row])[:6]
            shown = marks(scene, panel, Text)
            assert [mark.text.at({"text": at}) for mark in shown][: len(lost)] == [KNOWN.word(word) for word, _ in lost]
            ends = [float(mark.x.at({"text": at})[1]) for mark in marks(scene, panel, Line)]
            close(ends[: len(lost)], [fall for _, fall in lost], 1e-4)
            assert ends[len(lost) :] == [0.0] * (6 - len(lost))
    assert scene.controls[0].values == tuple(f"{n + 1}, {NAMES[texts().labels[row]]}" for n, row in enumerate(ROWS))


@pytest.mark.parametrize("name", BUILDERS)
def test_a_scene_is_light(name: str, built: dict[str, Scene]) -> None:
    assert len(encode(built[name])[1]) < 100_000
    assert len(built[name].controls) <= 2
    assert corners(built[name])


def test_what_does_not_fit_is_refused() -> None:
    one = {"CE": networks()["CE"]}
    stored = studies.bundled("docstrings")
    with pytest.raises(ValueError, match="seen must hold two margins or more"):
        lesson.drag_the_margin({0.0: seen()[0.0]}, stored, {})
    with pytest.raises(ValueError, match="seen must hold margins of the study"):
        lesson.drag_the_margin({0.0: seen()[0.0], 0.5: seen()[0.0]}, stored, {})
    with pytest.raises(ValueError, match="networks must be two or more"):
        lesson.read_less(one, KNOWN, texts(), 0, SHARES)
    with pytest.raises(ValueError, match="row must lie in 0 … 29"):
        lesson.read_less(networks(), KNOWN, texts(), 30, SHARES)
    with pytest.raises(ValueError, match="share must lie in"):
        lesson.read_less(networks(), KNOWN, texts(), 0, (0.0, 1.0))
    with pytest.raises(ValueError, match="readers must be one or two"):
        lesson.telling_words({}, ROWS)
    with pytest.raises(ValueError, match="rows must name at least one text"):
        lesson.telling_words({"CE": (one["CE"], KNOWN, texts())}, ())
