"""What an import costs: a kernel pays only for what it uses."""

import json
import os
import subprocess
import sys

import pytest
from project import ROOT

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
        ("from nls_tutorial import data; data.digits(), data.photographs()", ["torch"]),
    ],
    ids=["the package", "the pure rooms", "data and models", "a widget shown", "what scikit-learn ships"],
)
def test_a_kernel_imports_no_more_than_it_uses(code: str, brought: list[str]) -> None:
    command = [sys.executable, "-c", f"{code}; {TOLD % (HEAVY,)}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen == brought


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the fork server needs Linux")
def test_the_fork_server_imports_what_nearly_every_lesson_uses_and_no_more() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'classroom')!r}); import kernel_prefork; kernel_prefork.warm_up()"
    )
    command = [sys.executable, "-c", f"{code}; {TOLD % ((*HEAVY, 'torch._dynamo'),)}"]
    one_thread = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=one_thread)
    assert json.loads(done.stdout.splitlines()[-1]) == ["torch", "scipy", "matplotlib", "torch._dynamo"]
