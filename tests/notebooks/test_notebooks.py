"""Every lesson, as the reader meets it: run from top to bottom, its short outputs compared, its exercises solved."""

import subprocess
import sys
from pathlib import Path

import captures
import nbformat
import parts
import pytest
import torch
from machines import HERE, LOOSE, Machine
from nbformat import NotebookNode

from nls_tutorial.exercises import exercise_ids
from notebooks import CELL_SECONDS, exercise_id, lessons, others, read, steady_kernel, with_solutions

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
LESSONS = [source.stem for source in lessons()]
SAME_TEXT = [  # where a lesson says the same; tools/matrix.py has more of them, and other seeds
    *(Machine(threads=threads) for threads in (1, 2, 4)),
    *(Machine("avx2", threads=threads) for threads in (1, 2)),
    Machine("default"),
    Machine(nudged=True),
]

pytestmark = pytest.mark.notebook


def test_every_machine_has_its_day() -> None:
    assert len(SAME_TEXT) == parts.PARTS[parts.MACHINES]


def test_the_course_begins() -> None:
    assert LESSONS[:3] == ["00_start_here", "01_look_at_the_last_layer", "02_soften_a_label"]


def validate(
    pair: Path, strictness: str, capture: Path | None = None, machine: Machine = HERE, **variables: str
) -> subprocess.CompletedProcess[str]:
    """nbval over one notebook, in a process of its own: its cells are the tests of that process."""
    command = [sys.executable, "-m", "pytest", strictness, f"--nbval-cell-timeout={CELL_SECONDS}", str(pair)]
    options = ["-c", "/dev/null", "--rootdir", str(pair.parent), "-p", "no:cacheprovider", "-p", "no:xdist"]
    shown = ["-q", "--tb=short", "--color=no", "--no-header"]
    with steady_kernel(capture, machine) as environment:
        for name in ("PYTEST_ADDOPTS", "PYTEST_CURRENT_TEST"):
            environment.pop(name, None)
        return subprocess.run(
            [*command, *options, *shown], capture_output=True, text=True, env={**environment, **variables}, check=False
        )


# Between the two passes: no scene is captured from here on, and what each check says is noted.
SPY = """
import os as _os
import nls_tutorial.exercises as _house
_os.environ.pop("NLS_SITE_SCENES", None)
_said, _plain = [], _house.check
def _noting(exercise_id, answer):
    _said.append((exercise_id, _plain(exercise_id, answer)))
    return _said[-1][1]
_house.check = _noting
"""
VERDICTS = """
assert sorted({{name for name, _ in _said}}) == {expected}, _said
assert [name for name, verdict in _said if not verdict.passed] == [], _said
"""


def then_solved(lesson: str) -> NotebookNode:
    """The lesson as it is stored, then the lesson solved, for one kernel: as a student runs it, solves and runs again.

    The second pass compares no outputs; a cell at its end fails unless every exercise was checked and passed.
    """
    book = nbformat.read(FOLDER / f"{lesson}.ipynb", as_version=4)
    solved = with_solutions(lesson).cells
    for cell in solved:
        cell.metadata["tags"] = [*{*cell.metadata.get("tags", []), LOOSE}]
        cell.id = f"{cell.id}-solved"
    end = VERDICTS.format(expected=exercise_ids(lesson[:2]))
    book.cells += [nbformat.v4.new_code_cell(SPY), *solved, nbformat.v4.new_code_cell(end)]
    return book


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_run_on_the_cpu_gives_the_stored_outputs_then_solved_every_check_passes(lesson: str, tmp_path: Path) -> None:
    both = tmp_path / f"{lesson}.ipynb"
    nbformat.write(then_solved(lesson), both)
    for machine in parts.turn(parts.MACHINES, LESSONS.index(lesson), SAME_TEXT):
        with captures.capturing(FOLDER / f"{lesson}.py") as folder:  # its scenes, for the site
            done = validate(both, "--nbval", folder, machine, CUDA_VISIBLE_DEVICES="")
            assert done.returncode == 0, f"{machine}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("name", [source.stem for source in others()])
def test_a_run_of_a_notebook_that_is_no_lesson_gives_its_stored_outputs(name: str) -> None:
    with captures.capturing(FOLDER / f"{name}.py") as folder:
        done = validate(FOLDER / f"{name}.ipynb", "--nbval", folder, CUDA_VISIBLE_DEVICES="")
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_run_on_the_gpu_passes_its_own_assertions(lesson: str) -> None:
    done = validate(FOLDER / f"{lesson}.ipynb", "--nbval-lax")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_exercise_of_the_lesson_stands_in_it_once(lesson: str) -> None:
    (source,) = lessons([lesson])
    assert [name for cell in read(source).cells if (name := exercise_id(cell))] == exercise_ids(lesson[:2])
