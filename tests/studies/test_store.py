"""Finished cells: whole or not there, under their own digest, and shared between processes."""

import errno
import json
import os

import numpy as np
import pytest
from filelock import FileLock
from spec.tiny_study import tiny

from nls_tutorial.records import Cell
from nls_tutorial.studies import Damaged, Store, StoreFull, run_study
from nls_tutorial.studies import cell_file as files

KEY = ("ε = 0.0", 0)


def cell(accuracy: float = 0.1) -> Cell:
    losses = np.array([2.0, 1.0, np.nan, 0.25, 0.125, 0.1])
    return Cell(
        *KEY, {"accuracy": np.array(accuracy), "loss": losses}, {"confidence": np.arange(3.0)}, {"seconds": 1.5}
    )


def test_what_is_written_is_read_to_the_last_bit(tmp_path) -> None:
    store, study = Store(tmp_path), tiny()
    assert store.read(study, *KEY) is None
    store.write(study, cell(0.1 + 0.2))
    found = store.read(study, *KEY)
    assert float(found.scores["accuracy"]) == 0.1 + 0.2
    np.testing.assert_array_equal(found.scores["loss"], cell().scores["loss"])
    assert found.arrays["confidence"].tolist() == [0, 1, 2]
    assert found.manifest == {"seconds": 1.5}
    text = store.path(study, *KEY).read_text()
    json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))


def test_cells_of_other_settings_lie_beside_and_are_not_taken(tmp_path) -> None:
    store, study = Store(tmp_path), tiny()
    store.write(study, cell())
    for other in (study.with_settings(pause=0.001), tiny(epochs=7)):
        assert store.read(other, *KEY) is None
    assert store.read(study, KEY[0], 1) is None


@pytest.mark.parametrize("share", [0.0, 0.3, 0.95])
def test_a_cut_file_is_damaged_set_aside_and_computed_again(tmp_path, share: float) -> None:
    store, study = Store(tmp_path), tiny()
    path = store.write(study, cell())
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(Damaged, match=r"which is no whole JSON .* It was cut or changed"):
        store.read(study, *KEY)
    with pytest.warns(UserWarning, match=r"damaged; the cell is computed again"):
        results = run_study(study, arms=KEY[:1], seeds=[0], store=store)
    assert results.scores(KEY[0], "accuracy")[0] != 0.1
    assert path.with_name(path.name + ".damaged").exists()
    assert store.read(study, *KEY) is not None


def test_a_number_changed_by_hand_and_a_lost_array_are_noticed(tmp_path) -> None:
    store, study = Store(tmp_path), tiny()
    path = store.write(study, cell())
    text = path.read_text()
    path.write_text(text.replace('"accuracy": 0.1', '"accuracy": 0.9'))
    with pytest.raises(Damaged, match="must fit its checksum"):
        store.read(study, *KEY)
    path.write_text(text)
    path.with_suffix(".npz").write_bytes(b"other")
    with pytest.raises(Damaged, match=r"\.npz, which does not"):
        store.read(study, *KEY)
    path.with_suffix(".npz").unlink()
    with pytest.raises(Damaged, match=r"\.npz, which is not there"):
        store.read(study, *KEY)


def test_a_newer_format_and_another_digest_are_refused_and_left_as_they_are(tmp_path) -> None:
    store, study = Store(tmp_path), tiny()
    path = store.write(study, cell())
    newer = path.read_text().replace("cell 1", "cell 2")
    path.write_text(newer)
    with pytest.raises(ValueError, match=r"must have format 1 or older, .* newer format 2\. Update the package"):
        run_study(study, arms=KEY[:1], seeds=[0], store=store)
    assert path.read_text() == newer
    other = study.with_settings(pause=0.001)
    store.write(other, cell()).replace(path)
    with pytest.raises(ValueError, match=r"must hold a cell under its own digest, .* made by other settings"):
        run_study(study, arms=KEY[:1], seeds=[0], store=store)


def test_a_full_disk_is_said_and_nothing_is_lost(tmp_path, monkeypatch) -> None:
    store, study = Store(tmp_path), tiny()
    run_study(study, arms=KEY[:1], seeds=[0], store=store)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(files, "write_atomic", full)
        with pytest.raises(StoreFull, match=r"No space left on device\). Free some space, .* finished cells are kept"):
            run_study(study, store=store)
    assert store.read(study, *KEY) is not None
    assert not list(tmp_path.rglob("*.part"))
    assert run_study(study, store=store).missing == ()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_said(tmp_path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreFull, match="must be a folder that can be written"):
        run_study(tiny(), store=tmp_path)


def test_a_file_in_the_place_of_the_store_is_said(tmp_path) -> None:
    (tmp_path / "store").write_text("a file")
    with pytest.raises(StoreFull, match="must be a folder that can be written"):
        run_study(tiny(), store=tmp_path / "store")


def test_a_cell_in_other_hands_is_busy(tmp_path) -> None:
    store, study = Store(tmp_path), tiny()
    assert not store.busy(study, *KEY)
    with FileLock(store.lock(study, *KEY).lock_file):
        assert store.busy(study, *KEY)
    assert not store.busy(study, *KEY)


def test_arrays_of_objects_are_refused(tmp_path) -> None:
    bad = Cell(*KEY, cell().scores, {"words": np.array([{"a": 1}], dtype=object)})
    with pytest.raises(ValueError, match=r"arrays\['words'\] must hold numbers or truth values"):
        Store(tmp_path).write(tiny(), bad)
