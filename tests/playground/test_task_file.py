"""The file of a task holds the points, the labels and the first weights, and nothing else."""

import numpy as np
import pytest
import torch

from nls_tutorial.playground import plane_points, start
from nls_tutorial.playground.task_file import task_file


def test_a_file_holds_what_it_says() -> None:
    packed = task_file("blobs", 3)
    train, test = plane_points("blobs", seed=3)
    weights = start(3).shape[1]
    floats = torch.from_numpy(np.frombuffer(packed, "<f4", 2048 + weights).copy())
    assert torch.equal(floats, torch.cat([train.points.flatten(), test.points.flatten(), start(3)[0]]))
    orders = np.frombuffer(packed, "<u2", 1024, 4 * len(floats)).astype(int)
    assert orders.tolist() == [*train.order.tolist(), *test.order.tolist()]
    labels = np.frombuffer(packed, np.uint8, offset=4 * len(floats) + 2048)
    assert labels.tolist() == [n for part in (train, test) for n in (*part.labels.tolist(), *part.wrong.tolist())]


def test_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^kind must be one of"):
        task_file("rings", 0)
