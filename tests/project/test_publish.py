"""How the pages of the site are made from the repository, without building it."""

import json
import struct
from pathlib import Path

import conf
import launch
import nbformat
import pages
import publish
import pytest

from notebooks import LessonError, checked_id, lessons, read

pytestmark = pytest.mark.slow


def test_equations_and_first_meetings_are_what_sphinx_reads() -> None:
    text = [r"A loss |a| of `b|c`: $L = \frac{|a|}", "{b}$ and", r"$$x$$.", "First met in notebooks/05_keep_a_margin."]
    assert conf.to_rst(text) == [
        r"A loss \|a\| of `b|c`: :math:`L = \frac{|a|} {b}` and",
        ":math:`x`.",
        "First met in :doc:`/notebooks/05_keep_a_margin`.",
    ]


def test_examples_are_left_as_they_are() -> None:
    assert conf.to_rst(["Adds *all*.", "", ">>> 2 * 3 | 1", "7"]) == [r"Adds \*all\*.", "", ">>> 2 * 3 | 1", "7"]


def test_a_lesson_that_is_not_there_yet_is_no_link() -> None:
    assert conf.to_rst(["First met in notebooks/99_fly_to_the_moon."]) == ["First met in lesson 99."]


def test_parameters_are_lines_and_no_list_of_definitions() -> None:
    signature = "<dt>f(\n\n<dl>\n<dd><em>a</em>,</dd>\n<dd><em>b</em>,</dd>\n</dl>\n\n)</dt>"
    mended = conf.parameters(signature)
    assert "<dd>" not in mended
    assert "<dl>" not in mended
    assert mended.count('<span class="nls-parameter">') == 2
    kept = '<dl class="glossary">\n<dt>a</dt>\n<dd>A.</dd>\n</dl>'
    assert conf.parameters(kept) == kept


def test_a_playground_of_a_notebook_is_told_what_its_cell_said(tmp_path: Path) -> None:
    file = tmp_path / "01.json"
    file.write_text(json.dumps({"playground": {"words": "</script>"}, "spec": {}, "alt": "Two networks."}))
    for theme in ("light", "dark"):
        size = struct.pack(">II", 200, 100)
        (tmp_path / f"01_{theme}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + size)
    page = pages.mount(Path("playground.py"), file)
    assert page.count('<div class="nls-playground">') == 1
    assert '{"words": "\\u003c/script>"}' in page
    assert 'alt="Two networks."' in page
    assert "../_static/playground.js" in page
    assert "train in this page" in pages.caption(Path("playground.py"), file)


def test_every_room_has_a_page() -> None:
    assert {"losses", "scenes", "calibration"} <= set(pages.rooms())
    assert ".. automodule:: nls_tutorial.losses\n" in pages.room_page("losses")


def test_a_page_stands_under_the_caption_that_it_names(tmp_path: Path) -> None:
    for name, text in {
        "teach": "# Teach\n",
        "glossary": "---\ncaption: At hand\norder: 2\n---\n# Glossary\n",
        "notation": "---\ncaption: At hand\norder: 1\n---\n# Notation\n",
    }.items():
        (tmp_path / f"{name}.md").write_text(text)
    assert pages.captions(sorted(tmp_path.glob("*.md"))) == {
        "At hand": ["notation", "glossary"],
        "For teachers": ["teach"],
    }


def test_a_scene_waits_as_two_still_pictures(tmp_path: Path) -> None:
    (tmp_path / "02.json").write_text('{"alt": "A \\"curve\\"."}')
    for theme, wide in (("light", 640), ("dark", 641)):
        (tmp_path / f"02_{theme}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", wide, 480))
    html = pages.mount(tmp_path / "05_keep_a_margin.py", tmp_path / "02.json")
    assert html.startswith('<div class="nls-mount" data-scene="05_02"><img class="only-light"')
    assert 'src="../_static/scenes/05_02_dark.png" alt="A &quot;curve&quot;." width="641" height="480"' in html


