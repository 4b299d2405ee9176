"""One process that has imported the course's libraries, and forks every student's kernel from itself.

    python kernel_prefork.py SOCKET EACH      listens at the Unix socket SOCKET; at most EACH kernels an account (Linux)

A kernel that starts the ordinary way imports PyTorch for itself: seconds, and hundreds of megabytes that no other
process can use. A forked one finds everything there, and shares it until it writes to it.

One line of JSON asks for a kernel: {"arguments", "environment", "folder"}. The answer is {"pid"} at once, and {"exit"}
when the kernel has ended. The socket itself says who asks: a kernel runs under the account of the server that asked,
and ends when that server goes. Nothing of the student runs in this process, and nothing that a student sends ends it.
Should it end all the same, its kernels go on, and the hub starts another at the same place.
"""

import ctypes
import gc
import json
import os
import selectors
import signal
import socket
import stat
import struct
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from class_limits import LIMITS
from kernel_child import room_for_files, run_as
from run_tied import tie

LONGEST = 1 << 18  # bytes of a request
PATIENCE = 10.0  # seconds for a request to arrive whole
KEPT = {"PATH", "HOME", "LANG", "TMPDIR", "MPLCONFIGDIR", "MALLOC_ARENA_MAX", LIMITS}
KEPT |= {f"{library}_NUM_THREADS" for library in ("OMP", "MKL", "OPENBLAS")}


def peer(connection: socket.socket) -> tuple[int, int]:
    """The account (user and group number) at the other end, as the operating system vouches for it."""
    seen = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, group = struct.unpack("3i", seen)
    return user, group


def understand(line: bytes) -> tuple[list[str], dict[str, str], str]:
    """Arguments, environment and folder of the kernel that is asked for. Raises where the line is anything else."""
    request = json.loads(line)
    arguments, environment, folder = (request[name] for name in ("arguments", "environment", "folder"))
    if not (isinstance(arguments, list) and isinstance(environment, dict) and isinstance(folder, str)):
        raise TypeError("arguments must be a list, environment an object, folder a string")
    if not all(isinstance(word, str) for word in (*arguments, *environment.values())):
        raise TypeError("arguments and environment must hold strings")
    return arguments, environment, folder


@dataclass(eq=False)
class Client:
    """A server that wants a kernel, and the kernel that it got."""

    connection: socket.socket
    user: int
    group: int
    since: float = field(default_factory=time.monotonic)
    heard: bytes = b""
    pid: int | None = None
    watch: int | None = None  # becomes readable when the kernel ends


