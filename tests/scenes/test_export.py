"""A notebook made into a page by nbconvert: its scenes are alive there, and nothing is fetched for them."""

import base64
import json
import re
from pathlib import Path

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from project import ROOT, settings
from traitlets.config import Config

from nls_tutorial.lessons.l02_soften_a_label import finite_optimum
from nls_tutorial.records import Axis, Control, Panel, Readout, Scene, track
from nls_tutorial.scenes import LiveScene, SceneWidget, encode
from nls_tutorial.scenes.export import STATE, VIEW, keep_scenes

pytestmark = pytest.mark.slow
CONFIG = ROOT / "nls_tutorial" / "scenes" / "nbconvert.json"


def saved(*widgets: SceneWidget) -> nbformat.NotebookNode:
    """A notebook that shows these widgets, as Jupyter saves it."""
    book, state = nbformat.v4.new_notebook(), {}
    for widget in widgets:
        data, metadata = widget._repr_mimebundle_()
        output = nbformat.v4.new_output("execute_result", data, execution_count=1, metadata=metadata)
        book.cells.append(nbformat.v4.new_code_cell("scene", outputs=[output]))
        told = {name: value for name, value in widget.get_state().items() if name != "data"}
        block = {"path": ["data"], "encoding": "base64", "data": base64.b64encode(widget.data).decode("ascii")}
        state[widget.model_id] = {"state": json.loads(json.dumps(told)), "buffers": [block]}
    book.metadata["widgets"] = {STATE: {"state": state, "version_major": 2, "version_minor": 0}}
    return book


def live() -> LiveScene:
    def build(x: float) -> Scene:
        panel = Panel("", Axis("x", 0, 1), Axis("y", 0, 1), ())
        return Scene("A square", "Computed when asked.", (panel,), (), (Readout("square", track(x**2)),))

    return LiveScene((Control("x", "x", (0.0, 0.5, 1.0), start=1),), build)


def test_a_scene_stands_where_it_was_left_with_its_numbers() -> None:
    widget = SceneWidget(finite_optimum())
    widget.move(epsilon=0.2)
    book, _ = keep_scenes(saved(widget), {})
    data = book.cells[0].outputs[0].data
    assert VIEW not in data
    (payload,) = re.findall(r'<script type="application/json">(.*?)</script>', data["text/html"])
    told = json.loads(payload)
    spec, numbers = encode(finite_optimum())
    assert told["spec"] == {**spec, "start": widget.index}
    assert base64.b64decode(told["data"]) == numbers
    assert f'<img src="data:image/png;base64,{data["image/png"].strip()}" alt="' in data["text/html"]
    assert "widgets" not in book.metadata, "nothing asks for Jupyter's own script"


def test_the_script_comes_once() -> None:
    book, _ = keep_scenes(saved(SceneWidget(finite_optimum()), SceneWidget(finite_optimum())), {})
    pages = [cell.outputs[0].data["text/html"] for cell in book.cells]
    assert ["window.nlsMount = mount" in page for page in pages] == [True, False]


def test_a_scene_that_needs_its_kernel_is_its_still_picture() -> None:
    book, _ = keep_scenes(saved(live()), {})
    assert {VIEW, "text/html"} & set(book.cells[0].outputs[0].data) == set()
    assert "image/png" in book.cells[0].outputs[0].data


def test_a_notebook_saved_without_its_widgets_shows_still_pictures() -> None:
    book = saved(SceneWidget(finite_optimum()))
    del book.metadata["widgets"]
    keep_scenes(book, {})
    assert {VIEW, "text/html"} & set(book.cells[0].outputs[0].data) == set()


def test_the_widgets_of_others_stay() -> None:
    book = saved(SceneWidget(finite_optimum()))
    other = nbformat.v4.new_output("display_data", {VIEW: {"model_id": "theirs"}, "text/plain": "IntSlider()"})
    book.cells.append(nbformat.v4.new_code_cell("slider", outputs=[other]))
    book.metadata.widgets[STATE]["state"]["theirs"] = {"state": {"value": 3}}
    keep_scenes(book, {})
    assert book.cells[1].outputs[0].data[VIEW] == {"model_id": "theirs"}
    assert "theirs" in book.metadata.widgets[STATE]["state"]
    assert "text/html" in book.cells[0].outputs[0].data


def test_nbconvert_finds_it_once_the_package_is_installed() -> None:
    shared = settings()["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared[CONFIG.relative_to(ROOT).as_posix()] == "etc/jupyter/jupyter_nbconvert_config.json"
    exporter = HTMLExporter(config=Config(json.loads(CONFIG.read_text(encoding="utf-8"))))
    page, _ = exporter.from_notebook_node(saved(SceneWidget(finite_optimum())))
    assert "window.nlsMount = mount" in page
    assert "html-manager" not in page


def test_the_words_of_a_scene_stay_words(tmp_path: Path) -> None:
    axis = Axis("</script>", 0, 1)
    scene = Scene("</script><b>&", 'a "quote"', (Panel("", axis, axis, ()),))
    book, _ = keep_scenes(saved(SceneWidget(scene)), {})
    page = book.cells[0].outputs[0].data["text/html"]
    assert len(re.findall("</script>", page)) == 3, "the module, the numbers, the mount"
    assert 'alt="&lt;/script&gt;' in page
