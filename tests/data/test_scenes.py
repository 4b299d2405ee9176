"""Generated pictures: shapes, boxes, masks, backgrounds, and how often they agree."""

from dataclasses import replace

import pytest
import torch
from spec import scenes_spec as spec

from nls_tutorial.data import (
    BACKGROUNDS,
    DISSIMILAR,
    SHAPES,
    SIMILAR,
    crowded_scene_splits,
    object_scene_splits,
    scene_splits,
    scenes,
)
from nls_tutorial.data.scenes import Plan, paint, plan, tight_boxes
from nls_tutorial.records import Images, Splits


def planned(count: int, size: int = 32, agreement: float = 0.8, seed: int = 0) -> Plan:
    return plan(count, size, agreement, torch.arange(len(SHAPES)), torch.Generator().manual_seed(seed))


@pytest.fixture(scope="module")
def many() -> Images:
    return scenes(3000, seed=1)


def test_types_and_shapes(many) -> None:
    assert many.images.shape == (3000, 3, 32, 32)
    assert many.images.dtype == torch.float32
    assert many.labels.shape == (3000,)
    assert many.labels.dtype == torch.int64
    assert many.boxes.shape == (3000, 4)
    assert many.boxes.dtype == torch.float32
    assert many.masks.shape == (3000, 32, 32)
    assert many.masks.dtype == torch.bool
    assert many.extra["background"].shape == (3000,)
    assert many.extra["background"].dtype == torch.int64
    assert many.class_names == SHAPES
    assert len(SHAPES) == len(BACKGROUNDS) == 10
    assert float(many.images.min()) >= 0
    assert float(many.images.max()) <= 1


def test_boxes_are_the_masks_tight_boxes(many) -> None:
    for mask, box in zip(many.masks[:300], many.boxes[:300], strict=True):
        assert box.tolist() == spec.tight_box(mask.tolist())


def test_tight_boxes_by_hand() -> None:
    masks = torch.zeros(2, 4, 6, dtype=torch.bool)
    masks[0, 1, 2] = True
    masks[1, 0, 5] = masks[1, 3, 0] = True
    assert tight_boxes(masks).tolist() == [[2, 1, 3, 2], [0, 0, 6, 4]]
    assert tight_boxes(masks[:0]).shape == (0, 4)


@pytest.mark.parametrize("size", [16, 32, 47])
def test_shapes_lie_whole_inside(size) -> None:
    boxes = scenes(1000, size=size, seed=2).boxes
    assert float(boxes.min()) >= 1
    assert float(boxes.max()) <= size - 1
    assert float((boxes[:, 2:] - boxes[:, :2]).min()) >= 2


def test_masks_are_the_shapes_by_definition() -> None:
    drawn = planned(30, size=24)
    _, masks = paint(24, drawn)
    for i, name in enumerate(SHAPES[k] for k in drawn.shape.tolist()):
        wrong = 0
        for row in range(24):
            for column in range(24):
                x, y = spec.place(column, row, *drawn.centre[i].tolist(), float(drawn.turn[i]), float(drawn.radius[i]))
                wrong += spec.inside(name, x, y, float(drawn.aspect[i])) != bool(masks[i, row, column])
        assert wrong == 0, name


