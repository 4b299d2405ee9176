"""t-SNE: the same again, another start is another picture, and heaps stay heaps."""

import numpy as np
import pytest
import torch

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
