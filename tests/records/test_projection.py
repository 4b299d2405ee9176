import torch

from nls_tutorial.records import Projection


def test_what_is_shown() -> None:
    distances = torch.tensor([1.0, 2.0])
    seen = Projection(torch.zeros(2, 2), torch.tensor([0, 4]), torch.zeros(3, 2), distances, (0, 4, 7))
    assert len(seen) == 2
    assert repr(seen).splitlines() == [
        "Projection",
        "  classes                     (0, 4, 7)",
        "  points                      2",
        "  mean distance to the plane  1.500",
    ]
    assert ">(0, 4, 7)</td>" in seen._repr_html_()
