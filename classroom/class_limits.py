"""What one process of a student may take for itself."""

import resource
from pathlib import Path

LIMIT = "NLS_CLASS_MEMORY"  # names the variable that holds it, in bytes


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
