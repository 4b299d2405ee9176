"""Area and intersection against sets of pixels."""

import torch
from hypothesis import given
from hypothesis import strategies as st
from spec.loss_checks import refused

from nls_tutorial.boxes import area, intersection

corners = st.tuples(st.integers(-4, 6), st.integers(-4, 6), st.integers(0, 7), st.integers(0, 7)).map(
    lambda drawn: [drawn[0], drawn[1], drawn[0] + drawn[2], drawn[1] + drawn[3]]
)


def pixels(box: list[float]) -> set[tuple[int, int]]:
    x1, y1, x2, y2 = (int(number) for number in box)
    return {(x, y) for x in range(x1, x2) for y in range(y1, y2)}


@given(corners, corners)
def test_the_shared_box_holds_the_shared_pixels(first, second) -> None:
    shared = intersection(torch.tensor(first).double(), torch.tensor(second).double())
    assert pixels(shared.tolist()) == pixels(first) & pixels(second)
    assert float(area(shared)) == len(pixels(first) & pixels(second))


def test_shapes_and_types() -> None:
    boxes, crops = torch.zeros(2, 3, 4), torch.tensor([[0.0, 0.0, 1.0, 1.0]] * 2)
    assert intersection(boxes, crops[:, None]).shape == (2, 3, 4)
    assert area(boxes).shape == (2, 3)
    assert area(torch.tensor([0, 0, 3, 2])).dtype == torch.float32
    assert intersection(boxes.double(), crops[:, None]).dtype == torch.float64
    assert area(torch.tensor([1.5, 0.0, 3.0, 2.0])).tolist() == 3.0


def test_refusals() -> None:
    corner = "Write it as (x1, y1, x2, y2) with x1 ≤ x2 and y1 ≤ y2, in pixels."
    with refused(ValueError, f"boxes must have x1 ≤ x2 and y1 ≤ y2, but got (1, 0, 0, 1). {corner}"):
        area(torch.tensor([1.0, 0.0, 0.0, 1.0]))
    with refused(
        ValueError,
        "others must have a shape that broadcasts with boxes (2, 3, 4), but got (2, 4). "
        "Add a dimension, for example crops[:, None].",
    ):
        intersection(torch.zeros(2, 3, 4), torch.zeros(2, 4))
    with refused(ValueError, f"others must have four numbers along its last dimension, but got (3,). {corner}"):
        intersection(torch.zeros(4), torch.zeros(3))
