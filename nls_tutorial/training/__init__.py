"""One training loop that can be read to its end; it receives the model, the data, the loss and the optimizer.

`train` returns a `History` and leaves the trained model behind. `flip_and_shift` is the usual augmentation of small
photographs. `pick_device` says where a model runs (`device="auto"` in the loop).
"""

from nls_tutorial.predictions import pick_device
from nls_tutorial.training.augment import flip_and_shift
from nls_tutorial.training.loop import train

__all__ = ["flip_and_shift", "pick_device", "train"]
