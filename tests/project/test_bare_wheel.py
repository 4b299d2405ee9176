"""The wheel alone, in an empty environment: what it asks for, what imports without any extra, and what it says then.

Nothing is downloaded: the environment sees this one's packages, but only those that PyTorch, NumPy and jaxtyping need.
"""

import json
import re
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from project import ROOT, requirements, settings

import nls_tutorial

pytestmark = pytest.mark.slow

PURE = ("losses", "targets", "calibration", "partial_conv", "boxes", "geometry")
NEED_AN_EXTRA = ("scenes", "reports", "lessons")
USED = f"""
import json, sys
from nls_tutorial import {", ".join(PURE)}
import torch
labels, logits = torch.tensor([0, 2]), torch.tensor([[2.0, 0.0, -1.0], [0.5, 0.0, 1.0]])
loss = losses.label_smoothing_cross_entropy(logits, labels, epsilon=0.1)
bins = calibration.reliability(torch.softmax(logits, dim=1), labels, bins=15)
files = [sys.modules["nls_tutorial." + room].__file__ for room in {PURE}]
told = float(loss), float(calibration.expected_calibration_error(bins)), files, sorted(sys.modules)
sys.stdout.write(json.dumps(told))
"""
MISSING = {  # what needs it, the package, the extra
    "import nls_tutorial.scenes": ("PIL", "scenes"),
    "from nls_tutorial.plots import draw": ("matplotlib", "plots"),
    "from nls_tutorial.data import digits; digits()": ("sklearn", "data"),
    "from nls_tutorial.data import photographs; photographs()": ("sklearn", "data"),
    "from nls_tutorial.data import corrupt; corrupt(torch.zeros(1, 3, 8, 8), 'jpeg', 3)": ("PIL", "data"),
    "from nls_tutorial.models import resnet50; resnet50(10)": ("torchvision", "data"),
    "from nls_tutorial.data import subwords; subwords(['a b'], size=16)": ("sentencepiece", "text"),
    "from nls_tutorial.lessons.l18_translate import bleu; bleu(['a', 'b'], ['a', 'b'])": ("sacrebleu", "text"),
    "from nls_tutorial.lessons.l19_find_the_object import coco_scores; from nls_tutorial.data import object_scenes; "
    "coco_scores([{'labels': torch.ones(1, dtype=torch.int64)}], object_scenes(1))": ("torchmetrics", "detection"),
    "from nls_tutorial.records import verdict; verdict([0.1, 0.2, 0.4], claim='higher')": ("scipy", "data"),
}
TRIED = """
import sys
sys.path.append({layer!r})
import importlib, torch
for room in {rooms}:
    importlib.import_module("nls_tutorial." + room)
for code in {codes}:
    try:
        exec(code)
        print("no error")
    except Exception as error:
        print(type(error).__name__, error)
"""


def needed_by(*names: str) -> list[Distribution]:
    """The installed distributions that these need, and they themselves."""
    waiting, found = list(names), {}
    for name in waiting:
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in found:
            continue
        found[key] = distribution(name)
        for text in found[key].requires or []:
            asked = Requirement(text)
            if asked.marker is None or asked.marker.evaluate({"extra": ""}):
                waiting.append(asked.name)
    return list(found.values())


def link(packages: list[Distribution], folder: Path) -> None:
    """Makes what these distributions installed visible in `folder`, by links to their top entries."""
    for package in packages:
        for file in package.files or []:
            top = file.parts[0]
            if top not in ("..", "__pycache__") and not (folder / top).exists() and not top.endswith(".pth"):
                (folder / top).symlink_to(Path(str(package.locate_file(top))))


