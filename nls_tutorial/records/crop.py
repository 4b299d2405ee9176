"""Windows cut out of pictures, brought to one size, some of them mirrored."""

from dataclasses import dataclass

import torch
from torch import Tensor

from nls_tutorial.records.record import number_in
from nls_tutorial.records.rows import has_shape, is_real, is_type
from nls_tutorial.records.summary import Summary


@dataclass(frozen=True, eq=False, repr=False)
class Crop(Summary):
    r"""One window a picture: `windows` (B, 4) xyxy pixels of the picture, half-open, on the CPU or a device; `mirrored`
    (B,) bool, true where left and right are swapped afterwards; `size` (height, width) that every window is brought to.

    First met in notebooks/10_shrink_the_label_with_the_object.

    >>> from torch import tensor
    >>> Crop(tensor([[0.0, 0, 16, 16], [8.0, 8, 32, 32]]), tensor([False, True]), (32, 32))
    Crop
      crops     2, each to 32×32
      mirrored  1
    """

    windows: Tensor
    mirrored: Tensor
    size: tuple[int, int]

    def _rules(self) -> None:
        has_shape("windows", self.windows, "B", 4, step="Give one window (x1, y1, x2, y2) a picture.")
        has_shape("mirrored", self.mirrored, len(self.windows))
        is_real("windows", self.windows)
        is_type("mirrored", self.mirrored, torch.bool, "Convert it with .bool().")
        for side in self.size:
            number_in("size", side, 1, 2**31, "Give (height, width) in pixels.")

    def __len__(self) -> int:
        return len(self.windows)

    def _summary(self) -> dict[str, object]:
        height, width = self.size
        return {"crops": f"{len(self):,}, each to {height}×{width}", "mirrored": int(self.mirrored.sum())}
