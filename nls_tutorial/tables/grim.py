"""The GRIM test: which numbers of samples can have given all the percentages of a table?"""

from collections.abc import Iterable

from nls_tutorial import checks
from nls_tutorial.tables.printed import counts_of


def consistent_sample_sizes(
    figures: Iterable[str], most: int, *, reading: str = "either", decimals: int | None = None
) -> list[int]:
    r"""All N from 1 to `most` for which every figure is the share of some whole number k of N samples.

    `figures` are percentages as printed, at least one; see `share_range` for `reading` and `decimals`. The test is
    sharp while one sample is worth more than the last decimal (below N of about 10,000 for two decimals), and says
    nothing beyond. It needs shares of one common N: an average over batches of different size is not such a share.

    Raises ValueError for no figures and most < 1, and what `share_range` raises.

    Source: Brown and Heathers 2017, The GRIM test. First met in notebooks/08_read_a_table_critically.

    >>> consistent_sample_sizes(["33.33", "66.67"], 12)
    [3, 6, 9, 12]
    """
    wanted = list(dict.fromkeys(figures))  # each once
    most = checks.whole("most", most, 1)
    if not wanted:
        checks.refuse("figures", "must hold at least one percentage", "none", 'Pass texts such as "80.35".')
    return [n for n in range(1, most + 1) if all(counts_of(f, n, reading=reading, decimals=decimals) for f in wanted)]
