from dataclasses import replace

import numpy as np
import pytest

from nls_tutorial.records import ByDistance


def study() -> ByDistance:
    accuracy = np.array([[[0.5, 0.7, 0.9], [0.6, 0.7, 0.8]], [[0.4, 0.4, 0.4], [0.2, 0.3, 0.4]]])
    loss = np.array([[[1.0, 0.5], [2.0, 0.5]], [[3.0, 1.0], [1.0, 1.0]]])
    return ByDistance(("zero", "partial"), (0, 1), (0, 2, 4), accuracy, loss, "by hand")


def test_one_padding_by_name() -> None:
    assert study().accuracy_of("partial").tolist() == [[0.4, 0.4, 0.4], [0.2, 0.3, 0.4]]
    assert study().loss_of("zero").tolist() == [[1.0, 0.5], [2.0, 0.5]]
    with pytest.raises(ValueError, match=r"name must be one of zero, partial, but got 'none'\. Pick one of those"):
        study().loss_of("none")


def test_the_drop_is_far_minus_near_in_any_order() -> None:
    assert study().drop("zero") == pytest.approx([0.4, 0.2])
    order = [1, 2, 0]
    moved = replace(study(), distances=(2, 4, 0), accuracy=study().accuracy[:, :, order])
    assert moved.drop("zero") == pytest.approx([0.4, 0.2])


def test_the_table_by_hand() -> None:
    table = study().table()
    assert table.columns == ("padding", "0 px", "2 px", "4 px", "drop at the border", "mean training loss")
    assert table.rows[0] == ("zero", "55.0 ± 7.1", "70.0 ± 0.0", "85.0 ± 7.1", "30.0 ± 14.1", "1.00 ± 0.35")
    assert "2 seeds" in table.title
    assert repr(study()).endswith("by hand")
    assert "by &lt;hand&gt;</p>" in replace(study(), made_by="by <hand>")._repr_html_()


def test_arrays_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"accuracy must have shape \(2, 2, 3\), but got \(1, 2, 3\)\. Score every"):
        replace(study(), accuracy=np.zeros((1, 2, 3)))
    for shape in ((2, 1, 2), (2, 2)):
        with pytest.raises(ValueError, match=r"loss must have shape \(2, 2, 'epochs'\), but got .* Keep every run"):
            replace(study(), loss=np.zeros(shape))
