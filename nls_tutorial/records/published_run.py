"""Scores of one published run: a network trained on people's labels, softened or not, or on hard ones."""

from dataclasses import dataclass

from nls_tutorial.records.record import Record


@dataclass(frozen=True)
class PublishedRun(Record):
    r"""What was computed from one network's published predictions on 10,000 test pictures.

    `softened` is the temperature by which people's label distributions were flattened (> 1) or sharpened (< 1) before
    training, 1 for the people's own, and None for one-hot labels. `accuracy`, `confidence` (mean) and `ece` (15 bins)
    are shares in [0, 1], `nll` is in nats, all against the data set's labels. `temperature` was fitted on the first
    half of the pictures; `half` and `half_cooled` are (NLL, ECE) on the other half, as trained and at that temperature.
    First met in notebooks/07_scale_the_temperature.

    >>> from nls_tutorial.lessons.l07_scale_the_temperature import human_label_runs
    >>> best = min(human_label_runs(), key=lambda run: run.nll)
    >>> isinstance(best, PublishedRun), best.network, best.softened
    (True, 'wrn_28_10', 1.0)
    """

    network: str
    softened: float | None
    accuracy: float
    confidence: float
    nll: float
    ece: float
    temperature: float
    half: tuple[float, float]
    half_cooled: tuple[float, float]
