"""Pictures side by side."""

import numpy as np
import pytest
import torch

from nls_tutorial.records import Picture, Text
from nls_tutorial.scenes import gallery


@pytest.mark.parametrize(("count", "channels"), [(1, 1), (5, 3), (9, 1)])
def test_every_picture_and_caption_is_there(count: int, channels: int) -> None:
    images = torch.rand(count, channels, 4, 6, generator=torch.Generator().manual_seed(0))
    captions = [f"no. {place}" for place in range(count)]
    scene = gallery(images, captions, title="Some", columns=4)
    frames = [mark for mark in scene.panels[0].marks if isinstance(mark, Picture)]
    assert [mark.text for mark in scene.panels[0].marks if isinstance(mark, Text)] == captions
    for frame, image in zip(frames, images, strict=True):
        expected = (image.expand(3, -1, -1).permute(1, 2, 0) * 255).round()
        np.testing.assert_array_equal(frame.pixels, expected.numpy().astype(np.uint8))
    lefts = [frame.left for frame in frames[:4]]
    assert lefts == sorted(lefts)
    assert all(frame.top <= scene.panels[0].y.high and frame.bottom >= 0 for frame in frames)


def test_a_caption_of_two_lines_stands_under_its_picture() -> None:
    scene = gallery(torch.rand(3, 1, 4, 4), ["3 → 2\nsure", "one", "two"], title="Some", columns=2)
    (panel,) = scene.panels
    words = {mark.text: (mark.x.values.item(), mark.y.values.item()) for mark in panel.marks if isinstance(mark, Text)}
    frames = [mark for mark in panel.marks if isinstance(mark, Picture)]
    assert words["3 → 2"][0] == words["sure"][0] == 0.5
    assert frames[0].bottom > words["3 → 2"][1] > words["sure"][1] > frames[2].top
    assert words["two"][1] > 0
    assert "3 → 2, sure" in scene.description


def test_captions_must_fit() -> None:
    with pytest.raises(ValueError, match="captions must hold one line for each of the 2 images, but got 1"):
        gallery(torch.rand(2, 1, 4, 4), ["one"], title="Some")
