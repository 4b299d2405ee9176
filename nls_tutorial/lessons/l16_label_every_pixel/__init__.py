"""What only lesson 16, label_every_pixel, needs."""

from nls_tutorial.lessons.l16_label_every_pixel.questions import QUESTIONS
from nls_tutorial.lessons.l16_label_every_pixel.scenes import (
    border_and_inner,
    confidence_maps,
    drag_the_margin,
    drawn_anew,
    ignore_the_border,
)
from nls_tutorial.lessons.l16_label_every_pixel.scores import (
    NEAR,
    SURE,
    WIDTHS,
    bins_of,
    ece,
    ece_by_picture,
    interval_widths,
    iou,
    near_another_class,
    score,
    some,
    sure_and_wrong,
)
from nls_tutorial.lessons.l16_label_every_pixel.study.losses import LOSSES, MARGINS
from nls_tutorial.lessons.l16_label_every_pixel.study.membranes import membranes
from nls_tutorial.lessons.l16_label_every_pixel.study.segmenter import ask, pixels_and_labels, train_segmenter
from nls_tutorial.lessons.l16_label_every_pixel.told import (
    border_against_inside,
    compare,
    compare_along,
    gaps_of,
    sure_mistakes_at_the_border,
    table_of,
)
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="a decision for every pixel: the border decides mIoU and ECE, and a picture is one sample",
    drag="the margin m, the width of the ignored border, the number of test pictures",
    session=8,
    needs=("05", "06"),
    ask="",
)

__all__ = [
    "LESSON",
    "LOSSES",
    "MARGINS",
    "NEAR",
    "QUESTIONS",
    "SURE",
    "WIDTHS",
    "ask",
    "bins_of",
    "border_against_inside",
    "border_and_inner",
    "compare",
    "compare_along",
    "confidence_maps",
    "drag_the_margin",
    "drawn_anew",
    "ece",
    "ece_by_picture",
    "gaps_of",
    "ignore_the_border",
    "interval_widths",
    "iou",
    "membranes",
    "near_another_class",
    "pixels_and_labels",
    "score",
    "some",
    "sure_and_wrong",
    "sure_mistakes_at_the_border",
    "table_of",
    "train_segmenter",
]
