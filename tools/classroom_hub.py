"""Prepare the hub of a class, and start it: see classroom/README.md."""

import hashlib
import json
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
PROXY = "configurable-http-proxy"
PINNED = CLASSROOM / "proxy_packages.txt"
sys.path.insert(0, str(CLASSROOM))

import class_settings  # noqa: E402


def pinned() -> dict[str, dict[str, str]]:
    """Every package of the proxy, by its place: version and digest."""
    lines = [line.split() for line in PINNED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    place = "node_modules/{}".format
    return {
        "/".join(map(place, path.split(">"))): {"version": version, "integrity": digest}
        for path, version, digest in lines
    }


def write_lock(folder: Path) -> None:
    """What `npm ci` goes by: these packages, with these digests, and no other."""
    packages = pinned()
    names = {path.removeprefix("node_modules/"): it["version"] for path, it in packages.items()}
    top = {name: version for name, version in names.items() if "/node_modules/" not in name}
    within: dict[str, dict[str, str]] = {}
    for path, it in packages.items():
        owner, nested, name = path.rpartition("/node_modules/")
        if nested:
            within.setdefault(owner, {})[name] = it["version"]
    entries = {path: {**it, "dependencies": within.get(path, {})} for path, it in packages.items()}
    project = {"name": "class-proxy", "version": "0.0.0", "private": True, "dependencies": top}
    lock = {"name": "class-proxy", "version": "0.0.0", "lockfileVersion": 3, "requires": True}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps(project), encoding="utf-8")
    (folder / "package-lock.json").write_text(
        json.dumps({**lock, "packages": {"": {k: v for k, v in project.items() if k != "private"}, **entries}}),
        encoding="utf-8",
    )


def proxy() -> list[str]:
    """The command that starts the hub's proxy, which npm fetches the first time that it is asked for."""
    folder = BUILD / "proxy" / hashlib.sha256(PINNED.read_bytes()).hexdigest()[:12]
    program = folder / "node_modules" / PROXY / "bin" / PROXY
    done_mark = folder / "whole"
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not (done_mark.exists() or npm):
        raise LessonError(f"Node.js and npm are needed for {PROXY}. Install them, then run this again.")
    if not done_mark.exists():
        print("Fetching the hub's proxy with npm (at the first start only) ...", flush=True)
        write_lock(folder)
        fetch = [str(npm), "ci", "--ignore-scripts", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]
        done = subprocess.run(fetch, check=False, capture_output=True, text=True, cwd=folder)
        if done.returncode or not program.exists():
            why = done.stderr.strip() or done.stdout.strip() or "it did not say why"
            raise LessonError(f"npm could not fetch {PROXY} as it is pinned: {why}")
        done_mark.touch()
    return [node, str(program)]


def write_student_lessons(folder: Path) -> Path:
    """Every lesson as students get it, in `folder`, which their accounts may read and only the hub's may change."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    sources = lessons()
    for stale in {path.stem for path in folder.glob("*.ipynb")} - {source.stem for source in sources}:
        (folder / f"{stale}.ipynb").unlink()
    for source in sources:
        text = nbformat.writes(student(source)) + "\n"
        lesson = folder / f"{source.stem}.ipynb"
        lesson.write_text(text, encoding="utf-8")
        lesson.chmod(0o644)
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
        chosen.prepare()
        print("Preparing the lessons ...", flush=True)
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
    print("The hub is starting, which takes a minute on a slow machine. Ctrl + C stops it.", flush=True)
