"""Ways to solve the exercises of lesson 08 wrongly."""

from mutants.harness import Mutant


def mutant(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l08_read_a_table_critically/exercises.py",
        old,
        new,
        "tests/lessons/l08_read_a_table_critically/test_exercises.py",
        why,
    )


MUTANTS = [
    mutant(
        "# F1 ≤ (P + R)/2\n    return f1 > (precision + recall) / 2",
        "# F1 ≤ (P + R)/2\n    return f1 > 2 * precision * recall / (precision + recall)",
        "the harmonic mean of averages",
    ),
    mutant("abs(round(x, 2) - printed) < 1e-9", "abs(round(x, 1) - printed) < 1e-9", "one decimal"),
    mutant("math.floor(100 * x + 1e-9) / 100 - printed", "math.ceil(100 * x) / 100 - printed", "cut upwards"),
    mutant(
        "* (first * (1 - first) + second * (1 - second)))",
        "* (2 * first * (1 - first)))",
        "the first one's error twice",
    ),
    mutant("round(((full + 1) * recall / 100", "round((full * recall / 100", "the last batch is not counted"),
]
