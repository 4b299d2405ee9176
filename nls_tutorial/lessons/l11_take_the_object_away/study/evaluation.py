"""What a trained network says of pictures with their object and without it."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from nls_tutorial import checks
from nls_tutorial.boxes import objectness
from nls_tutorial.calibration import (
    average_confidence,
    expected_calibration_error,
    mean_objectness_deviation,
    overconfidence,
    reliability,
    underconfidence,
)
from nls_tutorial.data import remove_objects
from nls_tutorial.predictions import collect
from nls_tutorial.records import Images, Predictions, PublishedRows, Score
from nls_tutorial.tables import ALS_TABLE_1
from nls_tutorial.training import crop_images, random_crops, whole_pictures

CROPS = 4  # random crops of each test picture
SCORES = {
    name: Score()
    for name in (
        "accuracy",
        "confidence",
        "ECE",
        "deviation",
        "accuracy on crops",
        "deviation on crops",
        "accuracy without object",
        "overconfidence without object",
        "underconfidence without object",
        "confidence without object",
    )
}
BESIDE_TABLE_1 = PublishedRows(
    ALS_TABLE_1,
    {"hard": "hard label", "LS α = 0.1": "label smoothing", "CutMix": "CutMix", "ALS β = 1": "ALS"},
    {
        "accuracy without object": "accuracy",
        "overconfidence without object": "overconfidence",
        "underconfidence without object": "underconfidence",
        "confidence without object": "average_confidence",
    },
)


@dataclass(frozen=True, eq=False)
class Evaluation:
    """One network's `Predictions` of whole test pictures, of random crops and of pictures without the object, with the
    objectness of the first two.

    "deviation" is the mean objectness deviation, mean |p̂ − objectness|. Overconfidence is NaN where nothing was wrong,
    underconfidence where nothing was right. First met in notebooks/11_take_the_object_away.
    """

    whole: Predictions
    whole_objectness: Tensor
    crops: Predictions
    crop_objectness: Tensor
    away: Predictions

    def scores(self) -> dict[str, float]:
        """All of `SCORES` by name."""
        whole, crops, away = (seen.probabilities.double() for seen in (self.whole, self.crops, self.away))
        labels = self.away.labels
        found: tuple[float | Tensor, ...] = (
            self.whole.accuracy,
            average_confidence(whole),
            expected_calibration_error(reliability(whole, self.whole.labels)),
            mean_objectness_deviation(whole, self.whole_objectness),
            self.crops.accuracy,
            mean_objectness_deviation(crops, self.crop_objectness),
            self.away.accuracy,
            overconfidence(away, labels),
            underconfidence(away, labels),
            average_confidence(away),
        )
        return {name: float(number) for name, number in zip(SCORES, found, strict=True)}


def evaluate(
    network: nn.Module,
    test: Images,
    fill: Tensor,
    *,
    size: tuple[int, int],
    scale: tuple[float, float] = (0.08, 1.0),
    seed: int = 0,
    device: str = "auto",
) -> Evaluation:
    """What `network` says of `test`: whole pictures brought to `size`, four random crops of each, and the whole
    pictures with every object filled by the colour `fill` (give the training pictures' mean).

    The crops come from a generator of their own, the same for every network and `seed`; `seed` is only noted down.
    Errors: pictures without boxes. First met in notebooks/11_take_the_object_away.

    >>> from nls_tutorial.data import scenes
    >>> from nls_tutorial.models import gap_cnn
    >>> pictures = scenes(8, seed=0)
    >>> seen = evaluate(gap_cnn(3, 10), pictures, pictures.images.mean((0, 2, 3)), size=(32, 32), device="cpu")
    >>> isinstance(seen, Evaluation), len(seen.crops), seen.crop_objectness.shape
    (True, 32, torch.Size([32]))
    """
    own = test.own_boxes
    if own is None:
        checks.refuse("test", "must have boxes", "pictures without", "Take scenes, or photographs with boxes.")
    picture = (int(test.images.shape[2]), int(test.images.shape[3]))
    all_of_it = whole_pictures(len(test), picture, size=size)
    every = test.select(torch.arange(len(test)).repeat(CROPS))
    crops = random_crops(len(every), picture, torch.Generator().manual_seed(0), size=size, scale=scale, hflip_p=0.0)

    def said(images: Tensor, labels: Tensor, split: str) -> Predictions:
        seen = Images(images, labels, test.class_names, split)
        return collect(network, seen, seed=seed, device=device)

    removed = remove_objects(test, fill).images
    return Evaluation(
        said(crop_images(test.images, all_of_it), test.labels, test.split),
        objectness(own, all_of_it.windows),
        said(crop_images(every.images, crops), every.labels, f"crops of {test.split}"),
        objectness(own.repeat(CROPS, 1, 1), crops.windows),
        said(crop_images(removed, all_of_it), test.labels, f"{test.split} without objects"),
    )
