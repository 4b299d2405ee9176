"""Features, labels and templates that do not fit are refused by name."""

import pytest
import torch

from nls_tutorial.geometry.inputs import checked_features, checked_templates, features_of_labels

FEATURES, LABELS, TEMPLATES = torch.zeros(4, 3), torch.tensor([0, 1, 1, 0]), torch.zeros(2, 3)


def test_what_fits_is_silent() -> None:
    checked_features(FEATURES, LABELS, TEMPLATES)
    features_of_labels(FEATURES, LABELS + 1000), "without templates any number from 0 on may be a class"


@pytest.mark.parametrize(
    ("features", "labels", "templates", "message"),
    [
        (FEATURES[0], LABELS, TEMPLATES, r"features must have shape \(N, D\), but got \(3,\)"),
        (FEATURES / 0, LABELS, TEMPLATES, r"features must be finite"),
        (FEATURES, LABELS[:3], TEMPLATES, r"labels must have as many rows as features \(4\), but got \(3,\)"),
        (FEATURES, LABELS[None], TEMPLATES, r"labels must have shape \(N,\), but got \(1, 4\)"),
        (FEATURES, LABELS + 1, TEMPLATES, r"labels must lie in 0 … 1, but got 2"),
        (FEATURES, LABELS, TEMPLATES[0], r"templates must have shape \(K, D\), but got \(3,\)"),
        (FEATURES, LABELS, TEMPLATES / 0, r"templates must be finite"),
        (FEATURES, LABELS, torch.zeros(2, 5), r"features must have shape \(N, 5\) to fit templates of shape \(2, 5\)"),
    ],
)
def test_what_does_not_fit_is_refused(features, labels, templates, message) -> None:
    with pytest.raises(ValueError, match=message):
        checked_features(features, labels, templates)


def test_whole_numbers_are_no_features() -> None:
    with pytest.raises(TypeError, match=r"templates must hold floating-point numbers"):
        checked_templates(torch.zeros(2, 3).long())
