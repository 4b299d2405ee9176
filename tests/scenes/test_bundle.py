"""The script's modules in an order in which each finds what it imports, as a module and as a plain script."""

import re
from pathlib import Path

import pytest

from nls_tutorial.scenes import scene_module, scene_script, scene_style
from nls_tutorial.scenes.bundle import ENTRY, IMPORT, MODULES, joined, module_order


def test_every_module_stands_once_and_after_what_it_imports() -> None:
    order = module_order()
    assert len(order) == len(set(order))
    assert order[-1] == ENTRY
    assert set(order) == {path.stem for path in MODULES.glob("*.js")}
    for place, name in enumerate(order):
        asked = IMPORT.findall((MODULES / f"{name}.js").read_text(encoding="utf-8"))
        assert {Path(one).stem for one in asked} <= set(order[:place])


def test_modules_come_from_other_folders_too(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "one.js").write_text("export const one = 1;\n")
    (tmp_path / "near").mkdir()
    (tmp_path / "near" / "two.js").write_text('import { one } from "../far/one.js";\n\nexport const two = one + one;\n')
    entry = tmp_path / "near" / "three.js"
    entry.write_text(
        'import { one } from "../far/one.js";\nimport { two } from "./two.js";\n// a sum\nconst three = one + two;\n'
    )
    assert joined(entry) == "const one = 1;\nconst two = one + one;\nconst three = one + two;"


@pytest.mark.parametrize("text", [scene_module(), scene_script()])
def test_no_import_no_inner_export_and_no_comment_is_left(text: str) -> None:
    assert not re.search(r"^import\b", text, flags=re.MULTILINE)
    assert not re.search(r"^export (const|function|class|let)\b", text, flags=re.MULTILINE)
    assert not re.search(r"^\s*//", text, flags=re.MULTILINE)


def test_each_exports_what_its_page_calls() -> None:
    assert scene_module().endswith("\nexport { mount };\nexport default widget;\n")
    assert scene_script().startswith("(() => {\n")
    assert scene_script().endswith("\nwindow.nlsMount = mount;\n})();\n")
    assert len(scene_style()) > 500
