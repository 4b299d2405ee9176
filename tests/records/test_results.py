"""Results: each number by its own arm, seed and coordinate."""

import numpy as np
import pytest

from nls_tutorial.records import PublishedRows, PublishedTable, Results, Score

ARMS, SEEDS, SIDES = ("CE", "<LS>"), (3, 5), ("left", "right")
ECE = np.array([[0.1, 0.2], [0.3, np.nan]])
SHARE = np.arange(8.0).reshape(2, 2, 2) / 10
COLUMNS = {"ECE": Score(), "share": Score("", axes=("side",), digits=2)}


def results(arms=ARMS, seeds=SEEDS, **more) -> Results:
    sizes = (len(arms), len(seeds))
    scores = {"ECE": ECE[: sizes[0], : sizes[1]], "share": SHARE[: sizes[0], : sizes[1]]}
    points = {"points": np.arange(12).reshape(2, 2, 3)[: sizes[0], : sizes[1]], "first": np.ones((2, 1, 4))[: sizes[0]]}
    return Results.from_arrays("own", arms, seeds, scores, COLUMNS, points, axes={"side": SIDES}, **more)


def test_every_score_is_that_of_its_arm_seed_and_coordinate() -> None:
    found = results()
    for a, arm in enumerate(ARMS):
        np.testing.assert_array_equal(found.scores(arm, "ECE"), ECE[a])
        np.testing.assert_array_equal(found.scores(arm, "share"), SHARE[a])
        for s, side in enumerate(SIDES):
            np.testing.assert_array_equal(found.scores(arm, "share", side=side), SHARE[a, :, s])
    assert found.summary("CE", "ECE") == "15.0 ± 7.1"
    assert found.summary("<LS>", "ECE", 0) == "30 (1 none)"
    assert found.mean_std("CE", "share", side="right").mean == pytest.approx(0.2)


def test_arrays_belong_to_their_cell() -> None:
    found = results()
    assert found.array("<LS>", "points", 5).tolist() == [9, 10, 11]
    assert found.array("<LS>", "points").tolist() == [6, 7, 8], "the first seed's"
    assert found.arrays("points").shape == (2, 2, 3)
    assert found.arrays("first", 3).shape == (2, 4)
    with pytest.raises(ValueError, match="must be an array that was kept of arm 'CE' and seed 5, but got 'first'"):
        found.array("CE", "first", 5)


def test_tables_name_what_they_show() -> None:
    table = results().table()
    assert table.columns == ("arm", "ECE %", "share, side left", "share, side right")
    assert table.rows[0] == ("CE", "15.0 ± 7.1", "0.10 ± 0.14", "0.20 ± 0.14")
    assert results().table("share", arms=["CE"], side="left").rows == (("CE", "0.10 ± 0.14"),)
    assert "&lt;LS&gt;" in results(setup="by <hand>")._repr_html_()
    assert "by &lt;hand&gt;" in results(setup="by <hand>")._repr_html_()


def test_the_frame_is_tidy() -> None:
    frame = results().to_frame()
    assert list(frame.columns) == ["arm", "seed", "score", "side", "value"]
    assert len(frame) == 4 * (1 + 2)
    one = frame[(frame.arm == "CE") & (frame.seed == 5) & (frame.score == "share") & (frame.side == "right")]
    assert one.value.tolist() == [0.3]


def test_seeds_and_arms_are_joined_and_chosen() -> None:
    whole = results()
    parts = [whole.select(seeds=[seed]) for seed in SEEDS]
    again = parts[0].concat(parts[1])
    assert again.to_frame().equals(whole.to_frame())
    assert whole.select(["<LS>"], [5]).cells.keys() == {("<LS>", 5)}
    lonely = whole.select(["CE"], [3]).concat(whole.select(["<LS>"], [5]))
    assert lonely.missing == (("CE", 5), ("<LS>", 3))
    assert np.isnan(lonely.scores("CE", "ECE")[1])
    assert "2 of 4 cells missing" in repr(lonely)


def test_what_does_not_belong_together_is_refused() -> None:
    whole = results()
    with pytest.raises(ValueError, match="other must have cells of its own"):
        whole.concat(whole)
    with pytest.raises(ValueError, match="other must have the same settings"):
        whole.select(seeds=[3]).concat(results(settings={"epochs": 3}).select(seeds=[5]))
    with pytest.raises(ValueError, match="other must have the same version"):
        whole.select(seeds=[3]).concat(results(version=2).select(seeds=[5]))


def test_beside_a_papers_table() -> None:
    table = PublishedTable("a paper", "Table 1", "shares", {"hard": {"E": "0.15"}})
    beside = results().beside(PublishedRows(table, {"CE": "hard"}, {"ECE": "E"}))
    assert beside.rows == (("CE", "0.150 ± 0.071", "0.15"), ("<LS>", "0.300 (1 none)", ""))


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda r: r.scores("FL", "ECE"), "arm must be one of CE, <LS>, but got 'FL'"),
        (lambda r: r.scores("CE", "NLL"), "name must be one of ECE, share, but got 'NLL'"),
        (lambda r: r.scores("CE", "share", top=1), "axis of 'share' must be one of side, but got 'top'"),
        (lambda r: r.scores("CE", "share", side="up"), "side must be one of left, right, but got 'up'"),
        (lambda r: r.mean_std("CE", "share"), "at must choose on each axis of 'share', but got no side"),
        (lambda r: r.select(seeds=[4]), "seeds must be one of 3, 5, but got 4"),
        (lambda r: results(seeds=(3, 3)), "seeds must hold at least one, each once"),
    ],
)
def test_refusals(ask, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ask(results())
