"""What an import costs: a kernel pays only for what it uses."""

import json
import subprocess
import sys

import pytest

HEAVY = ("torch", "torchvision", "sklearn", "scipy", "pandas", "matplotlib")
SHOWN = (
    "from nls_tutorial import scenes; from nls_tutorial.lessons import l00_start_here; "
    "scenes.show(l00_start_here.label_on_triangle())"
)
TOLD = "import json, sys; print(json.dumps([name for name in %r if name in sys.modules]))"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "brought"),
    [
        ("import nls_tutorial", []),
        ("from nls_tutorial import boxes, calibration, geometry, losses, partial_conv, tables, targets", ["torch"]),
        ("from nls_tutorial import data, models, predictions, records", ["torch"]),
        (SHOWN, ["torch"]),
        ("from nls_tutorial import data; data.digits()", ["torch", "sklearn", "scipy"]),
    ],
    ids=["the package", "the pure rooms", "data and models", "a widget shown", "the digits"],
)
def test_a_kernel_imports_no_more_than_it_uses(code: str, brought: list[str]) -> None:
    command = [sys.executable, "-c", f"{code}; {TOLD % (HEAVY,)}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout.splitlines()[-1])
    assert [name for name in seen if name != "pandas"] == brought  # scikit-learn brings pandas where it finds it
