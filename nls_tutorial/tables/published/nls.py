"""Uppal and Giddwani 2020, Normalized Label Distribution: Tables 1 to 3."""

from typing import NamedTuple

from nls_tutorial import checks
from nls_tutorial.records import PublishedTable

PAPER = "Uppal and Giddwani 2020 (NLS), arXiv 2012.06876"


class Scores(NamedTuple):
    """One entry of NLS Tables 1 and 2, in per cent as printed. First met in notebooks/08_read_a_table_critically.

    >>> from nls_tutorial.tables import NLS_TABLE_2
    >>> row = NLS_TABLE_2["ResNet18"]["PC + CE"]
    >>> isinstance(row, Scores), row.accuracy, row.recall
    (True, '79.46', '74.11')
    """

    accuracy: str
    precision: str
    recall: str
    f1: str


NLS_TABLE_1 = PublishedTable(
    PAPER,
    "Table 1",
    "per cent",
    {
        "ResNet18": {
            "CE": Scores("78.12", "90.31", "78.38", "83.5"),
            "LSCE": Scores("80.35", "91.78", "80.05", "84.85"),
            "normLSCE": Scores("80.8", "93.19", "83.55", "86.97"),
        },
        "ResNet34": {
            "CE": Scores("80.8", "92.27", "78.27", "83.93"),
            "LSCE": Scores("79.02", "90.08", "80.11", "84.61"),
            "normLSCE": Scores("81.25", "92.26", "84.94", "87.49"),
        },
        "ResNet50": {
            "CE": Scores("74.55", "90.28", "69.38", "76.04"),
            "LSCE": Scores("77.67", "90.39", "77.00", "82.48"),
            "normLSCE": Scores("79.91", "93.14", "82.89", "86.5"),
        },
        "MobileNetV2": {
            "CE": Scores("81.69", "92.83", "79.99", "85.25"),
            "LSCE": Scores("82.59", "83.17", "81.72", "86.39"),
            "normLSCE": Scores("85.71", "93.13", "88.27", "90.28"),
        },
        "EfficientNet-B0": {
            "CE": Scores("75.00", "89.51", "59.17", "60.80"),
            "LSCE": Scores("78.12", "92.26", "78.38", "83.69"),
            "normLSCE": Scores("79.02", "93.07", "81.16", "85.39"),
        },
    },
    note="the stubble set's validation part: accuracy, precision, recall, F1 of each loss",
)

NLS_TABLE_2 = PublishedTable(
    PAPER,
    "Table 2",
    "per cent",
    {
        "ResNet18": {
            "PC + CE": Scores("79.46", "92.95", "74.11", "81.46"),
            "PC + LSCE": Scores("78.57", "91.5", "75.55", "81.88"),
            "PC + normLSCE": Scores("79.91", "91.44", "79.72", "84.57"),
        },
        "ResNet34": {
            "PC + CE": Scores("80.36", "92.09", "76.88", "82.9"),
            "PC + LSCE": Scores("78.57", "92.06", "79.77", "84.7"),
            "PC + normLSCE": Scores("79.46", "92.77", "80.44", "85.31"),
        },
        "ResNet50": {
            "PC + CE": Scores("79.02", "92.21", "77.99", "83.67"),
            "PC + LSCE": Scores("79.46", "91.44", "79.38", "84.34"),
            "PC + normLSCE": Scores("81.25", "92.81", "80.77", "85.67"),
        },
    },
    note="the same with what the paper calls partial convolution",
)

NLS_TABLE_3 = PublishedTable(
    PAPER,
    "Table 3",
    "per cent",
    {
        "ResNet18": {"CE": "93.23", "LS": "93.88", "normLS": "94.15", "normLS + PC": "94.04"},
        "ResNet34": {"CE": "93.50", "LS": "93.75", "normLS": "93.88", "normLS + PC": "93.94"},
        "ResNet50": {"CE": "91.53", "LS": "91.46", "normLS": "93.30", "normLS + PC": "93.42"},
    },
    note="accuracy on the test set of CIFAR-10, 10,000 images",
)


def stubble_rows() -> dict[tuple[str, str], Scores]:
    """The 24 entries of NLS Tables 1 and 2, by (model, loss). First met in notebooks/08_read_a_table_critically."""
    return {
        (model, loss): scores
        for table in (NLS_TABLE_1, NLS_TABLE_2)
        for model, losses in table.items()
        for loss, scores in losses.items()
    }


def padding_pairs(data: str) -> dict[tuple[str, str], float]:
    """What "PC" adds to the accuracy, in points, by (model, loss): on "stubble" (Tables 1 and 2) or "CIFAR-10" (3).

    Raises ValueError for other data. First met in notebooks/09_pad_without_inventing.

    >>> {model: round(gain, 2) for (model, _), gain in padding_pairs("CIFAR-10").items()}
    {'ResNet18': -0.11, 'ResNet34': 0.06, 'ResNet50': 0.12}
    """
    checks.choice("data", data, ("stubble", "CIFAR-10"))
    if data == "CIFAR-10":
        return {
            (model, "normLS"): float(losses["normLS + PC"]) - float(losses["normLS"])
            for model, losses in NLS_TABLE_3.items()
        }
    return {
        (model, loss): float(with_it.accuracy) - float(NLS_TABLE_1[model][loss.removeprefix("PC + ")].accuracy)
        for model, losses in NLS_TABLE_2.items()
        for loss, with_it in losses.items()
    }
