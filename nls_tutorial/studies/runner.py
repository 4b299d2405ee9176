"""Run a study: take the cells that are there, compute what is missing, tell what failed at the end."""

import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm.auto import tqdm

from nls_tutorial import checks
from nls_tutorial.predictions import pick_device
from nls_tutorial.records import Cell, Results
from nls_tutorial.studies.cell import command, make_cell
from nls_tutorial.studies.cell_file import Damaged
from nls_tutorial.studies.plain import plain
from nls_tutorial.studies.store import Store, StoreFull
from nls_tutorial.studies.study import Study

Key = tuple[str, int]
Finished = tuple[Key, Cell | str]  # a cell, or the traceback of one that failed


@dataclass(frozen=True)
class Job:
    """What a place to run in needs to know: the study, the cells to compute, the device, the store, the command."""

    study: Study
    cells: Sequence[Key]
    device: str
    store: Store | None
    told: str

    def make(self, key: Key) -> Cell:
        """Compute one cell here."""
        return make_cell(self.study, *key, device=self.device, store=self.store, told=self.told)


class CellsFailed(RuntimeError):
    """Some cells failed; the message holds their tracebacks, `failed` them by cell, `results` what the others gave.

    >>> raise CellsFailed({("CE", 3): "ValueError: no data"}, None)
    Traceback (most recent call last):
        ...
    nls_tutorial.studies.runner.CellsFailed: 1 cell failed; no other is there.
    --- CE, seed 3
    ValueError: no data
    """

    def __init__(self, failed: dict[Key, str], results: Results | None) -> None:
        self.failed, self.results = failed, results
        told = "\n".join(f"--- {arm}, seed {seed}\n{trace.rstrip()}" for (arm, seed), trace in failed.items())
        done = "the others are finished" if results is not None else "no other is there"
        super().__init__(f"{len(failed)} {'cell' if len(failed) == 1 else 'cells'} failed; {done}.\n{told}")


def run_study(
    study: Study,
    *,
    arms: Sequence[str] | None = None,
    seeds: Sequence[int] | None = None,
    store: Store | str | Path | None = None,
    device: str = "cpu",
    where: str = "here",
    part: tuple[int, int] | None = None,
    progress: bool = False,
) -> Results:
    r"""The results of a study: of all its arms and seeds, or of those named.

    With a `store`, cells that are there are taken and each new one is kept as soon as it is finished; without, all are
    computed and none is kept. `where` is "here", "processes:N" (N processes of this machine), "dask" (processes of this
    machine, started by Dask), "dask:ADDRESS" (a Dask scheduler that is there) or "torchrun" (the processes that it
    started share each cell). `part` = (I, N) computes every N-th
    missing cell only, from the I-th (1 … N) on. `progress` shows a bar over the cells.

    Raises `CellsFailed`, with the tracebacks, after all cells had their turn; `StoreFull` at once; ValueError for what
    does not fit. First met in notebooks/05_keep_a_margin.

    >>> from nls_tutorial.records import Score
    >>> def compute(arm, *, seed, device):
    ...     return {"gap": arm + seed}, {}
    >>> run_study(Study("tiny", "Ten is more.", {"one": 1, "ten": 10}, compute, {"gap": Score("")}, seeds=2))
    Mean ± standard deviation over 2 seeds
    arm  gap
    one  1.5 ± 0.7
    ten  10.5 ± 0.7
    <BLANKLINE>
    """
    grid = study.cells(arms, seeds)
    kept = store if store is None or isinstance(store, Store) else Store(Path(store))
    run_in = place(where, kept is not None)
    if where != "here":
        plain(study.compute, "compute")  # other processes must find it by its name
    if not where.startswith("dask:"):
        pick_device(device)
    found = {} if kept is None else _there(kept, study, grid)
    own = _part(grid, part)
    missing = [key for key in own if key not in found]
    failed: dict[Key, str] = {}
    job = Job(study, missing, device, kept, command())
    for key, outcome in _shown(run_in(job), study.name, len(own) - len(missing), len(own), progress):
        if isinstance(outcome, Cell):
            found[key] = outcome
        else:
            failed[key] = outcome
    chosen = [key for key in grid if key in found] if part else grid
    results = _results(study, chosen, {key: found[key] for key in chosen if key in found}) if found else None
    if failed:
        raise CellsFailed(failed, results)
    if results is None:
        checks.refuse("part", "must leave a cell to compute", f"{part} of {len(grid)} cells", "Take fewer parts.")
    return results


