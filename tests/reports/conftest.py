"""Reports in tests draw fewer calibrated networks for their floor; what is drawn has tests of its own."""

import pytest

from nls_tutorial.reports import scores


@pytest.fixture(autouse=True)
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scores, "DRAWS", 20)
