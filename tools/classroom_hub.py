"""Prepare the hub of a class, and start it: see classroom/README.md."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import nbformat
from classroom_books import student
from project import ROOT

from notebooks import LessonError, lessons

CLASSROOM = ROOT / "classroom"
BUILD = ROOT / "docs" / "_build"
PROXY = ("configurable-http-proxy", "5.3.0")
sys.path.insert(0, str(CLASSROOM))

import class_settings  # noqa: E402


def proxy() -> list[str]:
    """The command that starts the hub's proxy, which npm fetches the first time that it is asked for."""
    name, version = PROXY
    folder = BUILD / "proxy" / version
    program = folder / "node_modules" / name / "bin" / name
    node = shutil.which("node")
    if not node or not (program.exists() or shutil.which("npm")):
        raise LessonError(f"Node.js and npm are needed for {name}. Install them, then run this again.")
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fetch = ["npm", "install", "--silent", "--no-package-lock", "--no-audit", "--no-fund", "--prefix", str(folder)]
        done = subprocess.run([*fetch, f"{name}@{version}"], check=False, capture_output=True, text=True)
        if done.returncode or not program.exists():
            raise LessonError(f"npm could not fetch {name} {version}: {done.stderr.strip() or 'it did not say why'}")
    return [node, str(program)]


def write_student_lessons(folder: Path) -> Path:
    """Every lesson as students get it, in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = lessons()
    for stale in {path.stem for path in folder.glob("*.ipynb")} - {source.stem for source in sources}:
        (folder / f"{stale}.ipynb").unlink()
    for source in sources:
        text = nbformat.writes(student(source)) + "\n"
        (folder / f"{source.stem}.ipynb").write_text(text, encoding="utf-8")
    return folder


def closed(path: Path) -> Path | None:
    """The first folder on the way to `path`, or `path` itself, that other accounts may not enter."""
    way = [*reversed(path.parents), path]
    return next((part for part in way if not part.stat().st_mode & stat.S_IXOTH), None)


def environment(settings: Path, lessons_at: Path) -> dict[str, str]:
    """What jupyterhub_config.py finds in its environment."""
    return {
        **os.environ,
        class_settings.SETTINGS: str(settings),
        "NLS_CLASS_PROXY": "\n".join(proxy()),
        "NLS_CLASS_LESSONS": str(lessons_at),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }


def command() -> list[str]:
    """What starts the hub."""
    return [sys.executable, "-m", "jupyterhub", "--config", str(CLASSROOM / "jupyterhub_config.py")]


def start(settings: Path | None) -> None:
    """Becomes the hub; Ctrl + C ends it with all that it started."""
    try:
        path = settings or class_settings.chosen()
        chosen = class_settings.read(path)
        chosen.refuse_root()
        chosen.hub.mkdir(mode=0o700, parents=True, exist_ok=True)
        variables = environment(path, write_student_lessons(chosen.folder / "lessons"))
        if chosen.login == "pam":
            for needed in (chosen.folder / "lessons", CLASSROOM, Path(sys.prefix), Path(sys.executable).resolve()):
                if barred := closed(needed):
                    raise LessonError(f"students' accounts cannot reach {needed}: {barred} is closed to others.")
        say(chosen)
    except class_settings.SettingError as trouble:
        raise LessonError(str(trouble)) from trouble
    except OSError as trouble:
        raise LessonError(f"{trouble}. Choose another folder in {path}.") from trouble
    os.chdir(chosen.hub)
    os.execve(sys.executable, command(), variables)


def say(chosen: class_settings.Settings) -> None:
    """What the teacher writes on the board."""
    print(f"Students open http://NAME-OF-THIS-MACHINE:{chosen.port}")
    if chosen.login == "password":
        print(f"any name, and the password of the class: {chosen.password()}")
    print(f"Their files: {chosen.homes if chosen.login == 'password' else 'in the homes of their accounts'}")
    print("Ctrl + C stops the hub.", flush=True)
