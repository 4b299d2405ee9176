"""One training loop that can be read to its end; it receives the model, the data, the loss and the optimizer.

`train` returns a `History` and leaves the trained model behind; `train_many` does so for many networks at once. Data
come in by one door, `batch_of(batch, generator) -> (inputs, targets)`: `images_and_labels` unless given,
`Augmented(flip_and_shift)` for small photographs, `CutMix`, or `RandomCropWithTargets`, whose labels know what a crop
left of the object; or a function of your own. `random_crops` and what follows it cut pictures, masks and boxes alike.
`pick_device` says where a model runs.
"""

from nls_tutorial.predictions import pick_device
from nls_tutorial.training.augment import flip_and_shift
from nls_tutorial.training.batches import Augmented, BatchTransform, images_and_labels
from nls_tutorial.training.color_jitter import jitter_colors
from nls_tutorial.training.crop_targets import RandomCropWithTargets
from nls_tutorial.training.crops import crop_images, crop_masks, random_crops, whole_pictures
from nls_tutorial.training.cutmix import CutMix, cutmix
from nls_tutorial.training.loop import train
from nls_tutorial.training.many import train_many
from nls_tutorial.training.picture_stream import PictureStream
from nls_tutorial.training.place_batches import PlacesAndBoxes, objects_of
from nls_tutorial.training.stream_answers import StreamAnswers, ask_stream
from nls_tutorial.training.stream_loop import train_stream

__all__ = [
    "Augmented",
    "BatchTransform",
    "CutMix",
    "PlacesAndBoxes",
    "PictureStream",
    "RandomCropWithTargets",
    "StreamAnswers",
    "ask_stream",
    "crop_images",
    "crop_masks",
    "cutmix",
    "flip_and_shift",
    "images_and_labels",
    "jitter_colors",
    "objects_of",
    "pick_device",
    "random_crops",
    "train",
    "train_many",
    "train_stream",
    "whole_pictures",
]
