"""The tables of the course's papers as data: every figure as it is printed, a text, for 83.5 is not 83.50.

One file a paper; each table says paper, number, unit, and where the source is cut. Everything else that needs a
published figure takes it from here.
"""

from nls_tutorial.tables.published.als import ALS_TABLE_1, ALS_TEXT, ALS_TRANSFER, Confidences
from nls_tutorial.tables.published.mbls import (
    MBLS_ACCURACY,
    MBLS_ACCURACY_GAIN,
    MBLS_AECE,
    MBLS_CUB,
    MBLS_ECE,
    MBLS_SETTINGS,
)
from nls_tutorial.tables.published.nls import NLS_TABLE_1, NLS_TABLE_2, NLS_TABLE_3, Scores, padding_pairs, stubble_rows
from nls_tutorial.tables.published.peterson import PETERSON_VALIDATION, CrossEntropies
from nls_tutorial.tables.published.wdlsh import WDLSH_TABLE_3, CalibrationErrors

__all__ = [
    "ALS_TABLE_1",
    "ALS_TEXT",
    "ALS_TRANSFER",
    "MBLS_ACCURACY",
    "MBLS_ACCURACY_GAIN",
    "MBLS_AECE",
    "MBLS_CUB",
    "MBLS_ECE",
    "MBLS_SETTINGS",
    "NLS_TABLE_1",
    "NLS_TABLE_2",
    "NLS_TABLE_3",
    "PETERSON_VALIDATION",
    "WDLSH_TABLE_3",
    "CalibrationErrors",
    "Confidences",
    "CrossEntropies",
    "Scores",
    "padding_pairs",
    "stubble_rows",
]
