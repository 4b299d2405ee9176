"""The sentences of a report follow its numbers."""

import torch

from nls_tutorial.reports import in_words, measure, rescale, temperature_in_words, what_to_do


def told(logits: torch.Tensor, labels: torch.Tensor, cut: int | None = None):
    half = cut or len(labels) // 2
    return rescale((logits[:half], labels[:half]), (logits[half:], labels[half:]), resamples=5)


def drawn(scale: float, rows: int = 4000) -> tuple[torch.Tensor, torch.Tensor]:
    """Calibrated for scale 1."""
    generator = torch.Generator().manual_seed(1)
    logits = 2 * torch.randn(rows, 3, generator=generator, dtype=torch.float64)
    return scale * logits, torch.multinomial(logits.softmax(1), 1, generator=generator).squeeze(1)


def test_over_and_under_and_neither() -> None:
    for sure, word in (
        (0.9, "overconfident by 30.0 points"),
        (0.55, "underconfident by 5.0 points"),
        (0.6, "as sure as"),
    ):
        p = torch.tensor([[sure, 1 - sure]] * 200, dtype=torch.float64)
        assert word in in_words(measure(p, torch.tensor([0] * 120 + [1] * 80), resamples=5))


def test_a_calibrated_model_needs_nothing() -> None:
    steps = what_to_do(told(*drawn(1.0)))
    assert steps[0].startswith("Nothing to mend that can be seen")


def test_a_boastful_one_is_divided() -> None:
    part = told(*drawn(3.0))
    assert what_to_do(part)[0].startswith(f"Divide the logits by T = {part.temperature:.2f}")
    assert "NLL" in temperature_in_words(part)
    assert "→" in temperature_in_words(part)


def test_few_rows_are_told_with_how_many_would_do() -> None:
    steps = what_to_do(told(*drawn(3.0, 60)))
    assert steps[0].startswith("Take more rows: with 30 scored, chance alone gives an ECE of")
    assert "would bring that down to 1 %" in steps[0]


def test_no_temperature() -> None:
    logits, labels = torch.tensor([[2.0, 0.0]] * 2000), torch.zeros(2000, dtype=torch.int64)
    part = told(logits, labels)
    assert temperature_in_words(part).startswith("No temperature is best, fitted on 1,000 rows")
    assert what_to_do(part)[0].startswith("No temperature helps here: every label has the largest logit")


def test_a_temperature_that_does_not_hold_on_the_other_part() -> None:
    logits, labels = drawn(1.0)
    part = told(torch.cat([4 * logits[:2000], logits[2000:] / 2]), labels)
    assert what_to_do(part)[0].startswith("T does not help on the other part")
