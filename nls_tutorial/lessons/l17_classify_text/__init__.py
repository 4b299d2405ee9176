"""What only lesson 17, classify_text, needs."""

from nls_tutorial.lessons.l17_classify_text.questions import QUESTIONS
from nls_tutorial.lessons.l17_classify_text.scenes import drag_the_margin, leads_lost, read_less, telling_words
from nls_tutorial.lessons.l17_classify_text.study import (
    LOSSES,
    MARGINS,
    SHARES,
    as_tokens,
    ask,
    compare_shares,
    compare_with,
    score,
    tokens_and_labels,
    train_readers,
)
from nls_tutorial.lessons.l17_classify_text.votes import votes_of_words
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="a network that reads is as sure as its loss and its headers make it, not as its texts deserve",
    drag="the margin m, the share of the text that is read",
    session=8,
    needs=("02", "04", "05", "06"),
    ask="what in a text gives its class away and will be gone tomorrow",
)

__all__ = [
    "LESSON",
    "QUESTIONS",
    "LOSSES",
    "MARGINS",
    "SHARES",
    "as_tokens",
    "ask",
    "compare_shares",
    "compare_with",
    "drag_the_margin",
    "leads_lost",
    "read_less",
    "score",
    "telling_words",
    "tokens_and_labels",
    "train_readers",
    "votes_of_words",
]
