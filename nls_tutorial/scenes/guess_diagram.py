"""A reader's, or a class's, guesses as a reliability diagram."""

from collections.abc import Sequence

from nls_tutorial import checks, progress
from nls_tutorial.progress import Guess
from nls_tutorial.records import Readout, Scene, track
from nls_tutorial.records.say import say_number
from nls_tutorial.scenes.reliability_panel import reliability_panels


def guess_diagram(found: Sequence[Guess], *, title: str = "Your own guesses") -> Scene:
    """Guesses as a network's predictions: accuracy against confidence with Wilson's intervals, and the scores.

    ECE stands beside what a perfectly calibrated guesser with these confidences would get by chance; the excess of
    confidence over accuracy has a 95 % bootstrap interval. `found` are guesses that count, such as
    `progress.own_guesses().shown`. Raises ValueError for none. First met in notebooks/06_read_a_reliability_diagram.
    """
    checks.text("title", title)
    found = checks.several("found", found, "Give progress.own_guesses().shown.")
    for guess in found:
        checks.instance("found", guess, Guess, "Give progress.own_guesses().shown.")
    curve = progress.own_curve(found)
    low, high = (100 * end for end in curve.excess_interval)
    usual, most = (100 * share for share in curve.chance)
    sides = f"between {say_number(low, 0)} and {say_number(high, 0)} points (95 % interval)"
    words = (
        f"{len(found)} guesses, right {sum(guess.correct for guess in found)} times. Mean confidence less accuracy: "
    )
    words += (
        f"{say_number(100 * curve.excess, 1)} points, {sides}. By chance alone ECE would be {say_number(usual, 1)} %, "
    )
    words += f"and stay below {say_number(most, 1)} % in 95 of 100 cases."
    temperature = float("nan") if curve.temperature is None else curve.temperature
    return Scene(
        f"{title}: {len(found)}",
        words,
        reliability_panels(curve.bins, title=_verdict(low, high)),
        (),
        (
            Readout("guesses", track(float(len(found))), 0),
            Readout("ECE", track(curve.ece), 1, percent=True),
            Readout("ECE by chance", track(curve.chance[0]), 1, percent=True),
            Readout("too sure by", track(100 * curve.excess), 1, " points"),
            Readout("Brier score", track(curve.brier), 3),
            Readout("best T", track(temperature), 2),
        ),
    )


def _verdict(low: float, high: float) -> str:
    """What the interval of the excess allows to say."""
    if low > 0:
        return "Overconfident: surer than right"
    if high < 0:
        return "Underconfident: righter than sure"
    return "Over- or underconfident? These guesses cannot tell"
