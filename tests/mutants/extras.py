"""A missing package that is not told."""

from mutants.harness import Mutant

FILE, TESTS = "nls_tutorial/extras.py", "tests/test_extras.py"

MUTANTS = [
    Mutant(FILE, 'if missing in ("", "nls_tutorial")', "if True", TESTS, "says nothing of the extra"),
    Mutant(FILE, 'if missing in ("", "nls_tutorial")', "if False", TESTS, "hides a mistake of our own"),
    Mutant(FILE, "name=error.name", "name=extra", TESTS, "another package's name"),
]
