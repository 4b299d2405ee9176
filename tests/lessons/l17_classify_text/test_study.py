"""The studies of lesson 17: networks trained together are networks trained alone, scores by hand, cells that repeat."""

from pathlib import Path

import numpy as np
import pytest
import torch
from lessons.l17_classify_text.samples import texts
from torch.nn.functional import cross_entropy

from nls_tutorial import data, studies
from nls_tutorial.calibration import expected_calibration_error, fit_temperature, reliability
from nls_tutorial.data.newsgroups import HALVES
from nls_tutorial.lessons import l17_classify_text as lesson
from nls_tutorial.lessons.l17_classify_text.study import ARMS, AXES, POSTS, RECIPES, SCORES, in_both_worlds, score_arm
from nls_tutorial.models import word_bag
from nls_tutorial.records import Documents, DocumentSplits, Predictions, verdict
from nls_tutorial.training import train

TOPICS = {"sea": "fish waves salt boat", "hill": "goat stone snow path", "town": "tram street shop boat"}


def splits() -> DocumentSplits:
    """Texts of eight words of their topic; the whole ones say the topic first."""
    draws = torch.Generator().manual_seed(0)

    def part(split: str, count: int) -> Documents:
        labels = torch.arange(count) % len(TOPICS)
        stripped = []
        for label in labels.tolist():
            words = list(TOPICS.values())[label].split()
            stripped.append(" ".join(words[int(n)] for n in torch.randint(4, (8,), generator=draws)))
        whole = [
            f"Topic: {list(TOPICS)[label]}\n\n{text}" for label, text in zip(labels.tolist(), stripped, strict=True)
        ]
        return Documents(tuple(whole), tuple(stripped), labels, tuple(TOPICS), split)

    return DocumentSplits(part("train", 30), part("calibration", 12), part("test", 18))


def test_tokens_of_all_parts_are_in_the_words_of_the_training_texts() -> None:
    known, parts = lesson.as_tokens(splits(), words=5, longest=4)
    assert set(known.words) <= set(" ".join(TOPICS.values()).split())
    assert [tuple(part.tokens.shape) for part in parts] == [(30, 4), (12, 4), (18, 4)]
    known, _ = lesson.as_tokens(splits(), whole=True)
    assert "topic" in known.words


def test_readers_trained_together_are_readers_trained_alone() -> None:
    losses = {name: lesson.LOSSES[name] for name in ("CE", "FL", "MbLS m = 6")}
    together = lesson.train_readers(texts(), 10, losses, network="bag", seed=1, epochs=3)
    for name, one in together.items():
        alone = word_bag(10, 3, seed=1)
        adam = lambda weights: torch.optim.Adam(weights, lr=RECIPES["bag"]["rate"])
        how = {"epochs": 3, "batch_of": lesson.tokens_and_labels, "seed": 1, "progress": False}
        train(alone, texts(), losses[name], optimizer=adam, **how)
        with torch.no_grad():
            torch.testing.assert_close(one(texts().tokens), alone(texts().tokens), rtol=1e-3, atol=1e-3)


def test_scores_by_hand() -> None:
    (network,) = lesson.train_readers(texts(), 10, {"CE": cross_entropy}, network="bag", seed=0, epochs=4).values()
    seen = lesson.ask(network, texts().select(torch.arange(18)))
    rest = lesson.ask(network, texts().select(torch.arange(18, 30)))
    fitted = Predictions(rest.logits, rest.labels, rest.class_names, "calibration", 0)
    told = lesson.score(seen, fitted)
    p = torch.softmax(seen.logits, 1)
    right = (p.argmax(1) == seen.labels).double()
    assert told["accuracy"] == pytest.approx(float(right.mean()))
    assert told["confidence"] == pytest.approx(float(p.amax(1).mean()), abs=1e-6)
    assert told["NLL"] == pytest.approx(float(-p[torch.arange(len(p)), seen.labels].log().mean()), abs=1e-5)
    ece = sum(
        abs(float((right[inside] - p.amax(1)[inside]).sum())) / len(p)
        for b in range(15)
        if (inside := ((p.amax(1) * 15).ceil().clamp(1, 15) == b + 1)).any()
    )
    assert told["ECE"] == pytest.approx(ece, abs=1e-5)
    fit = fit_temperature(rest.logits, rest.labels)
    assert fit.exists
    assert told["temperature"] == pytest.approx(fit.temperature)
    cooled = reliability(torch.softmax(seen.logits / fit.temperature, 1), seen.labels)
    assert told["ECE cooled"] == pytest.approx(float(expected_calibration_error(cooled)), abs=1e-5)
    assert 0 < told["ECE by chance"] < 0.5


