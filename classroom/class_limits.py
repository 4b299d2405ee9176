"""What a student's processes may take: hard limits, which no student can raise again."""

import ctypes
import json
import os
import resource
from dataclasses import asdict, dataclass
from pathlib import Path

LIMITS = "NLS_CLASS_LIMITS"  # names the variable that holds them
LIBRARIES = 16 * 1024**3  # bytes of address space for libraries, which all processes share: PyTorch's alone are many GB
NICE = 5  # the hub, its proxy and its fork server come first
PR_SET_NO_NEW_PRIVS = 38


@dataclass(frozen=True)
class Limits:
    """One field a limit; sizes in bytes, times in seconds."""

    memory: int  # of one process
    processes: int  # of one account, threads counted
    file_size: int  # of one file
    processor: int  # of one process

    def written(self) -> str:
        """For the environment."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> "Limits":
        """What `written` wrote."""
        return cls(**json.loads(text))


def chosen() -> Limits:
    """The limits in the environment."""
    return Limits.read(os.environ[LIMITS])


def keep_within(limits: Limits) -> None:
    r"""Limits this process, and each process that it starts, for good.

    RLIMIT_DATA counts private writable memory, RLIMIT_AS also what is shared (a student could take memory that way);
    past them an allocation fails, Python says MemoryError, and the neighbours go on. Soft and hard limits are the same,
    so that nobody sets them back, and no program with rights of its own (su) gives them away. The operating system is
    also told whom to end first, should memory run out after all.
    """
    for kind, most in (
        (resource.RLIMIT_DATA, limits.memory),
        (resource.RLIMIT_AS, limits.memory + LIBRARIES),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_CPU, limits.processor),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))
    Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
    os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))
    if ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError("the operating system did not take away the right to new privileges")
