"""Parts of a data set that cannot share a sample."""

from collections.abc import Mapping

import torch
from jaxtyping import Int64
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.data.seeds import generator


def disjoint_indices(
    count: int, sizes: Mapping[str, int], seed: int = 0, *, labels: Tensor | None = None
) -> dict[str, Int64[Tensor, "_"]]:
    r"""Seeded parts of 0 … `count` − 1: consecutive slices of one shuffled row, so no index stands in two of them.

    `sizes` names the parts and says how many samples each gets, in the order in which they are cut; a sample that no
    part asks for is left out. The parts before the last stay the same when only the last size changes, and a smaller
    last part is the beginning of a larger one.

    With `labels` (count,) int64 the row is stratified: the j-th sample of a class of n stands at (j + ½)/n of the
    row, ties in random order. Then each part, and each first piece of a part, has the classes in nearly the same
    shares as the whole.

    Returns int64 indices (size,) by name. Raises ValueError or TypeError for sizes that are not whole, are negative
    or ask for more than `count` in all, for labels that do not fit, and for a seed out of range.

    First met in notebooks/01_look_at_the_last_layer.

    >>> parts = disjoint_indices(10, {"train": 6, "test": 4}, seed=0)
    >>> {name: len(part) for name, part in parts.items()}, sorted(sum((part.tolist() for part in parts.values()), []))
    ({'train': 6, 'test': 4}, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    """
    checks.whole("count", count, 0, "Count the samples.", high=2**31)
    checks.instance("sizes", sizes, Mapping, 'Give the parts by name, such as {"train": 60}.')
    for name, size in sizes.items():
        checks.whole(str(name), size, 0, "Say how many samples this part gets.")
    asked = sum(sizes.values())
    if asked > count:
        checks.refuse(
            " + ".join(map(str, sizes)),
            f"must not ask for more than the {count:,} samples there are",
            " + ".join(f"{size:,}" for size in sizes.values()) + f" = {asked:,}",
            "Lower one of them.",
        )
    row = torch.randperm(count, generator=generator(seed, "split"), device="cpu")
    if labels is not None:
        row = _stratified(row, _fitting(labels, count))
    parts = row[:asked].split(list(sizes.values()))
    return dict(zip(sizes, parts, strict=True))


def _fitting(labels: Tensor, count: int) -> Tensor:
    checks.tensor("labels", labels)
    if labels.dtype != torch.int64:
        checks.refuse("labels", "must be int64", labels.dtype, "Convert it with .long().", error=TypeError)
    if tuple(labels.shape) != (count,):
        checks.refuse("labels", f"must have shape ({count},)", tuple(labels.shape), "Give one label for each sample.")
    return labels


def _stratified(row: Int64[Tensor, "N"], labels: Int64[Tensor, "N"]) -> Int64[Tensor, "N"]:
    """`row`, put in an order in which every class is spread evenly from end to end."""
    place = torch.empty(len(row), dtype=torch.float64, device="cpu")
    for label in labels.unique():
        of_class = labels[row] == label
        n = int(of_class.sum())
        # the j-th of the n samples of a class stands at (j + ½)/n
        place[of_class] = (torch.arange(n, dtype=torch.float64, device="cpu") + 0.5) / n
    return row[place.argsort(stable=True)]
