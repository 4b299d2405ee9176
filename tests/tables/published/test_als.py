"""ALS Table 1: its sums and the identity between its columns."""

from nls_tutorial.tables import ALS_TABLE_1, ALS_TEXT


def test_the_sums_of_the_columns() -> None:
    columns = zip(*ALS_TABLE_1.values(), strict=True)
    assert [round(10000 * sum(map(float, column))) for column in columns] == [2645, 6385, 21283, 7243]


def test_average_confidence_follows_from_the_other_three() -> None:
    for row in ALS_TABLE_1.values():
        accuracy, over, under, average = (float(figure) for figure in row)
        assert abs(accuracy * (1 - under) + (1 - accuracy) * over - average) < 0.0002


def test_the_figures_of_the_text() -> None:
    hard, soft = ALS_TEXT["hard label"], ALS_TEXT["ALS"]
    assert all(float(soft[name]) < float(hard[name]) for name in hard)
    assert round(100 * sum(float(figure) for row in ALS_TEXT.values() for figure in row.values())) == 348
