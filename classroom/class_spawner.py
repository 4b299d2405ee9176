"""How a student's server starts: in a home of its own, with a limit on memory, first to go when memory runs out."""

import os
from collections.abc import Callable

from class_limits import LIMIT, keep_within
from jupyterhub.spawner import LocalProcessSpawner, SimpleLocalProcessSpawner


class _Limited:
    def make_preexec_fn(self, name: str) -> Callable[[], None]:
        before = super().make_preexec_fn(name)  # type: ignore[misc]
        limit = int(os.environ[LIMIT])

        def prepare() -> None:
            keep_within(limit)  # first: what comes next may give up the right to it
            before()
            os.umask(0o077)  # what a student writes is the student's

        return prepare


class ClassSpawner(_Limited, SimpleLocalProcessSpawner):
    """No accounts needed: every server runs under the hub's own account, in the folder of its student."""


class AccountSpawner(_Limited, LocalProcessSpawner):
    """Every server runs under the account of its student."""
