from functools import partial

import numpy as np
import pytest
import torch
from spec import margin_spec as spec

from nls_tutorial import calibration, data, losses, models, predictions, records, studies, training

CE = torch.nn.functional.cross_entropy


@pytest.fixture(scope="module")
def study() -> records.SideBySide:
    recipes = {"CE": CE, "LS": losses.label_smoothing_cross_entropy, "again": CE, "slow": CE}
    return studies.side_by_side(recipes, seeds=(3, 5), epochs=4, rates={"slow": 1e-9})


def test_the_digits_are_few_and_noisy_and_only_the_training_ones() -> None:
    splits = studies.overfit_digits(seed=1)
    assert [len(part) for part in (splits.train, splits.calibration, splits.test)] == [256, 400, 600]
    assert int((splits.train.labels != splits.train.clean_labels).sum()) == 64
    assert torch.equal(splits.test.images, data.digits(seed=1).test.images)


def test_every_number_is_that_of_the_network_it_names(study: records.SideBySide) -> None:
    splits = studies.overfit_digits(5)
    network = models.mlp(in_features=64, classes=10, seed=5)
    adam = partial(torch.optim.Adam, lr=0.01)
    training.train(network, splits.train, CE, epochs=4, optimizer=adam, seed=5, device="cpu", progress=False)
    test, held_out = (predictions.collect(network, part, device="cpu") for part in (splits.test, splits.calibration))
    accuracy, ece, nll = spec.four_scores(test.logits.double().tolist(), test.labels.tolist(), 15)
    assert study.of("CE", "accuracy")[1] == accuracy
    assert study.of("CE", "ECE")[1] == pytest.approx(ece, abs=1e-6)
    assert study.of("CE", "NLL")[1] == pytest.approx(nll, abs=1e-6)
    mass = calibration.reliability(test.probabilities, test.labels, scheme="mass")
    assert study.of("CE", "AECE")[1] == float(calibration.expected_calibration_error(mass))
    temperature = calibration.fit_temperature(held_out.logits, held_out.labels).temperature
    assert study.temperature[0, 1] == temperature
    cooled = spec.four_scores((test.logits.double() / temperature).tolist(), test.labels.tolist(), 15)
    assert study.of("CE", "NLL", after=True)[1] == pytest.approx(cooled[2], abs=1e-5)
    assert study.of("CE", "accuracy", after=True)[1] == accuracy
    z = test.logits.double()
    assert np.allclose(study.distances[0, 1], (z.amax(1) - z.amin(1)).numpy(), atol=1e-5)
    assert np.allclose(study.confidence[0, 1], torch.softmax(z, 1).amax(1).numpy(), atol=1e-6)
    seen = predictions.collect(network, splits.train, device="cpu")
    assert study.fitted[0, 1] == float((seen.predicted == splits.train.labels).double().mean())


def test_the_same_loss_gives_the_same_row_and_another_loss_or_rate_another(study: records.SideBySide) -> None:
    assert np.array_equal(study.before[0], study.before[2])
    assert not np.array_equal(study.before[0], study.before[1])
    assert not np.array_equal(study.before[0], study.before[3])
    assert study.fitted[3].max() < 0.3, "a rate of its own that is far too small"
    assert "slow 1e-09" in study.made_by
    assert (study.names, study.seeds) == (("CE", "LS", "again", "slow"), (3, 5))


def test_where_no_temperature_is_best_nothing_is_made_up() -> None:
    def against_the_label(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        return CE(-logits, labels)

    worse = studies.side_by_side({"worse": against_the_label}, seeds=(0,), epochs=4)
    assert np.isnan(worse.temperature).all()
    assert np.isnan(worse.after).all()
    assert np.isfinite(worse.before).all()


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="losses must hold at least one, but got none"):
        studies.side_by_side({}, seeds=(0,))
    with pytest.raises(ValueError, match="seeds must hold at least one, but got none"):
        studies.side_by_side({"CE": CE}, seeds=())
    with pytest.raises(ValueError, match="epochs must be at least 1"):
        studies.side_by_side({"CE": CE}, seeds=(0,), epochs=0)
    with pytest.raises(ValueError, match=r"rates must name losses of this study \(CE\), but got \['FL'\]"):
        studies.side_by_side({"CE": CE}, seeds=(0,), rates={"FL": 0.1})


def by_hand(eces: dict[str, list[float]]) -> records.SideBySide:
    before = np.zeros((len(eces), 2, 4))
    before[:, :, 1] = list(eces.values())
    before[:, :, 2] = before[:, :, 1] / 2
    flat, samples = np.ones((len(eces), 2)), np.ones((len(eces), 2, 1))
    return records.SideBySide(tuple(eces), (0, 1), before, before, flat, flat, samples, samples, "by hand")


def test_each_verdict_by_hand() -> None:
    study = by_hand(
        {"CE": [0.2, 0.1], "LS": [0.1, 0.05], "FL": [0.3, 0.2], "FLSD": [0.1, 0.2], "ECP": [0.1, 0.05], "own": [1, 0.5]}
    )
    table = studies.beside_poster(study)
    assert {row[0]: row[-1] for row in table.rows} == {
        "CE": "the one to compare with",
        "LS": "agrees: lower (poster 4/4, here 2/2)",
        "FL": "does not agree: higher (poster 4/4, here 0/2)",
        "FLSD": "seeds disagree (poster 4/4, here 1/2)",
        "ECP": "lower; the poster is divided (poster 3/4, here 2/2)",
        "own": "higher (here 0/2)",
    }
    assert table.rows[0][1:3] == ("15.0 / 7.5", "3.73 / 3.69")
    assert table.rows[-1][2:6] == ("not there",) * 4


def test_the_posters_numbers_are_whole() -> None:
    assert list(studies.POSTER) == ["CE", "ECP", "LS", "FL", "FLSD", "MbLS m = 0", "MbLS"]
    assert all(len(row) == 4 and all(len(pair) == 2 for pair in row) for row in studies.POSTER.values())
    ece = {name: [float(pair[0]) for pair in row] for name, row in studies.POSTER.items()}
    assert ece["MbLS"] == [1.64, 1.62, 1.16, 1.38]
    assert all(min(ece, key=lambda name: ece[name][place]) == "MbLS" for place in range(4))


def test_a_comparison_needs_its_reference() -> None:
    with pytest.raises(ValueError, match="against must be a loss of the study and the poster, but got 'CE'"):
        studies.beside_poster(by_hand({"LS": [0.1, 0.2]}))


def test_networks_that_are_trained_already_are_scored_alike(study: records.SideBySide) -> None:
    trained = {"CE": [studies.train_on_overfit_digits(CE, seed, epochs=4) for seed in (3, 5)]}
    learnt, held_out, test = trained["CE"][1]
    assert [part.split for part in (learnt, held_out, test)] == ["train", "calibration", "test"]
    assert [len(part) for part in (learnt, held_out, test)] == [256, 400, 600]
    scored = studies.score_side_by_side(trained, "by hand")
    for name in ("before", "after", "temperature", "fitted", "distances", "confidence"):
        assert np.array_equal(getattr(scored, name)[0], getattr(study, name)[0])
    assert (scored.names, scored.seeds, scored.made_by) == (("CE",), (3, 5), "by hand")
    with pytest.raises(ValueError, match=r"runs must hold the same seeds for every name, but got .*'LS': \(5, 3\)"):
        studies.score_side_by_side({"CE": trained["CE"], "LS": trained["CE"][::-1]}, "by hand")
    with pytest.raises(ValueError, match="runs must hold the same seeds"):
        studies.score_side_by_side({}, "by hand")
