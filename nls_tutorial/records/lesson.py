"""What a lesson says of itself at its door."""

from dataclasses import dataclass

from nls_tutorial.records.record import Record


@dataclass(frozen=True)
class Lesson(Record):
    """One line of the course's map: everything that is written elsewhere about a lesson comes from here.

    Its number and name are those of its notebook; its title, minutes and seconds stand in the notebook's first cell,
    its questions and exercises are counted. `idea` is what it is about, `drag` what the hand moves, `session` the class
    session that it belongs to, from 1 on; `ask` is what to ask a class for at the end of that session, said by the
    session's last lesson. `needs` are the numbers of the lessons that come before.

    Raises ValueError for an empty idea or drag, a session below 1, and needs that are not two digits.
    First met in CONTRIBUTING.

    >>> Lesson("logits as closeness", "a feature", session=1, needs=("00",)).needs
    ('00',)
    """

    idea: str
    drag: str
    session: int
    needs: tuple[str, ...] = ()
    ask: str = ""

    def _rules(self) -> None:
        for name in ("idea", "drag"):
            if not getattr(self, name).strip():
                raise ValueError(f"{name} must say something, but got {getattr(self, name)!r}. Use a few words.")
        if self.session < 1:
            raise ValueError(f"session must be at least 1, but got {self.session}. Count class sessions from 1.")
        for number in self.needs:
            if len(number) != 2 or not number.isdigit():
                raise ValueError(f"needs must be numbers such as '02', but got {number!r}. Give two digits each.")
