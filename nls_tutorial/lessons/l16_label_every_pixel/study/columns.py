"""What the three studies of lesson 16 have in common: their scores, and words for how they were made."""

from nls_tutorial.lessons.l16_label_every_pixel.scores import NEAR, PLACES, WIDTHS
from nls_tutorial.records import Score

SCORES = {
    "mIoU": Score(axes=("ignored border",)),
    "accuracy": Score(axes=("ignored border",)),
    "ECE": Score(axes=("ignored border",)),
    "AECE": Score(),
    "NLL": Score("nats", digits=3),
    "confidence": Score(),
    "temperature": Score("", digits=2),
    "ECE cooled": Score(),
    "ECE of a picture": Score(),
    "over pictures": Score(),
    "over pixels": Score(),
    "place: accuracy": Score(axes=("place",)),
    "place: confidence": Score(axes=("place",)),
    "place: ECE": Score(axes=("place",)),
    "sure and wrong": Score(),
    "of these at a border": Score(),
    "pixels at a border": Score(),
}
AXES = {"ignored border": WIDTHS, "place": PLACES}
ABOUT = "Losses on every pixel: mIoU, ECE and AECE with and without the border, of each picture, at a border and inside"
RECIPE = (
    "a U-Net of width {width} and {depth} halvings, {epochs} epochs of Adam, batches of {batch_size}, the learning "
    f"rate up to {{rate}} and down to 0; a border pixel has another class at most {NEAR} pixels away."
)
