"""The studies of lesson 19: does a detector gain from a classifier's layers, and from its labels?"""

from nls_tutorial.lessons.l19_find_the_object.study.cards import TRANSFER_CARDS
from nls_tutorial.lessons.l19_find_the_object.study.large import TRANSFER_LARGE
from nls_tutorial.lessons.l19_find_the_object.study.transfer import TRANSFER

__all__ = ["TRANSFER", "TRANSFER_CARDS", "TRANSFER_LARGE"]
