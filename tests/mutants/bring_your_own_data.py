"""Ways to give a point that was not earned."""

from mutants.harness import Mutant

ROOM, TESTS = "nls_tutorial/lessons/l21_bring_your_own_data", "tests/lessons/l21_bring_your_own_data"


def mutant(leaf: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(f"{ROOM}/{leaf}.py", old, new, f"{TESTS}/test_{leaf}.py", why)


MUTANTS = [
    mutant("rubric", "len(rows.unique()) == len(rows)", "True", "one row in two parts"),
    mutant("rubric", "_mark(twins == 0)", "_mark(True)", "a twin in two parts"),
    mutant("rubric", "least >= 2", "least >= 1", "one seed is several"),
    mutant("rubric", "abs(again - model.threshold) < 1e-9", "True", "a threshold from nowhere"),
    mutant("stand_in", '(home / STRAY).write_bytes((home / "4"', '(home / STRAY).write_bytes((home / "9"', "no stray"),
    mutant("exercises", "(sure >= threshold) & ~right\n", "~right\n", "mistakes that were not answered cost"),
]
