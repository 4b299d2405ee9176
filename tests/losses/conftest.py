"""The two ways to a gradient: few logits are left to autograd, many are visited in blocks with closed forms."""

import pytest

from nls_tutorial.losses import blocks


@pytest.fixture(params=["autograd", "blocks"])
def path(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "blocks":
        monkeypatch.setattr(blocks, "SMALL", 0)
