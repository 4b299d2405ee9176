"""The tools that build, check and lint lessons, tried on a toy lesson."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from lesson_numbers import ALLOWED, untied
from lesson_rules import lint, prose_words
from lesson_times import line, promised, report

import notebooks
from notebooks import LIVE, LessonError, books, build, check, lessons, others, read, settle, text, with_solutions

pytestmark = pytest.mark.slow

TOY = """\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A toy
#
# **Do** little. **Learn** less. **Need** nothing. 5 min to read, 3 s to run, CPU.

# %% tags=["nbval-check-output"]
print("one")

# %% [markdown]
# <!-- exercise 07.1 -->
# stale

# %% tags=["exercise"]
# exercise 07.1
stale = 0

# %%
print("one")

# %%
print("one")
"""


class ToyRoom:
    """Exercises that are easy to recognize."""

    def prompt(self, exercise_id: str) -> str:
        return f"### {exercise_id} What is the answer?"

    def starter(self, exercise_id: str) -> str:
        return f"answer = ...  # of {exercise_id}"

    def solution(self, exercise_id: str) -> str:
        return "answer = 42"


ROOM = ToyRoom()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("lessons") / "07_toy.py"
    source.write_text(TOY)
    build(source, ROOM)
    return source


@pytest.fixture
def toy(built: Path, tmp_path: Path) -> Path:
    for path in (built, built.with_suffix(".ipynb")):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path / built.name


def test_a_build_runs_the_lesson_and_stores_its_outputs(toy: Path) -> None:
    book = nbformat.read(toy.with_suffix(".ipynb"), as_version=4)
    nbformat.validate(book)
    assert [cell.execution_count for cell in book.cells if cell.cell_type == "code"] == [1, 2, 3, 4, 5]
    assert book.cells[3].outputs[0].text == "one\n"
    assert book.metadata == {"kernelspec": notebooks.KERNEL, "language_info": {"name": "python"}}


def test_a_build_brings_the_exercise_into_the_source_and_changes_no_other_line(toy: Path) -> None:
    fresh = TOY.replace("stale = 0", "answer = ...  # of 07.1")
    assert toy.read_text() == fresh.replace("# stale", "#\n# ### 07.1 What is the answer?")


def test_long_paragraphs_are_broken_into_lines_and_nothing_else_is(toy: Path) -> None:
    long = " ".join(["word"] * 50)
    room = ToyRoom()
    room.prompt = lambda exercise_id: f"### {long}\n\n{long}\n\n| {long} |\n\n$$\n{long}\n$$"
    book = with_solutions("07", toy.parent, room)
    lines = book.cells[4].source.split("\n")
    assert [line for line in lines if len(line) > notebooks.WIDTH] == [f"### {long}", f"| {long} |", long]
    assert " ".join(lines[4:7]) == long


def test_a_second_build_writes_the_same_bytes(toy: Path) -> None:
    before = toy.with_suffix(".ipynb").read_bytes()
    assert build(toy, ROOM).read_bytes() == before


def test_ids_follow_the_content(toy: Path) -> None:
    before = [cell.id for cell in read(toy).cells]
    assert len(set(before)) == len(before)
    toy.write_text(toy.read_text().replace("# %% tags", "# %%\nnew = 1\n\n# %% tags", 1))
    after = [cell.id for cell in read(toy).cells]
    assert [*after[:3], *after[4:]] == before


def test_a_pair_in_step_passes(toy: Path) -> None:
    check(toy, ROOM)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('print("one")\n\n# %% [', 'print("two")\n\n# %% [', "cell 4 differs"),
        ('tags=["nbval-check-output"]', "", "the tags of cell 4 differ"),
        ("answer = ...", "answer = 41", "an exercise cell differs from its exercise"),
        ("What is", "What was", "an exercise cell differs from its exercise"),
        ('# %%\nprint("one")\n', "", "has 8 cells, 07_toy.py 6"),
    ],
)
def test_a_source_that_moved_on_is_noticed(old: str, new: str, says: str, toy: Path) -> None:
    toy.write_text(toy.read_text().replace(old, new))
    with pytest.raises(LessonError, match=says) as told:
        check(toy, ROOM)
    assert "tools/notebooks.py build 07_toy" in str(told.value)


@pytest.mark.parametrize(
    ("old", "new"),
    [('"execution_count": 3', '"execution_count": 9'), ('"name": "python3"', '"name": "mine"')],
)
def test_a_pair_edited_by_hand_is_noticed(old: str, new: str, toy: Path) -> None:
    pair = toy.with_suffix(".ipynb")
    assert old in pair.read_text()
    pair.write_text(pair.read_text().replace(old, new))
    with pytest.raises(LessonError, match="not as a build writes them"):
        check(toy, ROOM)


def test_prose_is_written_without_a_run_and_keeps_the_outputs(toy: Path) -> None:
    pair = toy.with_suffix(".ipynb")
    before = nbformat.read(pair, as_version=4)
    toy.write_text(toy.read_text().replace("# A toy", "# A better toy"))
    with pytest.raises(LessonError, match="cell 1 differs"):
        check(toy, ROOM)
    text(toy)
    check(toy, ROOM)
    after = nbformat.read(pair, as_version=4)
    assert after.cells[0].source.startswith("# A better toy")
    assert after.cells[1:] == before.cells[1:]


def test_prose_is_not_written_where_the_code_has_changed(toy: Path) -> None:
    before = toy.with_suffix(".ipynb").read_bytes()
    toy.write_text(toy.read_text().replace('print("one")', 'print("two")', 1))
    with pytest.raises(LessonError, match=r"the code has changed\. Run: .* build 07_toy"):
        text(toy)
    assert toy.with_suffix(".ipynb").read_bytes() == before


def test_a_missing_pair_is_noticed(toy: Path) -> None:
    toy.with_suffix(".ipynb").unlink()
    with pytest.raises(LessonError, match="is missing"):
        check(toy, ROOM)


def test_a_stray_notebook_is_noticed(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (toy.parent / "08_stray.ipynb").write_bytes(toy.with_suffix(".ipynb").read_bytes())
    toy.unlink()
    assert notebooks.main(["check"], toy.parent) == 1
    assert "08_stray.ipynb has no source" in capsys.readouterr().err


def test_solutions_replace_the_starters(toy: Path) -> None:
    book = with_solutions("07", toy.parent, ROOM)
    assert book.cells[5].source == "# exercise 07.1\nanswer = 42"


@pytest.mark.parametrize("first", ["x = 1", "# exercise 7"])
def test_an_exercise_cell_without_its_number_is_refused(first: str, toy: Path) -> None:
    toy.write_text(toy.read_text().replace("# exercise 07.1", first))
    with pytest.raises(LessonError, match=r"opens with '# exercise 02\.1'"):
        build(toy, ROOM)


def test_a_notebook_without_a_number_stands_beside_the_lessons(tmp_path: Path) -> None:
    for name in ("10_b.py", "playground.py", "09_a.py", "09_a.ipynb"):
        (tmp_path / name).touch()
    assert [source.stem for source in lessons(folder=tmp_path)] == ["09_a", "10_b"]
    assert [source.stem for source in others(tmp_path)] == ["playground"]
    assert [source.stem for source in books(folder=tmp_path)] == ["09_a", "10_b", "playground"]
    assert books(["playground"], tmp_path) == others(tmp_path)
    with pytest.raises(LessonError, match="no lesson pl: there are 09_a, 10_b, playground"):
        books(["pl"], tmp_path)
    with pytest.raises(LessonError, match="no lesson playground"):
        lessons(["playground"], tmp_path)


def test_an_unknown_lesson_is_refused(toy: Path) -> None:
    assert lessons(["07"], toy.parent) == lessons(["07_toy.ipynb"], toy.parent) == [toy]
    with pytest.raises(LessonError, match="no lesson 09: there are 07_toy"):
        lessons(["09"], toy.parent)


def test_a_widget_is_stored_as_its_still_picture_only(toy: Path) -> None:
    book = read(toy)
    bundle = {LIVE: {"model_id": "b1946ac9"}, "image/png": "iVBO", "text/plain": "a picture"}
    live = nbformat.v4.new_output("display_data", data={LIVE: {"model_id": "b1946ac9"}})
    book.cells[3].outputs = [nbformat.v4.new_output("display_data", data=bundle), live]
    book.metadata["widgets"] = {"state": {}}
    outputs = settle(book).cells[3].outputs
    assert [dict(output.data) for output in outputs] == [{"image/png": "iVBO", "text/plain": "a picture"}]
    assert "widgets" not in book.metadata


def test_addresses_leave_a_traceback(toy: Path) -> None:
    book = read(toy)
    trace = [f"File {notebooks.ROOT}/nls_tutorial/x.py", "<f at 0x7f2ad12b76d0>"]
    book.cells[3].outputs = [nbformat.v4.new_output("error", ename="E", evalue="", traceback=trace)]
    assert settle(book).cells[3].outputs[0].traceback == ["File nls_tutorial/x.py", "<f at 0x…>"]


# ------------------------------------------------------------------------------------------------ lint

CLOSING = "# %% [markdown]\n# ## What to take away\n#\n# ## Exercises\n#\n# ## Further reading\n"


def lesson(folder: Path, *cells: str, words: int = 1000, name: str = "07_toy.py") -> Path:
    """A lesson that breaks no rule, with more cells."""
    prose = "# %% [markdown]\n# " + "word " * words + "\n"
    source = folder / name
    source.write_text("\n".join([TOY.split("\n\n")[1], prose, "# %%\nx = 1\n", *cells, CLOSING]))
    return source


def picture(alt: str) -> dict[str, object]:
    return {"data": {"image/png": "iVBO"}, "metadata": {"image/png": {"alt": alt}}}


def test_a_good_lesson_breaks_no_rule(tmp_path: Path) -> None:
    assert lint([lesson(tmp_path)]) == []


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (["# %%\n" + "x = 1\n" * 26], "the longest has 26 lines"),
        (["# %%\n" + "x = 1\n" * 16], "the 90th percentile has 16 lines"),
        (["# %%\n" + "x = 1\n" * 7] * 2, "the median has 7 lines"),
        (["# %%\nx = 2\n"] * 25, "26 code cells"),
        (["# %% [markdown]\n# ![](a.png)\n"], "without alt text"),
        (['# %% [markdown]\n# <img src="a.png">\n'], "without alt text"),
        (['# %% [markdown]\n# <img src="a.png" alt=" ">\n'], "without alt text"),
    ],
)
def test_a_broken_rule_is_named(cells: list[str], says: str, tmp_path: Path) -> None:
    assert any(says in trouble for trouble in lint([lesson(tmp_path, *cells)]))


def test_pictures_with_alt_text_are_fine(tmp_path: Path) -> None:
    cells = ["# %% [markdown]\n# ![a curve](a.png)\n", '# %% [markdown]\n# <img src="a.png" alt="a curve">\n']
    assert lint([lesson(tmp_path, *cells)]) == []


@pytest.mark.parametrize(("name", "words", "fine"), [("07_toy.py", 600, False), ("00_toy.py", 600, True)])
def test_the_first_lesson_may_be_short(name: str, words: int, fine: bool, tmp_path: Path) -> None:
    assert (lint([lesson(tmp_path, words=words, name=name)]) == []) == fine
    assert lint([lesson(tmp_path, words=1900, name=name)]) != []


@pytest.mark.parametrize("part", ["**Do**", "**Learn**", "**Need**", "5 min", "3 s", "CPU"])
def test_the_opening_says_everything(part: str, tmp_path: Path) -> None:
    source = lesson(tmp_path)
    source.write_text(source.read_text().replace(part, "", 1))
    assert any("the opening" in trouble for trouble in lint([source]))


@pytest.mark.parametrize("heading", ["What to take away", "Exercises", "Further reading"])
def test_the_closing_says_everything(heading: str, tmp_path: Path) -> None:
    source = lesson(tmp_path)
    source.write_text(source.read_text().replace(heading, "Else"))
    assert lint([source]) == [f"07_toy.py: the lesson must close with a heading '## {heading}'"]


def test_a_function_that_two_lessons_define_belongs_to_the_library(tmp_path: Path) -> None:
    same = "# %%\ndef {}(x):\n    y = x + 1\n    return y * y\n"
    sources = [lesson(tmp_path, same.format(name), name=f"0{name}_toy.py") for name in ("7_f", "8_g")]
    same_names = [source.write_text(source.read_text().replace("7_f", "f").replace("8_g", "g")) for source in sources]
    assert len(same_names) == 2
    assert lint(sources) == ["08_g_toy.py: the body of g stands in 07_f_toy.py too; put it into the library"]


@pytest.mark.parametrize(
    ("tags", "code", "output", "says"),
    [
        (["nbval-check-output"], "x = 1", None, "nothing is stored to compare"),
        ([], "plot();", None, "which nbval does not honour"),
        ([], "x", ("stream", {"name": "stderr", "text": "a warning\n"}), "writes to stderr: 'a warning'"),
        ([], "x", ("stream", {"name": "stdout", "text": "<f at 0x7f2ad12b76d0>"}), "a memory address"),
        ([], "x", ("display_data", {"data": {"image/png": "iVBO"}}), "a picture without alt text"),
        ([], "x", ("display_data", picture("A rising line.")), "none of its numbers, 'A rising line.'"),
    ],
)
def test_stored_outputs_are_looked_at(
    tags: list[str], code: str, output: tuple[str, dict[str, object]] | None, says: str, tmp_path: Path
) -> None:
    source = lesson(tmp_path)
    cell = nbformat.v4.new_code_cell(code, metadata={"tags": tags})
    if output:
        cell.outputs = [nbformat.v4.new_output(output[0], **output[1])]
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), source.with_suffix(".ipynb"))
    found = lint([source])
    assert len(found) == 1
    assert says in found[0]


def test_prose_is_what_is_read() -> None:
    assert prose_words("Two words.\n```python\nx = 1\n```\n$$a b c$$ and [a link](https://x.y) <b>bold</b> `code`") == 6


# ------------------------------------------------------------------------------------------------ numbers in prose


def numbered(folder: Path, prose: str, code: str = "x = 1", printed: str = "", name: str = "07_toy") -> list[str]:
    """What the rule says of a lesson of one text and one cell."""
    cell = nbformat.v4.new_code_cell(code)
    if printed:
        cell.outputs = [nbformat.v4.new_output("stream", text=printed)]
    pair = folder / f"{name}.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(prose), cell]), pair)
    return list(untied(pair))


@pytest.mark.parametrize(
    ("prose", "code", "printed"),
    [
        ("It is 4.51 nats.", "gap = 4.51", ""),
        ("It is 4.51 nats.", "x = 1", "gap 4.5109\n"),
        ("Right in 80 % of them.", "share = 0.8", ""),
        ("Right in 80.3 % of them.", "x = 1", "accuracy 80.3%\n"),
        ("The paper has 0.24.", "x = 1", ""),
        ("That is log 10 ≈ 2.3.", "x = 1", ""),
        ("$x = 0.77$, `0.78`, [a link](https://x.y/0.81), arXiv 1512.04150, section 4.2", "x = 1", ""),
        ("| **Time** | 0.5 hours |", "x = 1", ""),
        ("<!-- exercise 07.1 -->\nIt is 0.77.", "x = 1", ""),
        ("17 of 20, in 2017.", "x = 1", ""),
    ],
)
def test_a_number_that_is_computed_or_quoted_is_fine(prose: str, code: str, printed: str, tmp_path: Path) -> None:
    assert numbered(tmp_path, prose, code, printed) == []


@pytest.mark.parametrize(
    ("prose", "code", "printed", "says"),
    [
        ("It is 4.52 nats.", "x = 4.5151", "", "prints 4.52, of 'It is 4.52 nats.'"),
        ("It is 4.52 nats.", "x = 1", "gap 4.5109\n", "prints 4.52"),
        ("Right in 81 % of them.", "share = 0.8", "80 images", "prints 81 %"),
        ("Right in 81 per cent.", "x = 1", "81 images", "prints 81 per cent"),
        ("That is log 10 ≈ 2.4.", "x = 1", "", "prints 2.4"),
    ],
)
def test_a_number_from_nowhere_is_reported(prose: str, code: str, printed: str, says: str, tmp_path: Path) -> None:
    (told,) = numbered(tmp_path, prose, code, printed)
    assert says in told


def test_the_exceptions_are_few_and_needed() -> None:
    assert sum(map(len, ALLOWED.values())) <= 6
    for name, numbers in ALLOWED.items():
        (source,) = lessons([name])
        assert all(number in source.read_text() for number in numbers)


# ------------------------------------------------------------------------------------------------ times


def test_every_header_promises_seconds() -> None:
    assert all(5 <= promised(source) <= 60 for source in lessons())


def test_the_report_sets_the_promise_against_what_was_used(tmp_path: Path) -> None:
    source = tmp_path / "07_toy.py"
    source.write_text("# about 100 seconds to run\n")
    work = [sys.executable, "-c", "while __import__('time').process_time() < 0.3: pass"]
    head, row = report([source], lambda _: subprocess.run(work, check=True))
    assert head.split() == ["lesson", "header", "wall", "processor"]
    assert row.startswith("07_toy")
    assert row.endswith("0.0 times what the header says")


@pytest.mark.parametrize(("worked", "marked"), [(9, True), (11, False), (39, False), (41, True)])
def test_a_header_that_is_more_than_twice_off_is_marked(worked: float, marked: bool) -> None:
    assert ("times what the header says" in line("07_toy", 20, 99, worked)) == marked


TRAINED = """
# %%
import torch

weights = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
optimizer = torch.optim.SGD([weights], lr=0.1)
weights.square().sum().backward()
optimizer.step()
print(weights.tolist())
"""


@pytest.mark.parametrize(
    ("code", "cell"),
    [
        (TRAINED, "cell 9, which opens with 'import torch'"),
        ("\n# %%\nimport torch\ntorch.get_num_threads()\n", "cell 9, which opens"),
    ],
)
def test_what_depends_on_the_machine_is_not_stored_for_strict_comparison(code: str, cell: str, toy: Path) -> None:
    before = toy.with_suffix(".ipynb").read_bytes()
    toy.write_text(toy.read_text() + code)
    with pytest.raises(LessonError, match=cell) as told:
        build(toy, ROOM)
    assert "native instructions, 1 thread: " in str(told.value)
    assert "default instructions, 2 threads, nudged: " in str(told.value)
    assert toy.with_suffix(".ipynb").read_bytes() == before


def test_what_nobody_compares_may_depend_on_the_machine(toy: Path) -> None:
    toy.write_text(toy.read_text() + TRAINED.replace("# %%", '# %% tags=["nbval-ignore-output"]'))
    assert "0.8" in nbformat.read(build(toy, ROOM), as_version=4).cells[-1].outputs[0].text
