"""How a student's server starts: in a home of its own, within hard limits, with nothing open that is the hub's."""

import os
from collections.abc import Callable

from class_limits import chosen, keep_within
from jupyterhub.spawner import LocalProcessSpawner, SimpleLocalProcessSpawner

LOG = ".nls_server.log"  # in the student's home: what their server says


def redirect() -> None:
    """Nothing to read, and a log in the student's home, for this process: the terminal and the log are the teacher's.

    With the terminal, a server would ask there whether it should really stop. Runs under the student's account.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        log = os.open(LOG, flags, 0o600)
    except OSError:  # a full disk, or something else under that name: the server starts without
        log = os.open(os.devnull, os.O_WRONLY)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number in (1, 2):
        os.dup2(log, number)


class _Limited:
    def make_preexec_fn(self, name: str) -> Callable[[], None]:
        before = super().make_preexec_fn(name)  # type: ignore[misc]
        limits = chosen()

        def prepare() -> None:
            os.umask(0o077)  # what a student writes is the student's
            keep_within(limits)  # before the account changes: only then does it hold
            before()
            redirect()

        return prepare


class ClassSpawner(_Limited, SimpleLocalProcessSpawner):
    """No accounts needed: every server runs under the hub's own account, in the folder of its student."""


class AccountSpawner(_Limited, LocalProcessSpawner):
    """Every server runs under the account of its student."""
