"""The digits as scikit-learn has them, one pixel at a time."""

from spec.later import later

datasets = later("sklearn.datasets")


def all_digits():
    """Each picture as a tuple of 64 shares of ink, with its label: 1,797 different pictures."""
    raw = datasets.load_digits()
    pictures = {}
    for image, label in zip(raw.images.tolist(), raw.target.tolist(), strict=True):
        pictures[tuple(pixel / 16 for row in image for pixel in row)] = label
    return pictures
