"""What the other tools read: pyproject.toml, and one way to write a generated file or to say that it is stale."""

import argparse
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]


def settings() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(*groups: str, extras: Sequence[str] = ()) -> list[Requirement]:
    """What the package needs, and what the named extras and dependency groups add, each once."""
    project, by_group = settings()["project"], settings()["dependency-groups"]
    waiting: list[str | dict[str, str]] = list(project["dependencies"])
    waiting += [f"{project['name']}[{extra}]" for extra in extras]
    waiting += [{"include-group": group} for group in groups]
    found: dict[str, Requirement] = {}
    for entry in waiting:  # which grows: a group may include others, an extra too
        if isinstance(entry, dict):
            waiting += by_group[entry["include-group"]]
            continue
        needed = Requirement(entry)
        if needed.name == project["name"]:
            waiting += [text for extra in sorted(needed.extras) for text in project["optional-dependencies"][extra]]
        elif found.setdefault(needed.name, needed).specifier != needed.specifier:
            sys.exit(f"pyproject.toml gives {needed.name} two ranges; make them one.")
    return list(found.values())


def write_or_check(target: Path, text: str, description: str | None) -> int:
    """The command line of a tool that generates one file: write it, or with `--check` exit 1 when it is stale."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the file is not in step")
    if not parser.parse_args().check:
        target.write_text(text, encoding="utf-8")
        print(f"wrote {target.name}")
        return 0
    if target.exists() and target.read_text(encoding="utf-8") == text:
        return 0
    print(f"{target.name} is not in step. Run: uv run --group test python {sys.argv[0]}", file=sys.stderr)
    return 1
