"""A scene behind a curtain: the reader guesses first, with a confidence, and the guess is kept beside the truth."""

import base64
import math
import textwrap
import warnings
from collections.abc import Sequence
from typing import Any

import traitlets

from nls_tutorial import progress
from nls_tutorial.checks import brief, instance, refuse
from nls_tutorial.progress.guesses import GUESSED, from_line
from nls_tutorial.records import Amount, Axis, Choice, Panel, Scene, Text, track
from nls_tutorial.records.question import Question
from nls_tutorial.records.say import say_number, say_percent
from nls_tutorial.records.text import readable
from nls_tutorial.scenes.still import still_or_why
from nls_tutorial.scenes.widget import PNG, SceneWidget

STEP = 0.05  # of confidence
GUESS_NOTE = "Run the cell to guess; the picture opens after your guess."
LETTERS = 74  # in a line of the still picture


class PredictWidget(SceneWidget):
    """A `SceneWidget` whose scene opens when the reader has guessed; `kept` is the guess as a line of their file.

    First met in notebooks/00_start_here.

    >>> from nls_tutorial.lessons.l02_soften_a_label import finite_optimum
    >>> asked = Choice("02.9", "Does it grow?", ("no", "yes"))
    >>> PredictWidget(asked, finite_optimum(), truth=(False, 2 > 1)).asked["truth"]
    'yes'
    """

    kept = traitlets.Dict().tag(sync=True)

    def __init__(self, question: Question, scene: Scene, truth: object, mark: tuple[int, str] | None = None) -> None:
        instance("question", question, (Choice, Amount), "Make one with nls_tutorial.records.Choice.")
        super().__init__(scene)
        self.question, self.asked = question, describe(question, truth, mark)
        self.spec = {**self.spec, "guess": self.asked}
        self.kept = _latest(question)
        self.observe(self._note, "kept")

    def _note(self, change: dict[str, Any]) -> None:
        """A guess has come from the page: keep it, where it makes sense."""
        try:
            guess = from_line(change["new"])
        except (ValueError, KeyError, TypeError, OverflowError):
            return
        if guess.name != self.question.name:
            return
        try:
            progress.note_guess(guess)
        except (OSError, RuntimeError) as trouble:
            warnings.warn(f"The guess cannot be kept ({trouble}). The scene opens all the same.", stacklevel=2)

    def _repr_mimebundle_(self, *args: Any, **kwargs: Any) -> Any:
        """A page shows the question; the picture behind the curtain lies beside it, for paper and for teachers."""
        data, metadata = super()._repr_mimebundle_(*args, **kwargs)
        if PNG in data:
            picture, _ = super()._still()
            words = readable(self.scene.alt(self.scene.position(**self.values)))
            metadata[PNG] |= {"answer": base64.b64encode(picture).decode("ascii"), "answer_alt": words}
        return data, metadata

    def _words(self) -> str:
        """The question and its answers: the still picture shows no more."""
        return readable(say_question(self.question))

    def _still(self) -> tuple[bytes, str]:
        return still_or_why(question_scene(self.question), note=GUESS_NOTE)


def predict(
    question: Question, scene: Scene, *, truth: Sequence[object] | float, mark: tuple[int, str] | None = None
) -> PredictWidget:
    """The scene behind a curtain that opens when the reader has guessed: what a lesson's cell ends with.

    `question` is a `records.Choice` or `records.Amount`. `truth` is computed where it is called: for a choice one
    condition an answer, of which exactly one must hold; for an amount the number. `mark`, such as (0, "x"), also draws
    an amount that was guessed into the scene, as a line in panel 0 at its place along x.

    The guess goes into the reader's own file (see `exercises.progress`), and nowhere else; a cell that is run again
    shows the one that was kept.

    Raises ValueError where no condition or several hold, for a truth that is no number, and for a missing panel.
    First met in notebooks/00_start_here.
    """
    instance("question", question, (Choice, Amount), "Make one with records.Choice or records.Amount.")
    instance("scene", scene, Scene, "Make one with a lesson's scenes.")
    return PredictWidget(question, scene, truth, _checked_mark(question, scene, mark))


def describe(question: Question, truth: object, mark: tuple[int, str] | None = None) -> dict[str, Any]:
    """The question as the page gets it: its answers in words, which of them are right, and the levels of confidence."""
    told: dict[str, Any] = {"name": question.name, "text": question.text, "floor": round(question.floor, 6)}
    told["levels"] = [[level, _say_level(level, question)] for level in levels(question.floor)]
    if isinstance(question, Choice):
        right = _one_right(question, truth)
        told |= {"kind": "choice", "values": list(range(len(right))), "texts": list(question.answers)}
        return _readable(told | {"right": right, "truth": question.answers[right.index(True)], "near": ""})
    value = _number(truth)
    steps = round((question.high - question.low) / question.step)
    values = [round(question.low + at * question.step, 9) for at in range(steps + 1)]
    told |= {"kind": "amount", "values": values, "texts": [question.say(one) for one in values]}
    told |= {"right": [abs(one - value) <= question.within + 1e-9 for one in values], "truth": question.say(value)}
    told["near"] = f"up to {say_number(question.within, question.digits)}{question.unit} away"
    told["line"] = {"low": question.low, "high": question.high, "within": question.within, "value": value}
    return _readable(told | ({"mark": list(mark)} if mark else {}))


