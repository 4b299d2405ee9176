"""What a freshly forked process does to become a student's kernel."""

import os
import pwd
import resource
import select
import signal
import socket
import sys
import threading
from typing import NoReturn

from class_limits import chosen, keep_within


def leave_with(connection: socket.socket) -> None:
    """Ends this kernel and all that it started when its server closes the connection, or goes.

    The fork server sees to that too; this holds when the fork server has ended.
    """
    watch = select.poll()
    watch.register(connection, select.POLLRDHUP)
    watch.poll()
    os.killpg(os.getpgrp(), signal.SIGKILL)


def quiet() -> None:
    """No kernel reads from or writes to what the hub has open: its log is not a student's to fill."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)


def take_account(user: int, group: int) -> None:
    """The account of the server that asked, with no right left to go back."""
    if os.geteuid() == 0 and user != 0:
        os.initgroups(pwd.getpwuid(user).pw_name, group)
        os.setgid(group)
        os.setuid(user)
    if os.getresuid() != (user,) * 3:
        raise PermissionError(f"the kernel should run as {user}, but would run as {os.getresuid()}")


def run_as(
    connection: socket.socket, user: int, group: int, arguments: list[str], environment: dict[str, str], folder: str
) -> NoReturn:
    """Turns the fresh child into the kernel, under the account of the server that asked."""
    code = 1
    try:
        os.setsid()
        quiet()
        keep_within(chosen())  # before the account changes: only then does it hold
        take_account(user, group)
        os.umask(0o077)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        threading.Thread(target=leave_with, args=(connection,), daemon=True).start()
        sys.argv = ["ipykernel_launcher", *arguments]
        sys.path[0] = ""  # as in a kernel that starts the ordinary way, and not where this file lies

        import numpy
        from ipykernel.kernelapp import launch_new_instance

        numpy.random.seed()  # noqa: NPY002  (or all students would draw the same numbers)
        launch_new_instance()
        code = 0
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else 1
    finally:
        os._exit(code)


def room_for_files() -> tuple[int, int]:
    """As many open files as may be, for this process; what the limits were."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    return before
