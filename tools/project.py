"""What the other tools read: pyproject.toml, and one way to write a generated file or to say that it is stale."""

import argparse
import sys
import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]


def settings() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(*groups: str) -> list[Requirement]:
    """What the package needs, and what the named dependency groups add."""
    project = settings()
    texts = list(project["project"]["dependencies"])
    asked = list(groups)
    for group in asked:  # which may include others
        for entry in project["dependency-groups"][group]:
            if isinstance(entry, str):
                texts.append(entry)
            else:
                asked.append(entry["include-group"])
    return [Requirement(text) for text in texts]


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
