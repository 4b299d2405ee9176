"""A new lesson is one notebook and one folder: a skeleton, in a copy of the project, passes the lessons' checks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import skeleton

pytestmark = pytest.mark.slow


# the commands of CONTRIBUTING and CI, in one process: each alone would import torch again
COMMANDS = """
import sys
import course, notebooks
from nls_tutorial.studies import all_studies

def said(run, *words):
    sys.argv = ["tools/course.py", *words]
    print(f"-- {run()}", flush=True)

said(course.main, "--check")
said(course.main)
said(course.main, "--check")
said(lambda: notebooks.main(["check", "00", "NUMBER"]))
said(lambda: notebooks.main(["lint", "NUMBER"]))
print("counting" in all_studies())
"""


class Copy:
    """A copy of the project with a lesson more, and its commands."""

    def __init__(self, folder: Path) -> None:
        self.home = skeleton.copy(folder)
        self.stem = skeleton.add_lesson(self.home)
        self.number = self.stem[:2]

    def ran(self, *words: str) -> str:
        """What `python` with these words says, in the copy and with its library; it must pass."""
        here = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(self.home), str(self.home / "tools")]),
            "NLS_PROGRESS": "off",
        }
        command = [sys.executable, *words]
        done = subprocess.run(
            command, cwd=self.home, env=here, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        assert done.returncode == 0, f"{words}\n{done.stdout[-5000:]}"
        return done.stdout

    def text(self, path: str) -> str:
        """A file of the copy."""
        return (self.home / path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The copy, its lesson built."""
    copy = Copy(tmp_path_factory.mktemp("new_lesson"))
    assert "wrote " in copy.ran("tools/notebooks.py", "build", copy.stem)
    return copy


@pytest.fixture(scope="module")
def checked(built: Copy) -> list[str]:
    """What each of COMMANDS says."""
    return built.ran("-c", COMMANDS.replace("NUMBER", built.number)).splitlines()


def test_the_copy_uses_its_own_library(built: Copy) -> None:
    code = "import nls_tutorial, sys; sys.stdout.write(nls_tutorial.__file__)"
    assert Path(built.ran("-c", code)).is_relative_to(built.home)


def test_until_the_map_is_written_each_page_names_the_command(built: Copy, checked: list[str]) -> None:
    mend = "is not in step. Run: uv run --group test python tools/course.py"
    pages = ("README.md", "00_start_here.py", "teach.md", "teach_lessons.md")
    assert checked[:5] == [*(f"{page} {mend}" for page in pages), "-- 1"]
    assert checked[5:10] == [*(f"wrote {page}" for page in pages), "-- 0"]


def test_the_lesson_passes_the_checks_of_lessons_and_its_study_is_found(checked: list[str]) -> None:
    assert checked[10:] == ["-- 0", "check: 2 lessons in order", "-- 0", "lint: 1 lessons in order", "-- 0", "True"]


def test_the_map_and_the_teachers_pages_have_it(built: Copy, checked: list[str]) -> None:
    (row,) = [line for line in built.text("README.md").splitlines() if line.startswith(f"| {built.number} ")]
    assert f"[count to three](notebooks/{built.stem}.ipynb) | numbers follow one another | n |" in row
    way = f"| [{built.number} Count to three]({built.stem}.ipynb) | numbers follow one another |"
    assert way in built.text("notebooks/00_start_here.ipynb")
    plans = built.text("docs/pages/teach.md")
    assert f"| {built.number} Count to three | 7 | 8 | 1 | 3 |" in plans
    assert f"| {built.number} | 7 | 8 | what comes after two |" in plans
    assert f"## {built.number} Count to three\n" in built.text("docs/pages/teach_lessons.md")


def test_its_exercises_and_pages_pass_the_tests_that_all_lessons_pass(built: Copy, checked: list[str]) -> None:
    files = ("exercises/test_lessons.py", "project/test_readme.py", "project/test_teaching.py")
    chosen = ["-k", f"{built.number} or in_step or session", *(f"tests/{file}" for file in files)]
    assert " passed" in built.ran("-m", "pytest", "-q", "-n", "0", *chosen)
    assert f"# exercise {built.number}.3\ndef following_3(n: int) -> int:" in built.text(f"notebooks/{built.stem}.py")


def test_its_imports_keep_the_contracts(built: Copy) -> None:
    linter = "import sys; from importlinter.cli import lint_imports_command as run; sys.argv = ['x']; run()"
    assert "0 broken" in built.ran("-c", linter)


def test_contributing_names_both_commands_and_every_file(built: Copy) -> None:
    part = built.text("CONTRIBUTING.md").split("**Write a lesson**", 1)[1].split("\n\n", 1)[0]
    assert "python tools/course.py" in part
    assert "python tools/notebooks.py build" in part
    room = built.home / "nls_tutorial" / "lessons" / f"l{built.stem}"
    assert [file.name for file in sorted(room.glob("*.*")) if f"{file.name}`" not in part] == []
    assert len(part.strip().splitlines()) <= 10
