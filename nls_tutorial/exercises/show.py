"""The exercise, its hints and its solution, for the reader's eye."""

from dataclasses import dataclass

from nls_tutorial.checks import choice
from nls_tutorial.exercises import keep
from nls_tutorial.exercises.find import find
from nls_tutorial.exercises.source import solution


@dataclass(frozen=True, repr=False)
class Note:
    """A short text that a notebook shows as markdown.

    >>> Note("Hint 1 of 3", "Count the classes.")
    Hint 1 of 3
    <BLANKLINE>
    Count the classes.
    """

    title: str
    markdown: str

    def __repr__(self) -> str:
        return f"{self.title}\n\n{self.markdown}"

    def _repr_markdown_(self) -> str:
        return f"**{self.title}**\n\n{self.markdown}"


def prompt(exercise_id: object) -> str:
    """The exercise as markdown, with its stars: ★☆☆ easy, ★★☆ some thought, ★★★ hard.

    >>> print(prompt("00.1").splitlines()[0])
    ### 00.1 ★☆☆ A hard label
    """
    asked = find(exercise_id)
    stars = "★" * asked.stars + "☆" * (3 - asked.stars)
    return f"### {asked.exercise_id} {stars} {asked.title}\n\n{asked.prompt}"


def hint(exercise_id: object, number: int = 1) -> Note:
    """One of three hints: 1 a nudge, 2 the method, 3 nearly the answer.

    >>> hint("00.1", 1)
    Hint 1 of 3 for 00.1
    <BLANKLINE>
    How long is the list? Which of its places is not zero?
    """
    asked = find(exercise_id)
    choice("number", number, (1, 2, 3))
    keep.note(asked.exercise_id, keep.HINTS[number - 1])
    return Note(f"Hint {number} of 3 for {asked.exercise_id}", asked.hints[number - 1])


def show_solution(exercise_id: object) -> Note:
    """One right answer, as code; there may be others.

    >>> show_solution("00.1").title
    'A solution of 00.1'
    """
    asked = find(exercise_id)
    keep.note(asked.exercise_id, "solution")
    return Note(f"A solution of {asked.exercise_id}", f"```python\n{solution(exercise_id)}\n```")