@dataclass
class Prefork:
    """The listening socket and everybody who is connected."""

    listener: socket.socket
    each: int  # clients of one account at a time
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    clients: set[Client] = field(default_factory=set)
    noted: float = 0.0

    def serve(self) -> None:
        """Answers until the process is ended."""
        self.selector.register(self.listener, selectors.EVENT_READ, None)
        while True:
            try:
                self.turn()
            except Exception as error:  # whatever it is, the class goes on
                self.note(f"went on after {error!r}")
                time.sleep(0.02)

    def turn(self) -> None:
        """One round: who is new, who has said something, whose kernel has ended, who has kept it waiting."""
        for key, _ in self.selector.select(1.0):
            client = key.data
            if client is None:
                self.admit()
            elif client not in self.clients:
                continue  # released in this round
            elif key.fileobj == client.watch:
                self.kernel_ended(client)
            else:
                self.hear(client)
        late = time.monotonic() - PATIENCE
        for client in [one for one in self.clients if one.pid is None and one.since < late]:
            self.release(client)

    def admit(self) -> None:
        """Takes in those who wait at the door, some at a time; an account that has its share is turned away."""
        for _ in range(32):
            try:
                connection, _ = self.listener.accept()
            except BlockingIOError:
                return
            except OSError as error:  # no file or memory left for it: those who are in go first
                self.note(f"could not answer: {error}")
                time.sleep(0.02)
                return
            client = None
            try:
                connection.setblocking(False)
                client = Client(connection, *peer(connection))
                mine = sum(one.user == client.user for one in self.clients)
                if os.geteuid() not in (0, client.user) or mine >= self.each:
                    self.note(f"turned account {client.user} away, which has {mine} of {self.each} kernels")
                    connection.close()
                    continue
                self.selector.register(connection, selectors.EVENT_READ, client)
                self.clients.add(client)
            except OSError as error:
                self.note(f"could not answer: {error}")
                connection.close()

    def hear(self, client: Client) -> None:
        """Reads on; a whole request starts the kernel, anything after it or the end of the line ends it."""
        try:
            part = client.connection.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        client.heard += part
        if not part or client.pid is not None or len(client.heard) > LONGEST:
            self.release(client)
        elif client.heard.endswith(b"\n"):
            self.start(client)

    def start(self, client: Client) -> None:
        """Forks the kernel that was asked for."""
        try:
            request = understand(client.heard)
            client.heard = b""
            pid = os.fork()
        except Exception as error:  # nonsense, nested too deep, no process left ...
            self.note(f"no kernel for account {client.user}: {error!r:.200}")
            self.release(client)
            return
        if pid == 0:
            self.in_child(client, *request)
        client.pid = pid
        try:
            client.watch = os.pidfd_open(pid)
            self.selector.register(client.watch, selectors.EVENT_READ, client)
        except OSError as error:
            self.note(f"no kernel for account {client.user}: {error!r}")
            self.abandon(client)
            return
        self.say(client, pid=pid)

    def in_child(self, client: Client, *request: Any) -> None:
        try:
            self.selector.close()
            self.listener.close()
            for one in self.clients - {client}:
                one.connection.close()
                if one.watch is not None:
                    os.close(one.watch)
            run_as(client.connection, client.user, client.group, *request)
        finally:
            os._exit(1)

    def abandon(self, client: Client) -> None:
        """Ends a kernel that cannot be watched."""
        assert client.pid is not None
        os.kill(client.pid, signal.SIGKILL)
        os.waitpid(client.pid, 0)
        if client.watch is not None:
            os.close(client.watch)
        client.pid = client.watch = None
        self.release(client)

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
            self.clients.discard(client)
        else:
            try:
                os.killpg(client.pid, signal.SIGKILL)  # its end is told to kernel_ended
            except ProcessLookupError:  # so young that it does not lead its group yet
                os.kill(client.pid, signal.SIGKILL)

    @staticmethod
    def say(client: Client, **words: Any) -> None:
        with suppress(OSError):  # nobody is listening any more
            client.connection.sendall(json.dumps(words).encode() + b"\n")

    def note(self, words: str) -> None:
        """A line in the hub's log, one a second at most: nobody fills a disk by asking."""
        if time.monotonic() - self.noted > 1:
            self.noted = time.monotonic()
            with suppress(OSError):
                print(f"fork server: {words}", file=sys.stderr, flush=True)


def warm_up() -> None:
    """Import what nearly every lesson uses, and put it where the garbage collector does not write to it.

    Not what only one or two import: scikit-learn alone would cost the class 80 MB.
    """
    import IPython.core.completer  # noqa: F401
    import matplotlib.backends.backend_agg
    import matplotlib.figure  # noqa: F401
    import scipy.special  # noqa: F401
    import torch._dynamo  # what the first optimizer imports

    import nls_tutorial

    for room in nls_tutorial.__all__:
        getattr(nls_tutorial, room)
    torch.set_num_threads(1)
    gc.collect()
    gc.freeze()
    ctypes.CDLL(None).malloc_trim(0)  # what importing has left free goes back to the system (glibc)
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        sys.exit(f"the fork server must have one thread to fork from, but has {threads}. Set OMP_NUM_THREADS=1.")


def listen_at(path: Path) -> socket.socket:
    """A socket in the place of whatever was at `path`, in a folder where only this account can put one."""
    folder = path.parent.lstat()
    if not stat.S_ISDIR(folder.st_mode) or folder.st_uid != os.geteuid() or folder.st_mode & 0o022:
        sys.exit(f"{path.parent} must be a folder of account {os.geteuid()} that nobody else may write to.")
    fresh = path.with_name(f".{os.getpid()}")
    fresh.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(fresh))
    os.chmod(fresh, 0o666 if os.geteuid() == 0 else 0o600)
    listener.listen(1024)
    listener.setblocking(False)
    os.replace(fresh, path)
    return listener


def main(path: str, each: str) -> None:
    """Forgets what the hub has told it, warms up, then listens."""
    tie(os.getppid())
    if (
        set(os.environ) - KEPT
    ):  # only an exec clears memory of the hub's secrets, and kernels have a copy of this memory
        kept = {name: value for name, value in os.environ.items() if name in KEPT}
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], kept)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))
    warm_up()
    room_for_files()
    Prefork(listen_at(Path(path)), int(each)).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
