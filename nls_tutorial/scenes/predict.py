"""A scene behind a curtain: the reader guesses first, with a confidence, and the guess is kept beside the truth."""

import base64
import warnings
from collections.abc import Sequence
from typing import Any

import traitlets

from nls_tutorial import progress
from nls_tutorial.checks import instance, refuse
from nls_tutorial.progress.guesses import GUESSED, from_line
from nls_tutorial.records import Amount, Choice, Question, Scene, Sketch, Spot
from nls_tutorial.records.text import readable
from nls_tutorial.scenes.asked import Mark, describe, question_scene, say_question
from nls_tutorial.scenes.still import still_or_why
from nls_tutorial.scenes.widget import PNG, LiveScene, SceneWidget, answer

GUESS_NOTE = "Run the cell to guess; the picture opens after your guess."
QUESTIONS = (Choice, Amount, Sketch, Spot)
ALONG = {Amount: ("x", "y"), Sketch: ("xy",), Spot: ("xy",)}


class PredictWidget(SceneWidget):
    """A `SceneWidget` whose scene opens when the reader has guessed; `kept` is the guess as a line of their file.

    First met in notebooks/00_start_here.

    >>> from nls_tutorial.lessons.l02_soften_a_label import finite_optimum
    >>> asked = Choice("02.9", "Does it grow?", ("no", "yes"))
    >>> PredictWidget(asked, finite_optimum(), truth=(False, 2 > 1)).asked["truth"]
    'yes'
    """

    kept = traitlets.Dict().tag(sync=True)

    def __init__(self, question: Question, scene: Scene | LiveScene, truth: object, mark: Mark | None = None) -> None:
        instance("question", question, QUESTIONS, "Make one with nls_tutorial.records.Choice.")
        if isinstance(scene, LiveScene):
            super().__init__(scene.scene, live=True)
            build = scene.build
            self.on_msg(lambda _, message, __: answer(self, build, message))
        else:
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
    question: Question, scene: Scene | LiveScene, *, truth: Sequence[object] | float, mark: Mark | None = None
) -> PredictWidget:
    """The scene behind a curtain that opens when the reader has guessed: what a lesson's cell ends with.

    `question` is a `records.Choice`, an `Amount`, a `Sketch` (a curve or bars to drag) or a `Spot` (a place to drag).
    `truth` is computed where it is called: for a choice one condition an answer, of which exactly one must hold; for an
    amount the number; for a sketch one number a knot; for a spot x and y. `mark` also draws the guess into the scene:
    (0, "x") an amount as a line in panel 0 at its place along x, (0, "xy") what was drawn, where the axes are the same.
    `scene` may be a `LiveScene`, which the kernel answers.

    The guess goes into the reader's own file (see `exercises.progress`), and nowhere else; a cell that is run again
    shows the one that was kept.

    Raises ValueError where no condition or several hold, for a truth that is no number, and for a missing panel.
    First met in notebooks/00_start_here.
    """
    instance("question", question, QUESTIONS, "Make one with records.Choice, Amount, Sketch or Spot.")
    instance("scene", scene, (Scene, LiveScene), "Make one with a lesson's scenes.")
    still = scene.scene if isinstance(scene, LiveScene) else scene
    return PredictWidget(question, scene, truth, _checked_mark(question, still, mark))


def _checked_mark(question: Question, scene: Scene, mark: Mark | None) -> Mark | None:
    if mark is None:
        return None
    panel, along = mark
    allowed = ALONG.get(type(question), ())
    if panel not in range(len(scene.panels)) or along not in allowed:
        step = 'Give (0, "x") or (0, "y") with an Amount, (0, "xy") with a Sketch or a Spot.'
        refuse("mark", f"must name one of {len(scene.panels)} panels and an axis that fits the question", mark, step)
    return mark


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
