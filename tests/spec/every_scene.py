"""Every scene that the library builds, from small inputs: for rules that all of them must keep.

The studies that ship stand for those of a lesson; where a lesson trains, made-up numbers of the same shape do.
"""

from collections.abc import Callable
from functools import cache

import numpy as np
import torch
from torch import Tensor

from nls_tutorial import data, records, studies, tables, widgets
from nls_tutorial.records import Scene


@cache
def said(seed: int) -> records.Predictions:
    """What a made-up network says of 200 pictures."""
    draws = torch.Generator().manual_seed(seed)
    logits = 2 * torch.randn(200, 4, generator=draws)
    labels = torch.where(
        torch.rand(200, generator=draws) < 0.7, logits.argmax(1), torch.randint(4, (200,), generator=draws)
    )
    return records.Predictions(logits, labels, tuple("abcd"), "test", seed)


def sure() -> tuple[Tensor, Tensor]:
    return said(0).confidence.double(), said(0).predicted == said(0).labels


def losses() -> records.SideBySide:
    draws = np.random.default_rng(0)
    names = ("CE", "LS", *(f"m = {m}" for m in (0, 6)))
    shape = (len(names), 2)
    scores = draws.uniform(0.1, 0.9, (*shape, 4))
    samples = draws.uniform(0.3, 1, (*shape, 50))
    ones = np.ones(shape)
    return records.SideBySide(names, (0, 1), scores, scores / 2, ones, ones, 10 * samples, samples, "made up")


def borders() -> records.ByDistance:
    draws = np.random.default_rng(0)
    names, distances = ("zero", "partial", "replicate"), (0, 1, 2)
    return records.ByDistance(
        names, (0, 1), distances, draws.uniform(0.5, 1, (3, 2, 3)), draws.uniform(0, 2, (3, 2, 4)), "made up"
    )


def small(count: int = 4, size: int = 32) -> records.Images:
    return data.scenes(count, size=size, seed=0)


def hole() -> Scene:
    known = torch.ones(24, 24, dtype=torch.bool)
    known[6:10, 5:18] = False
    return widgets.hole_that_fills(small(1, 24).images[0], known)


def away() -> records.WithoutObject:
    return studies.stored_without_object()


def looks() -> Scene:
    shown = away().map_inside.shape[1]
    pictures = small(shown)
    names = [pictures.class_names[label] for label in pictures.labels[:shown]]
    return widgets.where_it_looks(away(), pictures.images[:shown], pictures.boxes[:shown], names)


def crop() -> Scene:
    picture = small(1, 96)
    return widgets.crop_over_picture(picture.images[0], picture.boxes, int(picture.labels[0]), picture.class_names)


def gains() -> Scene:
    pairs = {f"{name} − CE": [("ResNet18", 0.78, 0.80), ("ResNet34", 0.80, 0.79)] for name in ("LS", "normLS")}
    return widgets.differences_in_a_table(pairs, pairs, ("Table 1", "Table 3"), ((-8, 16), (-2, 4)))


def batches() -> Scene:
    labels = torch.tensor([0] * 120 + [1] * 60 + [2] * 44)
    predicted = torch.where(torch.rand(224, generator=torch.Generator().manual_seed(0)) < 0.8, labels, (labels + 1) % 3)
    return widgets.scored_by_batches(labels, predicted, ("farm", "burning", "fire"))


def rates() -> Scene:
    reached = {10.0 ** (k / 2): share for k, share in enumerate((0.2, 0.6, 0.9, 0.9, 0.5))}
    return widgets.rate_sweep({r / 30: a for r, a in reached.items()}, {0.0: reached, 0.9: reached}, 10)


WITHOUT_INPUT = [
    "label_on_triangle",
    "two_definitions",
    "finite_optimum",
    "feature_among_templates",
    "normalized_losses",
    "bent_gradients",
    "focal_bound",
    "two_normalized_focals",
    "poster_figure",
    "four_prices",
    "two_samples",
    "label_against_objectness",
    "kernel_over_border",
    "constant_picture",
]

BUILDERS: dict[str, Callable[[], Scene]] = {
    **{name: getattr(widgets, name) for name in WITHOUT_INPUT},
    "gallery": lambda: widgets.gallery(small().images, list("abcd"), title="Four"),
    "template_planes": lambda: widgets.template_planes(studies.last_layer_on_photographs()),
    "rate_sweep": rates,
    "stops_along_training": lambda: widgets.stops_along_training(
        (10, 20), {name: np.random.default_rng(0).uniform(0.1, 0.9, (2, 3, 3)) for name in ("CE", "normLSCE")}
    ),
    "distances_against_margin": lambda: widgets.distances_against_margin(
        losses(), (0, 6), {way: ["m = 0", "m = 6"] for way in ("sum", "mean")}
    ),
    "losses_side_by_side": lambda: widgets.losses_side_by_side(losses()),
    "reliability_diagram": lambda: widgets.reliability_diagram(said(0), resamples=20),
    "number_of_bins": lambda: widgets.number_of_bins(*sure()),
    "edges_by_hand": lambda: widgets.edges_by_hand(*sure()),
    "ece_by_chance": lambda: widgets.ece_by_chance(sure()[0], (50, 200), (5, 15), draws=5),
    "networks_to_compare": lambda: widgets.networks_to_compare({"one": said(0), "two": said(1)}),
    "temperature": lambda: widgets.temperature({"one": said(0), "two": said(1)}),
    "labels_softened": lambda: widgets.labels_softened(studies.labels_of_people()),
    "whole_images": lambda: widgets.whole_images([scores.accuracy for scores in tables.stubble_rows().values()]),
    "scored_by_batches": batches,
    "differences_in_a_table": gains,
    "one_recipe_again": lambda: widgets.one_recipe_again(
        torch.rand(4, 600, generator=torch.Generator().manual_seed(0)) < 0.8, 2.68
    ),
    "hole_that_fills": hole,
    "accuracy_near_border": lambda: widgets.accuracy_near_border(
        borders(), torch.stack([small(size=24).images for _ in range(3)])
    ),
    "crop_over_picture": crop,
    "labels_of_random_crops": lambda: widgets.labels_of_random_crops(
        {share: torch.linspace(0, 1, 50) ** (1 + share) for share in (0.08, 0.5, 0.9)}
    ),
    "confidence_against_objectness": lambda: widgets.confidence_against_objectness(
        away(), {0: "hard", 0.5: "ALS β = 0.5", 1: "ALS β = 1"}
    ),
    "where_it_looks": looks,
    "answer_only_if_sure": lambda: widgets.answer_only_if_sure(away(), ("hard", "ALS β = 1")),
}
scene = cache(lambda name: BUILDERS[name]())
