"""Networks with the same data, seed and transform see one stream; others each see what they would see alone."""

import pytest
import torch

from nls_tutorial.records import Images
from nls_tutorial.training.batches import images_and_labels, shuffled_batches
from nls_tutorial.training.streams import Streams

CPU = torch.device("cpu")
DATA = Images(torch.arange(7.0).view(7, 1, 1, 1), torch.arange(7) % 2, ("a", "b"), "train")
OTHER = Images(-DATA.images, DATA.labels, ("a", "b"), "train")


def alone(data: Images, seed: int) -> list[list[float]]:
    batches = shuffled_batches(7, 3, torch.Generator().manual_seed(seed), join=False)
    return [data.images[indices].flatten().tolist() for indices in batches]


def test_one_stream_for_all_where_all_see_the_same() -> None:
    streams = Streams([(DATA, 4, images_and_labels)] * 3)
    assert streams.shared
    steps = list(streams.shuffled(3, CPU, join=False))
    assert [inputs.flatten().tolist() for inputs, _, _ in steps] == alone(DATA, 4)
    assert [count for _, _, count in steps] == [3, 3, 1]


@pytest.mark.parametrize(
    "given", [[(DATA, 4), (DATA, 5), (OTHER, 4)], [(DATA, 4), (DATA, 5), (DATA, 4)], [(OTHER, 1), (DATA, 1), (DATA, 1)]]
)
def test_each_network_sees_what_it_would_see_alone(given) -> None:
    streams = Streams([(data, seed, images_and_labels) for data, seed in given])
    assert not streams.shared
    steps = list(streams.shuffled(3, CPU, join=False))
    for number, (data, seed) in enumerate(given):
        assert [inputs[number].flatten().tolist() for inputs, _, _ in steps] == alone(data, seed)


def test_validation_is_in_order_and_without_chance() -> None:
    seen = []
    streams = Streams([(DATA, 0, lambda batch, generator: (batch.images, seen.append(generator) or batch.labels))])
    inputs = torch.cat([inputs for inputs, _, _ in streams.in_order(3, CPU)])
    assert torch.equal(inputs, DATA.images)
    assert seen == [None] * 3


def test_a_second_epoch_goes_on_drawing() -> None:
    streams = Streams([(DATA, 4, images_and_labels)])
    first, second = ([inputs.flatten().tolist() for inputs, _, _ in streams.shuffled(3, CPU, join=False)] for _ in "ab")
    assert first != second
