"""Runs a lesson's first code cell as Colab would, and prints as JSON what became of the environment.

    PYTHON like_colab.py NOTEBOOK ADDRESS PACKAGE

in an environment that has what Colab has and not the course. ADDRESS, the repository's in the cell, is replaced by
PACKAGE: a wheel, or git+file:// and a path. The rest of the cell runs as it stands.
"""

import contextlib
import io
import json
import sys
import types
from importlib.metadata import distributions
from pathlib import Path


def pretend_to_be_colab() -> list[str]:
    """The modules by which code knows Colab; the list tells whether its manager of widgets was asked for."""
    asked: list[str] = []
    google, colab, output = (types.ModuleType(name) for name in ("google", "google.colab", "google.colab.output"))
    google.colab, colab.output = colab, output
    output.enable_custom_widget_manager = lambda: asked.append("custom widget manager")
    output._widgets = types.SimpleNamespace(_installed_url="https://example.org/manager.js")
    sys.modules |= {module.__name__: module for module in (google, colab, output)}
    return asked


def installed() -> dict[str, str]:
    return {found.metadata["Name"].lower(): found.version for found in distributions()}


def main(notebook: str, address: str, package: str) -> None:
    cells = json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]
    code = "".join(next(cell for cell in cells if cell["cell_type"] == "code")["source"])
    assert address in code, "the cell installs from elsewhere"
    asked, before = pretend_to_be_colab(), installed()

    from IPython.core.interactiveshell import InteractiveShell

    shell, said = InteractiveShell.instance(), io.StringIO()
    with contextlib.redirect_stdout(said):
        done = shell.run_cell(code.replace(address, package))
        done.raise_error()
        again = shell.run_cell(code.replace(address, "git+file:///nowhere"))  # would fail if it installed once more
        again.raise_error()
    after = installed()

    import torch

    import nls_tutorial
    from nls_tutorial import scenes, studies
    from nls_tutorial.lessons import l00_start_here
    from nls_tutorial.studies.shipped import shipped

    scene = scenes.show(l00_start_here.label_on_triangle())
    data, metadata = scene._repr_mimebundle_()
    live = "application/vnd.jupyter.widget-view+json"
    told = {
        "said": said.getvalue(),
        "new": {name: version for name, version in after.items() if name not in before},
        "changed": {name: [before[name], after.get(name)] for name in before if before[name] != after.get(name)},
        "torch": [torch.__version__, torch.__file__],
        "package": nls_tutorial.__file__,
        "result": str(shipped("without_object.json")),
        "rows": len(studies.bundled("without_object").arms),
        "picture": len(data["image/png"]),
        "alt": data["text/plain"],
        "live": live in data and live in metadata,
        "asked": asked,
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
