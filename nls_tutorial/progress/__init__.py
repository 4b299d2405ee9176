"""What a reader has done, kept in one small file on their own machine; nothing is sent anywhere.

`lines` is the file, `guesses` are a reader's answers with how sure they were, `curve` looks at them as at a network.
"""

from nls_tutorial.progress.curve import OwnCurve, at_temperature, own_curve, own_temperature
from nls_tutorial.progress.guesses import Guess, first_guesses, guesses, note_guess
from nls_tutorial.progress.lines import append, hindered, place, read
from nls_tutorial.progress.own import OwnGuesses, own_guesses, sample_class

__all__ = [
    "Guess",
    "OwnCurve",
    "OwnGuesses",
    "append",
    "at_temperature",
    "first_guesses",
    "guesses",
    "hindered",
    "note_guess",
    "own_curve",
    "own_guesses",
    "own_temperature",
    "place",
    "read",
    "sample_class",
]
