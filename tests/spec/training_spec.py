"""The training loop and the augmentation, written from their definitions."""

import torch
from torch import Tensor


def gradient_descent(weight: Tensor, images: Tensor, labels: Tensor, rate: float, batches) -> Tensor:
    """Softmax regression without a bias: w ← w − rate · (1/B) Σ_i (p_i − onehot_i) x_iᵀ, batch by batch."""
    weight = weight.clone()
    for batch in batches:
        step = torch.zeros_like(weight)
        for i in batch:
            x = images[i].flatten()
            exponentials = (weight @ x).exp()
            probabilities = exponentials / exponentials.sum()
            for k in range(len(weight)):
                step[k] += (probabilities[k] - float(k == labels[i])) * x
        weight = weight - rate * step / len(batch)
    return weight


def flipped_and_shifted(image: Tensor, mirrored: bool, down: int, right: int) -> Tensor:
    """One picture (C, H, W), mirrored or not, seen through a window that is `down` and `right` of it, black outside."""
    channels, height, width = image.shape
    seen = torch.zeros_like(image)
    for c in range(channels):
        for row in range(height):
            for column in range(width):
                i = row + down
                j = column + right
                if 0 <= i < height and 0 <= j < width:
                    seen[c, row, column] = image[c, i, width - 1 - j if mirrored else j]
    return seen
