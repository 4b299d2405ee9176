"""One process that has imported the course's libraries, and forks every student's kernel from itself.

    python kernel_nursery.py NAME      listens at the abstract Unix socket NAME (Linux)

A kernel that starts the ordinary way imports PyTorch for itself: seconds, and hundreds of megabytes that no other
process can use. A forked one finds everything there, and shares it until it writes to it.

One line of JSON asks for a kernel: {"arguments", "environment", "folder"}. The answer is {"pid"} at once, and {"exit"}
when the kernel has ended. The socket itself says who asks: a kernel runs under the account of the server that asked,
and ends when that server goes. Nothing of the student runs in this process.
"""

import ctypes
import gc
import json
import os
import pwd
import selectors
import signal
import socket
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn

from class_limits import LIMIT, keep_within

LONGEST = 1 << 20  # bytes of a request
PR_SET_PDEATHSIG = 1


def peer(connection: socket.socket) -> tuple[int, int]:
    """The account (user and group number) at the other end, as the operating system vouches for it."""
    seen = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, group = struct.unpack("3i", seen)
    return user, group


def warm_up() -> None:
    """Import what the lessons use, and put it where the garbage collector does not write to it."""
    import IPython.core.completer  # noqa: F401
    import matplotlib.backends.backend_agg
    import matplotlib.figure  # noqa: F401
    import sklearn.datasets  # noqa: F401
    import torch._dynamo  # what the first optimizer imports
    import torchvision  # noqa: F401

    import nls_tutorial

    for room in nls_tutorial.__all__:
        getattr(nls_tutorial, room)
    torch.set_num_threads(1)
    gc.collect()
    gc.freeze()
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        sys.exit(f"the nursery must have one thread to fork from, but has {threads}. Set OMP_NUM_THREADS=1.")


@dataclass
class Asker:
    """A server that wants a kernel, and the kernel that it got."""

    connection: socket.socket
    heard: bytes = b""
    pid: int | None = None
    watch: int | None = None  # becomes readable when the kernel ends


@dataclass
class Nursery:
    """The listening socket and everybody who is connected."""

    listener: socket.socket
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    askers: list[Asker] = field(default_factory=list)

    def serve(self) -> None:
        """Answers until the process is ended; then its kernels end with it."""
        self.selector.register(self.listener, selectors.EVENT_READ, None)
        while True:
            for key, _ in self.selector.select():
                if key.data is None:
                    connection, _ = self.listener.accept()
                    connection.setblocking(False)
                    asker = Asker(connection)
                    self.askers.append(asker)
                    self.selector.register(connection, selectors.EVENT_READ, asker)
                elif key.fileobj == key.data.watch:
                    self.kernel_ended(key.data)
                else:
                    self.hear(key.data)

    def hear(self, asker: Asker) -> None:
        """Reads on; a whole request starts the kernel, an end of the line ends it."""
        try:
            part = asker.connection.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if not part:
            self.let_go(asker)
            return
        asker.heard += part
        if asker.pid is None and asker.heard.endswith(b"\n"):
            self.start(asker)
        elif len(asker.heard) > LONGEST:
            self.let_go(asker)

    def start(self, asker: Asker) -> None:
        """Forks the kernel that was asked for."""
        user, group = peer(asker.connection)
        try:
            request = json.loads(asker.heard)
            if os.geteuid() not in (0, user):
                raise PermissionError(f"the nursery runs as {os.geteuid()}, and cannot start a kernel for {user}")
            arguments, environment, folder = (request[name] for name in ("arguments", "environment", "folder"))
        except (ValueError, KeyError, TypeError, PermissionError) as error:
            print(f"nursery: no kernel for {user}: {error!r}", file=sys.stderr)
            self.let_go(asker)
            return
        asker.heard = b""
        asker.pid = os.fork()
        if asker.pid == 0:
            self.selector.close()
            for one in self.askers:
                one.connection.close()
                if one.watch is not None:
                    os.close(one.watch)
            self.listener.close()
            become(user, group, arguments, environment, folder)
        asker.watch = os.pidfd_open(asker.pid)
        self.selector.register(asker.watch, selectors.EVENT_READ, asker)
        self.say(asker, pid=asker.pid)

    def kernel_ended(self, asker: Asker) -> None:
        """Tells the server how its kernel ended."""
        assert asker.pid is not None
        assert asker.watch is not None
        _, status = os.waitpid(asker.pid, 0)
        self.selector.unregister(asker.watch)
        os.close(asker.watch)
        asker.pid = asker.watch = None
        self.say(asker, exit=os.waitstatus_to_exitcode(status))
        self.let_go(asker)

    def let_go(self, asker: Asker) -> None:
        """The server has gone, or its kernel has: neither outlives the other."""
        if asker.connection.fileno() != -1:
            self.selector.unregister(asker.connection)
            asker.connection.close()
        if asker.pid is None:
            self.askers.remove(asker)
        else:
            try:
                os.killpg(asker.pid, signal.SIGKILL)  # its end is told to kernel_ended
            except ProcessLookupError:  # so young that it does not lead its group yet
                os.kill(asker.pid, signal.SIGKILL)

    @staticmethod
    def say(asker: Asker, **words: Any) -> None:
        with suppress(OSError):  # nobody is listening any more
            asker.connection.sendall(json.dumps(words).encode() + b"\n")


def become(user: int, group: int, arguments: list[str], environment: dict[str, str], folder: str) -> NoReturn:
    """Turns the fresh child into the kernel, under the account of the server that asked."""
    code = 1
    try:
        os.setsid()
        keep_within(int(os.environ[LIMIT]))  # before the account changes: what comes next may give up the right to it
        if os.geteuid() == 0 and user != 0:
            os.initgroups(pwd.getpwuid(user).pw_name, group)
            os.setgid(group)
            os.setuid(user)
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # no kernel outlives the nursery
        os.umask(0o077)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.argv = ["ipykernel_launcher", *arguments]
        sys.path[0] = ""  # as in a kernel that starts the ordinary way, and not where this file lies

        import numpy
        from ipykernel.kernelapp import launch_new_instance

        numpy.random.seed()  # noqa: NPY002  (or all students would draw the same numbers)
        launch_new_instance()
        code = 0
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else 1
    except BaseException as error:
        print(f"nursery: a kernel failed: {error!r}", file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main(name: str) -> None:
    """Warms up, then listens."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))
    warm_up()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(f"\0{name}")
    listener.listen(64)
    listener.setblocking(False)
    Nursery(listener).serve()


if __name__ == "__main__":
    main(sys.argv[1])
