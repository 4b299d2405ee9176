"""What git tracks: nothing that ties the project to one machine or one registry, nothing large."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# put together from parts, so that this file does not hold what it looks for
MACHINE_PATHS = re.compile(
    r"(?<![\w.~}-])/(?:" + "|".join(["work", "tmp", "root", "home/[a-z]+", "Users/[A-Za-z]+"]) + r")/"
)
REGISTRIES = re.compile(
    "|".join([r"pythonhosted\.org", r"pypi\.org/simple", r"registry\.npmjs", r"extra-index" + "-url"])
)


def tracked() -> list[Path]:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def found(pattern: re.Pattern[str]) -> list[str]:
    places = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or an archive
        lines = enumerate(text.splitlines(), 1)
        places += [f"{path.relative_to(ROOT)}:{at}: {line[:120]}" for at, line in lines if pattern.search(line)]
    return places


def test_no_path_of_one_machine() -> None:
    assert found(MACHINE_PATHS) == []


def test_no_host_of_a_registry() -> None:
    assert found(REGISTRIES) == []


def test_no_lock_file() -> None:
    assert [path.name for path in tracked() if path.name in ("uv.lock", "poetry.lock", "package-lock.json")] == []


def test_no_large_file() -> None:
    assert [str(path.relative_to(ROOT)) for path in tracked() if path.stat().st_size > 1024 * 1024] == []


def test_contributing_fits_a_page() -> None:
    assert len((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()) <= 40


def test_shipped_results_are_as_they_were_computed() -> None:
    results = ROOT / "data" / "results"
    sums = dict(reversed(line.split()) for line in (results / "SHA256SUMS").read_text().splitlines())
    found = {path.name for path in results.iterdir() if path.suffix in (".json", ".csv", ".npz")}
    assert set(sums) == found
    for name, expected in sums.items():
        assert hashlib.sha256((results / name).read_bytes()).hexdigest() == expected, name
