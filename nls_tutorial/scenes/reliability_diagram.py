"""The reliability diagram that people copy: gaps, intervals, counts, and all of it in words made from its numbers."""

from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration import (
    ece_interval,
    expected_calibration_error,
    reliability_of,
    top_label,
    wilson_interval,
)
from nls_tutorial.records import Bins, Predictions, Scene
from nls_tutorial.records.say import say_number
from nls_tutorial.scenes.reliability_panel import reliability_panels, reliability_readouts


def reliability_diagram(
    source: object,
    *,
    bins: int = 15,
    scheme: str = "width",
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 0,
    title: str = "",
) -> Scene:
    r"""A reliability diagram as a scene: dots with gaps and Wilson intervals, counts beside them, and the words for it.

    `source` is a `Predictions` record, binned here (`bins`, `scheme` as in `calibration.reliability`), or `Bins`
    made before. From predictions, ECE also gets a bootstrap interval of `level` (method "basic", which takes back the
    bias of resampling; cut off at 0), with `resamples` draws fixed by `seed`. `title` names the network; the words and
    the alt text are made from the numbers. Draw it with `plots.draw` or `plots.still`, light or dark, show it with
    `show`, write it to a page with `save_page`.

    Raises TypeError for another source, and ValueError for no samples and what `reliability` refuses.
    First met in notebooks/06_read_a_reliability_diagram.
    """
    interval = ""
    if isinstance(source, Predictions):
        confidence, right = top_label(source.probabilities, source.labels)
        sorted_in = reliability_of(confidence, right, bins=bins, scheme=scheme)
        low, high = _ece_interval(confidence, right, bins, scheme, level, resamples, seed)
        interval = f"; {100 * level:g} % bootstrap interval {_points(low)} to {_points(high)}"
    elif isinstance(source, Bins):
        sorted_in = source
    else:
        checks.refuse(
            "source",
            "must be Bins or Predictions",
            type(source).__name__,
            "Make Bins with calibration.reliability(probabilities, labels).",
            error=TypeError,
        )
    if sorted_in.total == 0:
        checks.refuse("source", "must hold at least one sample", "none", "Leave empty batches out.")
    checks.text("title", title)
    panels = reliability_panels(sorted_in, level=level, title=say_miscalibration(sorted_in))
    name = f"{title}: reliability" if title else "Reliability"
    return Scene(
        f"{name} of {sorted_in.total:,} predictions",
        " ".join((say_ece(sorted_in, interval), say_fullest_bin(sorted_in, level))),
        panels,
        (),
        reliability_readouts(sorted_in),
    )


def say_miscalibration(bins: Bins) -> str:
    """Mean confidence against accuracy, over all samples, in a few words.

    >>> from torch import tensor
    >>> say_miscalibration(Bins(tensor([0.0, 1.0]), tensor([10]), tensor([7]), tensor([9.0])))
    'Overconfident by 20.0 points'
    """
    excess = float(bins.confidence_sums.sum() - bins.correct.sum()) / bins.total
    if _points(abs(excess)) == "0.0":
        return "On average as sure as it is right"
    return f"{'Over' if excess > 0 else 'Under'}confident by {_points(abs(excess))} points"


def say_ece(bins: Bins, interval: str = "") -> str:
    """ECE in words, with accuracy and mean confidence; `interval` stands behind the figure."""
    sure, right = float(bins.confidence_sums.sum()) / bins.total, int(bins.correct.sum()) / bins.total
    return (
        f"Mean confidence {_points(sure)} %, accuracy {_points(right)} %. {say_miscalibration(bins)}. "
        f"Bin by bin, weighted by the samples in each of {len(bins)} bins, confidence and accuracy lie "
        f"{_points(float(expected_calibration_error(bins)))} points apart (ECE{interval})."
    )


def say_fullest_bin(bins: Bins, level: float = 0.95) -> str:
    """The bin with most samples in words: how sure, how often right, and how well that is known."""
    most = int(bins.counts.argmax())
    low, high = (float(end[most]) for end in wilson_interval(bins.correct, bins.counts, level=level))
    return (
        f"The fullest bin, confidence above {_points(float(bins.edges[most]))} up to "
        f"{_points(float(bins.edges[most + 1]))} %, holds {int(bins.counts[most]):,} samples: on average "
        f"{_points(float(bins.confidence[most]))} % sure, right in {_points(float(bins.accuracy[most]))} % "
        f"({100 * level:g} % interval {_points(low)} to {_points(high)})."
    )


def _ece_interval(
    confidence: Tensor, right: Tensor, bins: int, scheme: str, level: float, resamples: int, seed: int
) -> tuple[float, float]:
    low, high = ece_interval(
        confidence, right, bins=bins, scheme=scheme, resamples=resamples, level=level, method="basic", seed=seed
    )
    return max(0.0, float(low)), max(0.0, float(high))


def _points(share: float) -> str:
    return say_number(100 * share, 1)
