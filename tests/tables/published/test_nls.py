"""The published figures: sums and shapes that a slip of the finger would change."""

import pytest

from nls_tutorial import records, tables


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


def test_what_the_audit_found() -> None:
    rows = tables.stubble_rows()
    broken = [key for key, (_, p, r, f) in rows.items() if float(f) > (float(p) + float(r)) / 2]
    assert broken == [("MobileNetV2", "LSCE")]


def test_all_accuracies_of_the_stubble_set_are_shares_of_224_images() -> None:
    accuracies = [scores.accuracy for scores in tables.stubble_rows().values()]
    assert 224 in tables.consistent_sample_sizes(accuracies, 857)


def test_what_partial_convolution_adds_is_taken_from_the_tables() -> None:
    stubble, cifar = (tables.padding_pairs(name) for name in ("stubble", "CIFAR-10"))
    assert len(stubble) == 9
    assert len(cifar) == 3
    assert stubble["ResNet50", "PC + CE"] == pytest.approx(79.02 - 74.55)
    # ResNet34's 93.88 is normLS; 93.75 is LS
    assert list(cifar.values()) == pytest.approx([-0.11, 0.06, 0.12])
    assert f"{records.mean_std([*cifar.values()]):.2f}" == "0.02 ± 0.12"
    assert f"{records.mean_std([*stubble.values()]):.1f}" == "0.4 ± 2.0"
    with pytest.raises(ValueError, match="data must be one of 'stubble', 'CIFAR-10', but got 'digits'"):
        tables.padding_pairs("digits")
