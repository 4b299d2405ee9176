"""Does confidence mean what it says? Reliability, calibration errors, proper scores, temperature, intervals.

Probabilities and logits are two arguments, and nothing guesses which it got. Both are (B, K), or (B, K, H, W) for one
decision a pixel; labels equal to `ignore_index` are left out. Sums are float64, whatever the type of the predictions,
and scores are float64 numbers. `bins` is the only place where bin edges exist: (lo, hi], 0 in the first bin and 1 in
the last. This room takes tensors and bins, and knows nothing of models.
"""

from nls_tutorial.calibration.bins import reliability, reliability_of
from nls_tutorial.calibration.chance import chance_calibration_errors
from nls_tutorial.calibration.classwise import classwise_calibration_error
from nls_tutorial.calibration.confidence import confidences, top_label
from nls_tutorial.calibration.confidence_scores import (
    average_confidence,
    mean_objectness_deviation,
    overconfidence,
    underconfidence,
)
from nls_tutorial.calibration.confusion import confusion_counts, intersection_over_union, mean_iou
from nls_tutorial.calibration.decisions import best_threshold, decision_costs
from nls_tutorial.calibration.ece_interval import ece_interval
from nls_tutorial.calibration.proper import brier_score, negative_log_likelihood
from nls_tutorial.calibration.resampling import bootstrap_interval
from nls_tutorial.calibration.scores import expected_calibration_error, maximum_calibration_error
from nls_tutorial.calibration.simplex import simplex_calibration_error
from nls_tutorial.calibration.temperature import fit_temperature
from nls_tutorial.calibration.thresholds import auroc, coverage, selective_accuracy
from nls_tutorial.calibration.wilson import wilson_interval

__all__ = [
    "confusion_counts",
    "intersection_over_union",
    "mean_iou",
    "auroc",
    "average_confidence",
    "best_threshold",
    "bootstrap_interval",
    "brier_score",
    "chance_calibration_errors",
    "classwise_calibration_error",
    "confidences",
    "coverage",
    "decision_costs",
    "ece_interval",
    "expected_calibration_error",
    "fit_temperature",
    "maximum_calibration_error",
    "mean_objectness_deviation",
    "negative_log_likelihood",
    "overconfidence",
    "reliability",
    "reliability_of",
    "selective_accuracy",
    "simplex_calibration_error",
    "top_label",
    "underconfidence",
    "wilson_interval",
]
