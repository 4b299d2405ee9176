"""Results as text: what is written is what is read, and what was cut or changed is refused."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nls_tutorial.records import Cell
from nls_tutorial.studies import Damaged
from nls_tutorial.studies.cell_file import cell_from, cell_told, read_arrays, read_told, write_arrays, write_told

TOLD = {"name": "tiny", "é": [1, None, 2.5]}


def written(path):
    write_told(path, "toy", 2, TOLD, {"cells": [{"arm": "a"}, {"arm": "b"}]})
    return path


def test_one_entry_and_one_element_a_line(tmp_path) -> None:
    lines = written(tmp_path / "r.json").read_text(encoding="utf-8").splitlines()
    assert lines[1] == ' "format": "toy 2",'
    assert ' "name": "tiny",' in lines
    assert '  {"arm": "a"},' in lines
    assert read_told(tmp_path / "r.json", "toy", 2, "a toy") == {**TOLD, "cells": [{"arm": "a"}, {"arm": "b"}]}


def test_an_older_format_is_read_and_a_newer_one_is_refused(tmp_path) -> None:
    path = written(tmp_path / "r.json")
    assert read_told(path, "toy", 3, "a toy")["name"] == "tiny"
    with pytest.raises(
        ValueError, match=r"path must have format 1 or older, but got .* of the newer format 2\. Update"
    ):
        read_told(path, "toy", 1, "a toy")


@pytest.mark.parametrize("change", [lambda text: text[:-9], lambda text: text.replace("tiny", "tony")])
def test_a_file_that_was_cut_or_changed(tmp_path, change) -> None:
    path = written(tmp_path / "r.json")
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(Damaged, match=r"path must"):
        read_told(path, "toy", 2, "a toy")


@pytest.mark.parametrize("text", ["[1]", "{}", '{"format": "other 2"}', '{"format": "toy x"}'])
def test_a_file_of_another_kind(tmp_path, text: str) -> None:
    (tmp_path / "r.json").write_text(text)
    with pytest.raises(ValueError, match=r"path must hold a toy, but got .*, a file of another kind"):
        read_told(tmp_path / "r.json", "toy", 2, "a toy")


def test_a_file_that_is_not_there(tmp_path) -> None:
    with pytest.raises(FileNotFoundError, match=r"path must be a file with a toy, but got .*, which is not there"):
        read_told(tmp_path / "r.json", "toy", 2, "a toy")


@given(st.lists(st.floats(allow_infinity=False), max_size=5))
def test_numbers_come_back_to_the_last_bit(values) -> None:
    cell = Cell("a", 1, {"x": np.array(values), "y": np.array(0.1)})
    told = json.loads(json.dumps(cell_told(cell), allow_nan=False))
    again = cell_from(told, {}, {})
    np.testing.assert_array_equal(again.scores["x"], cell.scores["x"])
    assert (again.key, float(again.scores["y"])) == (("a", 1), 0.1)


def test_arrays_come_back_and_give_the_same_bytes(tmp_path) -> None:
    arrays = {"x": np.arange(6).reshape(2, 3), "right": np.array([True, False])}
    told = write_arrays(tmp_path / "a.npz", arrays)
    assert told["sha256"] == write_arrays(tmp_path / "b.npz", arrays)["sha256"]
    found = read_arrays(tmp_path, told)
    np.testing.assert_array_equal(found["x"], arrays["x"])
    assert found["right"].dtype == bool
    assert read_arrays(tmp_path, None) == {}


def test_arrays_that_are_gone_changed_or_no_numbers(tmp_path) -> None:
    told = write_arrays(tmp_path / "a.npz", {"x": np.arange(3)})
    (tmp_path / "a.npz").write_bytes(b"other")
    with pytest.raises(Damaged, match=r"path must fit its checksum, but got .*, which does not"):
        read_arrays(tmp_path, told)
    (tmp_path / "a.npz").unlink()
    with pytest.raises(Damaged, match=r"which is not there"):
        read_arrays(tmp_path, told)
    with pytest.raises(ValueError, match=r"arrays\['x'\] must hold numbers or truth values, but got object"):
        write_arrays(tmp_path / "o.npz", {"x": np.array([None])})
