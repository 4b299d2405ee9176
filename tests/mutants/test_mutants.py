"""A test must be able to fail: each mutant breaks the library in one place, and the named tests must notice."""

import os
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from mutants.harness import ROOT, Mutant, WarmPytest, plant

pytestmark = [
    pytest.mark.mutants,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the warm server forks, which this system cannot"),
]

HERE = Path(__file__).parent
ROOMS = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in ("harness", "test_mutants"))
MUTANTS: list[Mutant] = [mutant for room in ROOMS for mutant in import_module(f"mutants.{room}").MUTANTS]
FAILED = 1  # pytest's exit code for failing tests; 2 and more say that the tests did not run


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmPytest]:
    with WarmPytest() as server:
        yield server


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "tree"
    shutil.rmtree(tmp_path / "tree", ignore_errors=True)


@pytest.mark.parametrize("tests", sorted({mutant.tests for mutant in MUTANTS}))
def test_without_a_mutant_the_tests_pass(tests: str, tree: Path, warm: WarmPytest) -> None:
    plant(tree)
    run = warm.run(tree, tests)
    assert run.code == 0, run.output


@pytest.mark.parametrize("mutant", MUTANTS, ids=[f"{Path(m.file).stem}: {m.why}" for m in MUTANTS])
def test_a_mutant_is_noticed(mutant: Mutant, tree: Path, warm: WarmPytest) -> None:
    plant(tree, mutant)
    run = warm.run(tree, mutant.tests)
    assert run.code == FAILED, f"{mutant.why}: pytest ended with {run.code}, expected {FAILED}\n{run.output}"


def test_every_mutant_fits_its_file_in_one_place() -> None:
    """Said at once and of all of them, before the long runs."""
    texts = {file: (ROOT / file).read_text(encoding="utf-8") for file in {mutant.file for mutant in MUTANTS}}
    misfits = [f"{m.file}: {m.old!r} ({m.why})" for m in MUTANTS if texts[m.file].count(m.old) != 1 or m.old == m.new]
    assert misfits == []


def test_a_mutant_that_fits_nowhere_is_refused(tree: Path) -> None:
    nowhere = Mutant("nls_tutorial/checks/say.py", "no such line", "", "tests", "nowhere")
    with pytest.raises(ValueError, match="must stand exactly once"):
        plant(tree, nowhere)
