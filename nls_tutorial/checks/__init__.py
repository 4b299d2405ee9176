"""Every message for bad input: the argument, the rule, the value seen, the next step."""

from nls_tutorial.checks.numbers import at_least, choice, fraction, positive, whole
from nls_tutorial.checks.say import complaint, refuse
from nls_tutorial.checks.tensors import (
    class_count,
    class_labels,
    finite,
    floating,
    label_logits,
    same_rows,
    soft_labels,
)

__all__ = [
    "at_least",
    "choice",
    "class_count",
    "class_labels",
    "complaint",
    "finite",
    "floating",
    "fraction",
    "label_logits",
    "positive",
    "refuse",
    "same_rows",
    "soft_labels",
    "whole",
]
