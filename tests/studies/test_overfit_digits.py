from functools import partial

import numpy as np
import pytest
import torch
from spec import margin_spec as spec

from nls_tutorial import calibration, data, losses, models, predictions, records, studies, training

CE = torch.nn.functional.cross_entropy


@pytest.fixture(scope="module")
def study() -> records.Results:
    recipes = {"CE": CE, "LS": losses.label_smoothing_cross_entropy, "again": CE, "slow": CE}
    return studies.run_study(studies.compare_losses(recipes, epochs=4, rates={"slow": 1e-9}), seeds=(3, 5))


def test_the_digits_are_few_and_noisy_and_only_the_training_ones() -> None:
    splits = studies.overfit_digits(seed=1)
    assert [len(part) for part in (splits.train, splits.calibration, splits.test)] == [256, 400, 600]
    assert int((splits.train.labels != splits.train.clean_labels).sum()) == 64
    assert torch.equal(splits.test.images, data.digits(seed=1).test.images)


def test_every_number_is_that_of_the_network_it_names(study: records.Results) -> None:
    splits = studies.overfit_digits(5)
    network = models.mlp(in_features=64, classes=10, seed=5)
    adam = partial(torch.optim.Adam, lr=0.01)
    training.train(network, splits.train, CE, epochs=4, optimizer=adam, seed=5, device="cpu", progress=False)
    test, held_out = (predictions.collect(network, part, device="cpu") for part in (splits.test, splits.calibration))
    accuracy, ece, nll = spec.four_scores(test.logits.double().tolist(), test.labels.tolist(), 15)
    assert study.scores("CE", "accuracy")[1] == accuracy
    assert study.scores("CE", "ECE")[1] == pytest.approx(ece, abs=1e-6)
    assert study.scores("CE", "NLL")[1] == pytest.approx(nll, abs=1e-6)
    mass = calibration.reliability(test.probabilities, test.labels, scheme="mass")
    assert study.scores("CE", "AECE")[1] == float(calibration.expected_calibration_error(mass))
    temperature = calibration.fit_temperature(held_out.logits, held_out.labels).temperature
    assert study.scores("CE", "temperature")[1] == temperature
    cooled = spec.four_scores((test.logits.double() / temperature).tolist(), test.labels.tolist(), 15)
    assert study.scores("CE", "NLL cooled")[1] == pytest.approx(cooled[2], abs=1e-5)
    chance = calibration.chance_calibration_errors(test.confidence, draws=40).mean()
    assert study.scores("CE", "ECE by chance")[1] == pytest.approx(float(chance))
    sure = torch.softmax(test.logits.double() / temperature, dim=1).amax(dim=1)
    chance = calibration.chance_calibration_errors(sure, draws=40).mean()
    assert study.scores("CE", "ECE cooled by chance")[1] == pytest.approx(float(chance), abs=1e-3)
    z = test.logits.double()
    assert np.allclose(study.array("CE", "distances", 5), (z.amax(1) - z.amin(1)).numpy(), atol=1e-5)
    assert np.allclose(study.array("CE", "confidence", 5), torch.softmax(z, 1).amax(1).numpy(), atol=1e-6)
    seen = predictions.collect(network, splits.train, device="cpu")
    assert study.scores("CE", "fitted")[1] == float((seen.predicted == splits.train.labels).double().mean())


def test_the_same_loss_gives_the_same_row_and_another_loss_or_rate_another(study: records.Results) -> None:
    row = {arm: [study.scores(arm, name) for name in ("accuracy", "ECE", "AECE", "NLL")] for arm in study.arms}
    assert np.array_equal(row["CE"], row["again"])
    assert not np.array_equal(row["CE"], row["LS"])
    assert not np.array_equal(row["CE"], row["slow"])
    assert study.scores("slow", "fitted").max() < 0.3, "a rate of its own that is far too small"
    assert "slow 1e-09" in study.setup
    assert (study.arms, study.seeds) == (("CE", "LS", "again", "slow"), (3, 5))


def test_where_no_temperature_is_best_nothing_is_made_up() -> None:
    def against_the_label(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        return CE(-logits, labels)

    worse = studies.run_study(studies.compare_losses({"worse": against_the_label}, epochs=4), seeds=(0,))
    absent = {name for name in worse.columns if np.isnan(worse.scores("worse", name)).all()}
    assert absent == {"temperature", "ECE cooled", "ECE cooled by chance", "AECE cooled", "NLL cooled"}


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="arms must hold at least one, but got none"):
        studies.compare_losses({})
    with pytest.raises(ValueError, match="epochs must be at least 1"):
        studies.compare_losses({"CE": CE}, epochs=0)
    with pytest.raises(ValueError, match=r"rates must name losses of this study \(CE\), but got \['FL'\]"):
        studies.compare_losses({"CE": CE}, rates={"FL": 0.1})


def test_networks_that_are_trained_already_are_scored_alike(study: records.Results) -> None:
    trained = {"CE": [studies.train_on_overfit_digits(CE, seed, epochs=4) for seed in (3, 5)]}
    learnt, held_out, test = trained["CE"][1]
    assert [part.split for part in (learnt, held_out, test)] == ["train", "calibration", "test"]
    assert [len(part) for part in (learnt, held_out, test)] == [256, 400, 600]
    scored = studies.score_runs(trained, "by hand")
    for name in scored.columns:
        assert np.array_equal(scored.scores("CE", name), study.scores("CE", name))
    for name in ("distances", "confidence"):
        assert np.array_equal(scored.array("CE", name, 5), study.array("CE", name, 5))
    assert (scored.arms, scored.seeds, scored.setup) == (("CE",), (3, 5), "by hand")
    with pytest.raises(ValueError, match=r"runs must hold the same seeds for every name, but got .*'LS': \(5, 3\)"):
        studies.score_runs({"CE": trained["CE"], "LS": trained["CE"][::-1]}, "by hand")
    with pytest.raises(ValueError, match="runs must hold the same seeds"):
        studies.score_runs({}, "by hand")


def test_trained_together_they_are_those_trained_alone(study: records.Results) -> None:
    recipes = {"CE": CE, "LS": losses.label_smoothing_cross_entropy, "slow": CE}
    together = studies.compare_losses_together(recipes, seeds=(3, 5), epochs=4, rates={"slow": 1e-9})
    for arm in recipes:
        for name in ("accuracy", "ECE", "NLL", "fitted", "temperature"):
            np.testing.assert_allclose(together.scores(arm, name), study.scores(arm, name), rtol=0.02, atol=0.005)
        np.testing.assert_allclose(together.array(arm, "distances", 5), study.array(arm, "distances", 5), atol=1e-2)
    assert together.setup == study.setup.format(epochs=4)
    assert (together.arms, together.seeds) == (tuple(recipes), (3, 5))


def test_nothing_to_train_together_is_refused() -> None:
    with pytest.raises(ValueError, match="losses must hold at least one"):
        studies.train_together({}, (0,))
    with pytest.raises(ValueError, match="seeds must hold at least one"):
        studies.train_together({"CE": CE}, ())
    with pytest.raises(ValueError, match="rates must name losses of this study"):
        studies.compare_losses_together({"CE": CE}, seeds=(0,), rates={"FL": 0.1})
