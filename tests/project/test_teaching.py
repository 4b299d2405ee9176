"""What the teachers' pages say of lessons, times and files is what the lessons, the headers and the files say."""

import re
import shutil
import subprocess
from pathlib import Path

import course
import pytest
import yaml

from notebooks import lessons

PAGES = Path(__file__).resolve().parents[2] / "docs" / "pages"
PLANS = (PAGES / "teach.md").read_text(encoding="utf-8")
NOTES = (PAGES / "teach_lessons.md").read_text(encoding="utf-8")
CLUSTER = (PAGES / "cluster.md").read_text(encoding="utf-8")
# the names that the chart of Zero to JupyterHub knows, of those that the page uses
CHART = {
    "hub": {"config"},
    "singleuser": {"image", "defaultUrl", "memory", "cpu", "storage", "extraEnv", "lifecycleHooks"},
    "cull": {"enabled", "timeout", "every"},
}


def questions(source: Path) -> int:
    return source.read_text(encoding="utf-8").count("**Predict")


def test_the_sessions_hold_every_lesson_once_and_in_order() -> None:
    table = [line.split(" | ") for line in course.sessions_table()[2:]]
    assert [name for row in table for name in row[1].split(", ")] == [one.number for one in course.entries()]
    assert all(row[4].removesuffix(" |").strip() for row in table), "the last lesson of a session says what to ask for"
    for _, names, minutes, seconds, _ in table:
        taken = [one for one in course.entries() if one.number in names.split(", ")]
        assert int(minutes) == sum(one.minutes for one in taken)
        assert int(seconds) == sum(one.seconds for one in taken)


def test_a_lesson_needs_lessons_that_come_before() -> None:
    known = {one.number for one in course.entries()}
    for one in course.entries():
        assert set(one.lesson.needs) <= {number for number in known if number < one.number}, one.stem


@pytest.mark.parametrize("source", lessons(), ids=lambda source: source.stem)
def test_every_question_of_a_lesson_has_its_note(source: Path) -> None:
    part = NOTES.split(f"## {source.stem[:2]} {course.title(source)}\n", 1)[1].split("\n## ", 1)[0]
    assert len(re.findall(r"^\d\. \*", part, flags=re.MULTILINE)) == questions(source)
    assert re.search(r'^   - "', part, flags=re.MULTILINE)


def test_the_parts_that_the_plans_name_are_in_the_lessons() -> None:
    text = "\n".join(one.read_text(encoding="utf-8") for one in lessons())
    headings = set(re.findall(r"^# #{2,3} (.+)$", text, flags=re.MULTILINE))
    plans = " ".join(PLANS.split("## One session", 1)[1].replace("**", "").split())
    named = {found for found in re.findall(r"\*([A-Z][^*]+[a-z?])\*", plans) if " " in found}
    assert len(named) > 8
    assert {name for name in named if name not in headings and not name.startswith("One network that")} == set()


def test_the_values_for_kubernetes_are_yaml_that_the_chart_knows() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", CLUSTER, flags=re.DOTALL)
    read = yaml.safe_load(block)
    assert {name: set(value) for name, value in read.items()} == CHART
    assert "/srv/course" in CLUSTER.split("```sh", 1)[1].split("```", 1)[0]
    assert "/srv/course/notebooks" in read["singleuser"]["lifecycleHooks"]["postStart"]["exec"]["command"][-1]
    assert all(isinstance(value, str) for value in read["singleuser"]["extraEnv"].values())


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")
def test_the_job_for_slurm_is_a_script_that_finds_its_lesson(tmp_path: Path) -> None:
    (script,) = re.findall(r"```sh\n(#!/bin/bash.*?)```", CLUSTER, flags=re.DOTALL)
    asked = re.search(r"--array=([\d,]+)", script)
    assert asked
    jupyter = tmp_path / ".venv" / "bin" / "jupyter"
    jupyter.parent.mkdir(parents=True)
    jupyter.write_text('#!/bin/bash\necho "$NLS_BUDGET ${!#}"\n')
    jupyter.chmod(0o755)
    (tmp_path / "notebooks").mkdir()
    for source in lessons():
        (tmp_path / "notebooks" / f"{source.stem}.ipynb").touch()
    for number in asked[1].split(","):
        told = subprocess.run(
            ["bash", "-c", script],
            cwd=tmp_path,
            env={"SLURM_ARRAY_TASK_ID": number, "SLURM_CPUS_PER_TASK": "2", "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert re.fullmatch(rf"full notebooks/{int(number):02d}_\w+\.ipynb\n", told)
