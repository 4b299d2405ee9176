"""What a published table says, and what its figures allow: the papers' tables as data, and the arithmetic to test them.

A printed figure is a text ("83.5" is not "83.50"), a share is a number in [0, 1], and counts are whole. This room takes
figures, labels and counts, and knows nothing of models.
"""

from nls_tutorial.tables.batches import last_batch_counts, macro_scores, scores_by_batches, weighted_scores
from nls_tutorial.tables.grim import consistent_sample_sizes
from nls_tutorial.tables.printed import counts_of, prints_as, share_range
from nls_tutorial.tables.published import (
    ALS_TABLE_1,
    ALS_TEXT,
    ALS_TRANSFER,
    MBLS_ACCURACY,
    MBLS_ACCURACY_GAIN,
    MBLS_AECE,
    MBLS_CUB,
    MBLS_ECE,
    MBLS_SETTINGS,
    NLS_TABLE_1,
    NLS_TABLE_2,
    NLS_TABLE_3,
    PETERSON_VALIDATION,
    WDLSH_TABLE_3,
    CalibrationErrors,
    Confidences,
    CrossEntropies,
    Scores,
    padding_pairs,
    stubble_rows,
)
from nls_tutorial.tables.standard_error import (
    difference_error,
    paired_chance,
    paired_difference_error,
    standard_error,
)

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
    "consistent_sample_sizes",
    "counts_of",
    "difference_error",
    "last_batch_counts",
    "macro_scores",
    "padding_pairs",
    "paired_chance",
    "paired_difference_error",
    "prints_as",
    "scores_by_batches",
    "share_range",
    "standard_error",
    "stubble_rows",
    "weighted_scores",
]