class Bare:
    """An environment with the wheel, PyTorch, NumPy and jaxtyping; `said` is what a script prints there."""

    def __init__(self, folder: Path) -> None:
        build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
        subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
        (self.wheel,) = folder.glob("*.whl")
        subprocess.run([sys.executable, "-m", "venv", str(folder / "fresh")], check=True)
        self.python = folder / "fresh" / "bin" / "python"
        pip = [str(self.python), "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", str(self.wheel)]
        subprocess.run(pip, check=True)
        (self.packages,) = (folder / "fresh" / "lib").glob("python*/site-packages")
        link(needed_by("torch", "numpy", "jaxtyping"), self.packages)
        self.more = folder / "more"  # what else the wheel asks for
        self.more.mkdir()
        link(needed_by(*(needed.name for needed in requirements())), self.more)

    def said(self, code: str) -> str:
        command = [str(self.python), "-I", "-c", code]
        done = subprocess.run(command, cwd=self.packages, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Bare:
    return Bare(tmp_path_factory.mktemp("bare"))


def test_what_the_wheel_asks_for(bare: Bare) -> None:
    with zipfile.ZipFile(bare.wheel) as file:
        names = file.namelist()
        (metadata,) = (file.read(name).decode() for name in names if name.endswith(".dist-info/METADATA"))
    assert "nls_tutorial/py.typed" in names
    asked = [Requirement(text) for text in re.findall(r"^Requires-Dist: (.+)$", metadata, flags=re.MULTILINE)]
    assert {one.name for one in asked if one.marker is None} == {"torch", "numpy", "jaxtyping", "tqdm", "filelock"}
    extras = set(re.findall(r"^Provides-Extra: (.+)$", metadata, flags=re.MULTILINE))
    assert extras == {"scenes", "plots", "data", "text", "detection", "dask", "course"}
    readme = metadata.partition("\n\n")[2]
    leads = re.findall(r"\]\(([^)]+)\)|(?:src|srcset)=\"([^\"]+)\"", readme)
    assert len(leads) > 40
    assert [lead for lead in map("".join, leads) if not lead.startswith("https://")] == [], "dead on a package index"
    assert "(https://github.com/nls-tutorial/nls_tutorial/blob/main/notebooks/00_start_here.ipynb)" in readme
    assert 'src="https://raw.githubusercontent.com/nls-tutorial/nls_tutorial/main/docs/pictures/lesson_02' in readme


def test_the_pure_rooms_need_pytorch_numpy_and_jaxtyping_only(bare: Bare) -> None:
    loss, error, files, modules = json.loads(bare.said(USED))
    assert loss > 0
    assert 0 <= error <= 1
    assert all(Path(file).is_relative_to(bare.packages) for file in files)
    others = {"tqdm", "filelock", "torchvision", "PIL", "sklearn", "scipy", "pandas", "matplotlib", "IPython"}
    assert others & {name.partition(".")[0] for name in modules} == set()


def test_all_else_imports_with_what_the_wheel_asks_for_and_names_the_extra_that_is_missing(bare: Bare) -> None:
    rooms = [room for room in nls_tutorial.__all__ if room not in NEED_AN_EXTRA]
    told = bare.said(TRIED.format(layer=str(bare.more), rooms=rooms, codes=list(MISSING))).splitlines()
    for (code, (missing, extra)), line in zip(MISSING.items(), told, strict=True):
        step = f"It comes with the extra '{extra}': python -m pip install 'nls_tutorial[{extra}]'."
        expected = f"ModuleNotFoundError {missing} must be installed for this, but got no such package. {step}"
        assert line == expected, code


def test_an_extra_of_each_kind_and_one_for_all() -> None:
    project = settings()["project"]["optional-dependencies"]
    every = {needed.name for needed in requirements(extras=list(project))}
    assert {needed.name for needed in requirements(extras=["course"])} == every
    assert {"jupyterlab", "distributed", "anywidget", "matplotlib", "torchvision", "pandas"} < every
    assert "matplotlib" in {needed.name for needed in requirements(extras=["scenes"])}, "a still beside what moves"


def test_the_readmes_commands_bring_the_course() -> None:
    assert settings()["tool"]["uv"]["default-groups"] == ["course"]
    with_course = {needed.name for needed in requirements(extras=["course"])}
    assert {needed.name for needed in requirements("course")} == with_course
    assert with_course < {needed.name for needed in requirements("test")}
