"""The fork server forks what it is asked for, tells how it ended, and outlives nobody's server."""

import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from spec.prefork_server import CLASSROOM, EACH, WAIT, start

if sys.platform != "linux":
    pytest.skip("the fork server needs Linux", allow_module_level=True)

import prefork_provisioner

NUL = '{"arguments": [], "environment": {"A": "\\u0000"}, "folder": "/"}'


@pytest.fixture(scope="module")
def prefork() -> Iterator[tuple[str, subprocess.Popen]]:
    with tempfile.TemporaryDirectory(prefix="nls-test-") as folder:
        os.chmod(folder, 0o711)
        process = start(Path(folder, "kernels"))
        yield f"{folder}/kernels", process
        process.terminate()
        process.wait(WAIT)


def ask(prefork, folder: Path, *arguments: str) -> prefork_provisioner.Forked:
    return prefork_provisioner.ask(prefork[0], list(arguments), {"COLOUR": "green"}, str(folder))


def test_a_kernel_has_its_own_folder_environment_session_and_dice(prefork, tmp_path: Path) -> None:
    rolls = set()
    for at in range(2):
        assert ask(prefork, tmp_path, "write", str(tmp_path / f"{at}")).wait(WAIT) == 0
        folder, colour, has_home, leads, roll = eval((tmp_path / f"{at}").read_text())
        assert (folder, colour, has_home, leads) == (str(tmp_path), "green", False, True)
        rolls.add(roll)
    assert len(rolls) == 2


def test_an_exit_code_comes_back(prefork, tmp_path: Path) -> None:
    forked = ask(prefork, tmp_path, "exit")
    assert forked.wait(WAIT) == 7
    assert forked.poll() == 7


@pytest.mark.parametrize(("what", "code"), [("allocate", 1), ("grow", 1), ("share", 9), ("big", 9), ("look", 9)])
def test_limits_hold_and_no_secret_is_found(prefork, tmp_path: Path, what: str, code: int) -> None:
    if what == "grow" and os.geteuid() == 0:
        pytest.skip("root may raise its limits; test_attack tries it as a student")
    assert ask(prefork, tmp_path, what, str(tmp_path / "file")).wait(WAIT) == code
    assert ask(prefork, tmp_path, "exit").wait(WAIT) == 7


def test_signals_reach_the_kernel(prefork, tmp_path: Path) -> None:
    forked = ask(prefork, tmp_path, "sleep", str(tmp_path / "here"))
    assert forked.poll() is None
    forked.kill()
    assert forked.wait(WAIT) == -signal.SIGKILL


def test_a_kernel_goes_with_its_server(prefork, tmp_path: Path) -> None:
    forked = ask(prefork, tmp_path, "sleep", str(tmp_path / "here"))
    forked.connection.close()
    end = time.monotonic() + WAIT
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
                code = ask(prefork, Path(place), "write", f"{place}/facts").wait(WAIT)
            os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(student, 0)[1]) == 0
        facts = Path(place, "facts").stat()
        assert (facts.st_uid, facts.st_gid, stat.S_IMODE(facts.st_mode)) == (nobody, nobody, 0o600)


NONSENSE = {
    "words": b"hello\n",
    "empty": b"{}\n",
    "list": b"[1]\n",
    "nothing": b"\n",
    "zeros": b"\0" * 1000 + b"\n",
    "no text": b"\xff\xfe\n",
    "deep list": b"[" * 200_000 + b"\n",
    "deep object": b'{"a":' * 40_000 + b"\n",
    "long": b"x" * 3_000_000,
    "number": b'{"arguments": ' + b"9" * 100_000 + b', "environment": {}, "folder": ""}\n',
    "types": b'{"arguments": [1], "environment": {}, "folder": ""}\n',
    "variable": b'{"arguments": [], "environment": {"a": 1}, "folder": ""}\n',
    "folder": b'{"arguments": [], "environment": {}, "folder": ["/"]}\n',
}


