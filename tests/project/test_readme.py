"""The README's two commands are real, and its links are the generated ones."""

import re
import tomllib
from pathlib import Path

import course
import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TEST = "uv run --group test pytest"
OPEN = "uv run jupyter lab notebooks/00_start_here.ipynb"


def commands(text: str) -> list[str]:
    """The lines of a text that run something, without what comes before `uv`."""
    return [match.group(0).strip() for match in re.finditer(r"\buv run [^`#&|;\n]+", text)]


def test_one_command_opens_the_course() -> None:
    assert OPEN in commands(README)
    assert (ROOT / "notebooks" / "00_start_here.ipynb").exists()


def test_one_command_passes_the_tests_and_ci_calls_it() -> None:
    assert TEST in commands(README)
    assert [line for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines() if line == TEST]
    assert "test" in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]


@pytest.mark.parametrize(("page", "text"), list(course.pages()), ids=lambda part: getattr(part, "name", ""))
def test_what_is_written_from_the_lessons_is_in_step(page: Path, text: str) -> None:
    assert page.read_text(encoding="utf-8") == text, course.MEND


def test_every_lesson_opens_on_binder_and_in_colab_from_the_readme() -> None:
    for one in course.entries():
        (row,) = [line for line in README.splitlines() if line.startswith(f"| {one.number} |")]
        assert f"(notebooks/{one.stem}.ipynb)" in row
        assert f"/blob/main/notebooks/{one.stem}.ipynb)" in row
        assert f"labpath=notebooks%2F{one.stem}.ipynb)" in row


def test_relative_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", README)
    targets += re.findall(r"""src=["'](?!https?:)([^"']+)""", README)
    assert [target for target in targets if not (ROOT / target).exists()] == []
