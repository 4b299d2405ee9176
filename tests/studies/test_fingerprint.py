"""A fingerprint changes when a picture, a label, a box or a name does, and with nothing else."""

from dataclasses import replace

from nls_tutorial.data import scenes
from nls_tutorial.studies import images_digest


def test_every_part_counts() -> None:
    images = scenes(3, seed=0)
    own = images_digest(images)
    assert images_digest(scenes(3, seed=0)) == own
    other = images.images.clone()
    other[0, 0, 0, 0] += 1 / 255
    changed = [
        replace(images, images=other),
        replace(images, labels=images.labels.flip(0)),
        replace(images, boxes=images.boxes + 1),
        replace(images, class_names=tuple(reversed(images.class_names))),
    ]
    assert len({own, *map(images_digest, changed)}) == 5
    assert images_digest(images, images) != own
