"""Pictures and the chance that changes them, looked at before they are changed."""

from torch import Tensor

from nls_tutorial import checks


def check_pictures(images: object, generator: object) -> None:
    """Floats of shape (B, C, H, W), and a generator on the CPU."""
    checks.floating("images", images)
    assert isinstance(images, Tensor)
    if images.ndim != 4:
        checks.refuse("images", "must have shape (B, C, H, W)", tuple(images.shape), "Stack the pictures.")
    checks.cpu_generator("generator", generator)
