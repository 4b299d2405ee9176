"""RandomCropWithTargets: the labels belong to what the crops show; and train with it."""

from functools import partial

import pytest
import torch
import torch._dynamo
from spec.loss_checks import refused

from nls_tutorial.boxes import mask_objectness, objectness
from nls_tutorial.data import fill_boxes, pixel_mean, scenes
from nls_tutorial.losses import soft_cross_entropy
from nls_tutorial.models import mlp
from nls_tutorial.records import Images
from nls_tutorial.targets import one_hot, smooth_by_objectness
from nls_tutorial.training import (
    RandomCropWithTargets,
    crop_images,
    crop_masks,
    cutmix,
    jitter_colors,
    random_crops,
    train,
    whole_pictures,
)

SIZE = (16, 20)
FILL = torch.tensor([1.0, 0.0, 1.0])


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def rule(labels, share):
    return smooth_by_objectness(labels, share, 10, 0.75)


@pytest.fixture(scope="module")
def data() -> Images:
    return scenes(200)


def steps(data: Images, seed: int = 0):
    """The same draws in the same order: who loses its object, the windows, and what comes after."""
    generator = chance(seed)
    gone = torch.rand(len(data), generator=generator)
    return gone, random_crops(len(data), (32, 32), generator, size=SIZE), generator


def test_labels_belong_to_the_crops(data) -> None:
    images, targets = RandomCropWithTargets(rule, SIZE)(data, chance())
    _, crop, _ = steps(data)
    assert images.shape == (200, 3, *SIZE)
    assert torch.equal(images, crop_images(data.images, crop))
    assert torch.equal(targets, rule(data.labels, objectness(data.boxes, crop.windows)))
    assert len(targets.unique()) > 100


def test_masks_instead_of_boxes(data) -> None:
    _, targets = RandomCropWithTargets(rule, SIZE, by_mask=True)(data, chance())
    _, crop, _ = steps(data)
    share = mask_objectness(crop_masks(data.masks, crop)).float()
    torch.testing.assert_close(targets, rule(data.labels, share))


def test_context_only_samples_are_uniform_and_without_their_object(data) -> None:
    images, targets = RandomCropWithTargets(rule, SIZE, context=0.4, fill=FILL)(data, chance())
    plain, plain_targets = RandomCropWithTargets(rule, SIZE)(data, chance())
    gone, crop, _ = steps(data)
    gone = gone < 0.4
    assert 50 < int(gone.sum()) < 110
    assert (targets[gone] == 0.1).all()
    assert torch.equal(images[~gone], plain[~gone])
    assert torch.equal(targets[~gone], plain_targets[~gone])
    assert torch.equal(images[gone], crop_images(fill_boxes(data.images, data.boxes, FILL), crop)[gone])
    none, _ = RandomCropWithTargets(rule, SIZE, fill=FILL)(data, chance())
    assert torch.equal(none, plain)


def test_only_the_labels_own_boxes_count_and_all_are_filled(data) -> None:
    other = torch.tensor([0.0, 0.0, 32.0, 16.0]).expand(200, 1, 4)
    boxes = torch.cat([data.boxes[:, None], other], dim=1)
    both = torch.stack([data.labels, (data.labels + 1) % 10], dim=1)
    two = Images(data.images, data.labels, data.class_names, "train", boxes=boxes, box_labels=both)
    images, targets = RandomCropWithTargets(rule, SIZE, context=0.5, fill=FILL)(two, chance())
    _, alone = RandomCropWithTargets(rule, SIZE, context=0.5, fill=FILL)(data, chance())
    assert torch.equal(targets, alone)
    gone, crop, _ = steps(data)
    filled = crop_images(fill_boxes(data.images, boxes, FILL), crop)
    assert torch.equal(images[gone < 0.5], filled[gone < 0.5])


def test_colours_then_cutmix(data) -> None:
    images, targets = RandomCropWithTargets(rule, SIZE, color_jitter=0.3, cutmix=True)(data, chance())
    _, crop, generator = steps(data)
    seen = jitter_colors(crop_images(data.images, crop), generator, brightness=0.3, contrast=0.3, saturation=0.3)
    expected, mixed = cutmix(seen, rule(data.labels, objectness(data.boxes, crop.windows)), generator)
    assert torch.equal(images, expected)
    assert torch.equal(targets, mixed)


def test_the_windows_are_those_asked_for(data) -> None:
    whole = {"scale": (1.0, 1.0), "ratio": (1.0, 1.0), "hflip_p": 1.0}
    images, targets = RandomCropWithTargets(rule, (32, 32), **whole)(data, chance())
    torch.testing.assert_close(images, data.images.flip(3), rtol=0, atol=1e-6)
    everything = torch.tensor([[0.0, 0.0, 32.0, 32.0]]).expand(200, 4)
    torch.testing.assert_close(targets, rule(data.labels, objectness(data.boxes, everything)))