def test_outlines_cover_what_the_shape_covers() -> None:
    """White on black, a pixel is the share of it that the shape covers: here counted over 8×8 points in it."""
    drawn = replace(planned(10, size=32), colour=torch.ones(10, 3), ground=torch.zeros(10, 2, 3))
    images, masks = paint(32, drawn)
    assert torch.equal(masks, images[:, 0] >= 0.5)
    for i, name in enumerate(SHAPES[k] for k in drawn.shape.tolist()):
        middle = drawn.centre[i].tolist()
        off = []
        for row, column in ((images[i, 0] > 0) & (images[i, 0] < 1)).nonzero().tolist():
            inside = 0
            for k in range(64):
                at = column - 0.5 + (k % 8 + 0.5) / 8, row - 0.5 + (k // 8 + 0.5) / 8
                x, y = spec.place(*at, *middle, float(drawn.turn[i]), float(drawn.radius[i]))
                inside += spec.inside(name, x, y, float(drawn.aspect[i]))
            off.append(abs(float(images[i, 0, row, column]) - inside / 64))
        assert len(off) > 10
        assert sum(off) / len(off) < 0.05, name
        assert max(off) < 0.45, name  # the sharpest corners, where a distance says least


def test_backgrounds_are_the_textures_by_definition() -> None:
    drawn = replace(planned(40, size=24), colour=torch.zeros(40, 3))
    drawn = replace(drawn, ground=torch.tensor([0.0, 1.0]).reshape(1, 2, 1).expand(40, 2, 3))
    images, _ = paint(24, drawn)
    far = paint(24, replace(drawn, ground=torch.ones(40, 2, 3)))[0][:, 0] == 1  # where the black shape covers nothing
    for i, name in enumerate(BACKGROUNDS[k] for k in drawn.background.tolist()):
        hard = wrong = 0
        for row, column in far[i].nonzero().tolist():
            seen = float(images[i, 0, row, column])
            at = spec.place(column, row, *drawn.origin[i].tolist(), float(drawn.slant[i]), float(drawn.period[i]))
            expected = float(spec.tone(name, *at))
            if name in ("gradient", "clouds"):
                assert seen == pytest.approx(expected, abs=1e-4)
            elif seen in (0.0, 1.0):
                hard += 1
                wrong += seen != expected
        assert wrong == 0, name
        assert hard > 0 or name in ("gradient", "clouds")


def test_the_object_has_one_colour_where_it_covers_all() -> None:
    drawn = planned(50)
    images, _ = paint(32, drawn)
    ones = replace(drawn, colour=torch.ones(50, 3), ground=torch.zeros(50, 2, 3))
    full = paint(32, ones)[0][:, 0] == 1
    for i in range(50):
        inner = images[i][:, full[i]]
        assert inner.shape[1] > 10
        assert float((inner - drawn.colour[i][:, None]).abs().max()) < 1e-6


def test_the_object_stands_out(many) -> None:
    grey = (many.images * torch.tensor([0.299, 0.587, 0.114]).reshape(1, 3, 1, 1)).sum(1)
    inner = (grey * many.masks).sum((1, 2)) / many.masks.sum((1, 2))
    outer = (grey * ~many.masks).sum((1, 2)) / (~many.masks).sum((1, 2))
    assert float((inner - outer).abs().min()) > 0.15


@pytest.mark.parametrize("count", [1, 7, 10, 25, 1003])
def test_classes_are_balanced(count) -> None:
    labels = planned(count).shape
    counts = labels.bincount(minlength=10)
    assert int(counts.max() - counts.min()) <= 1
    assert int(counts.sum()) == count


def test_every_round_has_each_class_once_in_a_random_order(many) -> None:
    rounds = many.labels.reshape(300, 10)
    assert all(sorted(labels) == list(range(10)) for labels in rounds.tolist())
    # each class comes first in 30 rounds of 300 on average; 5.2 is the standard deviation
    assert int(rounds[:, 0].bincount(minlength=10).min()) >= 12


@pytest.mark.parametrize("agreement", [0.0, 0.1, 0.5, 0.8, 1.0])
def test_backgrounds_agree_as_often_as_asked_and_strangers_are_as_likely(agreement) -> None:
    drawn = planned(20_000, agreement=agreement)
    agrees = drawn.background == drawn.shape
    deviation = (agreement * (1 - agreement) / 20_000) ** 0.5
    assert float(agrees.float().mean()) == pytest.approx(agreement, abs=4 * deviation)
    strangers = 20_000 * (1 - agreement)
    if strangers:
        step = ((drawn.background - drawn.shape) % 10)[~agrees].bincount(minlength=10)[1:]
        # chi-squared with 8 degrees stays below 26.1 in 999 of 1,000 runs
        assert float(((step - strangers / 9) ** 2).sum() / (strangers / 9)) < 26.1 + 0.05 * strangers / 9


def test_agreement_in_the_pictures(many) -> None:
    assert float((many.extra["background"] == many.labels).float().mean()) == pytest.approx(0.8, abs=0.03)


def test_place_size_turn_and_colour_do_not_tell_the_class() -> None:
    drawn = planned(20_000)
    for numbers in (drawn.radius, drawn.turn, *drawn.centre.T, *drawn.colour.T, drawn.ground[:, 0, 0], drawn.period):
        means = torch.stack([numbers[drawn.shape == k].mean() for k in range(10)])
        error = numbers.std() / 2000**0.5
        assert float((means - numbers.mean()).abs().max()) < 4.5 * float(error)


def test_lengths_scale_with_the_picture() -> None:
    small, large = planned(50, size=32), planned(50, size=64)
    assert torch.equal(small.radius * 2, large.radius)
    assert torch.equal(small.period * 2, large.period)
    assert float(small.radius.min()) >= 0.22 * 32
    assert float(small.radius.max()) <= 0.42 * 32


def test_a_few_classes_are_numbered_as_named() -> None:
    some = scenes(60, classes=SIMILAR, agreement=1.0, seed=3)
    assert some.class_names == ("square", "rectangle", "diamond")
    assert some.classes == 3
    assert some.labels.bincount().tolist() == [20, 20, 20]
    homes = torch.tensor([SHAPES.index(name) for name in SIMILAR])
    assert torch.equal(some.extra["background"], homes[some.labels])
    swapped = scenes(60, classes=("star", "circle"), agreement=1.0)
    assert {BACKGROUNDS[k] for k in swapped.extra["background"][swapped.labels == 0].tolist()} == {"gradient"}
    assert {BACKGROUNDS[k] for k in swapped.extra["background"][swapped.labels == 1].tolist()} == {"stripes"}


def test_the_triples_are_shapes() -> None:
    assert set(SIMILAR) | set(DISSIMILAR) <= set(SHAPES)
    assert len(set(SIMILAR)) == len(set(DISSIMILAR)) == 3


def test_the_same_bits_again_and_others_for_another_seed(many) -> None:
    again, other = scenes(3000, seed=1), scenes(3000, seed=2)
    for name in ("images", "labels", "boxes", "masks"):
        assert torch.equal(getattr(many, name), getattr(again, name))
        assert not torch.equal(getattr(many, name), getattr(other, name))
    assert torch.equal(many.extra["background"], again.extra["background"])


def test_fewer_are_the_first_of_more(many) -> None:
    few = scenes(313, seed=1)
    for name in ("images", "labels", "boxes", "masks"):
        assert torch.equal(getattr(few, name), getattr(many, name)[:313])


def test_the_bits_do_not_depend_on_the_threads(many) -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        assert torch.equal(scenes(300, seed=1).images, many.images[:300])
    finally:
        torch.set_num_threads(before)


def test_the_global_state_rests() -> None:
    before = torch.get_rng_state()
    scenes(10)
    assert torch.equal(torch.get_rng_state(), before)


def pictures(part: Images) -> list[bytes]:
    return [image.numpy().tobytes() for image in part.images]


def moved(border: int, count: int = 400, size: int = 20) -> Images:
    return scenes(count, size=size, radius=(0.25, 0.3), border=border, seed=6)


@pytest.mark.parametrize("border", [0, 1, 4])
def test_beside_the_border_a_box_stands_as_far_off_as_asked_and_no_side_is_nearer(border) -> None:
    part = moved(border)
    nearest = [min(x1, y1, 20 - x2, 20 - y2) for x1, y1, x2, y2 in part.boxes.tolist()]
    assert nearest == [border] * 400


def test_a_shape_moves_to_the_side_it_was_nearest_to_and_stays_along_it() -> None:
    free, part = scenes(400, size=20, radius=(0.25, 0.3), seed=6), moved(2)
    for old, new in zip(free.boxes.tolist(), part.boxes.tolist(), strict=True):
        before, after = ([x1, y1, 20 - x2, 20 - y2] for x1, y1, x2, y2 in (old, new))
        side = before.index(min(before))
        assert after[side] == 2
        along = 1 - side % 2
        if min(before[along], before[along + 2]) >= 2:
            assert (after[along], after[along + 2]) == (before[along], before[along + 2])
        assert (new[2] - new[0], new[3] - new[1]) == (old[2] - old[0], old[3] - old[1])
    sides = torch.stack([moved(0).boxes[:, 0], 20 - moved(0).boxes[:, 2]]).eq(0).float().mean(1)
    assert float(sides.min()) > 0.15  # all four sides are used


def test_only_the_place_differs_between_borders() -> None:
    near, far = moved(0), moved(4)
    assert torch.equal(near.labels, far.labels)
    assert torch.equal(near.masks.sum((1, 2)), far.masks.sum((1, 2)))
    # where neither shape nor its soft edge (long at the tips of a crescent) is, all is as it was
    grown = torch.nn.functional.max_pool2d((near.masks | far.masks).float()[:, None], 9, 1, 4)[:, 0] > 0
    same = (near.images == far.images).all(dim=1)
    assert bool(same[~grown].all())
    assert not bool(same.all())


def test_the_range_of_the_radius_is_as_asked() -> None:
    few = plan(200, 20, 0.8, torch.arange(10), torch.Generator().manual_seed(0), (0.25, 0.3))
    assert 0.25 * 20 <= float(few.radius.min()) < 0.26 * 20
    assert 0.29 * 20 < float(few.radius.max()) <= 0.3 * 20
    widths = (moved(0).boxes[:, 2:] - moved(0).boxes[:, :2]).amax()
    assert float(widths) <= 12


def test_splits_share_no_picture() -> None:
    splits = scene_splits(200, 100, 150, seed=4)
    assert isinstance(splits, Splits)
    parts = [splits.train, splits.calibration, splits.test]
    assert [(part.split, len(part)) for part in parts] == [("train", 200), ("calibration", 100), ("test", 150)]
    every = [picture for part in [*parts, scenes(200, seed=4)] for picture in pictures(part)]
    assert len(set(every)) == len(every) == 650


def test_parts_do_not_depend_on_each_other() -> None:
    small, large = scene_splits(20, 0, 30, seed=5), scene_splits(40, 10, 30, seed=5)
    assert torch.equal(small.test.images, large.test.images)
    assert torch.equal(small.train.images, large.train.images[:20])
    assert len(small.calibration) == 0
    assert small.calibration.boxes.shape == (0, 4)


@pytest.mark.parametrize("splits", [scene_splits, object_scene_splits, crowded_scene_splits])
@pytest.mark.parametrize("part", ["train", "calibration", "test"])
def test_a_part_of_too_many_pictures_is_named(splits, part: str) -> None:
    with pytest.raises(ValueError, match=f"^{part} must be at most "):
        splits(**{"train": 1, "calibration": 1, "test": 1, part: 2**31})
    with pytest.raises(ValueError, match=f"^{part} must be at least "):
        splits(**{part: -1})


def test_splits_pass_on_what_they_are_given() -> None:
    splits = scene_splits(30, 10, 10, size=20, agreement=0.0, classes=DISSIMILAR, radius=(0.2, 0.25), border=3)
    for part in (splits.train, splits.calibration, splits.test):
        assert float(torch.cat([part.boxes[:, :2], 20 - part.boxes[:, 2:]], 1).amin(1).sub(3).abs().max()) == 0
        assert part.images.shape[2:] == (20, 20)
        assert part.class_names == DISSIMILAR
        homes = torch.tensor([SHAPES.index(name) for name in DISSIMILAR])[part.labels]
        assert not bool((part.extra["background"] == homes).any())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"count": 0}, r"count must be at least 1, but got 0\. Ask for at least one picture\."),
        ({"size": 15}, r"size must be at least 16, but got 15\. Smaller pictures cannot show a shape\."),
        ({"agreement": -0.1}, r"agreement must lie in \[0, 1\], but got -0\.1\. Use 0\.8 to let the background"),
        ({"agreement": float("nan")}, r"agreement must lie in \[0, 1\], but got nan\."),
        ({"seed": -1}, r"seed must be at least 0, but got -1\. Count seeds from 0\."),
        ({"classes": ("circle", "cat")}, r"classes must be one of 'circle', .*'crescent', but got 'cat'\. Pick one of"),
        (
            {"classes": ("circle",)},
            r"classes must name at least two different shapes, but got \('circle',\)\. Pick from",
        ),
        (
            {"classes": ("star", "star")},
            r"classes must name at least two different shapes, but got \('star', 'star'\)\.",
        ),
        ({"classes": ()}, r"classes must name at least two different shapes, but got \(\)\."),
        ({"radius": (0.3, 0.2)}, r"radius must rise from above 0 to at most 0\.469 at size 32, but got \(0\.3, 0\.2\)"),
        ({"radius": (0.0, 0.2)}, r"radius must rise from above 0 .* The usual range is \(0\.22, 0\.42\)"),
        ({"radius": (0.2, 0.49)}, r"radius must rise from above 0 to at most 0\.469"),
        ({"radius": (0.2, 1.2)}, r"radius must lie in \[0, 1\], but got 1\.2\."),
        ({"border": -1}, r"border must be at least 0, but got -1\. Give the pixels between a shape's box"),
        (
            {"border": 3},
            r"border must leave room for shapes up to 27 pixels wide in pictures of 32: at most 2, but got 3\. Lower",
        ),
        ({"classes": "star"}, r"classes must be one of 'circle', .*, but got 's'\."),
    ],
)
def test_refusals(arguments, message) -> None:
    with pytest.raises(ValueError, match=message):
        scenes(**{"count": 10, **arguments})


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ((0, 1, 1), r"train must be at least 1, but got 0\. Without a training part nothing can be learned\."),
        ((1, -1, 1), r"calibration must be at least 0, but got -1\. Use 0 for no calibration part\."),
        ((1, 1, 0), r"test must be at least 1, but got 0\. Without a test part nothing can be reported\."),
    ],
)
def test_split_refusals(sizes, message) -> None:
    with pytest.raises(ValueError, match=message):
        scene_splits(*sizes)
