"""Files of data that scikit-learn brings along, read without importing it, which takes seconds and 100 MB."""

import importlib.util
from pathlib import Path

from nls_tutorial.data.files import MissingFileError
from nls_tutorial.extras import needs


def scikit_file(name: str) -> Path:
    """Where the file lies that scikit-learn keeps under `datasets/`, such as data/digits.csv.gz.

    Raises ModuleNotFoundError without scikit-learn, and MissingFileError where its files have another place.
    """
    with needs("data"):
        found = importlib.util.find_spec("sklearn")
        if found is None or not found.submodule_search_locations:
            raise ModuleNotFoundError("No module named 'sklearn'", name="sklearn")
    path = Path(found.submodule_search_locations[0]) / "datasets" / name
    if not path.is_file():
        raise MissingFileError(
            f"scikit-learn must bring the file {name}, but got none at {path}. "
            "Install a version from 1.5 on: python -m pip install --force-reinstall 'scikit-learn>=1.5,<2'."
        )
    return path
