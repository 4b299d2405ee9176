"""The MbLS poster: sums, and the differences that it prints itself."""

import pytest

from nls_tutorial.tables import MBLS_ACCURACY, MBLS_ACCURACY_GAIN, MBLS_AECE, MBLS_CUB, MBLS_ECE, MBLS_SETTINGS

LOSSES = ["CE", "ECP", "LS", "FL", "FLSD", "MbLS m = 0", "MbLS"]


def hundredths(row: dict[str, str]) -> int:
    return sum(round(100 * float(figure)) for figure in row.values())


def test_every_table_has_its_rows_and_columns() -> None:
    for table in (MBLS_ECE, MBLS_AECE, MBLS_ACCURACY):
        assert list(table) == LOSSES
        assert all(tuple(row) == MBLS_SETTINGS for row in table.values())


def test_sums_of_the_rows() -> None:
    # added up from the poster, row by row, in units of the last decimal
    assert [hundredths(MBLS_ECE[loss]) for loss in LOSSES] == [2029, 1710, 1172, 1401, 1625, 1118, 580]
    assert [hundredths(MBLS_AECE[loss]) for loss in LOSSES[:-1]] == [2023, 1697, 1390, 1400, 1603, 1279]
    assert sum(hundredths(row) for row in MBLS_CUB.values()) == 39719


def test_a_figure_that_the_source_cuts_is_shown_and_not_used() -> None:
    assert len(MBLS_AECE.cut) == 2
    for row, column in MBLS_AECE.cut:
        assert MBLS_AECE.printed(row, column).endswith("…")
        with pytest.raises(ValueError, match="which the source cuts"):
            MBLS_AECE.figure(row, column)


def test_the_gain_of_the_accuracy_is_over_the_best_of_the_others() -> None:
    for loss, row in MBLS_ACCURACY_GAIN.items():
        for setting, gain in row.items():
            best = max(MBLS_ACCURACY.figure(other, setting) for other in LOSSES if other != loss)
            assert MBLS_ACCURACY.figure(loss, setting) - best == pytest.approx(float(gain), abs=0.001)


def test_the_poster_says_that_the_margin_has_the_lowest_ece_everywhere() -> None:
    for setting in MBLS_SETTINGS:
        assert min(LOSSES, key=lambda loss: MBLS_ECE.figure(loss, setting)) == "MbLS"
