"""The studies of lesson 18: the loss by loops, networks together and alone, scores by hand, cells that repeat."""

import gzip
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from lessons.l18_translate.samples import EPSILONS, material, networks, results

from nls_tutorial import data, studies
from nls_tutorial.calibration import expected_calibration_error, fit_temperature, reliability
from nls_tutorial.lessons import l18_translate as lesson
from nls_tutorial.lessons.l18_translate.study import CAPTIONS, CLAUSES, SCORES, TEMPERATURES, along_temperature
from nls_tutorial.models import transformer
from nls_tutorial.predictions import beam_search
from nls_tutorial.records import TokenPairs, verdict


def test_the_loss_is_the_mean_over_words_that_are_there() -> None:
    draws = torch.Generator().manual_seed(0)
    logits = torch.randn(2, 3, 5, generator=draws, dtype=torch.float64)
    labels = torch.tensor([[4, 2, 0], [1, 0, 0]])
    told = []
    for row in range(2):
        for place in range(3):
            if int(labels[row, place]) != 0:
                p = torch.softmax(logits[row, place], 0).tolist()
                q = [0.06 + 0.7 * (k == int(labels[row, place])) for k in range(5)]
                told.append(-sum(share * math.log(said) for share, said in zip(q, p, strict=True)))
    assert float(lesson.smoothed_words(logits, labels, epsilon=0.3)) == pytest.approx(sum(told) / 3)


def test_next_words_are_the_target_moved_by_one_and_cut() -> None:
    pairs = TokenPairs(torch.tensor([[5, 2, 0, 0], [6, 7, 2, 0]]), torch.tensor([[1, 4, 2, 0], [1, 2, 0, 0]]), "test")
    (source, given), labels = lesson.next_words(pairs, None)
    assert source.tolist() == [[5, 2, 0], [6, 7, 2]]
    assert (given.tolist(), labels.tolist()) == ([[1, 4], [1, 2]], [[4, 2], [2, 0]])


def test_translators_trained_together_are_those_trained_alone() -> None:
    how = {"seed": 0, "epochs": 2, "width": 16, "heads": 2}
    alone = lesson.train_translators(material(), EPSILONS, together=False, **how)
    inputs, _ = lesson.next_words(material().test, None)
    for one, other in zip(networks().values(), alone, strict=True):
        with torch.no_grad():
            torch.testing.assert_close(one(*inputs), other(*inputs), rtol=1e-3, atol=1e-3)
    first = transformer(len(material().source), len(material().target), width=16, heads=2, longest=material().longest)
    assert not torch.allclose(first.head.weight, alone[0].head.weight)


def test_decisions_are_grouped_by_sentence_and_leave_padding_out() -> None:
    seen = lesson.ask(networks()[0.0], material().test)
    lengths = (material().test.target[:, 1:] != 0).sum(1)
    assert seen.group is not None
    assert seen.group.bincount().tolist() == lengths.tolist()
    assert seen.labels.tolist() == [int(word) for row in material().test.target[:, 1:] for word in row if word != 0]


def test_scores_by_hand() -> None:
    seen, held = (lesson.ask(networks()[0.3], part) for part in (material().test, material().calibration))
    told = lesson.token_scores(seen, held)
    log_p = torch.log_softmax(seen.logits.double(), 1)
    assert told["NLL"] == pytest.approx(float(-log_p[range(len(seen)), seen.labels].mean()), rel=1e-4)
    assert told["accuracy"] == float((seen.logits.argmax(1) == seen.labels).double().mean())
    fit = fit_temperature(held.logits, held.labels)
    assert told["temperature"] == pytest.approx(fit.temperature)
    cooled = torch.softmax(seen.logits / fit.temperature, 1)
    assert told["ECE cooled"] == pytest.approx(float(expected_calibration_error(reliability(cooled, seen.labels))))
    assert told["NLL cooled"] == pytest.approx(
        float(-(seen.logits / fit.temperature).double().log_softmax(1)[range(len(seen)), seen.labels].mean()), rel=1e-4
    )


def test_along_the_temperature_logits_are_divided() -> None:
    network, numbers = networks()[0.0], material()
    seen = lesson.ask(network, numbers.test)
    told = along_temperature(network, numbers, seen, rows=5)
    for at, temperature in enumerate(TEMPERATURES):
        p = torch.softmax(seen.logits / temperature, 1)
        assert told["ECE at T"][at] == pytest.approx(float(expected_calibration_error(reliability(p, seen.labels))))
        rows = beam_search(network, numbers.test.source[:5], temperature=temperature, longest=numbers.longest)
        right = lesson.bleu(numbers.target.decode(rows), numbers.texts.target[:5], resamples=0).bleu
        assert told["BLEU at T"][at] == pytest.approx(right)


def test_texts_are_those_of_the_test_that_fit() -> None:
    splits = data.clauses(train=40, calibration=10, test=12, seed=0)
    assert material().texts.target == splits.test.target
    short = lesson.as_numbers(splits, pieces=90, longest=26)
    assert set(short.texts.source) < set(splits.test.source)
    assert short.longest <= 26


@pytest.mark.slow
def test_a_cell_repeats_and_has_all_scores() -> None:
    study = CLAUSES.with_settings(sentences=30, pieces=90, rows=5, epochs=1, width=16)
    one, again = (study.run("ε = 0.1", 1)[0] for _ in range(2))
    assert set(one) == set(SCORES)
    for name, value in one.items():
        np.testing.assert_array_equal(np.array(value), np.array(again[name]))


@pytest.mark.slow
def test_captions_are_read_from_the_readers_folder(tmp_path: Path) -> None:
    pairs = data.clauses(train=40, calibration=10, test=10, seed=0)
    for name, part in (("train", pairs.train), ("val", pairs.calibration), ("test_2016_flickr", pairs.test)):
        for language, side in (("en", part.source), ("de", part.target)):
            (tmp_path / f"{name}.{language}.gz").write_bytes(gzip.compress("\n".join(side).encode()))
    study = CAPTIONS.at("quick", data=tmp_path).with_settings(train=30, pieces=90, rows=4, longest=60)
    told, _ = study.run("ε = 0.2", 0)
    assert set(told) == set(SCORES)


def test_comparisons_are_seed_by_seed() -> None:
    made = results()
    alike = verdict(
        made.scores("ε = 0.1", "BLEU"), made.scores("ε = 0", "BLEU"), claim="higher", unit=" points", digits=1
    )
    assert str(lesson.compare(made, "ε = 0.1", "ε = 0", "BLEU", "higher")) == str(alike)
    assert "100.0 points" in str(lesson.compare(made, "ε = 0.1", "ε = 0", "ECE", "higher"))
    assert "1.000 nats" in str(lesson.compare(made, "ε = 0.1", "ε = 0", "NLL", "higher"))
    own = lesson.compare_with_itself(made, "ε = 0", "ECE cooled", "ECE", "higher")
    assert "50.0 points" in str(own)
    wide = lesson.compare_with_itself(made, "ε = 0", "BLEU at width", "BLEU at width", "higher", at=8, instead=1)
    at_8, at_1 = (made.scores("ε = 0", "BLEU at width", width=width) for width in (8, 1))
    assert str(wide) == str(verdict(at_8, at_1, claim="higher", unit=" points", digits=1))


def test_the_stored_results_are_these_studies() -> None:
    for study in (CLAUSES, CAPTIONS):
        stored = studies.bundled(study.name)
        assert set(stored.arms) <= set(study.arms)
        assert len(stored.seeds) >= 3
        assert {"ε = 0", "ε = 0.1", "ε = 0.2"} <= set(stored.arms)
