"""What is wrong with single files: gathered while the others are read, and told at once."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from nls_tutorial import checks
from nls_tutorial.data.files import MissingFileError

TOLD = 1000  # files told one by one
_log = logging.getLogger(__name__)


class UnusableFileError(ValueError):
    """One file cannot be used; the others may."""


class BadFiles:
    """Files that cannot be used. `on_bad` "raise" refuses all in one message, "skip" leaves them out and logs it.

    >>> bad = BadFiles("raise")
    >>> for name in ("a.xml", "b.xml"):
    ...     with bad.noted():
    ...         checks.refuse(name, "must be well-formed XML", "a line", "Correct it.", error=UnusableFileError)
    >>> bad.tell()
    Traceback (most recent call last):
        ...
    nls_tutorial.data.bad_files.UnusableFileError: 2 faults: these files cannot be used. ... on_bad="skip".
    a.xml must be well-formed XML, but got a line. Correct it.
    b.xml must be well-formed XML, but got a line. Correct it.
    """

    def __init__(self, on_bad: str) -> None:
        checks.choice("on_bad", on_bad, ("raise", "skip"))
        self.skip = on_bad == "skip"
        self.errors: list[UnusableFileError | MissingFileError] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """What is wrong with a file inside is kept for later, and the code goes on behind this context."""
        try:
            yield
        except (UnusableFileError, MissingFileError) as error:
            self.errors.append(error)

    def tell(self) -> None:
        """Refuse the files noted so far, if there are any, or log that they are left out."""
        if not self.errors:
            return
        lines = [str(error) for error in self.errors[:TOLD]]
        if len(self.errors) > TOLD:
            lines.append(f"… and {len(self.errors) - TOLD:,} more.")
        if self.skip:
            _log.warning("%s", "\n".join([f"{len(self.errors):,} faults: these files are left out.", *lines]))
            return
        if len(self.errors) == 1:
            raise self.errors[0]
        alike = len({type(error) for error in self.errors}) == 1
        kind = type(self.errors[0]) if alike else UnusableFileError
        step = 'Correct them, or leave them out with on_bad="skip".'
        first = f"{len(self.errors):,} faults: these files cannot be used. {step}"
        raise kind("\n".join([first, *lines]))
