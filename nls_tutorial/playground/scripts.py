"""The scripts that train and draw in the page."""

from pathlib import Path

FOLDER = Path(__file__).parent / "js"


def scripts() -> list[Path]:
    """Every script of the playground's page, as files to copy side by side.

    >>> [file.suffix for file in scripts()][:1]
    ['.js']
    """
    return sorted(FOLDER.glob("*.js"))
