import torch

from nls_tutorial.records import Images, Splits


def part(name: str, count: int) -> Images:
    return Images(torch.zeros(count, 1, 2, 2), torch.zeros(count, dtype=torch.int64), ("a", "b"), name)


def test_each_part_and_its_size_is_shown_in_order() -> None:
    splits = Splits(part("train", 1200), part("calibration", 20), part("test", 3))
    assert repr(splits).splitlines() == [
        "Splits",
        "  train        1,200 pictures",
        "  calibration  20 pictures",
        "  test         3 pictures",
    ]
    assert ">1,200 pictures</td>" in splits._repr_html_()
