"""Cells in several processes of this machine; one that is killed is replaced, and its cell goes on."""

import multiprocessing
from collections import Counter, deque
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from nls_tutorial.records import Cell
from nls_tutorial.studies.runner import Finished, Job, Key, attempt
from nls_tutorial.studies.store import StoreFull

TRIES = 5  # so often may the process of one cell be killed


def in_processes(job: Job, count: int) -> Iterator[Finished]:
    """Each cell in one of `count` processes; what another process holds is waited for there."""
    waiting, killed = deque(job.cells), Counter[Key]()
    workers: list[Worker] = []
    try:
        while waiting or any(worker.key for worker in workers):
            while waiting and len(workers) < count:
                workers.append(Worker(job))
            for worker in workers:
                if worker.key is None and waiting and worker.give(waiting[0]):
                    waiting.popleft()
            wait([worker.pipe for worker in workers])
            for worker in list(workers):
                if not worker.pipe.poll():
                    continue
                key, outcome = worker.take()
                if outcome is None:  # the process is gone
                    workers.remove(worker)
                    worker.end()
                    if key is None:
                        continue
                    killed[key] += 1
                    if killed[key] < TRIES:
                        waiting.appendleft(key)
                        continue
                    outcome = f"Its process was killed {TRIES} times. Its checkpoints are kept: run it again to go on."
                if isinstance(outcome, StoreFull):
                    raise outcome
                assert key is not None
                yield key, outcome
    finally:
        for worker in workers:
            worker.end()


class Worker:
    """One process, and the cell that it has."""

    def __init__(self, job: Job) -> None:
        context = multiprocessing.get_context("spawn")  # a forked process must not use a GPU, nor torch's threads
        self.key: Key | None = None
        self.pipe, far = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(far, job), daemon=True)
        self.process.start()
        far.close()

    def give(self, key: Key) -> bool:
        """Hand a cell over; False where the process is gone, which `take` will find."""
        try:
            self.pipe.send(key)
        except OSError:
            return False
        self.key = key
        return True

    def take(self) -> tuple[Key | None, Any]:
        """The cell it had, and what came of it: None where the process is gone."""
        key, self.key = self.key, None
        try:
            return key, self.pipe.recv()
        except (EOFError, OSError):
            return key, None

    def end(self) -> None:
        """Stop the process."""
        self.process.terminate()
        self.process.join()
        self.pipe.close()


def _serve(pipe: Connection, job: Job) -> None:
    """Compute cells until the other end is gone."""
    while True:
        try:
            pipe.send(_outcome(job, pipe.recv()))
        except (EOFError, OSError, KeyboardInterrupt):  # the cell, where there was one, is in the store
            return


def _outcome(job: Job, key: Key) -> Cell | str | StoreFull:
    try:
        return attempt(job, key)
    except StoreFull as error:
        return error