def levels(floor: float) -> list[float]:
    """The confidences to choose from: the floor itself, then each full step of 5 % above it, to 1.

    >>> levels(0.5)[:3], len(levels(0.5)), levels(1 / 3)[:2]
    ([0.5, 0.55, 0.6], 11, [0.333333, 0.35])
    """
    first = math.floor(floor / STEP + 1e-9) + 1
    return [round(floor, 6), *(round(STEP * at, 2) for at in range(first, round(1 / STEP) + 1))]


def say_question(question: Question) -> str:
    """The question with its answers, in words.

    >>> say_question(Choice("05.1", "Does it pull?", ("no", "yes")))
    'Guess 05.1. Does it pull? A: no. B: yes.'
    """
    if isinstance(question, Choice):
        answers = " ".join(f"{letter}: {answer}." for letter, answer in zip("ABCD", question.answers, strict=False))
    else:
        answers = f"A number from {question.say(question.low)} to {question.say(question.high)}."
    return f"Guess {question.name}. {question.text} {answers}"


def question_scene(question: Question) -> Scene:
    """The question as a picture without axes, for a page that cannot ask it."""
    lines = [(line, True) for line in textwrap.wrap(question.text, LETTERS)]
    if isinstance(question, Choice):
        for letter, answer in zip("ABCD", question.answers, strict=False):
            lines += [(line, False) for line in textwrap.wrap(f"{letter}   {answer}", LETTERS)]
    else:
        lines.append((f"from {question.say(question.low)} to {question.say(question.high)}", False))
    marks = [
        Text(track(0.0), track(-float(row)), line, anchor="start", bold=bold) for row, (line, bold) in enumerate(lines)
    ]
    axes = Axis("", 0, 1, visible=False), Axis("", -len(lines), 1, visible=False)
    panel = Panel("", *axes, tuple(marks), aspect=max(0.2, 0.075 * (len(lines) + 1)), width=1.6)
    return Scene("Guess first", say_question(question), (panel,))


def _say_level(level: float, question: Question) -> str:
    words = {round(question.floor, 6): ", a pure guess", 1.0: ", certain"}
    return say_percent(level, 0) + words.get(level, "")


def _one_right(question: Choice, truth: object) -> list[bool]:
    """Which answer is right, by the conditions."""
    if isinstance(truth, str) or not isinstance(truth, Sequence) or len(truth) != len(question.answers):
        step = f"Compute {len(question.answers)}, in the order of the answers."
        refuse("truth", "must be one condition an answer", brief(truth), step)
    right = [bool(condition) for condition in truth]
    if sum(right) != 1:
        holding = [answer for answer, holds in zip(question.answers, right, strict=True) if holds]
        refuse("truth", f"of {question.name} must hold for exactly one answer", holding or "none", "Mend a condition.")
    return right


def _number(truth: object) -> float:
    try:
        value = float(truth)  # type: ignore[arg-type]
    except (TypeError, ValueError, RuntimeError):
        refuse("truth", "must be a number", brief(truth), "Compute it in the cell.")
    if not math.isfinite(value):
        refuse("truth", "must be a finite number", value, "Compute it in the cell.")
    return value


def _checked_mark(question: Question, scene: Scene, mark: tuple[int, str] | None) -> tuple[int, str] | None:
    if mark is None:
        return None
    panel, along = mark
    if isinstance(question, Choice) or panel not in range(len(scene.panels)) or along not in ("x", "y"):
        step = 'Give (0, "x") or (0, "y") with an Amount.'
        refuse("mark", f"must name one of {len(scene.panels)} panels and an axis, for an amount", mark, step)
    return mark


def _readable(told: dict[str, Any]) -> dict[str, Any]:
    """Every text as a page can show it."""
    return {
        name: readable(part)
        if isinstance(part, str)
        else [readable(one) if isinstance(one, str) else one for one in part]
        if name == "texts"
        else part
        for name, part in told.items()
    }


def _latest(question: Question) -> dict[str, Any]:
    """What was kept last of this question, as it is asked today; empty where nothing was."""
    try:
        kept = [guess for guess in progress.guesses() if guess.name == question.name]
    except (OSError, RuntimeError):
        return {}
    if not kept or kept[-1].text != readable(question.text):
        return {}
    line = kept[-1].line()
    return line if line["event"] != GUESSED or line["confidence"] else {}