def test_validation_pictures_are_whole_with_hard_labels(data) -> None:
    everything = RandomCropWithTargets(rule, (32, 32), context=0.5, fill=FILL, color_jitter=0.3, cutmix=True)
    images, targets = everything(data, None)
    torch.testing.assert_close(images, data.images, rtol=0, atol=1e-6)
    assert torch.equal(targets, one_hot(data.labels, 10))
    smaller, _ = RandomCropWithTargets(rule, SIZE)(data, None)
    whole = whole_pictures(200, (32, 32), size=SIZE)
    assert torch.equal(smaller, crop_images(data.images, whole))


def test_train_takes_it(data) -> None:
    asked = []

    def batch_of(batch: Images, generator):
        images, targets = RandomCropWithTargets(rule, (32, 32))(batch, generator)
        asked.append((batch, targets, generator))
        return images, targets

    seen = []

    def loss(logits, targets):
        seen.append(targets)
        return soft_cross_entropy(logits, targets)

    options = {"epochs": 2, "batch_size": 64, "device": "cpu", "progress": False, "validation": data}
    history = train(mlp(3072, 10), data, loss, batch_of=batch_of, **options)
    assert [len(batch) for batch, *_ in asked] == [64, 64, 64, 8, 200] * 2
    assert [generator is None for *_, generator in asked] == [False, False, False, False, True] * 2
    first = torch.randperm(200, generator=chance())[:64]
    assert torch.equal(asked[0][0].labels, data.labels[first])
    assert torch.equal(asked[0][0].images, data.images[first])
    assert all(torch.equal(one, targets) for one, (_, targets, _) in zip(seen, asked, strict=True))
    assert torch.equal(seen[4], one_hot(data.labels, 10))
    assert len(history.val_loss) == 2
    again = train(mlp(3072, 10), data, soft_cross_entropy, batch_of=RandomCropWithTargets(rule, (32, 32)), **options)
    assert again.train_loss == history.train_loss


def test_a_checkpoint_knows_what_was_prepared(data, tmp_path) -> None:
    run = partial(train, data=data, loss=soft_cross_entropy, device="cpu", progress=False, epochs=1)
    kept = {"checkpoint": tmp_path / "run.pt"}
    run(mlp(3072, 10), batch_of=RandomCropWithTargets(rule, (32, 32)), **kept)
    run(mlp(3072, 10), batch_of=RandomCropWithTargets(rule, (32, 32)), **kept)
    for other in (
        RandomCropWithTargets(lambda labels, share: smooth_by_objectness(labels, share, 10, 0.5), (32, 32)),
        RandomCropWithTargets(rule, (32, 32), context=0.15, fill=FILL),
        RandomCropWithTargets(rule, (32, 32), scale=(0.5, 1.0)),
    ):
        with pytest.raises(ValueError, match=r"checkpoint must come from a run like this one.* with batch_of"):
            run(mlp(3072, 10), batch_of=other, **kept)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="PyTorch sees no CUDA GPU here")
@pytest.mark.parametrize("by_mask", [False, True])
def test_a_gpu_gives_the_same(data, by_mask) -> None:
    batch_of = RandomCropWithTargets(rule, SIZE, context=0.3, fill=FILL, by_mask=by_mask, color_jitter=0.3, cutmix=True)
    here, there = batch_of(data, chance()), batch_of(data.to("cuda"), chance())
    for expected, found in zip(here, there, strict=True):
        assert found.device.type == "cuda"
        torch.testing.assert_close(found.cpu(), expected, rtol=1e-3, atol=1e-4)


def test_refusals(data) -> None:
    plain = Images(data.images, data.labels, data.class_names, "train")
    with refused(
        ValueError,
        "data must have boxes, but got pictures without. Take scenes, or photographs with boxes (voc_folder).",
    ):
        RandomCropWithTargets(rule, SIZE)(plain, chance())
    with refused(ValueError, "data must have masks where by_mask is true, but got none. Leave by_mask out."):
        boxed = Images(data.images, data.labels, data.class_names, "train", boxes=data.boxes)
        RandomCropWithTargets(rule, SIZE, by_mask=True)(boxed, chance())
    with refused(
        ValueError,
        "fill must be a colour where context is above 0, but got None. Give fill=pixel_mean(train.images).",
    ):
        RandomCropWithTargets(rule, SIZE, context=0.15)
    with refused(
        ValueError,
        "context must lie in [0, 1], but got 15. Use 0.15, the paper's share of context-only samples, or 0.",
    ):
        RandomCropWithTargets(rule, SIZE, context=15, fill=pixel_mean(data.images))
    with refused(ValueError, "color_jitter must lie in [0, 1], but got -0.1. Use 0.4, or 0 for none."):
        RandomCropWithTargets(rule, SIZE, color_jitter=-0.1)
