"""Pictures of a layer by t-SNE: two numbers a sample, which depend on the start and on the perplexity."""

import numpy as np
import numpy.typing as npt
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.extras import needs
from nls_tutorial.geometry.inputs import checked_rows

ITERATIONS = 500


def tsne(
    features: Tensor, *, perplexity: float = 30.0, seed: int | None = None, iterations: int = ITERATIONS
) -> npt.NDArray[np.float64]:
    """t-SNE of features (N, D): places (N, 2), moved and scaled to mean 0 and mean squared length 1.

    Args:
        features: floats; equal rows are no harm.
        perplexity: how many neighbors a sample looks at, about; above 0 and below N.
        seed: starts from random places; None starts from the two principal components, alike every time.
        iterations: from 250 on, of which the first 250 pull clusters together.

    The same arguments give the same picture on one machine; on another, rounding grows, and it may be turned or torn
    elsewhere. Raises ValueError for a perplexity that is too large and too few iterations, ValueError or TypeError for
    features of another shape, with NaN or of another type.
    Source: Maaten and Hinton 2008, by scikit-learn. First met in notebooks/13_train_on_a_skewed_set.
    """
    with needs("data"):
        from sklearn.manifold import TSNE  # takes seconds to import, so only where it is needed

    checked_rows(features, rows=3, wide=2)
    if checks.positive("perplexity", perplexity) >= len(features):
        step = "Use 30, or a tenth of the samples."
        checks.refuse("perplexity", f"must lie between 0 and N = {len(features)}", perplexity, step)
    checks.whole("iterations", iterations, 250, "The first 250 pull clusters together.")
    if seed is not None:
        checks.whole("seed", seed, 0, "Give a whole number.", high=2**32 - 1)
    start = "pca" if seed is None else "random"
    maker = TSNE(perplexity=perplexity, init=start, random_state=seed or 0, max_iter=iterations)
    places = maker.fit_transform(features.detach().cpu().double().numpy()).astype(np.float64)
    places -= places.mean(0)
    return places / np.sqrt((places**2).sum(1).mean())
