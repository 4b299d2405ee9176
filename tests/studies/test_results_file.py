"""Results as files: the same numbers, plain text, no pickle, and nothing but what it says."""

import json

import numpy as np
import pytest
from spec.tiny_study import tiny
from typecheck import unchecked

from nls_tutorial.records import Results
from nls_tutorial.studies import Damaged, bundled, find_study, load_results, run_study, save_results


@pytest.fixture(scope="module")
def results() -> Results:
    return run_study(tiny())


def test_what_is_saved_is_what_is_loaded(results, tmp_path) -> None:
    path = save_results(results, tmp_path / "new" / "kept.json")
    found = load_results(path)
    assert found.to_frame().equals(results.to_frame())
    for name in ("study", "arms", "seeds", "axes", "columns", "setup", "version"):
        assert getattr(found, name) == getattr(results, name)
    assert found.settings == {"epochs": 6, "pause": 0.0}
    np.testing.assert_array_equal(found.array("ε = 0.0", "confidence", 0), results.array("ε = 0.0", "confidence", 0))
    manifest = found.cells["ε = 0.1", 1].manifest
    assert {"versions", "device", "seconds", "date", "command"} <= set(manifest)
    assert manifest["seconds"] == results.cells["ε = 0.1", 1].manifest["seconds"]
    assert save_results(found, tmp_path / "kept.json").read_text() == path.read_text(), "a second time the same text"


def test_git_can_diff_it_and_numpy_needs_no_pickle(results, tmp_path) -> None:
    path = save_results(results, tmp_path / "kept.json")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert sum('"arm"' in line for line in lines) == 4, "one line a cell"
    with np.load(path.with_suffix(".npz"), allow_pickle=False) as arrays:
        assert len(arrays.files) == 2


@pytest.mark.parametrize(
    ("how", "error", "message"),
    [
        (lambda text: text[: len(text) // 2], Damaged, "no whole JSON"),
        (lambda text: "", Damaged, "no whole JSON"),
        (lambda text: "[1, 2]", ValueError, "a file of another kind"),
        (lambda text: text.replace("results 1", "results 2"), ValueError, "of the newer format 2. Update the package"),
        (lambda text: text.replace("nls_tutorial results", "somebody's results"), ValueError, "of another kind"),
        (lambda text: text.replace('"seed": 1', '"seed": 0', 1), Damaged, "must fit its checksum"),
    ],
)
def test_what_is_cut_changed_or_foreign_is_refused(results, tmp_path, how, error, message) -> None:
    path = save_results(results, tmp_path / "kept.json")
    path.write_text(how(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(error, match=message):
        load_results(path)


def test_another_study_other_arrays_and_other_endings_are_refused(results, tmp_path) -> None:
    path = save_results(results, tmp_path / "kept.json")
    with pytest.raises(ValueError, match=r"must hold results of 'boom', but got .* those of 'tiny'"):
        load_results(path, "boom")
    path.with_suffix(".npz").write_bytes(b"other")
    with pytest.raises(Damaged, match="must fit its checksum"):
        load_results(path)
    with pytest.raises(ValueError, match=r"must end in \.json"):
        save_results(results, tmp_path / "kept.csv")
    with pytest.raises(FileNotFoundError, match="which is not there"):
        load_results(tmp_path / "none.json")


def test_every_bundled_file_is_whole() -> None:
    for name in ("adaptive_cards", "last_layer_cifar10", "without_object", "without_object_3_classes"):
        results = bundled(name)
        assert (results.study, results.missing) == (name, ())
        assert json.dumps(dict(results.settings))


def test_what_is_no_name_no_file_and_no_results_is_refused(results, tmp_path) -> None:
    for call, says in (
        (lambda: unchecked(save_results)({}, tmp_path / "a.json"), "results must be of class Results, but got dict"),
        (lambda: unchecked(save_results)(results, 3), "path must be of class str or Path, but got int"),
        (lambda: unchecked(load_results)(None), "path must be of class str or Path, but got NoneType"),
        (lambda: unchecked(bundled)(3), "name must be a text, but got int"),
        (lambda: unchecked(find_study)(["pixels"]), "name must be a text, but got list"),
    ):
        with pytest.raises(TypeError, match=f"^{says}"):
            call()
