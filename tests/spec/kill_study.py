"""Kill a study at random moments, over and over, and see that its numbers are those of an undisturbed run.

`python -m spec.kill_study KILLS SEED` (with tests in PYTHONPATH) does it over `here`, `processes:2` and `dask`, KILLS
times each, and prints the counts. A test does the same with few kills.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psutil
from spec.tiny_study import BATCHES, tiny

from nls_tutorial.records import Results
from nls_tutorial.studies import run_study

EPOCHS, PAUSE, ARMS = 10, 0.05, 6
HERE = Path(__file__).resolve()


def study():
    return tiny(EPOCHS, PAUSE, ARMS)


def numbers(results: Results) -> list:
    return [(cell.key, {name: v.tolist() for name, v in cell.scores.items()}) for cell in sorted_cells(results)]


def sorted_cells(results: Results) -> list:
    return [results.cells[key] for key in sorted(results.cells)]


def start(store: Path, where: str) -> subprocess.Popen:
    paths = os.pathsep.join([str(HERE.parents[1]), str(HERE.parents[2])])
    environment = {**os.environ, "PYTHONPATH": paths, BATCHES: str(store / "batches"), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "spec.kill_study", "run", str(store), where]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def batches(store: Path) -> int:
    file = store / "batches"
    return file.stat().st_size if file.exists() else 0


def workers(main: subprocess.Popen) -> list[psutil.Process]:
    """The processes of a run that compute cells."""
    try:
        every = psutil.Process(main.pid).children(recursive=True)
        return [
            one
            for one in every
            if "spawn_main" in " ".join(one.cmdline()) and "resource_tracker" not in " ".join(one.cmdline())
        ]
    except psutil.Error:
        return []


def disturb(store: Path, where: str, kills: int, draws: random.Random) -> Counter:
    """Run to the end, with so many kills on the way; counts of what was killed."""
    store.mkdir(parents=True, exist_ok=True)
    done: Counter = Counter()
    main = start(store, where)
    while True:
        if sum(done.values()) < kills and begun(main, store):
            time.sleep(draws.uniform(0, 0.4))
            own = workers(main)
            victim: psutil.Process | subprocess.Popen = main
            if where != "here" and own and draws.random() > 0.15:
                victim = draws.choice(own)
            if main.poll() is None:
                with suppress(psutil.NoSuchProcess):
                    victim.kill()
                    done["main" if victim is main else "worker"] += 1
            if victim is main:
                main.wait()
        if main.poll() is None:
            time.sleep(0.02)
            continue
        told = main.stderr.read()
        main.stderr.close()
        if main.returncode == 0:
            return done
        assert main.returncode == -signal.SIGKILL, told
        main = start(store, where)


def begun(main: subprocess.Popen, store: Path) -> bool:
    """Wait until a cell is in the making; False where the run ended before."""
    at = batches(store)
    while batches(store) == at:
        if main.poll() is not None:
            return False
        time.sleep(0.005)
    return True


def main(words: list[str]) -> None:
    if words[0] == "run":
        run_study(study(), store=words[1], where=words[2])
        return
    kills, draws = int(words[0]), random.Random(int(words[1]))
    quiet = run_study(study())
    for where in ("here", "processes:2", "dask"):
        with tempfile.TemporaryDirectory() as folder:
            begin, store = time.monotonic(), Path(folder)
            done = disturb(store, where, kills, draws)
            same = numbers(run_study(study(), store=store)) == numbers(quiet)
            left = [path.name for path in (store / "tiny").iterdir() if path.suffix not in (".json", ".npz", ".lock")]
            took = time.monotonic() - begin
            sys.stdout.write(
                f"{where}: {sum(done.values())} kills {dict(done)}, {batches(store)} batches, {took:.0f} s, "
                f"same numbers: {same}, left over: {left}\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
