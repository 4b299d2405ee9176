"""The fork server forks what it is asked for, tells how it ended, and outlives nobody's server."""

import os
import secrets
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("the fork server needs Linux", allow_module_level=True)

import prefork_provisioner
from class_limits import LIMIT

CLASSROOM = Path(prefork_provisioner.__file__).parent
# a fork server that has imported little, and whose kernels are a few lines
SCRIPT = """
import os, secrets, sys
sys.path.insert(0, {classroom!r})
import ipykernel.kernelapp, kernel_prefork, numpy, time
def kernel():
    what = sys.argv[1]
    if what == "write":
        where, leads = os.getcwd(), os.getsid(0) == os.getpid()
        facts = [where, os.environ["COLOUR"], "HOME" in os.environ, leads, numpy.random.rand()]
        open(sys.argv[2], "w").write(repr(facts))
    elif what == "grow":
        bytearray(3 * 1024**3)
    elif what == "exit":
        sys.exit(7)
    elif what == "sleep":
        open(sys.argv[2], "w").close()
        time.sleep(60)
ipykernel.kernelapp.launch_new_instance = kernel
kernel_prefork.warm_up = lambda: None
kernel_prefork.main({name!r})
"""


@pytest.fixture(scope="module")
def prefork() -> Iterator[tuple[str, subprocess.Popen]]:
    name = f"nls-test-{secrets.token_hex(6)}"
    code = SCRIPT.format(classroom=str(CLASSROOM), name=name)
    environment = {**os.environ, LIMIT: str(2 * 1024**3), "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen([sys.executable, "-c", code], env=environment)
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.connect(f"\0{name}")
            break
        time.sleep(0.05)
    yield name, process
    process.terminate()
    process.wait(20)


def ask(prefork, folder: Path, *arguments: str) -> prefork_provisioner.Forked:
    return prefork_provisioner.ask(prefork[0], list(arguments), {"COLOUR": "green"}, str(folder))


def test_a_kernel_has_its_own_folder_environment_session_and_dice(prefork, tmp_path: Path) -> None:
    rolls = set()
    for at in range(2):
        assert ask(prefork, tmp_path, "write", str(tmp_path / f"{at}")).wait(20) == 0
        folder, colour, has_home, leads, roll = eval((tmp_path / f"{at}").read_text())
        assert (folder, colour, has_home, leads) == (str(tmp_path), "green", False, True)
        rolls.add(roll)
    assert len(rolls) == 2


def test_an_exit_code_comes_back(prefork, tmp_path: Path) -> None:
    forked = ask(prefork, tmp_path, "exit")
    assert forked.wait(20) == 7
    assert forked.poll() == 7


def test_too_much_memory_ends_that_kernel_only(prefork, tmp_path: Path) -> None:
    assert ask(prefork, tmp_path, "grow").wait(20) == 1
    assert ask(prefork, tmp_path, "exit").wait(20) == 7


def test_signals_reach_the_kernel(prefork, tmp_path: Path) -> None:
    forked = ask(prefork, tmp_path, "sleep", str(tmp_path / "here"))
    assert forked.poll() is None
    forked.kill()
    assert forked.wait(20) == -signal.SIGKILL


def test_a_kernel_goes_with_its_server(prefork, tmp_path: Path) -> None:
    forked = ask(prefork, tmp_path, "sleep", str(tmp_path / "here"))
    forked.connection.close()
    end = time.monotonic() + 20
    while Path(f"/proc/{forked.pid}").exists() and time.monotonic() < end:
        time.sleep(0.02)
    assert not Path(f"/proc/{forked.pid}").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a kernel for another account")
def test_a_kernel_runs_under_the_account_that_asks(prefork, tmp_path: Path) -> None:
    nobody = 65534
    with tempfile.TemporaryDirectory() as place:  # pytest's own folders are closed to others
        os.chmod(place, 0o777)
        student = os.fork()
        if student == 0:
            code = 1
            with suppress(BaseException):
                os.setgid(nobody)
                os.setuid(nobody)
                code = ask(prefork, Path(place), "write", f"{place}/facts").wait(20)
            os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(student, 0)[1]) == 0
        facts = Path(place, "facts").stat()
        assert (facts.st_uid, facts.st_gid, stat.S_IMODE(facts.st_mode)) == (nobody, nobody, 0o600)


@pytest.mark.parametrize("request_line", [b"hello\n", b"{}\n", b"[1]\n"])
def test_nonsense_gets_no_kernel_and_harms_nobody(prefork, tmp_path: Path, request_line: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(f"\0{prefork[0]}")
        connection.sendall(request_line)
        connection.settimeout(20)
        assert connection.recv(100) == b""
    assert ask(prefork, tmp_path, "exit").wait(20) == 7


def test_no_fork_server_is_an_error_that_the_provisioner_knows() -> None:
    with pytest.raises(ConnectionRefusedError):
        prefork_provisioner.ask("nls-test-nobody", [], {}, ".")


def test_no_kernel_outlives_the_fork_server(prefork, tmp_path: Path) -> None:
    forked = ask(prefork, tmp_path, "sleep", str(tmp_path / "here"))
    end = time.monotonic() + 20
    while not (tmp_path / "here").exists() and time.monotonic() < end:
        time.sleep(0.02)
    prefork[1].kill()
    prefork[1].wait(20)
    assert forked.wait(20) == -signal.SIGKILL
    while Path(f"/proc/{forked.pid}").exists() and time.monotonic() < end:
        time.sleep(0.02)
    assert not Path(f"/proc/{forked.pid}").exists()
