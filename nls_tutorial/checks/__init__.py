"""Every message for bad input: the argument, the rule, the value seen, the next step."""

from nls_tutorial.checks.look import Number, Rules
from nls_tutorial.checks.numbers import at_least, choice, fraction, positive, whole
from nls_tutorial.checks.say import complaint, refuse
from nls_tutorial.checks.tensors import (
    class_count,
    class_labels,
    ends,
    far_from_one,
    finite,
    floating,
    label_logits,
    label_type,
    same_rows,
    soft_labels,
    soft_values,
    tensor,
)
from nls_tutorial.checks.tolerance import pixel_rounding, rounding, span, sum_rounding
from nls_tutorial.checks.tracing import off, readable, sizes_of, tracing

__all__ = [
    "Number",
    "Rules",
    "at_least",
    "choice",
    "class_count",
    "class_labels",
    "complaint",
    "ends",
    "far_from_one",
    "finite",
    "floating",
    "fraction",
    "label_logits",
    "label_type",
    "off",
    "pixel_rounding",
    "positive",
    "readable",
    "refuse",
    "rounding",
    "same_rows",
    "sizes_of",
    "soft_labels",
    "soft_values",
    "span",
    "sum_rounding",
    "tensor",
    "tracing",
    "whole",
]
