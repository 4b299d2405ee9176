"""How a student's server starts: in a home of its own, with a limit on memory, first to go when memory runs out."""

import os
import resource
from collections.abc import Callable
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner, SimpleLocalProcessSpawner

LIMIT = "NLS_CLASS_MEMORY"  # bytes; the student's server hands it to kernels that it starts by itself


def keep_within(limit: int) -> None:
    """Limits what this process, and each process that it starts, may take for itself, in bytes.

    RLIMIT_DATA counts private writable memory of one process. (Libraries, which all processes share, do not count.)
    Past it an allocation fails, Python says MemoryError, and the machine and the neighbours go on. The operating system
    is also told whom to end first, should memory run out after all.
    """
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    allowed = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))
    Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")


class _Limited:
    def make_preexec_fn(self, name: str) -> Callable[[], None]:
        before = super().make_preexec_fn(name)  # type: ignore[misc]
        limit = int(os.environ[LIMIT])

        def prepare() -> None:
            os.umask(0o077)  # what a student writes is the student's
            before()
            keep_within(limit)

        return prepare


class ClassSpawner(_Limited, SimpleLocalProcessSpawner):
    """No accounts needed: every server runs under the hub's own account, in the folder of its student."""


class AccountSpawner(_Limited, LocalProcessSpawner):
    """Every server runs under the account of its student."""
