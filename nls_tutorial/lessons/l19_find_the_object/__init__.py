"""What only lesson 19, find_the_object, needs."""

from nls_tutorial.lessons.l19_find_the_object.coco import coco_scores, truth_of
from nls_tutorial.lessons.l19_find_the_object.detections import Detections, score_detections
from nls_tutorial.lessons.l19_find_the_object.map_boxes import map_boxes
from nls_tutorial.lessons.l19_find_the_object.questions import QUESTIONS
from nls_tutorial.lessons.l19_find_the_object.scenes import (
    compare_beginnings,
    drag_threshold,
    found_by_maps,
    maps_beside_detector,
    suppress_by_hand,
)
from nls_tutorial.lessons.l19_find_the_object.study.evaluation import classifier_scores, threshold_curves
from nls_tutorial.lessons.l19_find_the_object.study.large import RegionDetector, photographs_and_boxes
from nls_tutorial.lessons.l19_find_the_object.study.recipes import ARMS, label_rule, train_classifier, train_detector
from nls_tutorial.lessons.l19_find_the_object.verdicts import GAIN, at_thresholds, compare
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="a classifier's layers help a detector; whether its labels do, and what a threshold hides",
    drag="the threshold, the overlap of two boxes, how much of a map makes a box",
    session=8,
    needs=("06", "10", "11"),
    ask="which threshold they would ship, and which number they would print beside it",
)

__all__ = [
    "ARMS",
    "GAIN",
    "LESSON",
    "QUESTIONS",
    "Detections",
    "RegionDetector",
    "at_thresholds",
    "classifier_scores",
    "coco_scores",
    "compare",
    "compare_beginnings",
    "drag_threshold",
    "label_rule",
    "map_boxes",
    "found_by_maps",
    "maps_beside_detector",
    "photographs_and_boxes",
    "score_detections",
    "suppress_by_hand",
    "threshold_curves",
    "train_classifier",
    "train_detector",
    "truth_of",
]
