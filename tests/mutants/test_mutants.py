"""A test must be able to fail: each mutant breaks the library in one place, and the named tests must notice."""

import os
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import parts
import pytest
from mutants.fit import broken
from mutants.harness import ROOT, Mutant, WarmPytest, plant

pytestmark = [
    pytest.mark.mutants,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the warm server forks, which this system cannot"),
]

HERE = Path(__file__).parent
ROOMS = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in ("fit", "harness", "test_mutants"))
BY_ROOM: dict[str, list[Mutant]] = {room: import_module(f"mutants.{room}").MUTANTS for room in ROOMS}
MUTANTS = [mutant for mutants in BY_ROOM.values() for mutant in mutants]
TRIED = parts.chosen(parts.MUTANTS, {room: len(mutants) for room, mutants in BY_ROOM.items()})
BROKEN = [mutant for room in TRIED for mutant in BY_ROOM[room]]
FAILED = 1  # pytest's exit code for failing tests; 2 and more say that the tests did not run


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmPytest]:
    with WarmPytest() as server:
        yield server


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "tree"
    shutil.rmtree(tmp_path / "tree", ignore_errors=True)


@pytest.mark.parametrize("room", TRIED)
def test_without_a_mutant_the_tests_pass(room: str, tree: Path, warm: WarmPytest) -> None:
    plant(tree)
    run = warm.run(tree, " ".join(sorted({path for mutant in BY_ROOM[room] for path in mutant.tests.split()})))
    assert run.code == 0, run.output


@pytest.mark.parametrize("mutant", BROKEN, ids=[f"{Path(m.file).stem}: {m.why}" for m in BROKEN])
def test_a_mutant_is_noticed(mutant: Mutant, tree: Path, warm: WarmPytest) -> None:
    plant(tree, mutant)
    run = warm.run(tree, mutant.tests)
    assert run.code == FAILED, f"{mutant.why}: pytest ended with {run.code}, expected {FAILED}\n{run.output}"


def test_every_mutant_fits_its_file_in_one_place() -> None:
    """Said at once and of all of them, before the long runs."""
    texts = {file: (ROOT / file).read_text(encoding="utf-8") for file in {mutant.file for mutant in MUTANTS}}
    errors = []
    for mutant in MUTANTS:
        try:
            if broken(texts[mutant.file], mutant.old, mutant.new) == texts[mutant.file]:
                errors.append(f"{mutant.file}: {mutant.old!r} changes nothing ({mutant.why})")
        except ValueError as error:
            errors.append(f"{mutant.file}: {error} ({mutant.why})")
    assert errors == []


def test_a_mutant_that_fits_nowhere_is_refused(tree: Path) -> None:
    nowhere = Mutant("nls_tutorial/checks/say.py", "no such line", "", "tests", "nowhere")
    with pytest.raises(ValueError, match="must stand exactly once"):
        plant(tree, nowhere)
