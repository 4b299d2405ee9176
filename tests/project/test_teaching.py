"""What the teachers' pages say of lessons, times and files is what the lessons, the headers and the files say."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from links import title

from nls_tutorial.exercises import exercise_ids
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


def header(source: Path) -> tuple[int, int]:
    """Minutes to read and seconds to run, as the lesson's first cell says."""
    found = re.search(r"(\d+) minutes to read, about (\d+) seconds to run", source.read_text(encoding="utf-8"))
    assert found, source
    return int(found[1]), int(found[2])


def questions(source: Path) -> int:
    return source.read_text(encoding="utf-8").count("**Predict")


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading."""
    part = page.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_table_of_times_is_that_of_the_lessons() -> None:
    expected = [
        [
            f"{one.stem[:2]} {title(one)}",
            *map(str, header(one)),
            str(questions(one)),
            str(len(exercise_ids(one.stem[:2]))),
        ]
        for one in lessons()
    ]
    assert rows(PLANS, "Time") == expected


def test_the_six_sessions_add_up() -> None:
    table = rows(PLANS, "Six sessions")
    assert len(table) == 6
    for _, names, minutes, seconds, _ in table:
        taken = [header(one) for one in lessons(names.split(", "))]
        assert (int(minutes), int(seconds)) == tuple(map(sum, zip(*taken, strict=True)))
    assert [name for row in table for name in row[1].split(", ")] == [one.stem[:2] for one in lessons()]


@pytest.mark.parametrize("source", lessons(), ids=lambda source: source.stem)
def test_every_question_of_a_lesson_has_its_note(source: Path) -> None:
    part = NOTES.split(f"## {source.stem[:2]} {title(source)}\n", 1)[1].split("\n## ", 1)[0]
    minutes, seconds = header(source)
    assert f"*{minutes} minutes to read, about {seconds} seconds to run.*" in part
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
