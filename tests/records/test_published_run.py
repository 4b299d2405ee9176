"""The published networks whose scores ship: shares are shares, and temperature never makes NLL worse by much."""

import math

from nls_tutorial.lessons.l07_scale_the_temperature import human_label_runs
from nls_tutorial.records import PublishedRun


def test_a_run_is_its_numbers() -> None:
    one = PublishedRun("net", None, 0.9, 0.95, 0.4, 0.05, 1.5, (0.4, 0.05), (0.35, 0.01))
    assert one == PublishedRun("net", None, 0.9, 0.95, 0.4, 0.05, 1.5, (0.4, 0.05), (0.35, 0.01))
    assert one.half_cooled < one.half


def test_the_shipped_runs_are_possible() -> None:
    runs = human_label_runs()
    assert len(runs) > 5
    for run in runs:
        assert all(
            0 <= share <= 1 for share in (run.accuracy, run.confidence, run.ece, run.half[1], run.half_cooled[1])
        )
        assert run.ece >= abs(run.accuracy - run.confidence) - 1e-4, "ECE is at least the gap of the means"
        assert run.nll > 0
        assert math.isfinite(run.temperature)
        assert run.temperature > 0
        assert run.softened is None or run.softened > 0
