"""A lesson of the fewest words: one notebook and one folder, as CONTRIBUTING says; and a copy of the project for it."""

import shutil
from pathlib import Path

from project import ROOT

COPIED = ("nls_tutorial", "notebooks", "docs", "tools", "tests", "README.md", "CONTRIBUTING.md", "pyproject.toml")

NOTEBOOK = """\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Count to three
#
# | | |
# |:--|:--|
# | **Do** | count |
# | **Learn** | that three comes after two |
# | **Need** | nothing |
# | **Time** | 7 minutes to read, about 8 seconds to run on two CPU cores; no GPU needed |

# %%
from nls_tutorial import exercises, scenes
from nls_tutorial.lessons import ROOM as lesson

scenes.show(lesson.counting())

# %% [markdown]
# **Predict** the next number.
#
PROSE
#
# ## What to take away
#
# Three.
#
# ## Exercises

# %% [markdown]
# <!-- exercise NN.1 -->

# %% tags=["exercise"]
# exercise NN.1

# %%
exercises.check("NN.1", following_1)

# %% [markdown]
# <!-- exercise NN.2 -->

# %% tags=["exercise"]
# exercise NN.2

# %%
exercises.check("NN.2", following_2)

# %% [markdown]
# <!-- exercise NN.3 -->

# %% tags=["exercise"]
# exercise NN.3

# %%
exercises.check("NN.3", following_3)

# %% [markdown]
# ## Further reading
#
# Any book.
"""

DOOR = '''\
"""What only lesson NN, count_to_three, needs."""

from nls_tutorial.lessons.ROOM.scenes import counting
from nls_tutorial.records import Lesson

LESSON = Lesson(idea="numbers follow one another", drag="n", session=90, needs=("00",), ask="what comes after two")

__all__ = ["LESSON", "counting"]
'''

EXERCISES = '''\
"""Exercises of lesson NN, count_to_three: the number that follows."""

from nls_tutorial.exercises.define import WrongAnswer, exercise
'''

EXERCISE = '''

@exercise(
    "NN.{place}",
    title="{place} further",
    stars={place},
    prompt="Give the number that is {place} further.",
    hints=("Where does it start?", "Count on your fingers.", "Add the number in the title."),
    cases=[(1,), (2,), (7,)],
    wrong=[WrongAnswer(lambda n: n, "That is the number itself: go further.")],
    remark="Just so.",
)
def following_{place}(n: int) -> int:
    """The number that is {place} further than `n`."""
    return n + {place}
'''

SCENES = '''\
"""A point that counts."""

from nls_tutorial.records import Axis, Control, Panel, Points, Readout, Scene, track


def counting() -> Scene:
    """Drag n from 1 to 3. First met in notebooks/STEM."""
    number = track([1.0, 2.0, 3.0], "n")
    panel = Panel("The number", Axis("n", 0, 4), Axis("", 0, 1), (Points(number, track(0.5), "n", "blue"),))
    readout = Readout("the number", number)
    return Scene("Counting", "A point at n.", (panel,), (Control("n", "n", (1.0, 2.0, 3.0)),), (readout,))
'''

STUDY = '''\
"""A study that counts."""

from typing import Any

from nls_tutorial.records import Score
from nls_tutorial.studies import Study


def count(arm: int, *, seed: int, device: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arm's number."""
    return {"number": arm}, {}


COUNTING = Study("counting", "Three is more than two.", {"two": 2, "three": 3}, count, {"number": Score("")})
'''

TEACH = """\
**Show** the point.

1. *What comes next?* Three.
   - "Four": is one too far.
"""


def copy(folder: Path) -> Path:
    """The project, without what is built or downloaded."""
    home = folder / "project"
    for name in COPIED:
        source, target = ROOT / name, home / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("_build", "node_modules"))
        else:
            shutil.copy(source, target)
    return home


def free_number(home: Path) -> str:
    """A number that no lesson has, after the last."""
    return f"{max(int(one.name[:2]) for one in (home / 'notebooks').glob('[0-9][0-9]_*.py')) + 1:02d}"


def add_lesson(home: Path) -> str:
    """Puts the notebook and the folder there; returns the lesson's name."""
    number = free_number(home)
    stem = f"{number}_count_to_three"
    room = home / "nls_tutorial" / "lessons" / f"l{stem}"
    room.mkdir()
    prose = "\n".join(["# " + "One number follows the other, and so on it goes. " * 2] * 50)
    exercises = EXERCISES + "".join(EXERCISE.format(place=place) for place in (1, 2, 3))
    files = {
        home / "notebooks" / f"{stem}.py": NOTEBOOK.replace("PROSE", prose.replace(" \n", "\n").rstrip()),
        room / "__init__.py": DOOR,
        room / "exercises.py": exercises,
        room / "scenes.py": SCENES,
        room / "study.py": STUDY,
        room / "teach.md": TEACH,
    }
    for file, text in files.items():
        named = text.replace("NN", number).replace("ROOM", f"l{stem}").replace("STEM", stem)
        file.write_text(named, encoding="utf-8")
    return stem
