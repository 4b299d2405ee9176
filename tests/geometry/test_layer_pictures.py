"""t-SNE: the same again, another start is another picture, and heaps stay heaps."""

import numpy as np
import pytest
import torch
from typecheck import unchecked

from nls_tutorial.geometry import same_class_neighbors, tsne


def two_heaps() -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(60) % 2
    return torch.randn(60, 5, generator=generator) + 12 * labels[:, None], labels


def test_heaps_stay_heaps_in_a_picture_of_size_one() -> None:
    features, labels = two_heaps()
    places = tsne(features, perplexity=10)
    assert places.shape == (60, 2)
    np.testing.assert_allclose(places.mean(0), 0, atol=1e-9)
    assert (places**2).sum(1).mean() == pytest.approx(1)
    assert float(same_class_neighbors(torch.from_numpy(places), labels, neighbors=5).mean()) > 0.9


def test_the_same_start_is_the_same_picture_and_another_is_not() -> None:
    features, _ = two_heaps()
    first, again, other = (tsne(features, perplexity=5, seed=seed, iterations=250) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0.1


def test_a_perplexity_that_is_too_large_is_refused() -> None:
    with pytest.raises(ValueError, match="perplexity must lie between 0 and N = 60"):
        tsne(two_heaps()[0], perplexity=60)


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"features": "rows"}, "features must be a torch.Tensor"),
        ({"features": torch.zeros(60)}, r"features must have shape \(N, D\)"),
        ({"features": torch.zeros(60, 1)}, r"features must have shape \(N, D\)"),
        ({"features": torch.full((60, 3), torch.nan)}, "features must be finite"),
        ({"features": torch.zeros(60, 3, device="meta")}, "features must hold numbers"),
        ({"perplexity": torch.zeros(5, device="meta")}, "perplexity must be a real number"),
        ({"perplexity": 0}, "perplexity must be a finite number above 0"),
        ({"perplexity": "cuda"}, "perplexity must be a real number"),
        ({"seed": 1.5}, "seed must be a whole number"),
        ({"iterations": 249}, "iterations must be at least 250"),
        ({"iterations": "many"}, "iterations must be a whole number"),
    ],
)
def test_other_arguments_are_refused(other: dict[str, object], says: str) -> None:
    with pytest.raises((ValueError, TypeError), match=f"^{says}"):
        unchecked(tsne)(**{"features": two_heaps()[0], **other})
