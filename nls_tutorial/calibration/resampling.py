"""Intervals by resampling: how much a score would move with other samples of the same kind."""

from collections.abc import Callable, Iterator, Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks

_INDICES = 2**22  # drawn in one go


def bootstrap_interval(
    score: Callable[..., Tensor | float],
    *arrays: Tensor,
    resamples: int = 1000,
    level: float = 0.95,
    method: str = "percentile",
    seed: int = 0,
    stacked: bool = False,
    groups: Tensor | None = None,
) -> tuple[Float[Tensor, "*score"], Float[Tensor, "*score"]]:
    r"""An interval for a score: draw N of the N samples with replacement, score them, and again R times.

    `score` takes the arrays and gives a number, or a tensor of numbers (each then gets its own interval); `arrays` are
    tensors that describe the same N ≥ 2 samples along dimension 0, resampled in step; `resamples` is R ≥ 2; `level` in
    (0, 1), the share of the bootstrap distribution inside; `seed` fixes the draws, on every device. With `stacked`,
    `score` is given many resamples at once, arrays of shape (r, N, …), and gives r scores: faster where it can.

    Rows that belong together are drawn together: `groups` (N,) int64 names the picture of each pixel, or the sentence
    of each word (`Predictions.group`), G ≥ 2 of them. Then G of the G groups are drawn, each with all its rows; drawn
    one by one, the pixels of a picture would count as independent, and the interval would be too narrow. Groups are
    numbered as you like; with `stacked` they must be of one size. None: each row is a group of its own.

    `method="percentile"`: the quantiles $q_{lo}, q_{hi}$ of the R scores. `method="basic"`:
    $2\hat s - q_{hi},\ 2\hat s - q_{lo}$ around the score $\hat s$ of the samples themselves, which takes back the bias
    that resampling adds. ECE is such a score: a resample repeats samples, which looks like miscalibration, and the
    percentile interval may lie wholly above $\hat s$.

    Returns (low, high), float64 on the CPU, shaped like the score. Both are NaN where a resample's score is NaN (say,
    overconfidence when no wrong prediction was drawn).

    Raises ValueError for fewer than two samples or groups, arrays of different length, R < 2, level outside (0, 1), an
    unknown method, groups of unequal size when stacked, and TypeError for arrays that are not tensors and groups that
    are not int64.

    Source: Efron and Tibshirani 1993, ch. 13. First met in notebooks/06_read_a_reliability_diagram.

    >>> import torch
    >>> from torch import tensor
    >>> right = tensor([1.0] * 80 + [0.0] * 20)  # 80 of 100 pictures
    >>> low, high = bootstrap_interval(torch.mean, right)
    >>> f"{low:.2f} … {high:.2f}"
    '0.72 … 0.88'
    >>> four = tensor([0, 1, 2, 3]).repeat_interleave(25)  # the same, where 25 pixels make a picture
    >>> low, high = bootstrap_interval(torch.mean, right, groups=four)
    >>> f"{low:.2f} … {high:.2f}"
    '0.40 … 1.00'
    """
    samples = _same_samples(arrays)
    groups_of_rows = None if groups is None else Groups(groups, samples, stacked)
    units = samples if groups_of_rows is None else len(groups_of_rows.sizes)
    checks.function("score", score, "Give a function of the arrays that returns a number.")
    checks.flag("stacked", stacked)
    plan = Resamples(resamples, level, method, seed)
    scores = []
    for drawn in plan.draws(units, samples):
        rows = drawn if groups_of_rows is None else [groups_of_rows.rows(one) for one in drawn]
        scores.append(_scores(score, arrays, rows, stacked))
    distribution = torch.cat(scores)
    if len(distribution) != plan.count:
        checks.refuse(
            "score",
            "must give one score for each resample when stacked",
            f"{len(distribution)} for {plan.count}",
            "Reduce over dimension 1, or leave stacked out.",
        )
    if not plan.needs_own:
        return plan.interval(distribution)
    own = _numbers(score(*(array.unsqueeze(0) for array in arrays)))[0] if stacked else _numbers(score(*arrays))
    return plan.interval(distribution, own)


