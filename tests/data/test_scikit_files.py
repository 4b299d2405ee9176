"""The files that scikit-learn brings: found where they lie, and missed with a word on what to do."""

from importlib.machinery import ModuleSpec

import pytest

from nls_tutorial.data.files import MissingFileError
from nls_tutorial.data.scikit_files import scikit_file


@pytest.mark.parametrize("name", ["data/digits.csv.gz", "images/china.jpg", "images/flower.jpg"])
def test_a_file_is_found_where_scikit_learn_has_it(name: str) -> None:
    assert scikit_file(name).stat().st_size > 10_000


def test_a_file_that_has_gone_is_named_with_its_place_and_what_to_do() -> None:
    with pytest.raises(MissingFileError, match=r"file no_such\.csv, but got none at .+no_such\.csv\. Install"):
        scikit_file("no_such.csv")


@pytest.mark.parametrize("found", [None, ModuleSpec("sklearn", None)], ids=["nothing", "an empty folder"])
def test_without_scikit_learn_the_extra_is_named(found: ModuleSpec | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: found)
    with pytest.raises(ModuleNotFoundError, match=r"sklearn must be installed .+ extra 'data'"):
        scikit_file("data/digits.csv.gz")
