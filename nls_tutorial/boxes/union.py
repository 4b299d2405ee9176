"""The area that many boxes cover together, by a tree: about n·log² n steps for n boxes."""

import torch
from torch import Tensor


def union_by_tree(boxes: Tensor) -> Tensor:
    """The area of the union of the boxes of one picture (n, 4), n ≥ 1, looked at before: one number.

    A leaf is the stretch between neighbouring edges of y, a node two neighbouring nodes. A box covers the few nodes
    that make up its stretch. From the leaves up, each node has a step function of x: how much of it is covered, all of
    it where a box covers the node itself, else what its two children say. Steps are (node, place in x, change).
    """
    xs, enters, leaves = _places(boxes[:, 0], boxes[:, 2])
    ys, first, last = _places(boxes[:, 1], boxes[:, 3])
    cuts = len(xs)
    lengths = ys.diff()
    levels = (len(lengths) - 1).bit_length()
    lengths = torch.cat([lengths, lengths.new_zeros(2**levels - len(lengths))])
    key = first.new_empty(0)  # node · cuts + place
    change = lengths.new_empty(0)
    for level in range(levels + 1):
        if level > 0:
            key = key // (2 * cuts) * cuts + key % cuts
            lengths = lengths.view(-1, 2).sum(1)
        odd_first, odd_last = (first < last) & (first % 2 == 1), (first < last) & (last % 2 == 1)
        nodes = torch.cat([first[odd_first], last[odd_last] - 1])
        enter, leave = (
            torch.cat([enters[odd_first], enters[odd_last]]),
            torch.cat([leaves[odd_first], leaves[odd_last]]),
        )
        first, last = (first + odd_first.long()) // 2, last // 2
        key, order = torch.cat([key, nodes * cuts + enter, nodes * cuts + leave]).sort()
        zeros, ones = change.new_zeros(2 * len(nodes)), torch.ones_like(nodes)
        inside = torch.cat([nodes.new_zeros(len(change)), ones, -ones])[order].cumsum(0)
        below = torch.cat([change, zeros])[order].cumsum(0)
        covered = torch.where(inside > 0, lengths[key // cuts], below)
        change = covered.diff(prepend=covered.new_zeros(1))
        key, change, covered = (part[change != 0] for part in (key, change, covered))
    # Σ covered · width, from one step to the next
    return (covered[:-1] * xs[key].diff()).sum()


def _places(starts: Tensor, ends: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """All edges in rising order, and the places of the starts and of the ends among them."""
    edges, order = torch.cat([starts, ends]).sort(stable=True)
    places = order.argsort()
    return edges, places[: len(starts)], places[len(starts) :]
