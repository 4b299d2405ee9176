"""What the studies of lesson 16 found, as verdicts and as tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nls_tutorial.records import Results, Verdict, mean_std, verdict

IN_POINTS: dict[str, Any] = {"scale": 100, "unit": " points", "digits": 1}
BORDER = "ignored border"


def compare(
    results: Results, arm: str, other: str, score: str, claim: str, *, relevant: float | None = None, **at: Any
) -> Verdict:
    """The verdict on "`arm` has a `claim` (higher, lower or alike) `score` than `other`", in points, paired by seed.

    `relevant` is the smallest difference that matters, `at` a coordinate of the score's own axis.
    First met in notebooks/16_label_every_pixel.
    """
    pair = (results.scores(one, score, **at) for one in (arm, other))
    return verdict(*pair, claim=claim, relevant=relevant, **IN_POINTS)


def compare_along(
    results: Results, arm: str, score: str, first: Mapping[str, Any], second: Mapping[str, Any], claim: str
) -> Verdict:
    """The verdict on "the `score` of `arm` is `claim` at `first` than at `second`", two places of its own axis.

    First met in notebooks/16_label_every_pixel.
    """
    pair = (results.scores(arm, score, **at) for at in (first, second))
    return verdict(*pair, claim=claim, **IN_POINTS)


def border_against_inside(results: Results) -> Verdict:
    """The verdict on "cross-entropy's ECE is higher near a border". First met in notebooks/16_label_every_pixel."""
    return compare_along(results, "CE", "place: ECE", {"place": "border"}, {"place": "inner"}, "higher")


def sure_mistakes_at_the_border(results: Results) -> Verdict:
    """The verdict on "cross-entropy's sure mistakes lie near a border more often than pixels do".

    First met in notebooks/16_label_every_pixel.
    """
    pair = (results.scores("CE", score) for score in ("of these at a border", "pixels at a border"))
    return verdict(*pair, claim="higher", **IN_POINTS)


def table_of(results: Results, columns: Sequence[str], title: str, *, border: int = 0) -> str:
    """A line an arm: mean and standard deviation of the scores, the pixels of an ignored border left out.

    First met in notebooks/16_label_every_pixel.
    """
    lines = [f"{title:<31}" + "".join(f"{column:>15}" for column in columns)]
    for arm in results.arms:
        at = [{BORDER: border} if BORDER in results.columns[column].axes else {} for column in columns]
        told = [results.summary(arm, column, **where) for column, where in zip(columns, at, strict=True)]
        lines.append(f"{arm:<31}" + "".join(f"{cell!s:>15}" for cell in told))
    return "\n".join(lines)


def gaps_of(results: Results, title: str) -> str:
    """A line an arm: mean confidence less accuracy near a border and inside, and the sure mistakes, in per cent.

    First met in notebooks/16_label_every_pixel.
    """
    heads = ("gap, border", "gap, inside", "sure mistakes", "at a border", "of all pixels")
    widths = (14, 14, 16, 23, 16)  # one has room for seeds without a sure mistake

    def line(name: str, cells: Iterable[str]) -> str:
        return f"{name:<13}" + "".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))

    lines = [line(title, heads)]
    for arm in results.arms:
        sure, right = (results.scores(arm, f"place: {name}") for name in ("confidence", "accuracy"))
        shares = (
            results.scores(arm, name) for name in ("sure and wrong", "of these at a border", "pixels at a border")
        )
        lines.append(line(arm, (f"{mean_std(100 * column):.1f}" for column in (*(sure - right).T, *shares))))
    return "\n".join(lines)
