"""The server's side of the fork server: asks it for a kernel, and treats what it gets like a process of its own.

`register` makes every Python kernel of this server come from the fork server. Where the fork server does not answer, a
kernel starts the ordinary way, and the server's log says so.
"""

import asyncio
import json
import os
import signal
import socket
import time
from importlib.metadata import EntryPoint
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from kernel_prefork import peer

SOCKET = "NLS_CLASS_PREFORK"  # the name of its socket
PATIENCE = 30.0  # seconds: a hub that has just started is still warming its fork server


def register() -> None:
    """Python kernels of this process come from the fork server from now on."""
    KernelProvisionerFactory.provisioners["prefork"] = EntryPoint(
        "prefork", f"{__name__}:PreforkProvisioner", KernelProvisionerFactory.GROUP_NAME
    )
    os.environ[KernelProvisionerFactory.default_provisioner_name_env] = "prefork"


class Forked:
    """A kernel that the fork server has forked; looks like a `Popen` to those who hold it."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket, pid: int) -> None:
        self.connection, self.pid = connection, pid
        self.returncode: int | None = None
        self._heard = b""
        connection.setblocking(False)

    def poll(self) -> int | None:
        """The exit code; None while the kernel runs."""
        while self.returncode is None:
            try:
                part = self.connection.recv(4096)
            except BlockingIOError:
                return None
            except OSError:
                part = b""
            self._heard += part
            if self._heard.endswith(b"\n"):
                self.returncode = int(json.loads(self._heard)["exit"])
            elif not part:
                self.returncode = -signal.SIGKILL  # the fork server has gone, and its kernels with it
            if self.returncode is not None:
                self.connection.close()
        return self.returncode

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
            except ProcessLookupError:  # so young that it does not lead its group yet
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
        connection.connect(f"\0{name}")
        if peer(connection)[0] not in (0, os.getuid()):
            raise PermissionError(f"the fork server at {name} is run by account {peer(connection)[0]}")
        request = {"arguments": arguments, "environment": environment, "folder": folder}
        connection.sendall(json.dumps(request).encode() + b"\n")
        line = b""
        while not line.endswith(b"\n"):  # the second line comes when the kernel ends
            part = connection.recv(1)
            if not part:
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
        if "ipykernel_launcher" not in cmd:
            return await super().launch_kernel(cmd, **kwargs)
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        folder = str(kwargs.get("cwd") or os.getcwd())
        environment = dict(kwargs.get("env") or os.environ)
        end = time.monotonic() + PATIENCE
        while True:
            try:
                forked = ask(os.environ[SOCKET], arguments, environment, folder)
                break
            except OSError as error:
                if not isinstance(error, ConnectionRefusedError) or time.monotonic() > end:
                    self.log.warning("The fork server gave no kernel (%s): it starts the ordinary way.", error)
                    return await super().launch_kernel(cmd, **kwargs)
            await asyncio.sleep(0.2)
        self.process = forked
        self.pid = self.pgid = forked.pid
        self.cwd = folder
        return self.connection_info
