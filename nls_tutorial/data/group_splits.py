"""Parts of a data set that share no group: no patient, video or class of alike pictures stands on two sides."""

from collections.abc import Mapping

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.data.seeds import generator


def grouped_indices(
    labels: Tensor, groups: Tensor, shares: Mapping[str, float], seed: int = 0
) -> dict[str, Int64[Tensor, "_"]]:
    r"""Seeded parts of 0 … N − 1 in which every group lies whole in one part, with the classes spread about evenly.

    `labels` and `groups` (N,) int64; `shares` names the parts and gives each its share, above 0, of a sum of 1. Groups
    are dealt from the largest to the smallest, those of one size in random order, each to the part where it mends most:
    where $\sum_k (n_{pk} - s_p N_k)^2 / N_k$ grows least, $n_{pk}$ being the samples of class k in part p. Where groups
    are few or large, the parts miss their shares.

    Returns int64 indices by name, in random order. Raises ValueError or TypeError for arrays that do not fit, shares
    that do not sum to 1, and fewer groups than parts. First met in notebooks/06_read_a_reliability_diagram.

    >>> patients = torch.tensor([7, 7, 7, 3, 3, 5, 5, 9])
    >>> parts = grouped_indices(torch.zeros(8, dtype=torch.int64), patients, {"train": 0.6, "test": 0.4})
    >>> {name: sorted(set(patients[rows].tolist())) for name, rows in parts.items()}
    {'train': [5, 7], 'test': [3, 9]}
    """
    for name, rows in (("labels", labels), ("groups", groups)):
        checks.label_type(name, rows)
        checks.with_numbers(name, rows, labels)
        if rows.ndim != 1 or len(rows) != len(labels):
            rule = "must have shape (N,)" + (f" = ({len(labels)},), as labels" if name == "groups" else "")
            checks.refuse(name, rule, tuple(rows.shape), "Give one number for each sample.")
    checks.instance("shares", shares, Mapping, 'Give the parts by name, such as {"train": 0.6, "test": 0.4}.')
    for share in shares.values():
        checks.positive("shares", share)
    if abs(sum(shares.values()) - 1) > 1e-9:
        checks.refuse("shares", "must sum to 1", dict(shares), "Divide each by their sum.")
    _, number, sizes = groups.unique(return_inverse=True, return_counts=True)
    if len(sizes) < len(shares):
        step = "Take more groups, or leave the groups out if the samples are independent."
        checks.refuse("groups", f"must be at least {len(shares)}, one for each part", len(sizes), step)
    part_of = _deal(_counts(labels, number, len(sizes)), torch.tensor(list(shares.values()), dtype=torch.float64), seed)
    row = torch.randperm(len(labels), generator=generator(seed, "split"), device="cpu")
    return {name: row[part_of[number[row]] == part] for part, name in enumerate(shares)}


def _counts(labels: Tensor, number: Tensor, groups: int) -> Float[Tensor, "groups classes"]:
    """How many samples of each class a group has."""
    _, kind = labels.unique(return_inverse=True)
    classes = int(kind.max()) + 1
    return (number * classes + kind).bincount(minlength=groups * classes).view(groups, classes).double()


def _deal(
    counts: Float[Tensor, "groups classes"], shares: Float[Tensor, " parts"], seed: int
) -> Int64[Tensor, " groups"]:
    """The part of each group."""
    total = counts.sum(0)
    missing = shares[:, None] * total  # s_p N_k − n_pk
    order = torch.randperm(len(counts), generator=generator(seed, "split"), device="cpu")
    order = order[counts.sum(1)[order].argsort(descending=True, stable=True)]
    part_of = torch.empty(len(counts), dtype=torch.int64, device="cpu")
    empty = torch.ones(len(shares), dtype=torch.bool, device="cpu")
    for place, group in enumerate(order.tolist()):
        # (m − c)² − m² over N_k, for missing m and a group's own c
        growth = ((counts[group] - 2 * missing) * counts[group] / total).sum(1)
        if len(order) - place <= int(empty.sum()):  # as many groups as parts that have none
            growth = growth.masked_fill(~empty, torch.inf)
        best = int(growth.argmin())
        part_of[group], empty[best] = best, False
        missing[best] -= counts[group]
    return part_of
