import numpy as np
import pytest

from nls_tutorial import records, studies


def study() -> records.SideBySide:
    before, after = np.zeros((3, 2, 4)), np.zeros((3, 2, 4))
    before[:, :, 1] = [[0.2, 0.1], [0.05, 0.07], [0.5, 0.6]]
    after[:, :, 1] = [[0.04, 0.02], [0.8, 0.9], [0.8, 0.9]]
    temperature = np.array([[2.0, 3.0], [0.5, 0.6], [0.5, 0.6]])
    flat, samples = np.ones((3, 2)), np.ones((3, 2, 1))
    names = ("CE", "soft", "softer")
    return records.SideBySide(names, (0, 1), before, after, temperature, flat, samples, samples, "by hand")


def test_the_last_row_is_the_studys_and_the_first_are_the_notes() -> None:
    table = studies.beside_table_3(study(), "soft", 0.05)
    assert table.rows[0] == ("CIFAR-100, ResNet-56", "0.150", "0.021 (T = 1.9)", "0.024 (ε = 0.05)")
    assert table.rows[2] == ("EN-DE, Transformer", "0.056", "0.018 (T = 1.13)", "0.019 (ε = 0.1)")
    assert table.rows[3] == (
        "here, 2 seeds",
        "0.150 ± 0.071",
        "0.030 ± 0.014 (T = 2.5 ± 0.7)",
        "0.060 ± 0.014 (ε = 0.05)",
    )


def test_the_notes_say_both_methods_help() -> None:
    for hard, after, t, soft, epsilon in (map(float, row) for row in studies.TABLE_3.values()):
        assert max(after, soft) < hard
        assert t > 1
        assert 0 < epsilon < 1


@pytest.mark.parametrize(("smoothed", "hard", "named"), [("LS", "CE", "smoothed"), ("soft", "FL", "hard")])
def test_a_name_that_is_not_there_is_refused(smoothed: str, hard: str, named: str) -> None:
    with pytest.raises(ValueError, match=f"{named} must be one of"):
        studies.beside_table_3(study(), smoothed, 0.05, hard=hard)
