"""The server's side of the fork server: asks it for a kernel, and treats what it gets like a process of its own.

`register` makes every Python kernel of this server come from the fork server. Where the fork server does not answer, a
kernel starts the ordinary way, and the server's log says so. Either way it hears nothing of the hub's secrets, and
talks with its server through sockets in a folder that no other account may enter.
"""

import asyncio
import json
import os
import select
import signal
import socket
import time
from contextlib import suppress
from importlib.metadata import EntryPoint
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from kernel_prefork import peer

SOCKET = "NLS_CLASS_PREFORK"  # the path of its socket
LOST = 255  # the exit code of a kernel whose own nobody can tell any more
PATIENCE = 30.0  # seconds: a hub that has just started is still warming its fork server


def register() -> None:
    """Python kernels of this process come from the fork server from now on."""
    KernelProvisionerFactory.provisioners["prefork"] = EntryPoint(
        "prefork", f"{__name__}:PreforkProvisioner", KernelProvisionerFactory.GROUP_NAME
    )
    os.environ[KernelProvisionerFactory.default_provisioner_name_env] = "prefork"


def without_secrets(environment: dict[str, str]) -> dict[str, str]:
    """An environment for what a student runs: what speaks to the hub, or opens anything, stays with the server."""
    secret = ("TOKEN", "SECRET", "PASSWORD", "COOKIE", "CREDENTIAL")
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith(("JUPYTERHUB_", "CONFIGPROXY_", "JPY_API")) and not any(word in name for word in secret)
    }


class Forked:
    """A kernel that the fork server has forked; looks like a `Popen` to those who hold it.

    The kernel holds the other end of `connection` too, so that it outlives the fork server.
    """

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket, pid: int) -> None:
        self.connection, self.pid = connection, pid
        self.returncode: int | None = None
        self._heard = b""
        self._ended: float | None = None
        connection.setblocking(False)
        try:
            self._watch: int | None = os.pidfd_open(pid)
        except ProcessLookupError:  # it has ended already; the connection says how
            self._watch = None

    def poll(self) -> int | None:
        """The exit code; None while the kernel runs."""
        if self.returncode is None:
            self.returncode = self._listen()
            if self.returncode is not None:
                self.connection.close()
                if self._watch is not None:
                    os.close(self._watch)
        return self.returncode

    def _listen(self) -> int | None:
        try:
            part = self.connection.recv(4096)
        except BlockingIOError:
            return LOST if self._silent() else None
        except OSError:
            part = b""
        self._heard += part
        if part and not self._heard.endswith(b"\n"):
            return None
        try:
            return int(json.loads(self._heard)["exit"])
        except (ValueError, KeyError, TypeError, RecursionError):  # the fork server has gone before its kernel
            return LOST

    def _silent(self) -> bool:
        """Whether the kernel has ended, and nobody has told how for two seconds."""
        if self._watch is not None:
            watch = select.poll()
            watch.register(self._watch, select.POLLIN)
            if not watch.poll(0):
                return False
        self._ended = self._ended or time.monotonic()
        return time.monotonic() - self._ended > 2

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, when there is one."""
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if end is not None and time.monotonic() > end:
                raise TimeoutError(f"kernel {self.pid} has not ended after {timeout} s")
            time.sleep(0.02)
        return code

    def send_signal(self, number: int) -> None:
        """To the kernel and what it has started."""
        if self.poll() is None:
            try:
                os.killpg(self.pid, number)
            except ProcessLookupError:  # so young that it does not lead its group yet, or just gone
                with suppress(ProcessLookupError):
                    os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def ask(name: str, arguments: list[str], environment: dict[str, str], folder: str) -> Forked:
    """A kernel from the fork server at that socket. Raises OSError where none comes."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(10)
        connection.connect(name)
        if peer(connection)[0] not in (0, os.getuid()):
            raise PermissionError(f"the fork server at {name} is run by account {peer(connection)[0]}")
        request = {"arguments": arguments, "environment": environment, "folder": folder}
        connection.sendall(json.dumps(request).encode() + b"\n")
        line = b""
        while not line.endswith(b"\n"):  # the second line comes when the kernel ends
            part = connection.recv(1)
            if not part or len(line) > 100:
                raise ConnectionError(f"the fork server at {name} refused; the hub's log says why")
            line += part
        return Forked(connection, int(json.loads(line)["pid"]))
    except BaseException:
        connection.close()
        raise


class PreforkProvisioner(LocalProvisioner):
    """Kernels from the fork server, the rest as ever."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Ask the fork server for an IPython kernel; launch any other as it asks to be."""
        environment = kwargs["env"] = without_secrets(dict(kwargs.get("env") or os.environ))
        name = os.environ.get(SOCKET)
        if name is None or "ipykernel_launcher" not in cmd:
            return await super().launch_kernel(cmd, **kwargs)
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        folder = str(kwargs.get("cwd") or os.getcwd())
        end = time.monotonic() + PATIENCE
        while True:
            try:
                forked = ask(name, arguments, environment, folder)
                break
            except OSError as error:
                soon = (ConnectionRefusedError, FileNotFoundError, BlockingIOError)  # it is starting, or has a queue
                if not isinstance(error, soon) or time.monotonic() > end:
                    self.log.warning("The fork server gave no kernel (%s): it starts the ordinary way.", error)
                    return await super().launch_kernel(cmd, **kwargs)
            await asyncio.sleep(0.2)
        self.process = forked
        self.pid = self.pgid = forked.pid
        self.cwd = folder
        return self.connection_info
