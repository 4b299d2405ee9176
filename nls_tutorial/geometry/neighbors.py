"""Who stands next to whom: a number in the place of a look at a picture of the features."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.geometry.inputs import features_of_labels


def same_class_neighbors(features: Tensor, labels: Tensor, *, neighbors: int = 10) -> Float[Tensor, " N"]:
    r"""The share of each sample's k nearest others that have its class.

    $s_i = \frac1k\,\bigl|\{j \in \mathrm{kNN}(i) : y_j = y_i\}\bigr|$, by Euclidean distance, without the sample
    itself. By chance, with n_y of the N samples in class y, it would be (n_y − 1)/(N − 1): large for a frequent class.

    Args:
        features: x (N, D), or points of a picture (N, 2), floats.
        labels: y (N,) int64 from 0 on.
        neighbors: k, 1 … N − 1.

    Returns float64 (N,) in [0, 1]; `.mean()` is the score of all, `[labels == c].mean()` that of a class. Of samples at
    the same distance the first ones count. Raises TypeError or ValueError for features and labels that do not fit, and
    for k outside its range.

    Source: Venna and Kaski 2001 (neighbors tell what a projection keeps); k-nearest-neighbor accuracy.
    First met in notebooks/13_train_on_a_skewed_set.

    >>> from torch import tensor
    >>> places, labels = tensor([[0.0], [1.0], [2.5], [9.0]]), tensor([0, 0, 1, 1])
    >>> same_class_neighbors(places, labels, neighbors=1).tolist()
    [1.0, 1.0, 0.0, 1.0]
    """
    features_of_labels(features, labels)
    step = "Each sample has N − 1 others."
    k = checks.whole("neighbors", neighbors, 1, step, high=max(len(labels) - 1, 0))
    places = checks.where_double_is(features.detach()).double()
    distances = torch.cdist(places, places, compute_mode="donot_use_mm_for_euclid_dist")
    distances.fill_diagonal_(torch.inf)
    nearest = distances.argsort(dim=1, stable=True)[:, :k]
    classes = labels.to(nearest.device)
    # s_i = |{j ∈ kNN(i): y_j = y_i}| / k
    return (classes[nearest] == classes[:, None]).double().mean(dim=1)