@pytest.mark.slow
@pytest.mark.parametrize("arm", ["CE", "MbLS m = 6, convolution"])
def test_a_cell_has_its_scores_and_repeats_itself(arm: str) -> None:
    worlds = in_both_worlds(splits(), words=20, longest=12)
    first, again = (score_arm(ARMS[arm], worlds, seed=1, bag=4, convolution=2) for _ in range(2))
    for name, column in SCORES.items():
        numbers = np.array(first[name])
        assert numbers.shape == tuple(len(AXES[axis]) for axis in column.axes), name
        np.testing.assert_array_equal(numbers, np.array(again[name]))
    assert first["accuracy"][0] == first["first words: accuracy"][-1]
    assert first["temperature"][1:2] == pytest.approx(first["temperature"][2:], nan_ok=True)


def test_the_moved_network_is_the_one_that_learnt_whole_texts() -> None:
    worlds = in_both_worlds(splits(), words=20, longest=12)
    found = score_arm(ARMS["CE, convolution"], worlds, seed=0, bag=30, convolution=30)
    assert found["accuracy"][1] == 1
    known, (learnt, _, _) = lesson.as_tokens(splits(), whole=True, words=20, longest=12)
    ce = {"CE": cross_entropy}
    (network,) = lesson.train_readers(learnt, len(known), ce, network="convolution", seed=0, epochs=30).values()
    moved = lesson.ask(network, known.tokens(splits().test, longest=12))
    assert found["accuracy"][2] == pytest.approx(moved.accuracy)
    assert found["confidence"][2] == pytest.approx(float(moved.confidence.mean()), abs=1e-4)


@pytest.mark.slow
def test_posts_are_read_from_a_folder_and_told_apart_by_their_texts(tmp_path: Path) -> None:
    for half in HALVES:
        for group, words in (("a", "fish salt boat"), ("b", "goat snow path")):
            (tmp_path / half / group).mkdir(parents=True)
            for number in range(420):
                text = f"Subject: {group}\n\n{words} {half[-5:]} {number} {'xyz'[number % 3]}"
                (tmp_path / half / group / str(number)).write_text(text, encoding="latin-1")
    study = POSTS.at("quick", data=tmp_path)
    settings = {**study.settings, "train": 16, "bag": 1}
    found = study.compute(study.arms["CE"], seed=0, device="cpu", **settings)[0]
    assert set(found) == set(study.scores)
    (tmp_path / HALVES[1] / "a" / "0").write_text("Subject: a\n\nother words", encoding="latin-1")
    assert POSTS.at("quick", data=tmp_path).digest("CE", 0) != study.digest("CE", 0)


def test_comparisons_are_seed_by_seed() -> None:
    stored = studies.bundled("docstrings")
    how = {"scale": 100, "unit": " points", "digits": 1}
    pair = [stored.scores(arm, "ECE", world="stripped") for arm in ("MbLS m = 6", "CE")]
    chance = [float(stored.scores(arm, "ECE by chance", world="stripped").mean()) for arm in ("MbLS m = 6", "CE")]
    assert str(lesson.compare_with(stored, "MbLS m = 6", "CE", "ECE", "lower")) == str(
        verdict(*pair, claim="lower", floors=(chance[0], chance[1]), **how)
    )
    pair = [stored.scores("CE", "accuracy", world=world) for world in ("moved", "whole")]
    found = lesson.compare_with(stored, "CE", "CE", "accuracy", "lower", world=("moved", "whole"))
    assert str(found) == str(verdict(*pair, claim="lower", **how))
    pair = [stored.scores("CE", "first words: confidence", share=share) for share in (0.02, 1.0)]
    assert str(lesson.compare_shares(stored, "CE", "confidence", 0.02, "lower")) == str(
        verdict(*pair, claim="lower", **how)
    )


def test_every_loss_of_the_table_is_there() -> None:
    assert {"CE", "LS", "FL", "FLSD", "ECP", "MbLS m = 6"} <= set(lesson.LOSSES)
    assert list(data.LIBRARIES) == sorted(data.LIBRARIES)