@pytest.mark.parametrize("request_line", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_gets_no_kernel_and_harms_nobody(prefork, tmp_path: Path, request_line: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(WAIT)
        connection.connect(prefork[0])
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(request_line)
        with suppress(ConnectionResetError):
            assert connection.recv(100) == b""
    assert ask(prefork, tmp_path, "exit").wait(WAIT) == 7


def test_no_fork_server_is_an_error_that_the_provisioner_knows() -> None:
    with pytest.raises(FileNotFoundError):
        prefork_provisioner.ask("no/such/socket", [], {}, ".")


@pytest.mark.parametrize("line", ['{"arguments": [], "environment": {"A": "\\ud800"}, "folder": "/"}', NUL])
def test_what_fails_in_the_child_ends_the_child(prefork, tmp_path: Path, line: str) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(WAIT)
        connection.connect(prefork[0])
        connection.sendall(line.encode() + b"\n")
        answer = b""
        while part := connection.recv(100):
            answer += part
    assert b'"exit": 1' in answer
    assert ask(prefork, tmp_path, "exit").wait(WAIT) == 7


def connected(name: str) -> socket.socket:
    """A connection that says nothing; where the queue is full, a little later."""
    while True:
        one = socket.socket(socket.AF_UNIX)
        try:
            one.connect(name)
        except BlockingIOError:
            one.close()
            time.sleep(0.01)
        else:
            one.settimeout(WAIT)
            return one


def hangs_up(connection: socket.socket) -> bool:
    """Whether the other end closes, and says nothing before."""
    try:
        return connection.recv(100) == b""
    except ConnectionResetError:
        return True


def wait_for(true: Callable[[], bool]) -> bool:
    """Whether it comes true in a time that is long on any machine."""
    end = time.monotonic() + WAIT
    while not (so := true()) and time.monotonic() < end:
        time.sleep(0.05)
    return so


def exits(prefork, folder: Path) -> bool:
    """Whether a kernel comes and ends as it should."""
    try:
        return ask(prefork, folder, "exit").wait(WAIT) == 7
    except OSError:
        return False


@pytest.mark.slow
def test_no_number_of_connections_starves_it(prefork, tmp_path: Path) -> None:
    """2,000 silent connections: all but the share of the account are closed; the rest goes when it says nothing."""
    with ExitStack() as stack:
        held = [stack.enter_context(connected(prefork[0])) for _ in range(100)]
        for _ in range(1900):
            connected(prefork[0]).close()
        closed = 0
        for one in held:
            one.settimeout(0.2)
            with suppress(TimeoutError):
                closed += hangs_up(one)
        assert closed >= len(held) - EACH
        assert wait_for(lambda: exits(prefork, tmp_path))  # while they are still held


@pytest.mark.slow
def test_only_the_hub_can_take_its_name(tmp_path: Path) -> None:
    open_to_all = tmp_path / "open"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    assert start(open_to_all / "kernels").wait(WAIT) == 1


def ended(pid: int, seconds: float = 90) -> bool:
    """Whether the process is gone, or nobody has reaped it yet, within so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


@pytest.mark.slow
def test_kernels_outlive_the_fork_server_and_go_with_their_own(prefork, tmp_path: Path) -> None:
    mine, other = (ask(prefork, tmp_path, "sleep", str(tmp_path / name)) for name in ("mine", "other"))
    end = time.monotonic() + WAIT
    while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < end:
        time.sleep(0.02)
    prefork[1].kill()
    prefork[1].wait(WAIT)
    assert mine.poll() is None
    assert other.poll() is None
    another = start(Path(prefork[0]))
    try:
        assert ask(prefork, tmp_path, "exit").wait(WAIT) == 7
        assert mine.poll() is None
        mine.kill()
        assert mine.wait(WAIT) == prefork_provisioner.LOST
        other.connection.close()  # its server has gone
        assert ended(other.pid)
    finally:
        another.terminate()
        another.wait(WAIT)


def test_it_ends_with_what_started_it(tmp_path: Path) -> None:
    code = f"""
import subprocess, sys, time
child = subprocess.Popen([sys.executable, {str(CLASSROOM / "run_tied.py")!r}, "sleep", "100"])
print(child.pid, flush=True)
time.sleep(100)
"""
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    end = time.monotonic() + WAIT
    while not (running := Path(f"/proc/{child}/cmdline").read_text()).startswith("sleep"):  # empty for a moment
        assert time.monotonic() < end, running
        time.sleep(0.02)
    parent.kill()
    parent.wait(WAIT)
    parent.stdout.close()
    assert ended(child)
