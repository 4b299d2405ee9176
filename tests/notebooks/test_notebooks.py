"""Every lesson, as the reader meets it: run from top to bottom, its short outputs compared, its exercises solved."""

import copy
import subprocess
import sys
from pathlib import Path

import captures
import pytest
import torch
from nbformat import NotebookNode

from nls_tutorial.exercises import exercise_ids
from notebooks import CELL_SECONDS, checked_id, exercise_id, lessons, read, run, steady_kernel, with_solutions

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
LESSONS = [source.stem for source in lessons()]

pytestmark = pytest.mark.notebook


def test_the_course_begins() -> None:
    assert LESSONS[:3] == ["00_start_here", "01_look_at_the_last_layer", "02_soften_a_label"]


def validate(
    pair: Path, strictness: str, capture: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """nbval over one notebook, in a process of its own: its cells are the tests of that process."""
    command = [sys.executable, "-m", "pytest", strictness, f"--nbval-cell-timeout={CELL_SECONDS}", str(pair)]
    options = ["-c", "/dev/null", "--rootdir", str(pair.parent), "-p", "no:cacheprovider", "-p", "no:xdist"]
    shown = ["-q", "--tb=short", "--color=no", "--no-header"]
    with steady_kernel(capture) as environment:
        for name in ("PYTEST_ADDOPTS", "PYTEST_CURRENT_TEST"):
            environment.pop(name, None)
        return subprocess.run(
            [*command, *options, *shown], capture_output=True, text=True, env={**environment, **variables}, check=False
        )


def shown_verdicts(book: NotebookNode) -> list[tuple[str, str]]:
    """The exercise and what was said about it, for every cell that checks one."""
    found = []
    for cell in book.cells:
        if asked := checked_id(cell):
            said = [output.data["text/plain"] for output in cell.outputs if "data" in output]
            found.append((asked, said[-1] if said else "nothing"))
    return found


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_run_on_the_cpu_gives_the_stored_outputs(lesson: str) -> None:
    with captures.capturing(FOLDER / f"{lesson}.py") as folder:  # its scenes, for the site
        done = validate(FOLDER / f"{lesson}.ipynb", "--nbval", folder, CUDA_VISIBLE_DEVICES="")
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_run_on_the_gpu_passes_its_own_assertions(lesson: str) -> None:
    done = validate(FOLDER / f"{lesson}.ipynb", "--nbval-lax")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("lesson", LESSONS)
def test_solved_and_run_twice_in_one_kernel_every_check_passes(lesson: str) -> None:
    book = with_solutions(lesson)
    book.cells = [*book.cells, *copy.deepcopy(book.cells)]
    verdicts = shown_verdicts(run(book, FOLDER))
    assert sorted({name for name, _ in verdicts}) == exercise_ids(lesson[:2])
    assert [verdict for verdict in verdicts if not verdict[1].startswith("✓")] == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_exercise_of_the_lesson_stands_in_it_once(lesson: str) -> None:
    (source,) = lessons([lesson])
    assert [name for cell in read(source).cells if (name := exercise_id(cell))] == exercise_ids(lesson[:2])
