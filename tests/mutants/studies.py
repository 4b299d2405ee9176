"""Studies broken on purpose."""

from mutants.harness import Mutant

MUTANTS = [
    Mutant(
        "nls_tutorial/studies/last_layer.py",
        "(split.train, split.test)",
        "(split.train, split.calibration)",
        "tests/studies/test_last_layer.py",
        "reported on the wrong part",
    ),
    Mutant(
        "nls_tutorial/studies/last_layer.py",
        "tightness=numbers[0],\n        scale=numbers[1]",
        "tightness=numbers[1],\n        scale=numbers[0]",
        "tests/studies/test_last_layer.py",
        "two columns change places",
    ),
    Mutant(
        "nls_tutorial/studies/budget.py",
        'os.environ.get("NLS_BUDGET", "quick")',
        '"quick"',
        "tests/studies/test_budget.py",
        "a budget that cannot be changed",
    ),
]
