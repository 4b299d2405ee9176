"""Every scene that the library builds, from small inputs: for rules that all of them must keep.

The studies that ship stand for those of a lesson; where a lesson trains, made-up numbers of the same shape do.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path

import numpy as np
import torch
from spec.results_by_hand import by_distance, losses_by_hand
from torch import Tensor

from nls_tutorial import data, lessons, progress, records, scenes, studies, tables
from nls_tutorial.lessons import (
    l00_start_here,
    l01_look_at_the_last_layer,
    l02_soften_a_label,
    l03_normalize_the_loss,
    l04_focus_and_penalize,
    l05_keep_a_margin,
    l06_read_a_reliability_diagram,
    l07_scale_the_temperature,
    l08_read_a_table_critically,
    l09_pad_without_inventing,
    l10_shrink_the_label_with_the_object,
    l11_take_the_object_away,
)
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


def losses() -> records.Results:
    draws = np.random.default_rng(0)
    names = ("CE", "LS", *(f"m = {m}" for m in (0, 6)))
    shape = (len(names), 2)
    scores = draws.uniform(0.1, 0.9, (*shape, 4))
    samples = draws.uniform(0.3, 1, (*shape, 50))
    return losses_by_hand(names, (0, 1), scores, scores / 2, 10 * samples, samples)


def borders() -> records.Results:
    draws = np.random.default_rng(0)
    names, distances = ("zero", "partial", "replicate"), (0, 1, 2)
    return by_distance(names, (0, 1), distances, draws.uniform(0.5, 1, (3, 2, 3)), draws.uniform(0, 2, (3, 2, 4)))


def small(count: int = 4, size: int = 32) -> records.Images:
    return data.scenes(count, size=size, seed=0)


def hole() -> Scene:
    known = torch.ones(24, 24, dtype=torch.bool)
    known[6:10, 5:18] = False
    return l09_pad_without_inventing.hole_that_fills(small(1, 24).images[0], known)


def away() -> records.Results:
    return studies.bundled("without_object")


def looks() -> Scene:
    shown = len(away().array("hard", "map_inside"))
    pictures = small(shown)
    names = [pictures.class_names[label] for label in pictures.labels[:shown]]
    return l11_take_the_object_away.where_it_looks(away(), pictures.images[:shown], pictures.boxes[:shown], names)


def crop() -> Scene:
    picture = small(1, 96)
    return l10_shrink_the_label_with_the_object.crop_over_picture(
        picture.images[0], picture.boxes, int(picture.labels[0]), picture.class_names
    )


def gains() -> Scene:
    pairs = {f"{name} − CE": [("ResNet18", 0.78, 0.80), ("ResNet34", 0.80, 0.79)] for name in ("LS", "normLS")}
    return l08_read_a_table_critically.differences_in_a_table(pairs, pairs, ("Table 1", "Table 3"), ((-8, 16), (-2, 4)))


def batches() -> Scene:
    labels = torch.tensor([0] * 120 + [1] * 60 + [2] * 44)
    predicted = torch.where(torch.rand(224, generator=torch.Generator().manual_seed(0)) < 0.8, labels, (labels + 1) % 3)
    return l08_read_a_table_critically.scored_by_batches(labels, predicted, ("farm", "burning", "fire"))


def rates() -> Scene:
    reached = {10.0 ** (k / 2): share for k, share in enumerate((0.2, 0.6, 0.9, 0.9, 0.5))}
    return l03_normalize_the_loss.rate_sweep({r / 30: a for r, a in reached.items()}, {0.0: reached, 0.9: reached}, 10)


WITHOUT_INPUT = [
    l00_start_here.label_on_triangle,
    l02_soften_a_label.two_definitions,
    l02_soften_a_label.finite_optimum,
    l01_look_at_the_last_layer.feature_among_templates,
    l01_look_at_the_last_layer.best_place,
    l03_normalize_the_loss.normalized_losses,
    l04_focus_and_penalize.bent_gradients,
    l04_focus_and_penalize.focal_bound,
    l04_focus_and_penalize.two_normalized_focals,
    l05_keep_a_margin.poster_figure,
    l05_keep_a_margin.four_prices,
    l07_scale_the_temperature.two_samples,
    l10_shrink_the_label_with_the_object.label_against_objectness,
    l09_pad_without_inventing.kernel_over_border,
    l09_pad_without_inventing.constant_picture,
]

BUILDERS: dict[str, Callable[[], Scene]] = {
    **{build.__name__: build for build in WITHOUT_INPUT},
    "gallery": lambda: scenes.gallery(small().images, list("abcd"), title="Four"),
    "named_bars": lambda: scenes.named_bars({"CE": {"a": 1.0, "b": 2.0}, "LS": {"a": 1.5}}, title="Two", axis="gain"),
    "guess_diagram": lambda: scenes.guess_diagram(progress.sample_class()),
    "template_planes": lambda: l01_look_at_the_last_layer.template_planes(studies.bundled("last_layer_cifar10")),
    "rate_sweep": rates,
    "stops_along_training": lambda: l03_normalize_the_loss.stops_along_training(
        (10, 20), {name: np.random.default_rng(0).uniform(0.1, 0.9, (2, 3, 3)) for name in ("CE", "normLSCE")}
    ),
    "distances_against_margin": lambda: l05_keep_a_margin.distances_against_margin(
        losses(), (0, 6), {way: ["m = 0", "m = 6"] for way in ("sum", "mean")}
    ),
    "reliability_diagram": lambda: scenes.reliability_diagram(said(0), resamples=20),
    "number_of_bins": lambda: l06_read_a_reliability_diagram.number_of_bins(*sure()),
    "edges_by_hand": lambda: l06_read_a_reliability_diagram.edges_by_hand(*sure()),
    "ece_by_chance": lambda: l06_read_a_reliability_diagram.ece_by_chance(sure()[0], (50, 200), (5, 15), draws=5),
    "networks_to_compare": lambda: l06_read_a_reliability_diagram.networks_to_compare({"one": said(0), "two": said(1)}),
    "temperature": lambda: l07_scale_the_temperature.temperature({"one": said(0), "two": said(1)}),
    "labels_softened": lambda: l07_scale_the_temperature.labels_softened(l07_scale_the_temperature.human_label_runs()),
    "whole_images": lambda: l08_read_a_table_critically.whole_images(
        [scores.accuracy for scores in tables.stubble_rows().values()]
    ),
    "scored_by_batches": batches,
    "differences_in_a_table": gains,
    "one_recipe_again": lambda: l08_read_a_table_critically.one_recipe_again(
        torch.rand(4, 600, generator=torch.Generator().manual_seed(0)) < 0.8, 2.68
    ),
    "hole_that_fills": hole,
    "accuracy_near_border": lambda: l09_pad_without_inventing.accuracy_near_border(
        borders(), torch.stack([small(size=24).images for _ in range(3)])
    ),
    "crop_over_picture": crop,
    "labels_of_random_crops": lambda: l10_shrink_the_label_with_the_object.labels_of_random_crops(
        {share: torch.linspace(0, 1, 50) ** (1 + share) for share in (0.08, 0.5, 0.9)}
    ),
    "confidence_against_objectness": lambda: l11_take_the_object_away.confidence_against_objectness(
        away(), {0: "hard", 0.5: "ALS β = 0.5", 1: "ALS β = 1"}
    ),
    "where_it_looks": looks,
    "box_beside": lambda: l11_take_the_object_away.box_beside(
        studies.bundled("without_object_longer"), small(4).images, small(4).images, ("hard", "ALS, mask")
    ),
    "answer_only_if_sure": lambda: l11_take_the_object_away.answer_only_if_sure(away(), ("hard", "ALS β = 1")),
}
# a lesson's own small inputs lie with its tests, in tests/lessons/lNN_name/samples.py
for room in lessons.__all__:
    if (Path(__file__).parents[1] / "lessons" / room / "samples.py").exists():
        BUILDERS |= import_module(f"lessons.{room}.samples").BUILDERS
scene = cache(lambda name: BUILDERS[name]())
