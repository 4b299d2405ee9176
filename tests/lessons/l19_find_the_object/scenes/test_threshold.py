"""Dragging the threshold: means over the seeds, and the dots of the first seed, done by hand."""

import numpy as np
from lessons.l19_find_the_object.samples import results
from spec.scene_checks import close, corners, is_light_and_says_itself, marks, said

from nls_tutorial.lessons import l19_find_the_object as lesson
from nls_tutorial.records import Handle, Line, Points, Rule


def test_curves_and_readouts_are_means_over_the_seeds() -> None:
    stored = results()
    scene = lesson.drag_threshold(stored)
    for index, _ in corners(scene):
        arm, at = stored.arms[index["arm"]], index["threshold"]
        expected = [
            stored.scores(arm, score)[:, at].mean() for score in ("boxes", "precision", "recall", "AP50 above", "D-ECE")
        ]
        close(said(scene, index), expected)
        lines = [mark for mark in marks(scene, 0, Line) if mark.name]
        close([line.y.at(index)[at] for line in lines], expected[1:4])
        errors = [mark.y.at(index)[at] for mark in marks(scene, 1, Line)]
        close(errors, [stored.scores(arm, score)[:, at].mean() for score in ("D-ECE", "D-ECE by chance")])
        (knob,) = marks(scene, 0, Handle)
        close([knob.x.at(index), knob.y.at(index)], [stored.axes["threshold"][at], expected[2]])
        assert all(rule.at.at(index) == knob.x.at(index) for panel in range(3) for rule in marks(scene, panel, Rule))


def test_the_dots_are_bins_of_the_boxes_above() -> None:
    stored = results()
    scene = lesson.drag_threshold(stored)
    (dots,) = marks(scene, 2, Points)
    for index, _ in corners(scene):
        arm, threshold = stored.arms[index["arm"]], stored.axes["threshold"][index["threshold"]]
        scores, right = (stored.array(arm, name, 0) for name in ("scores", "right"))
        kept = scores.astype(np.float64) >= threshold
        bins = np.ceil(scores[kept].astype(np.float64) * 15).astype(int) - 1
        shown = ~np.isnan(dots.y.at(index))
        assert np.flatnonzero(shown).tolist() == sorted(set(bins.tolist()))
        for number in set(bins.tolist()):
            close(dots.y.at(index)[number], right[kept][bins == number].mean())
            close(dots.x.at(index)[number], scores[kept][bins == number].mean())


def test_a_mean_leaves_out_the_seeds_without_a_box() -> None:
    stored = results()
    stored.cells["hard", 1].scores["precision"][-1] = np.nan
    scene = lesson.drag_threshold(stored)
    end = {"arm": 1, "threshold": len(stored.axes["threshold"]) - 1}
    expected = np.nanmean(stored.scores("hard", "precision")[:, -1])
    close(said(scene, end)[1], expected)


def test_it_is_light_and_says_itself() -> None:
    is_light_and_says_itself(lesson.drag_threshold(results()))
