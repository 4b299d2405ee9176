"""A class's guesses as a table of a paper: rows, shares, standard errors."""

from collections import defaultdict
from collections.abc import Sequence

from nls_tutorial import checks
from nls_tutorial.progress import Guess
from nls_tutorial.records import Table
from nls_tutorial.records.say import say_number
from nls_tutorial.tables import standard_error

CLEAR = 1.96  # standard errors


def class_table(found: Sequence[Guess], *, title: str) -> Table:
    r"""One row a question: n guesses, the share a that was right, the mean confidence c; the last row is of all.

    A row stands clear of chance where $|c - a| > 1.96\sqrt{a(1-a)/n}$.

    `found` are guesses that count, of many readers. Raises ValueError for none.
    First met in notebooks/08_read_a_table_critically.

    >>> from nls_tutorial.progress import sample_class
    >>> class_table(sample_class(), title="A made-up class").rows[-1][:2]
    ('all', '180')
    """
    found = checks.several("found", found, "Give progress.sample_class().")
    if not found:
        checks.refuse("found", "must hold at least one guess", "none", "Give progress.sample_class().")
    by_question: dict[str, list[Guess]] = defaultdict(list)
    for guess in found:
        checks.instance("found", guess, Guess, "Give progress.sample_class().")
        by_question[guess.name].append(guess)
    rows = [_row(name, some) for name, some in by_question.items()]
    head = ("question", "guesses n", "right, %", "mean confidence, %", "surer than right by", "1.96 SE", "stands clear")
    return Table(title, head, (*rows, _row("all", list(found))))


def _row(name: str, found: Sequence[Guess]) -> tuple[str, ...]:
    n = len(found)
    a, c = (sum(part) / n for part in ([guess.correct for guess in found], [guess.confidence for guess in found]))
    reach = CLEAR * standard_error(a, n)
    numbers = (say_number(100 * share, 2) for share in (a, c, c - a, reach))
    return (name, str(n), *numbers, "yes" if abs(c - a) > reach else "no")
