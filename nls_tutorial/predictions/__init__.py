"""What a model says about a split, asked once and kept: everything that is measured later starts from here.

`collect` asks, `stream` a batch at a time, `save` and `load` keep it on disk without pickle; `greedy_search` and
`beam_search` let a translator write a sentence.
`pick_device` says where a model runs, and `write_atomic` writes a file that is whole or not there; the training above
uses both.
"""

from nls_tutorial.predictions.collect import collect
from nls_tutorial.predictions.device import device_of, pick_device
from nls_tutorial.predictions.files import load, save
from nls_tutorial.predictions.safe_file import write_atomic
from nls_tutorial.predictions.search import beam_search, greedy_search
from nls_tutorial.predictions.stream import stream

__all__ = [
    "beam_search",
    "collect",
    "device_of",
    "greedy_search",
    "load",
    "pick_device",
    "save",
    "stream",
    "write_atomic",
]
