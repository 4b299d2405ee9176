"""Two models, paired: the better one is named where it is, and nobody where chance would do."""

import pytest
import torch

from nls_tutorial.reports import compare, measure
from nls_tutorial.tables import paired_chance, paired_difference_error


def said(shift: float, seed: int = 0, rows: int = 1500) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(rows, 3, generator=generator, dtype=torch.float64)
    labels = (logits * shift + torch.randn(rows, 3, generator=generator)).argmax(1)
    return logits, labels


def told(first: torch.Tensor, second: torch.Tensor, labels: torch.Tensor, **more: object) -> dict:
    scores = measure(first, labels, resamples=5), measure(second, labels, resamples=5)
    return {c.name: c for c in compare(first, second, labels, scores, resamples=300, **more)}  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_model_beside_its_overconfident_self() -> None:
    logits, labels = said(1.0)
    found = told(logits.softmax(1), (8 * logits).softmax(1), labels)
    assert found["accuracy"].word == "no difference shows"
    assert (found["accuracy"].low, found["accuracy"].high) == (0, 0)
    assert {found[name].word for name in ("NLL", "Brier", "ECE")} == {"the first is better"}
    turned = told((8 * logits).softmax(1), logits.softmax(1), labels)
    assert turned["ECE"].difference == -found["ECE"].difference
    assert turned["NLL"].word == "the second is better"


@pytest.mark.slow
def test_accuracy_is_mcnemars() -> None:
    logits, labels = said(2.0)
    noise = torch.randn(logits.shape, generator=torch.Generator().manual_seed(9))
    first, second = logits.softmax(1), (logits + noise).softmax(1)
    found = told(first, second, labels)["accuracy"]
    right, other = first.argmax(1) == labels, second.argmax(1) == labels
    only, less = int((right & ~other).sum()), int((other & ~right).sum())
    assert f"{only:,} rows, the second alone in {less:,}" in found.reason
    assert f"p = {paired_chance(only, less):.2g}" in found.reason
    assert found.high - found.low == pytest.approx(2 * 1.96 * paired_difference_error(only, less, 1500), rel=0.2)
    assert found.word == "the first is better"


@pytest.mark.slow
def test_two_calibrated_models_are_not_ranked() -> None:
    generator = torch.Generator().manual_seed(1)
    sure = 0.5 + 0.5 * torch.rand(400, generator=generator, dtype=torch.float64)
    labels = (torch.rand(400, generator=generator, dtype=torch.float64) > sure).long()
    p = torch.stack([sure, 1 - sure], 1)
    found = told(p, (0.99 * p + 0.005), labels)["ECE"]
    assert (found.word, found.reason) == ("not ranked", "chance alone gives both as much")
    boastful = torch.stack([0.9 + 0.1 * sure, 0.1 - 0.1 * sure], 1)
    assert told(p, boastful, labels)["ECE"].word == "the first is better"
    assert str(found).endswith("not ranked (chance alone gives both as much).")


def test_rows_must_be_the_same() -> None:
    p, labels = torch.full((20, 2), 0.5), torch.zeros(20, dtype=torch.int64)
    scores = measure(p, labels, resamples=2)
    with pytest.raises(ValueError, match="second must have shape"):
        compare(p, p[:10], labels, (scores, scores))
