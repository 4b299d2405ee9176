"""A perceptron and a convolution as plain loops over numbers."""

from collections.abc import Sequence


def linear(inputs: Sequence[float], weight: Sequence[Sequence[float]], bias: Sequence[float]) -> list[float]:
    outputs = []
    for row, shift in zip(weight, bias, strict=True):
        total = shift
        for w, x in zip(row, inputs, strict=True):
            total += w * x
        outputs.append(total)
    return outputs


def relu(numbers: Sequence[float]) -> list[float]:
    return [number if number > 0 else 0.0 for number in numbers]


def convolve(image, kernel, bias: float) -> list[list[float]]:
    """One output map of a 3×3 convolution over (C, H, W) with a border of one zero."""
    height, width = len(image[0]), len(image[0][0])
    rows = []
    for i in range(height):
        row = []
        for j in range(width):
            total = bias
            for c in range(len(image)):
                for di in (-1, 0, 1):
                    for dj in (-1, 0, 1):
                        if 0 <= i + di < height and 0 <= j + dj < width:
                            total += image[c][i + di][j + dj] * kernel[c][di + 1][dj + 1]
            row.append(total)
        rows.append(row)
    return rows
