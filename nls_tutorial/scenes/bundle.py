"""The scene's script, one text for every page, joined from the small modules in `js/`."""

import re
from functools import cache
from pathlib import Path

from nls_tutorial.scenes.encode import palette_css

HERE = Path(__file__).parent
MODULES = HERE / "js"
ENTRY = "widget"  # imports all the others
IMPORT = re.compile(r'^import \{[^}]*\} from "(\.[./\w]*\.js)";\n', re.MULTILINE)


def module_order(name: str = ENTRY) -> list[str]:
    """The modules that `name` needs and at last itself, each after those that it imports.

    >>> module_order("table"), module_order("readouts")
    (['table'], ['dom', 'readouts'])
    """
    return [file.stem for file in files_needed(MODULES / f"{name}.js")]


def files_needed(entry: Path) -> list[Path]:
    """The modules that the file `entry` needs, from whatever folders, and at last itself."""
    text = entry.read_text(encoding="utf-8")
    inner = [file for asked in IMPORT.findall(text) for file in files_needed((entry.parent / asked).resolve())]
    return list(dict.fromkeys([*inner, entry]))


@cache
def joined(entry: Path) -> str:
    """The module and all that it needs as one text, in one scope, without imports, exports and comments."""
    texts = [file.read_text(encoding="utf-8") for file in files_needed(entry)]
    lines = [line.strip().removeprefix("export ") for text in texts for line in IMPORT.sub("", text).splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith("//"))  # a widget carries all of it


def _joined() -> str:
    return joined(MODULES / f"{ENTRY}.js")


def scene_module() -> str:
    """The script as one ES module without imports: exports `mount`, and the Jupyter widget as default.

    >>> scene_module().splitlines()[-1]
    'export default widget;'
    """
    return f"{_joined()}\nexport {{ mount }};\nexport default widget;\n"


def scene_script() -> str:
    """The script as a plain one, for pages opened from a folder: it sets `window.nlsMount`.

    >>> scene_script().splitlines()[-2]
    'window.nlsMount = mount;'
    """
    return f"(() => {{\n{_joined()}\nwindow.nlsMount = mount;\n}})();\n"


def scene_style() -> str:
    """The scene's looks, its palette included.

    >>> "nls" in scene_style()
    True
    """
    return palette_css() + (HERE / "scene.css").read_text(encoding="utf-8")
