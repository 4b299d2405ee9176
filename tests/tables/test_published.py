"""The published figures: sums and shapes that a slip of the finger would change."""

from nls_tutorial import tables


def test_the_tables_have_their_rows_and_columns() -> None:
    assert list(tables.NLS_TABLE_1) == ["ResNet18", "ResNet34", "ResNet50", "MobileNetV2", "EfficientNet-B0"]
    assert list(tables.NLS_TABLE_2) == list(tables.NLS_TABLE_3) == ["ResNet18", "ResNet34", "ResNet50"]
    assert len(tables.stubble_rows()) == 24
    assert tables.stubble_rows()["ResNet18", "PC + CE"] == ("79.46", "92.95", "74.11", "81.46")


def hundredths(figures: object) -> int:
    return sum(round(100 * float(figure)) for figure in figures)


def test_their_sums() -> None:
    # added up from the papers' pages, column by column, in units of the last decimal
    columns = zip(*tables.stubble_rows().values(), strict=True)
    assert [hundredths(column) for column in columns] == [191066, 219694, 188787, 200267]
    assert hundredths(f for row in tables.NLS_TABLE_3.values() for f in row.values()) == 112008
    columns = zip(*tables.ALS_TABLE_1.values(), strict=True)
    assert [round(10000 * sum(map(float, column))) for column in columns] == [2645, 6385, 21283, 7243]


def test_what_the_audit_found() -> None:
    rows = tables.stubble_rows()
    broken = [key for key, (_, p, r, f) in rows.items() if float(f) > (float(p) + float(r)) / 2]
    assert broken == [("MobileNetV2", "LSCE")]
    for row in tables.ALS_TABLE_1.values():
        accuracy, over, under, average = (float(figure) for figure in row)
        assert abs(accuracy * (1 - under) + (1 - accuracy) * over - average) < 0.0002
