"""Two real accounts of this machine at one fork server: what one of them tries, the other does not notice."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import prefork_provisioner
import pytest
from spec.prefork_server import start

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("useradd"), reason="only root can make the two accounts that this needs"
)
NAMES = ("nls-test-ada", "nls-test-bob")


@pytest.fixture(scope="module")
def accounts() -> Iterator[list[pwd.struct_passwd]]:
    for name in NAMES:
        subprocess.run(["useradd", "--system", "--no-create-home", name], check=False, capture_output=True)
    yield [pwd.getpwnam(name) for name in NAMES]
    for name in NAMES:
        subprocess.run(["userdel", name], check=False, capture_output=True)


@pytest.fixture(scope="module")
def prefork() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="nls-test-") as folder:
        os.chmod(folder, 0o711)
        process = start(Path(folder, "kernels"))
        yield Path(folder, "kernels")
        assert process.poll() is None, "the fork server has ended"
        process.terminate()
        process.wait(20)


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="nls-test-") as folder:  # pytest's own folders are closed to others
        os.chmod(folder, 0o777)
        yield Path(folder)


def as_account(account: pwd.struct_passwd, what: Callable[[], int]) -> int:
    """What `what` gives in a process of that account; 99 where it fails."""
    child = os.fork()
    if child == 0:
        code = 99
        with suppress(BaseException):
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
            code = what()
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def ask(prefork: Path, folder: Path, *arguments: str) -> prefork_provisioner.Forked:
    return prefork_provisioner.ask(str(prefork), list(arguments), {"COLOUR": "green"}, str(folder))


@pytest.mark.parametrize("what", ["grow", "allocate"])
def test_a_student_cannot_raise_the_limits(prefork: Path, place: Path, accounts: list, what: str) -> None:
    assert as_account(accounts[0], lambda: ask(prefork, place, what, str(place / "file")).wait(60)) == 1


def test_a_neighbours_kernel_survives_whatever_the_other_sends(prefork: Path, place: Path, accounts: list) -> None:
    ada, bob = accounts
    started = place / "started"

    def sleeper() -> int:  # bob's kernel, as long as bob's server lives
        forked = ask(prefork, place, "sleep", str(started))
        (place / "pid").write_text(str(forked.pid))
        time.sleep(30)
        return 0

    server = os.fork()
    if server == 0:
        os._exit(as_account(bob, sleeper))
    try:
        end = time.monotonic() + 30
        while time.monotonic() < end and not (started.exists() and (place / "pid").exists()):
            time.sleep(0.05)
        kernel = int((place / "pid").read_text())
        assert os.stat(f"/proc/{kernel}").st_uid == bob.pw_uid

        def attack() -> int:
            for line in (b"[" * 200_000 + b"\n", b"\0\xff" * 5000 + b"\n", b"{}\n", b'{"arguments": 1}\n'):
                with socket.socket(socket.AF_UNIX) as one, suppress(OSError):
                    one.connect(str(prefork))
                    one.sendall(line)
            crowd = []
            for _ in range(300):
                one = socket.socket(socket.AF_UNIX)
                one.settimeout(1)
                with suppress(OSError):
                    one.connect(str(prefork))
                crowd.append(one)
            with suppress(PermissionError):
                os.kill(kernel, signal.SIGKILL)
                return 2  # it could end a neighbour's kernel
            with suppress(PermissionError):
                prefork.unlink()
                return 3  # it could take the socket's place
            with suppress(PermissionError):
                Path(f"/proc/{kernel}/environ").read_bytes()
                return 4  # it could read the neighbour's environment
            return 0

        assert as_account(ada, attack) == 0
        assert Path(f"/proc/{kernel}").exists()
        code = None  # and bob gets another kernel while ada's crowd goes
        end = time.monotonic() + 60
        while code != 7 and time.monotonic() < end:
            code = as_account(bob, lambda: ask(prefork, place, "exit").wait(20))
        assert code == 7
    finally:
        os.kill(server, signal.SIGKILL)
        os.waitpid(server, 0)
