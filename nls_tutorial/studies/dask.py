"""Cells on a Dask cluster: the user's own, or one of this machine's processors."""

import gc
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from nls_tutorial import checks
from nls_tutorial.records import Cell
from nls_tutorial.studies.processes import TRIES
from nls_tutorial.studies.runner import Finished, Job, Key, attempt
from nls_tutorial.studies.store import Store, StoreFull

ANSWER = 5  # seconds for a scheduler to answer
PATIENCE = 600  # seconds for one that answered before to come back
LOOK = 0.05  # seconds between two looks at what is finished


def on_dask(job: Job, address: str | None) -> Iterator[Finished]:
    """Each cell as a task of Dask; a worker that dies is Dask's to replace, a lost scheduler is waited for.

    Workers that see the store's folder keep cells and checkpoints there; what others find is sent here and kept here.
    """
    left, killed = list(job.cells), Counter[Key]()
    patience = 0.0
    while left:
        with _client(address, len(left), patience) as client:
            for key, outcome in _gathered(client, job, left, killed):
                left.remove(key)
                if isinstance(outcome, Cell) and job.store is not None and job.store.read(job.study, *key) is None:
                    job.store.write(job.study, outcome)
                yield key, outcome
        patience = PATIENCE


def _gathered(client: Any, job: Job, keys: list[Key], killed: Counter[Key]) -> Iterator[Finished]:
    """What the cluster finishes, until all is done or the scheduler is gone."""
    assert job.store is not None
    identity = job.store.identity()
    lean = replace(job, cells=())

    def submitted(key: Key) -> Any:
        return client.submit(_on_worker, lean, key, identity, pure=False)

    pending = {key: submitted(key) for key in keys}
    while pending:
        for key, future in list(pending.items()):
            if not future.done():
                continue
            if future.status in ("cancelled", "lost"):
                return
            try:
                outcome = future.result(timeout=ANSWER)
            except Exception as error:
                if client.status != "running":
                    return
                killed[key] += 1
                if type(error).__name__ in ("KilledWorker", "TimeoutError") and killed[key] < TRIES:
                    pending[key] = submitted(key)
                    continue
                outcome = f"{type(error).__name__}: {error}"
            if isinstance(outcome, StoreFull):
                raise outcome
            del pending[key]
            yield key, outcome
        time.sleep(LOOK)


def _on_worker(job: Job, key: Key, identity: str) -> Cell | str | StoreFull:
    """One cell on a worker: in the store where it sees that, else in a folder of its own for checkpoints."""
    assert job.store is not None
    mark = job.store.folder / "store.txt"
    if not (mark.is_file() and mark.read_text(encoding="utf-8").strip() == identity):
        job = replace(job, store=Store(Path(tempfile.gettempdir()) / f"nls_tutorial_studies_{identity}"))
    try:
        return attempt(job, key)
    except StoreFull as error:
        return error


@contextmanager
def _client(address: str | None, cells: int, patience: float) -> Iterator[Any]:
    """A client of the scheduler at `address`, or of a cluster started here, which ends with it."""
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        step = "Install it: pip install 'nls_tutorial[dask]'."
        checks.refuse("where", "must be a place that is installed", "'dask' without distributed", step)
    if address is not None:
        with _closed_at_the_end(_connected(Client, address, patience), ANSWER) as client:
            yield client
        return
    count = min(os.cpu_count() or 1, cells)
    settings = {"n_workers": count, "threads_per_worker": 1, "processes": True, "dashboard_address": ":0"}
    with (
        _closed_at_the_end(_started(LocalCluster, **settings), PATIENCE) as cluster,
        _closed_at_the_end(_started(Client, cluster), ANSWER) as client,
    ):
        yield client


def _started(make: Callable[..., Any], *inputs: Any, **settings: Any) -> Any:
    """What `make` starts, a client or a cluster, each with a loop in a thread of its own."""
    with _no_collection():
        return make(*inputs, **settings)


@contextmanager
def _closed_at_the_end(started: Any, seconds: float) -> Iterator[Any]:
    """`started`, closed within `seconds` when its user is done."""
    try:
        yield started
    finally:
        with suppress(Exception), _no_collection():  # of a scheduler that is gone nothing is left to close
            started.close(timeout=seconds)


@contextmanager
def _no_collection() -> Iterator[None]:
    """No garbage collection while a Dask loop starts or ends.

    Dask holds a lock while it waits for its new thread, and a client that the collector finds asks for the same
    lock: found by the new thread, it would wait for ever. So garbage goes before, and meanwhile none is looked for.
    """
    enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _connected(client: Any, address: str, patience: float) -> Any:
    """A client, at once or within `patience` seconds."""
    end = time.monotonic() + patience
    while True:
        try:
            return _started(client, address, timeout=ANSWER)
        except (OSError, ValueError) as error:
            if time.monotonic() < end:
                print(f"The Dask scheduler {address} is gone; waiting for it.", file=sys.stderr)  # noqa: T201
                time.sleep(1)
                continue
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            checks.refuse(
                "where",
                "must name a Dask scheduler that answers",
                f"{address!r} ({reason})",
                "Start one with `dask scheduler`, or take 'dask' without an address. Finished cells are kept.",
                error=ConnectionError,
            )
