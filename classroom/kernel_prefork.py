"""One process that has imported the course's libraries, and forks every student's kernel from itself.

    python kernel_prefork.py NAME      listens at the abstract Unix socket NAME (Linux)

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
        sys.exit(f"the fork server must have one thread to fork from, but has {threads}. Set OMP_NUM_THREADS=1.")


@dataclass
class Client:
    """A server that wants a kernel, and the kernel that it got."""

    connection: socket.socket
    heard: bytes = b""
    pid: int | None = None
    watch: int | None = None  # becomes readable when the kernel ends


@dataclass
class Prefork:
    """The listening socket and everybody who is connected."""

    listener: socket.socket
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    clients: list[Client] = field(default_factory=list)

    def serve(self) -> None:
        """Answers until the process is ended; then its kernels end with it."""
        self.selector.register(self.listener, selectors.EVENT_READ, None)
        while True:
            for key, _ in self.selector.select():
                if key.data is None:
                    connection, _ = self.listener.accept()
                    connection.setblocking(False)
                    client = Client(connection)
                    self.clients.append(client)
                    self.selector.register(connection, selectors.EVENT_READ, client)
                elif key.fileobj == key.data.watch:
                    self.kernel_ended(key.data)
                else:
                    self.hear(key.data)

    def hear(self, client: Client) -> None:
        """Reads on; a whole request starts the kernel, an end of the line ends it."""
        try:
            part = client.connection.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if not part:
            self.release(client)
            return
        client.heard += part
        if client.pid is None and client.heard.endswith(b"\n"):
            self.start(client)
        elif len(client.heard) > LONGEST:
            self.release(client)

    def start(self, client: Client) -> None:
        """Forks the kernel that was asked for."""
        user, group = peer(client.connection)
        try:
            request = json.loads(client.heard)
            if os.geteuid() not in (0, user):
                raise PermissionError(f"the fork server runs as {os.geteuid()}, and cannot start a kernel for {user}")
            arguments, environment, folder = (request[name] for name in ("arguments", "environment", "folder"))
        except (ValueError, KeyError, TypeError, PermissionError) as error:
            print(f"prefork: no kernel for {user}: {error!r}", file=sys.stderr)
            self.release(client)
            return
        client.heard = b""
        client.pid = os.fork()
        if client.pid == 0:
            self.selector.close()
            for one in self.clients:
                one.connection.close()
                if one.watch is not None:
                    os.close(one.watch)
            self.listener.close()
            run_as(user, group, arguments, environment, folder)
        client.watch = os.pidfd_open(client.pid)
        self.selector.register(client.watch, selectors.EVENT_READ, client)
        self.say(client, pid=client.pid)

    def kernel_ended(self, client: Client) -> None:
        """Tells the server how its kernel ended."""
        assert client.pid is not None
        assert client.watch is not None
        _, status = os.waitpid(client.pid, 0)
        self.selector.unregister(client.watch)
        os.close(client.watch)
        client.pid = client.watch = None
        self.say(client, exit=os.waitstatus_to_exitcode(status))
        self.release(client)

    def release(self, client: Client) -> None:
        """The server has gone, or its kernel has: neither outlives the other."""
        if client.connection.fileno() != -1:
            self.selector.unregister(client.connection)
            client.connection.close()
        if client.pid is None:
            self.clients.remove(client)
        else:
            try:
                os.killpg(client.pid, signal.SIGKILL)  # its end is told to kernel_ended
            except ProcessLookupError:  # so young that it does not lead its group yet
                os.kill(client.pid, signal.SIGKILL)

    @staticmethod
    def say(client: Client, **words: Any) -> None:
        with suppress(OSError):  # nobody is listening any more
            client.connection.sendall(json.dumps(words).encode() + b"\n")


def run_as(user: int, group: int, arguments: list[str], environment: dict[str, str], folder: str) -> NoReturn:
    """Turns the fresh child into the kernel, under the account of the server that asked."""
    code = 1
    try:
        os.setsid()
        keep_within(int(os.environ[LIMIT]))  # before the account changes: what comes next may give up the right to it
        if os.geteuid() == 0 and user != 0:
            os.initgroups(pwd.getpwuid(user).pw_name, group)
            os.setgid(group)
            os.setuid(user)
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # no kernel outlives the fork server
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
        print(f"prefork: a kernel failed: {error!r}", file=sys.stderr)
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
    Prefork(listener).serve()


if __name__ == "__main__":
    main(sys.argv[1])
