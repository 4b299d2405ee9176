"""The points and the first weights of one task as a file, which a page reads without Python."""

import numpy as np

from nls_tutorial.playground.points import PlanePoints, plane_points
from nls_tutorial.playground.step import start


def task_file(kind: str, seed: int) -> bytes:
    """Little-endian numbers, one after the other: float32, then uint16, then uint8.

    The points to train on (512 · 2) and the held-out ones (512 · 2), the weights before the first step (P); the order
    in which labels become wrong (512), and the same held out (512); labels (512) and the wrong ones (512), and the same
    held out (512, 512). `kind` and `seed` as for `plane_points`.

    >>> len(task_file("moons", 0))
    17292
    """
    both = plane_points(kind, seed=seed)
    weights = start(seed)[0]
    floats = [*(part.points.flatten().numpy() for part in both), weights.numpy()]
    orders = [part.order.numpy() for part in both]
    labels = [column for part in both for column in _columns(part)]
    blocks = (np.concatenate(floats).astype("<f4"), np.concatenate(orders).astype("<u2"), np.concatenate(labels))
    return b"".join(block.tobytes() for block in blocks)


def _columns(part: PlanePoints) -> tuple[np.ndarray, np.ndarray]:
    return part.labels.numpy().astype(np.uint8), part.wrong.numpy().astype(np.uint8)
