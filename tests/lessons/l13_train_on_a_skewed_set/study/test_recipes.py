"""Ways to train: weights and draws by hand, the protocol, and the epoch that is kept."""

import pytest
import torch
from lessons.l13_train_on_a_skewed_set.samples import SPLITS, runs
from torch.nn import functional as F

from nls_tutorial.lessons import l13_train_on_a_skewed_set as lesson
from nls_tutorial.lessons.l13_train_on_a_skewed_set.study.recipes import (
    class_weights,
    mirrored,
    normlsce,
    weighted_cross_entropy,
)
from nls_tutorial.losses import normalized_cross_entropy
from nls_tutorial.partial_conv import PartialConv2d
from nls_tutorial.predictions import collect
from nls_tutorial.targets import smooth_uniform


def test_weights_make_every_class_weigh_the_same() -> None:
    labels = torch.tensor([0, 0, 0, 1, 2, 2])
    weights = class_weights(labels, 3)
    torch.testing.assert_close(weights, torch.tensor([2 / 3, 2.0, 1.0]))
    assert float(weights[labels].mean()) == pytest.approx(1)
    logits = torch.randn(6, 3, generator=torch.Generator().manual_seed(0))
    each = F.cross_entropy(logits, labels, reduction="none")
    found = weighted_cross_entropy(logits, labels, weights=weights)
    torch.testing.assert_close(found, torch.stack([each[labels == k].mean() for k in range(3)]).mean())
    with pytest.raises(ValueError, match="labels must hold every class"):
        class_weights(labels, 4)


def test_draws_are_balanced_and_from_the_set() -> None:
    draws, generator = lesson.BalancedDraws(SPLITS.train), torch.Generator().manual_seed(0)
    many = SPLITS.train.select(torch.arange(60).repeat(50))
    images, labels = draws(many, generator)
    shares = labels.bincount() / len(labels)
    torch.testing.assert_close(shares, torch.full((3,), 1 / 3), atol=0.03, rtol=0)
    known = {one.numpy().tobytes() for part in (SPLITS.train.images, SPLITS.train.images.flip(3)) for one in part}
    assert all(one.numpy().tobytes() in known for one in images[:40])
    kept, same = draws(SPLITS.test, None)
    assert torch.equal(kept, SPLITS.test.images)
    assert torch.equal(same, SPLITS.test.labels)


def test_about_half_are_mirrored() -> None:
    images, labels = mirrored(SPLITS.train, torch.Generator().manual_seed(1))
    turned = (images == SPLITS.train.images.flip(3)).flatten(1).all(1)
    assert 15 < int(turned.sum()) < 45
    assert torch.equal(images[~turned], SPLITS.train.images[~turned])
    assert torch.equal(labels, SPLITS.train.labels)


def test_the_normalized_loss_is_the_librarys() -> None:
    logits, labels = torch.randn(5, 3, generator=torch.Generator().manual_seed(2)), torch.tensor([0, 1, 2, 1, 0])
    torch.testing.assert_close(
        normlsce(logits, labels), normalized_cross_entropy(logits, smooth_uniform(labels, 3, 0.1))
    )


def test_a_run_keeps_the_weights_of_its_best_epoch() -> None:
    run = runs()["CE"]
    accuracies = run.accuracies()
    assert run.best == max(range(2), key=lambda epoch: accuracies[epoch])
    torch.testing.assert_close(torch.tensor(run.losses()), torch.tensor(run.losses(F.cross_entropy)))
    own, other = (runs()["normLSCE"].losses(loss) for loss in (None, F.cross_entropy))
    assert own[0] < 1 < 2 * other[0]
    assert sorted(run.features) == [1, 2]
    if run.best == 1:
        torch.testing.assert_close(run.chosen.logits, run.last.logits)


def test_the_best_epoch_is_the_one_that_a_shorter_run_ends_with() -> None:
    from nls_tutorial.lessons.l13_train_on_a_skewed_set.study.recipes import _Keeper

    model = lesson.Recipe().build(3, seed=0).eval()
    keeper = _Keeper(model, SPLITS.calibration, "cpu", {1})
    keeper(1)
    first = {name: value.clone() for name, value in model.state_dict().items()}
    keeper.accuracy = 2.0  # nothing is better
    with torch.no_grad():
        model.head.bias.add_(1)
    keeper(2)
    assert keeper.best == 0
    assert all(torch.equal(first[name], keeper.weights[name]) for name in first)
    seen = collect(model, SPLITS.calibration, device="cpu")
    torch.testing.assert_close(keeper.said[1], seen.logits)


def test_a_recipe_builds_what_it_says() -> None:
    partial = lesson.Recipe(padding="partial").build(3, seed=0)
    plain = lesson.Recipe().build(3, seed=0)
    assert sum(isinstance(layer, PartialConv2d) for layer in partial.modules()) == 5
    assert not any(isinstance(layer, PartialConv2d) for layer in plain.modules())
    assert lesson.Recipe(network="MobileNetV2").build(3, seed=0).head.out_features == 3
    weighted = lesson.Recipe(against="weights").loss_for(SPLITS.train.labels, 3)
    logits, labels = torch.zeros(1, 3), torch.tensor([1])
    assert float(weighted(logits, labels)) > 1.4 * float(F.cross_entropy(logits, labels))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"loss": "MSE"}, "loss must be one of"),
        ({"padding": "mirror"}, "padding must be one of"),
        ({"against": "luck"}, "against must be one of"),
        ({"network": "VGG"}, "network must be one of"),
        ({"rate": 0.0}, "rate must be a finite number above 0"),
        ({"loss": "LSCE", "against": "weights"}, "against must not be 'weights'"),
    ],
)
def test_what_is_no_recipe_is_refused(wrong: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        lesson.Recipe(**wrong)
