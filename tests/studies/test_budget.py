"""How much a lesson computes."""

import pytest

from nls_tutorial.studies import budget


def test_quick_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NLS_BUDGET", raising=False)
    assert (budget().name, budget().longer) == ("quick", 1)
    assert budget().seeds >= 3, "a spread needs three seeds"


def test_larger_budgets_are_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []
    for name in ("quick", "class", "full"):
        monkeypatch.setenv("NLS_BUDGET", name)
        assert budget().name == name
        sizes.append((budget().seeds, budget().longer))
    assert sizes == sorted(set(sizes))


def test_unknown_budget_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NLS_BUDGET", "huge")
    with pytest.raises(ValueError, match="NLS_BUDGET must be one of 'quick', 'class', 'full', but got 'huge'"):
        budget()
