"""What only lesson 18, translate, needs."""

from nls_tutorial.lessons.l18_translate.bleu import BleuScore, bleu
from nls_tutorial.lessons.l18_translate.questions import QUESTIONS
from nls_tutorial.lessons.l18_translate.scenes import (
    drag_temperature,
    see_attention,
    surest_at_each_place,
    widen_the_beam,
    word_by_word,
)
from nls_tutorial.lessons.l18_translate.study import (
    EPSILONS,
    TEMPERATURES,
    WIDTHS,
    Material,
    as_numbers,
    ask,
    compare,
    compare_with_itself,
    next_words,
    smoothed_words,
    token_scores,
    train_translators,
    translate,
)
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="smoothing changes how sure a translator is of each word, and BLEU hardly sees it",
    drag="ε, T, the place in a sentence",
    session=8,
    needs=("02", "06", "07"),
    ask="which of two translators a user should get: the one with the better BLEU or the one with the better NLL",
)

__all__ = [
    "EPSILONS",
    "LESSON",
    "QUESTIONS",
    "TEMPERATURES",
    "WIDTHS",
    "BleuScore",
    "Material",
    "as_numbers",
    "ask",
    "bleu",
    "compare",
    "compare_with_itself",
    "drag_temperature",
    "next_words",
    "see_attention",
    "smoothed_words",
    "surest_at_each_place",
    "token_scores",
    "train_translators",
    "translate",
    "widen_the_beam",
    "word_by_word",
]
