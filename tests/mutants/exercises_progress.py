"""Ways to keep a student's progress wrongly."""

from mutants.harness import Mutant

KEEP, PROGRESS = "tests/exercises/test_keep.py", "tests/exercises/test_progress.py"

MUTANTS = [
    Mutant("nls_tutorial/exercises/judge.py", "    if verdict.passed:\n", "    if True:\n", KEEP, "keeps all"),
    Mutant(
        "nls_tutorial/exercises/progress.py",
        "first.setdefault((event.exercise_id, event.event), event.at)",
        "first[event.exercise_id, event.event] = event.at",
        PROGRESS,
        "shows the last time, not the first",
    ),
]
