"""WDLSH Table 3: both ways calibrate in every row."""

from nls_tutorial.tables import WDLSH_TABLE_3


def test_sums_and_order() -> None:
    columns = zip(*WDLSH_TABLE_3.values(), strict=True)
    assert [round(1000 * sum(map(float, column))) for column in columns] == [277, 61, 4430, 78, 250]
    for row in WDLSH_TABLE_3.values():
        assert float(row.tempered) < float(row.smoothed) < float(row.hard) / 2 + 0.001
        assert float(row.temperature) > 1
