"""Krothapalli and Abbott 2020, One Size Doesn't Fit All: Adaptive Label Smoothing: Table 1, and figures of its text."""

from typing import NamedTuple

from nls_tutorial.records import PublishedTable

PAPER = "Krothapalli and Abbott 2020 (ALS)"


class Confidences(NamedTuple):
    """One row of ALS Table 1, in shares as printed. First met in notebooks/08_read_a_table_critically.

    >>> from nls_tutorial.tables import ALS_TABLE_1
    >>> row = next(iter(ALS_TABLE_1.values()))
    >>> isinstance(row, Confidences), row.accuracy, row.average_confidence  # as printed: the last digit counts
    (True, '0.0633', '0.2982')
    """

    accuracy: str
    overconfidence: str
    underconfidence: str
    average_confidence: str


ALS_TABLE_1 = PublishedTable(
    PAPER,
    "Table 1",
    "shares",
    {
        "hard label": Confidences("0.0633", "0.2734", "0.3362", "0.2982"),
        "label smoothing": Confidences("0.0618", "0.1851", "0.4816", "0.2057"),
        "CutMix": Confidences("0.0921", "0.1679", "0.4696", "0.2013"),
        "ALS": Confidences("0.0473", "0.0121", "0.8409", "0.0191"),
    },
    note="ImageNet's validation set with every object removed",
)

ALS_TEXT = PublishedTable(
    PAPER,
    "section 4.2 and appendix A.7",
    "shares",
    {
        "hard label": {"objectness deviation": "0.42", "confidence on V1": "0.77", "confidence on V2": "0.69"},
        "ALS": {"objectness deviation": "0.24", "confidence on V1": "0.48", "confidence on V2": "0.39"},
        "images": {"mean objectness": "0.49"},
    },
    note="ImageNet's validation sets V1 and V2; the text says these figures, no table does",
)

ALS_TRANSFER = PublishedTable(
    PAPER,
    "section 4.3",
    "shares",
    {"ALS over hard label": {"AP": "0.021"}, "CutMix over ALS": {"AP": "0.001"}},
    note="gains in AP on COCO of a Faster R-CNN by the labels of its backbone's classifier",
)