def test_a_public_name_leads_to_its_lines() -> None:
    link = conf.linkcode_resolve("py", {"module": "nls_tutorial.losses", "fullname": "margin_loss"})
    file, _, lines = str(link).partition("#")
    assert file.endswith("/blob/main/nls_tutorial/losses/margin.py")
    first, last = (int(line[1:]) for line in lines.split("-"))
    source = (publish.ROOT / "nls_tutorial" / "losses" / "margin.py").read_text(encoding="utf-8").splitlines()
    assert source[first - 1] == "def margin_loss("
    assert last > first
    for nothing in ("no_such_name", "__name__"):
        assert conf.linkcode_resolve("py", {"module": "nls_tutorial.losses", "fullname": nothing}) is None


@pytest.mark.parametrize(
    ("description", "controls", "expected"),
    [
        ("A loss < 1.", [("ε", True), ("classes K", True)], "A loss &lt; 1. To move: ε, classes K."),
        ("A crop.", [("across", False), ("down", False)], "A crop. To move: what lies in the picture."),
        ("8 pictures with these lines: “2”.", [], ""),
    ],
)
def test_a_scene_has_its_number_and_what_moves_under_it(
    tmp_path: Path, description: str, controls: list[tuple[str, bool]], expected: str
) -> None:
    told = [{"label": label, "shown": shown} for label, shown in controls]
    (tmp_path / "02.json").write_text(json.dumps({"spec": {"description": description, "controls": told}}))
    number = '<a href="#scene-05_02">Scene 05.2</a>'
    line = pages.caption(tmp_path / "05_keep_a_margin.py", tmp_path / "02.json")
    assert line == f'<p class="nls-caption" id="scene-05_02">{number} {expected}</p>'


def test_a_lesson_page_folds_its_solutions_and_lists_its_names() -> None:
    book = launch.without(read(lessons(["02"])[0]))
    asked = [cell for cell in book.cells if checked_id(cell)]
    for cell in asked:
        cell.outputs = [nbformat.v4.new_output("stream", text="not yet")]
    page = pages.lesson_page(book, ["targets.smooth_uniform"])
    nbformat.validate(page)
    first = next(cell for cell in page.cells if cell.cell_type == "code")
    assert first.metadata["tags"] == ["hide-input"], "the imports are folded away"
    assert first.metadata["mystnb"]["code_prompt_show"] == "Show the set-up"
    page.cells.remove(first)
    solutions = [cell for cell in page.cells if "hide-input" in cell.metadata.get("tags", [])]
    assert len(solutions) == len(asked) == 6
    assert all(("return" in cell.source or " = " in cell.source) and cell.outputs == [] for cell in solutions)
    assert all(cell.outputs == [] for cell in asked)
    assert page.cells[-1].source.endswith("- {py:obj}`targets.smooth_uniform <nls_tutorial.targets.smooth_uniform>`")


def test_names_are_listed_in_the_lesson_that_introduces_them() -> None:
    met = pages.first_met()
    assert "losses.margin_loss" in met["05_keep_a_margin"]
    assert "targets.smooth_uniform" in met["02_soften_a_label"]
    assert set(met) >= {source.stem for source in lessons(["00", "01", "02", "03", "04", "05"])}


def test_without_npm_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setattr(publish, "BUILD", tmp_path)
    monkeypatch.setattr(publish.shutil, "which", lambda _: None)
    with pytest.raises(LessonError, match=r"fetch mathjax\. Install Node\.js"):
        publish.from_npm(*publish.MATHJAX)


def test_a_lesson_that_does_not_exist_is_named(capsys: pytest.CaptureFixture[str], monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(publish, "bring_together", lambda names: lessons(names))
    assert publish.main(["77"]) == 1
    assert "no lesson 77" in capsys.readouterr().err


def test_a_link_to_the_published_site_stays_on_this_one() -> None:
    text = f"Try [the playground]({pages.SITE}playground.html#loss=margin&m=4), or [PyTorch](https://pytorch.org/)."
    assert pages.on_this_site(text) == (
        'Try <a href="../playground.html#loss=margin&amp;m=4">the playground</a>, or [PyTorch](https://pytorch.org/).'
    )
