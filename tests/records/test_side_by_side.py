from dataclasses import replace

import numpy as np
import pytest

from nls_tutorial.records import SideBySide, Table, spread


def study() -> SideBySide:
    before = np.array([[[0.8, 0.1, 0.12, 1.0], [0.9, 0.2, 0.22, 2.0]], [[0.5, 0.3, 0.3, 3.0], [0.7, 0.3, 0.3, 3.0]]])
    after = before / 2
    after[1, 0] = np.nan
    temperature = np.array([[1.5, 2.5], [np.nan, 4.0]])
    samples = np.ones((2, 2, 3))
    return SideBySide(("CE", "<LS>"), (0, 1), before, after, temperature, np.ones((2, 2)), samples, samples, "by hand")


def test_one_score_of_one_loss() -> None:
    assert study().of("CE", "AECE").tolist() == [0.12, 0.22]
    assert study().of("CE", "NLL", after=True).tolist() == [0.5, 1.0]
    assert np.isnan(study().of("<LS>", "ECE", after=True)[0])


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match=r"name must be one of CE, <LS>, but got 'FL'\. Pick one of those"):
        study().of("FL", "ECE")
    with pytest.raises(ValueError, match="score must be one of accuracy, ECE, AECE, NLL, but got 'F1'"):
        study().of("CE", "F1")


@pytest.mark.parametrize("name", ["before", "after", "temperature", "fitted", "distances", "confidence"])
def test_arrays_that_do_not_fit_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=rf"{name} must have shape .* Score every loss with every seed"):
        replace(study(), **{name: np.zeros((1, 2, 4))})


def test_the_table_by_hand() -> None:
    table = study().table()
    first, second = table.rows
    assert first == (
        "CE", "85.0 ± 7.1", "15.0 ± 7.1 → 7.5 ± 3.5", "17.0 ± 7.1 → 8.5 ± 3.5", "1.50 ± 0.71 → 0.75 ± 0.35",
        "2.00 ± 0.71", "100 ± 0",
    )  # fmt: skip
    assert second[2] == "30.0 ± 0.0 → 15.0 (1 none)"
    assert second[5] == "4.00 (1 none)"


def test_it_shows_itself() -> None:
    shown = study()
    assert repr(shown).splitlines()[0] == "Mean ± spread over 2 seeds, as trained → after temperature"
    assert repr(shown).splitlines()[-1] == "by hand"
    page = shown._repr_html_()
    assert '<th scope="row"' in page
    assert "&lt;LS&gt;" in page
    assert "<LS>" not in page
    assert "by hand" in page


def test_a_table_in_words() -> None:
    table = Table("Title", ("name", "n"), (("one", "1"), ("twelve", "12")))
    assert repr(table) == "Title\nname    n\none     1\ntwelve  12"
    assert table._repr_html_().count("<tr>") == 3
    with pytest.raises(ValueError, match="rows must have one word for each of 2 columns"):
        Table("Title", ("name", "n"), (("one",),))


def test_spread_in_words() -> None:
    assert spread([1.0, 3.0], 2) == "2.00 ± 1.41"
    assert spread([2.0], 1) == "2.0"
    assert spread([np.nan, np.nan], 1) == "none"
    assert spread([1.0, np.nan, 3.0], 0) == "2 ± 1 (1 none)"
