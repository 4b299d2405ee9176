"""The budget comes from one environment variable, and changes numbers only."""

import dataclasses

import pytest

from nls_tutorial.studies import Budget, budget


@pytest.mark.parametrize("name", ["quick", "class", "full"])
def test_the_variable_names_it(monkeypatch, name) -> None:
    monkeypatch.setenv("NLS_BUDGET", name)
    assert budget().name == name


def test_quick_unless_told(monkeypatch) -> None:
    monkeypatch.delenv("NLS_BUDGET", raising=False)
    assert budget() == Budget("quick", "two CPU cores, under a minute a lesson", seeds=3, longer=1)


def test_more_budget_is_more_of_everything(monkeypatch) -> None:
    found = []
    for name in ("quick", "class", "full"):
        monkeypatch.setenv("NLS_BUDGET", name)
        found.append(budget())
    assert [one.seeds for one in found] == sorted({one.seeds for one in found})
    assert [one.longer for one in found] == sorted({one.longer for one in found})
    assert found[0].longer == 1  # the lesson's own epochs


def test_it_shows_itself_and_does_not_change(monkeypatch) -> None:
    monkeypatch.setenv("NLS_BUDGET", "class")
    one = budget()
    assert repr(one).splitlines()[:2] == ["Budget", "  name       class"]
    assert "<td" in one._repr_html_()
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.seeds = 7


def test_another_name_is_refused(monkeypatch) -> None:
    monkeypatch.setenv("NLS_BUDGET", "fast")
    said = r"NLS_BUDGET must be one of 'quick', 'class', 'full', but got 'fast'\. Pick one of those"
    with pytest.raises(ValueError, match=said):
        budget()
