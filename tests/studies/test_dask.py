"""Cells on Dask: the same numbers, a dead worker loses nothing, a scheduler may come back."""

import gc
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from spec.kill_study import EPOCHS, batches, disturb, numbers, study
from spec.tiny_study import BATCHES, BOOM, tiny

from nls_tutorial.studies import CellsFailed, run_study

pytestmark = pytest.mark.slow
TESTS = Path(__file__).resolve().parents[1]


def test_a_killed_worker_or_main_loses_nothing_and_the_numbers_are_those_of_here(tmp_path) -> None:
    done = disturb(tmp_path, "dask", 2, random.Random(1))
    assert sum(done.values()) == 2
    assert numbers(run_study(study(), store=tmp_path)) == numbers(run_study(study()))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "tcp://no.such.host.invalid:8786"])
def test_an_address_without_a_scheduler_is_said_within_seconds(tmp_path, address: str) -> None:
    start = time.monotonic()
    with pytest.raises(ConnectionError, match=rf"where must name a Dask scheduler that answers, but got '{address}'"):
        run_study(tiny(), store=tmp_path, where=f"dask:{address}")
    assert time.monotonic() - start < 60


def test_no_garbage_is_collected_while_a_client_starts() -> None:
    from nls_tutorial.studies.dask import _connected

    collector_on, starting, ended_while_one_started = [], [False], []

    class Client:
        """As Dask's: its end asks for the lock that is held while another starts."""

        def __init__(self, address: str, timeout: float) -> None:
            self.itself, starting[0] = self, True
            collector_on.append(gc.isenabled())
            starting[0] = False
            if address == "gone":
                raise OSError("nobody answers")

        def __del__(self) -> None:
            ended_while_one_started.append(starting[0])

    with pytest.raises(ConnectionError, match="nobody answers"):
        _connected(Client, "gone", 0)
    assert _connected(Client, "there", 0) is not None
    assert collector_on == [False, False]
    assert ended_while_one_started == [False], "the client that failed goes before the next one starts"
    assert gc.isenabled()


def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Cluster:
    """A scheduler and one worker, as a user starts them."""

    def __init__(self, number: int, log: Path, local: Path) -> None:
        paths = os.pathsep.join([str(TESTS), str(TESTS.parent)])
        environment = {**os.environ, "PYTHONPATH": paths, BATCHES: str(log), "OMP_NUM_THREADS": "1"}
        address = f"tcp://127.0.0.1:{number}"
        scheduler = ["scheduler", "--host", "127.0.0.1", "--port", str(number), "--no-dashboard"]
        worker = ["worker", address, "--no-dashboard", "--no-nanny", "--nthreads", "1", "--local-directory", str(local)]
        self.parts = [
            subprocess.Popen([sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]],
                             env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for words in (scheduler, worker)
        ]  # fmt: skip

    def kill(self) -> None:
        for part in self.parts:
            part.send_signal(signal.SIGKILL)
            part.wait()


def reachable(number: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", number), timeout=1).close()
        return True
    except OSError:
        return False


def until(holds, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_a_scheduler_that_is_gone_and_started_again_ends_the_run_as_if_nothing_had_been(tmp_path) -> None:
    number, log, store = port(), tmp_path / "batches", tmp_path / "store"
    found: list = []
    first = Cluster(number, log, tmp_path / "local1")
    second = None
    try:
        until(lambda: reachable(number))
        where = f"dask:tcp://127.0.0.1:{number}"
        run = threading.Thread(target=lambda: found.append(run_study(study(), store=store, where=where)), daemon=True)
        run.start()
        until(lambda: log.exists() and log.stat().st_size > 3 * EPOCHS)
        first.kill()
        second = Cluster(number, log, tmp_path / "local2")
        run.join(240)
        assert found, "the run did not end"
    finally:
        first.kill()
        if second is not None:
            second.kill()
    assert batches(tmp_path) > 0
    assert numbers(found[0]) == numbers(run_study(study()))


def test_workers_that_do_not_see_the_store_send_their_cells(tmp_path, monkeypatch) -> None:
    from nls_tutorial.studies import dask as module
    from nls_tutorial.studies import runner

    job = runner.Job(tiny(), [("ε = 0.0", 0)], "cpu", runner.Store(tmp_path / "far"), "by hand")
    monkeypatch.setattr(module.tempfile, "gettempdir", lambda: str(tmp_path / "own"))
    cell = module._on_worker(job, ("ε = 0.0", 0), "an identity that no folder here has")
    assert numbers(run_study(tiny(), arms=["ε = 0.0"], seeds=[0])) == [
        (cell.key, {name: values.tolist() for name, values in cell.scores.items()})
    ]
    assert not (tmp_path / "far").exists()


def test_a_failing_cell_is_told_from_its_worker(tmp_path) -> None:
    with pytest.raises(CellsFailed, match=r"(?s)2 cells failed; the others are finished.*ZeroDivisionError: seed 1"):
        run_study(BOOM, store=tmp_path, where="dask")
