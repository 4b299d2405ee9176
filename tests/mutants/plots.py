"""Drawings broken on purpose."""

from mutants.harness import Mutant

MUTANTS = [
    Mutant("nls_tutorial/plots/draw.py", '"text.parse_math": False, ', "", "tests/plots/test_draw.py", "formulas"),
    Mutant("nls_tutorial/plots/draw.py", '"text.usetex": False', "", "tests/plots/test_draw.py", "TeX sets the words"),
    Mutant("nls_tutorial/plots/draw.py", 'name.startswith("_")', "False", "tests/plots/test_draw.py", "a hidden label"),
    Mutant("nls_tutorial/plots/draw.py", "across * up > MOST_PIXELS", "False", "tests/plots/test_draw.py", "no end"),
    Mutant(
        "nls_tutorial/plots/draw.py",
        "mark.y.at(place),\n        color=colors[mark.color],\n        linestyle",
        "mark.x.at(place),\n        color=colors[mark.color],\n        linestyle",
        "tests/plots/test_draw.py",
        "x and y change places",
    ),
    Mutant(
        "nls_tutorial/plots/draw.py",
        "heights = np.atleast_1d(mark.y.at(place)) - mark.base",
        "heights = np.atleast_1d(mark.y.at(place))",
        "tests/plots/test_draw.py",
        "bars that do not start at their base",
    ),
    Mutant(
        "nls_tutorial/plots/draw.py",
        "names + (BESIDE if",
        "0 * names + (BESIDE if",
        "tests/plots/test_draw.py",
        "a label that is cut at the left of wide names",
    ),
    Mutant(
        "nls_tutorial/plots/draw.py",
        "max(RIGHT, *beyond, 0)",
        "max(RIGHT, 0)",
        "tests/plots/test_draw.py",
        "a last name that is cut at the right",
    ),
    Mutant(
        "nls_tutorial/plots/draw.py",
        "mark.top + y1 * up,",
        "mark.top - y1 * up,",
        "tests/plots/test_draw.py",
        "a magnifying glass over the wrong rows",
    ),
    Mutant(
        "nls_tutorial/plots/draw.py",
        "image.set_clip_path(box)",
        "pass",
        "tests/plots/test_draw.py",
        "a magnified picture runs over its box",
    ),
    Mutant(
        "nls_tutorial/plots/ticks.py",
        "round(step * count, digits + 2)",
        "round(step * (count + 1), digits + 2)",
        "tests/plots/test_ticks.py",
        "ticks one step too high",
    ),
    Mutant(
        "nls_tutorial/plots/palette.py",
        '"orange": "#b95d08"',
        '"orange": "#f0b070"',
        "tests/plots/test_palette.py",
        "an orange too pale for white paper",
    ),
    Mutant(
        "nls_tutorial/plots/palette.py",
        '"purple": "#893f83"',
        '"purple": "#8a4597"',
        "tests/plots/test_palette.py",
        "a purple that is blue without red cones",
    ),
]