def collect_study(study: Study, store: Store | str | Path, seeds: Sequence[int] | None = None) -> Results | None:
    """What a store holds of a study, without computing; None for nothing.

    >>> import tempfile
    >>> from nls_tutorial.studies import Study
    >>> from nls_tutorial.records import Score
    >>> def compute(arm, *, seed, device):
    ...     return {"gap": seed}, {}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(collect_study(Study("tiny", "Nothing.", {"one": 1}, compute, {"gap": Score("")}), folder))
    None
    """
    kept = store if isinstance(store, Store) else Store(Path(store))
    grid = study.cells(None, seeds)
    found = kept.finished(study, grid)
    return _results(study, grid, found) if found else None


def here(job: Job) -> Iterator[Finished]:
    """One cell after the other in this process; those that another process holds come last."""
    waiting = []
    for key in job.cells:
        if job.store is not None and job.store.busy(job.study, *key):
            waiting.append(key)
        else:
            yield key, attempt(job, key)
    for key in waiting:
        yield key, attempt(job, key)


def attempt(job: Job, key: Key) -> Cell | str:
    """A cell, or the traceback of what it raised; a store that cannot be written ends all."""
    try:
        return job.make(key)
    except StoreFull:
        raise
    except Exception:
        return traceback.format_exc()


def place(where: str, stored: bool) -> Callable[[Job], Iterator[Finished]]:
    """The place that `where` names, as a function of the job. Raises ValueError for one that is not there."""
    kind, colon, rest = where.partition(":")
    if where == "here":
        return here
    if where == "torchrun":
        from nls_tutorial.studies.together import in_ranks

        return in_ranks
    if kind not in ("processes", "dask") or (colon and not rest):
        step = "Use 'here', 'processes:2', 'dask' or 'dask:tcp://host:8786'."
        checks.refuse("where", "must be here, processes:N, dask or dask:ADDRESS", repr(where), step)
    if not stored:
        checks.refuse("store", f"must be given for {kind}", None, "Name a folder that all processes can write.")
    if kind == "processes":
        from nls_tutorial.studies.processes import in_processes

        if not rest.isdigit() or int(rest) < 1:
            checks.refuse("where", "must say how many processes", repr(where), "Use 'processes:2'.")
        return lambda job: in_processes(job, int(rest))
    from nls_tutorial.studies.dask import on_dask

    return lambda job: on_dask(job, rest or None)


def _there(store: Store, study: Study, grid: Sequence[Key]) -> dict[Key, Cell]:
    """The finished cells; a damaged one is left to `make_cell`, which computes it again."""
    found = {}
    for key in grid:
        try:
            cell = store.read(study, *key)
        except Damaged:
            continue
        if cell is not None:
            found[key] = cell
    return found


def _part(grid: list[Key], part: tuple[int, int] | None) -> list[Key]:
    if part is None:
        return grid
    number, count = part
    if count < 1 or not 1 <= number <= count:
        checks.refuse("cells", "must be I/N with I from 1 to N", f"{number}/{count}", "The first of four parts is 1/4.")
    return grid[number - 1 :: count]


def _results(study: Study, grid: Sequence[Key], found: dict[Key, Cell]) -> Results:
    return Results(
        study.name,
        tuple(dict.fromkeys(arm for arm, _ in grid)),
        tuple(dict.fromkeys(seed for _, seed in grid)),
        found,
        dict(study.scores),
        dict(study.axes),
        study.plain_settings(),
        study.told(),
        study.version,
    )


def _shown(cells: Iterator[Finished], name: str, done: int, total: int, progress: bool) -> Iterator[Finished]:
    """The cells, with a bar where somebody looks, and a line for each in a log."""
    looked_at = sys.stderr.isatty() or "ipykernel" in sys.modules
    with tqdm(
        desc=name, unit="cell", initial=done, total=total, disable=not (progress and looked_at), leave=False
    ) as bar:
        for key, outcome in cells:
            bar.update()
            if progress and not looked_at:
                seconds = outcome.manifest.get("seconds") if isinstance(outcome, Cell) else None
                told = "failed" if seconds is None else f"{seconds:.1f} s"
                print(f"{name}: {key[0]}, seed {key[1]}: {told}", file=sys.stderr, flush=True)  # noqa: T201
            yield key, outcome
