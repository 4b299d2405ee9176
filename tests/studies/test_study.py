"""A study: its cells, its digests, its budgets, and what it refuses."""

import pickle
from pathlib import Path

import pytest
from spec.tiny_study import compute, tiny

from nls_tutorial.records import Score
from nls_tutorial.studies import Study


def plain_study(**more) -> Study:
    def own(arm, *, seed, device, rate):
        return {"x": arm * rate + seed}, {}

    return Study("own", "One.", {"a": 1, "b": 2}, own, {"x": Score("")}, {"rate": 0.5}, **more)


def test_run_is_pure_and_gets_its_settings() -> None:
    study = plain_study()
    assert study.run("b", seed=3) == ({"x": 4.0}, {})
    assert study.with_settings(rate=2.0).run("b", seed=3) == ({"x": 7.0}, {})
    with pytest.raises(ValueError, match="arm must be among 'a', 'b', but got 'c'"):
        study.run("c", seed=0)


def test_everything_that_decides_numbers_is_in_the_digest_and_nothing_else() -> None:
    study = tiny()
    others = [
        study.digest("ε = 0.1", 0),
        study.digest("ε = 0.0", 1),
        study.with_settings(epochs=7).digest("ε = 0.0", 0),
        Study("tiny2", study.about, study.arms, compute, study.scores, study.settings, study.axes).digest("ε = 0.0", 0),
        Study("tiny", study.about, study.arms, compute, study.scores, study.settings, study.axes, version=2).digest(
            "ε = 0.0", 0
        ),
        Study("tiny", "", {"ε = 0.0": 0.3}, compute, study.scores, study.settings, study.axes).digest("ε = 0.0", 0),
    ]
    own = study.digest("ε = 0.0", 0)
    assert len({own, *others}) == 1 + len(others)
    same = Study(
        "tiny", "Other words.", study.arms, compute, study.scores, study.settings, study.axes, seeds=9, threads=3
    )
    assert same.digest("ε = 0.0", 0) == own


def test_cells_are_seed_by_seed() -> None:
    assert plain_study(seeds=2).cells() == [("a", 0), ("b", 0), ("a", 1), ("b", 1)]
    assert plain_study().cells(["b"], [7]) == [("b", 7)]
    for arms, seeds, message in (
        (["c"], None, "arms must be among 'a', 'b', but got 'c'"),
        ([], None, "arms must hold at least one"),
        (None, [1, 1], "seeds must hold at least one, each once"),
    ):
        with pytest.raises(ValueError, match=message):
            plain_study().cells(arms, seeds)


def test_budgets() -> None:
    study = plain_study(seeds=8, budgets={"quick": {"rate": 0.1, "seeds": 1}, "class": {"rate": 0.2}})
    quick, middle, full = (study.at(budget) for budget in ("quick", "class", "full"))
    assert [(one.settings["rate"], one.seeds) for one in (quick, middle, full)] == [(0.1, 1), (0.2, 5), (0.5, 8)]
    with pytest.raises(ValueError, match="budget must be one of 'quick', 'class', 'full', but got 'huge'"):
        study.at("huge")


def test_a_folder_counts_by_what_is_in_it(tmp_path: Path) -> None:
    def own(arm, *, seed, device, data):
        return {"x": len(list(data.path.iterdir()))}, {}

    def named(folder: Path) -> str:
        return ",".join(sorted(path.name for path in folder.iterdir()))

    study = Study("own", "One.", {"a": 1}, own, {"x": Score("")}, reads="a folder of files", fingerprint=named)
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        (folder / "1").touch()
    assert study.at("full", data=first).digest("a", 0) == study.at("full", data=second).digest("a", 0)
    (second / "2").touch()
    assert study.at("full", data=first).digest("a", 0) != study.at("full", data=second).digest("a", 0)
    assert study.at("full", data=second).run("a", 0) == ({"x": 2}, {})
    with pytest.raises(ValueError, match="data must name a folder of files, but got nothing"):
        study.at("full")
    with pytest.raises(ValueError, match=r"data must be left out: own makes its own, but got .*first"):
        plain_study().at("full", data=first)


def test_a_study_survives_pickling() -> None:
    study = pickle.loads(pickle.dumps(tiny()))
    assert study.digest("ε = 0.0", 0) == tiny().digest("ε = 0.0", 0)
    with pytest.raises(TypeError):
        study.settings["epochs"] = 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"name": "Own Study"}, "name must be of small letters, digits and _"),
        ({"arms": {}}, "arms must hold at least one"),
        ({"scores": {}}, "scores must hold at least one"),
        ({"settings": {"rat": 1}}, "settings must be what compute takes"),
        ({"budgets": {"huge": {}}}, "budgets must be one of"),
        ({"budgets": {"quick": {"rat": 1}}}, r"budgets\['quick'\] must be among 'rate', but got 'rat'"),
        ({"version": 0}, "version must be at least 1"),
    ],
)
def test_refusals(given: dict, message: str) -> None:
    def own(arm, *, seed, device, rate):
        return {"x": 1}, {}

    whole = {
        "name": "own",
        "about": "",
        "arms": {"a": 1},
        "compute": own,
        "scores": {"x": Score()},
        "settings": {"rate": 1},
    }
    with pytest.raises((ValueError, TypeError), match=message):
        Study(**{**whole, **given})
