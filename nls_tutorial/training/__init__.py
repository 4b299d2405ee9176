"""One training loop that can be read to its end; it receives the model, the data, the loss and the optimizer.

`train` returns a `History` and leaves the trained model behind. `flip_and_shift` is the usual augmentation of small
photographs; `random_crops` and what follows it cut pictures, masks and boxes alike, and `RandomCropWithTargets`
makes labels that know what a crop left of the object. `pick_device` says where a model
runs (`device="auto"` in the loop).
"""

from nls_tutorial.predictions import pick_device
from nls_tutorial.training.augment import flip_and_shift
from nls_tutorial.training.color_jitter import jitter_colors
from nls_tutorial.training.crop_targets import RandomCropWithTargets
from nls_tutorial.training.crops import crop_images, crop_masks, random_crops, whole_pictures
from nls_tutorial.training.cutmix import cutmix
from nls_tutorial.training.loop import train

__all__ = [
    "RandomCropWithTargets",
    "crop_images",
    "crop_masks",
    "cutmix",
    "flip_and_shift",
    "jitter_colors",
    "pick_device",
    "random_crops",
    "train",
    "whole_pictures",
]