class Resamples:
    """How often to draw, and what interval to make of the scores: the arguments of `bootstrap_interval`, looked at."""

    def __init__(self, resamples: int, level: float, method: str, seed: int) -> None:
        self.count = checks.whole("resamples", resamples, 2, "Use 1000.", high=1_000_000)
        self.level = checks.fraction("level", level, "Use 0.95.")
        if self.level in (0.0, 1.0):
            checks.refuse("level", "must lie between 0 and 1", level, "Use 0.95.")
        checks.choice("method", method, ("percentile", "basic"))
        self.needs_own = method == "basic"
        self.generator = torch.Generator().manual_seed(checks.whole("seed", seed, 0, "Use a whole number such as 0."))

    def draws(self, units: int, samples: int) -> Iterator[Tensor]:
        """For each resample, as many of the units as there are, with replacement; some resamples (r, units) at a time.

        `samples` is how many rows a resample has, about.
        """
        for count in _portions(self.count, max(1, _INDICES // samples)):
            yield torch.randint(units, (count, units), generator=self.generator, device="cpu")

    def interval(self, distribution: Tensor, own: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Both ends, from the scores of the resamples along dimension 0 (and of the samples themselves)."""
        tails = torch.tensor([(1 - self.level) / 2, (1 + self.level) / 2], dtype=torch.float64, device="cpu")
        low, high = distribution.quantile(tails, dim=0)
        if own is None:
            return low, high
        # 2ŝ − q_hi, 2ŝ − q_lo
        return 2 * own - high, 2 * own - low


class Groups:
    """Which rows belong to which group."""

    def __init__(self, groups: Tensor, samples: int, stacked: bool) -> None:
        checks.label_type("groups", groups)
        if groups.shape != (samples,):
            step = "Give the group of each row, for example predictions.group."
            checks.refuse("groups", f"must have shape ({samples},), one for each row", tuple(groups.shape), step)
        _, self.number, self.sizes = groups.cpu().unique(return_inverse=True, return_counts=True)
        if len(self.sizes) < 2:
            checks.refuse("groups", "must be at least two", len(self.sizes), "Take more pictures or sentences.")
        if stacked and bool((self.sizes != self.sizes[0]).any()):
            seen = f"groups of {int(self.sizes.min())} to {int(self.sizes.max())} rows"
            checks.refuse("stacked", "must be left out where groups differ in size", seen, "Leave it out.")
        self.sorted = self.number.argsort(stable=True)  # the rows, one group after the other
        self.starts = self.sizes.cumsum(0) - self.sizes

    def rows(self, drawn: Tensor) -> Tensor:
        """All rows of the groups `drawn`, each as often as it was drawn."""
        sizes = self.sizes[drawn]
        before = sizes.cumsum(0) - sizes
        shift = (self.starts[drawn] - before).repeat_interleave(sizes)
        return self.sorted[shift + torch.arange(len(shift), device="cpu")]


def _scores(
    score: Callable[..., Tensor | float], arrays: tuple[Tensor, ...], rows: Tensor | Sequence[Tensor], stacked: bool
) -> Tensor:
    """The scores of several resamples, each given by its rows."""
    if stacked:
        every = rows if isinstance(rows, Tensor) else torch.stack(list(rows))
        found = _numbers(score(*(array[every.to(array.device)] for array in arrays)))
        if found.ndim == 0:
            step = "Reduce over dimension 1, or leave stacked out."
            checks.refuse("score", "must give one score for each resample when stacked", "one number", step)
        return found
    return torch.stack([_numbers(score(*(array[row.to(array.device)] for array in arrays))) for row in rows])


def _same_samples(arrays: tuple[Tensor, ...]) -> int:
    if not arrays:
        checks.refuse("arrays", "must hold at least one tensor", "none", "Pass what the score takes.")
    for array in arrays:
        if not isinstance(array, Tensor) or array.ndim == 0:
            seen = "a tensor without dimensions" if isinstance(array, Tensor) else type(array).__name__
            checks.refuse(
                "arrays", "must be tensors of samples", seen, "Convert with torch.as_tensor(...).", error=TypeError
            )
        checks.tensor("arrays", array)
        checks.with_numbers("arrays", array)
        if array.dtype not in (*checks.FLOATS, torch.int64, torch.int32, torch.bool, torch.uint8):
            checks.refuse(
                "arrays", "must hold real numbers, or True and False", array.dtype, "Convert them.", error=TypeError
            )
        if array.shape[0] != arrays[0].shape[0]:
            step = "Take all from the same samples, in the same order."
            seen = f"{arrays[0].shape[0]} and {array.shape[0]}"
            checks.refuse("arrays", "must have as many rows each", seen, step)
    samples = len(arrays[0])
    if samples < 2:
        checks.refuse("arrays", "must hold at least two samples", samples, "Take more samples.")
    return samples


def _portions(total: int, most: int) -> list[int]:
    """`total` in parts of `most`, the last perhaps smaller."""
    whole, rest = divmod(total, most)
    return [most] * whole + [rest] * (rest > 0)


def _numbers(score: Tensor | float) -> Tensor:
    given = score if isinstance(score, Tensor) else torch.as_tensor(score, device="cpu")
    return given.detach().cpu().to(torch.float64)
