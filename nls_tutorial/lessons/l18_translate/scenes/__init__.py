"""The scenes of lesson 18: ε and T, beams, the next word of one sentence, attention."""

from nls_tutorial.lessons.l18_translate.scenes.attention import see_attention
from nls_tutorial.lessons.l18_translate.scenes.curves import drag_temperature, widen_the_beam
from nls_tutorial.lessons.l18_translate.scenes.next_words import surest_at_each_place, word_by_word

__all__ = ["drag_temperature", "see_attention", "surest_at_each_place", "widen_the_beam", "word_by_word"]
