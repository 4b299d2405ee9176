"""The real digits: what they are, how they are split, and which labels are wrong."""

import ast
from pathlib import Path

import pytest
import torch
from spec import digits_spec

import nls_tutorial.data as room
from nls_tutorial.data import digits
from nls_tutorial.records import Images

IMPORTS = (ast.Import, ast.ImportFrom)
COUNTS = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def parts_of(splits) -> list[Images]:
    return [splits.train, splits.calibration, splits.test]


def test_every_picture_is_one_of_scikit_learns_with_its_label() -> None:
    known = digits_spec.all_digits()
    seen = {}
    for part in parts_of(digits(seed=1)):
        assert part.images.shape == (len(part), 1, 8, 8)
        assert part.images.dtype == torch.float32
        assert part.labels.dtype == torch.int64
        assert part.class_names == tuple("0123456789")
        assert float(part.images.min()) == 0
        assert float(part.images.max()) == 1
        for image, label in zip(part.images, part.labels.tolist(), strict=True):
            seen[tuple(image.flatten().tolist())] = label
    assert seen == known
    assert len(seen) == 1797


def test_sizes() -> None:
    assert [len(part) for part in parts_of(digits())] == [797, 400, 600]
    assert [len(part) for part in parts_of(digits(train=300))] == [300, 400, 600]
    assert [len(part) for part in parts_of(digits(calibration=0, test=100))] == [1697, 0, 100]
    assert [part.split for part in parts_of(digits())] == ["train", "calibration", "test"]


def test_the_whole_has_the_published_counts_and_each_part_its_share() -> None:
    parts = parts_of(digits(seed=7))
    counts = [part.labels.bincount().tolist() for part in parts]
    assert [sum(of_class) for of_class in zip(*counts, strict=True)] == COUNTS
    for part, seen in zip(parts, counts, strict=True):
        assert all(abs(n - whole * len(part) / 1797) < 2 for n, whole in zip(seen, COUNTS, strict=True))


def test_the_page_on_the_digits_gives_these_counts() -> None:
    page = (Path(__file__).parents[2] / "data" / "digits.md").read_text(encoding="utf-8")
    assert "| pictures | " + " | ".join(map(str, COUNTS)) + " |" in page


def test_seeded() -> None:
    first, again, other = (digits(label_noise=0.2, seed=seed) for seed in (2, 2, 3))
    for part, same, different in zip(parts_of(first), parts_of(again), parts_of(other), strict=True):
        assert torch.equal(part.images, same.images)
        assert torch.equal(part.labels, same.labels)
        assert not torch.equal(part.images, different.images)


def test_fewer_are_the_first_of_more_and_the_rest_stays() -> None:
    few, all_ = digits(train=50, seed=4), digits(seed=4)
    assert torch.equal(few.train.images, all_.train.images[:50])
    assert torch.equal(few.test.images, all_.test.images)
    assert torch.equal(few.calibration.images, all_.calibration.images)
    assert few.train.labels.bincount().tolist() == [5] * 10


@pytest.mark.parametrize(("share", "wrong"), [(0.0, 0), (0.2, 60), (0.125, 38), (1.0, 300)])
def test_exactly_so_many_training_labels_are_wrong(share, wrong) -> None:
    noisy, clean = digits(train=300, label_noise=share, seed=5), digits(train=300, seed=5)
    assert noisy.train.clean_labels is not None
    assert torch.equal(noisy.train.clean_labels, clean.train.labels)
    assert int((noisy.train.labels != noisy.train.clean_labels).sum()) == wrong
    assert torch.equal(noisy.train.images, clean.train.images)
    for part, same in zip(parts_of(noisy)[1:], parts_of(clean)[1:], strict=True):
        assert torch.equal(part.labels, same.labels)
        assert part.clean_labels is None


def test_the_global_state_rests() -> None:
    before = torch.get_rng_state()
    digits(label_noise=0.3)
    assert torch.equal(torch.get_rng_state(), before)


def test_scikit_learn_waits_until_it_is_needed() -> None:
    for leaf in Path(room.__file__).parent.glob("*.py"):
        at_once = [node for node in ast.parse(leaf.read_text(encoding="utf-8")).body if isinstance(node, IMPORTS)]
        assert not [node for node in at_once if "sklearn" in ast.unparse(node)], leaf


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"train": 798},
            r"test \+ calibration \+ train must not ask for more than the 1,797 samples there are, but got 600",
        ),
        ({"test": 1400}, r"but got 1,400 \+ 400 \+ 1 = 1,801\. Lower one of them\."),
        ({"train": 0}, r"train must be at least 1, but got 0\. Without a training part nothing can be learned\."),
        ({"test": 0}, r"test must be at least 1, but got 0\. Without a test part nothing can be reported\."),
        ({"calibration": -1}, r"calibration must be at least 0, but got -1\. Use 0 for no calibration part\."),
        ({"label_noise": 1.1}, r"label_noise must lie in \[0, 1\], but got 1\.1\. Give the share of wrong labels"),
        ({"seed": -1}, r"seed must be at least 0, but got -1\."),
    ],
)
def test_refusals(arguments, message) -> None:
    with pytest.raises(ValueError, match=message):
        digits(**arguments)
