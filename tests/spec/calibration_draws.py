"""Predictions to test with: drawn from a seed, plain or full of ties."""

import torch
from hypothesis import strategies as st


def generator(seed):
    return torch.Generator().manual_seed(seed)


def drawn(rows, classes, seed=0, dtype=torch.float64, sharpness=2.0):
    """Logits, probabilities and labels of a network that is somewhat overconfident."""
    source = generator(seed)
    logits = (sharpness * torch.randn(rows, classes, generator=source, dtype=torch.float64)).to(dtype)
    labels = torch.multinomial((logits.double() / 1.5).softmax(1), 1, generator=source).squeeze(1)
    return logits, logits.softmax(1), labels


@st.composite
def tied_predictions(draw, most=12):
    """Rows of tenths: ties between classes, confidences on edges, of exactly 1, and repeated."""
    classes = draw(st.integers(2, 5))
    rows = draw(st.integers(1, most))
    tenths = [draw(st.lists(st.integers(0, 10), min_size=classes - 1, max_size=classes - 1)) for _ in range(rows)]
    # cut the stretch from 0 to 10 at sorted places: the pieces are whole tenths that sum to 1
    pieces = [[b - a for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), 10], strict=True)] for cuts in tenths]
    dtype = draw(st.sampled_from([torch.float32, torch.float64]))
    probabilities = torch.tensor(pieces, dtype=torch.int64).to(dtype) / 10
    labels = torch.tensor(draw(st.lists(st.integers(0, classes - 1), min_size=rows, max_size=rows)))
    return probabilities, labels
