"""Becomes another program, which ends when the process that started it does, however that ends.

python run_tied.py PROGRAM [ARGUMENT ...]
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def tie(parent: int) -> None:
    """This process gets SIGTERM when `parent` has ended; at once, where that is so already."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)  # an exec keeps it, a fork does not
    if os.getppid() != parent:
        sys.exit("the process that started this one has ended already")


if __name__ == "__main__":
    tie(os.getppid())
    os.execvp(sys.argv[1], sys.argv[1:])
