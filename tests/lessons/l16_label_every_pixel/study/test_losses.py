"""Each arm is its loss over the pixels of a batch."""

import torch
from torch.nn import functional as F

from nls_tutorial.lessons import l16_label_every_pixel as lesson
from nls_tutorial.lessons.l16_label_every_pixel.study import PIXELS


def test_each_arm_is_its_loss_over_the_pixels() -> None:
    draws = torch.Generator().manual_seed(0)
    logits, labels = 4 * torch.randn(2, 5, 3, 4, generator=draws), torch.randint(0, 5, (2, 3, 4), generator=draws)
    rows, flat = logits.movedim(1, -1).reshape(-1, 5), labels.flatten()
    p = F.softmax(rows, 1)[torch.arange(24), flat]
    distance = rows.amax(1, keepdim=True) - rows
    by_hand = {
        "CE": -p.log(),
        "LS": -0.9 * p.log() - 0.1 * F.log_softmax(rows, 1).mean(1),
        "FL": -((1 - p) ** 3) * p.log(),
        **{f"MbLS m = {m:g}": -p.log() + 0.1 * (distance - m).relu().mean(1) for m in lesson.MARGINS},
    }
    assert lesson.LOSSES.keys() == by_hand.keys() == PIXELS.arms.keys()
    for name, each in by_hand.items():
        torch.testing.assert_close(lesson.LOSSES[name](logits, labels), each.mean())
