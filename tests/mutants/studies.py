"""Studies broken on purpose."""

from mutants.harness import Mutant

MUTANTS = [
    Mutant(
        "nls_tutorial/lessons/l01_look_at_the_last_layer/study.py",
        "(split.train, split.test)",
        "(split.train, split.calibration)",
        "tests/lessons/l01_look_at_the_last_layer/test_study.py",
        "reported on the wrong part",
    ),
    Mutant(
        "nls_tutorial/lessons/l01_look_at_the_last_layer/study.py",
        "float(tightness(seen.features, seen.labels)), float(scale(seen.features))",
        "float(scale(seen.features)), float(tightness(seen.features, seen.labels))",
        "tests/lessons/l01_look_at_the_last_layer/test_study.py",
        "two columns change places",
    ),
    Mutant(
        "nls_tutorial/studies/along_training.py",
        "reshape(len(stops), len(losses), len(seeds), -1).swapaxes(0, 1)",
        "reshape(len(losses), len(stops), len(seeds), -1)",
        "tests/studies/test_along_training.py",
        "numbers of one epoch under the name of another loss",
    ),
    Mutant(
        "nls_tutorial/studies/dask.py",
        "gc.disable()",
        "gc.enable()",
        "tests/studies/test_dask.py::test_no_garbage_is_collected_while_a_client_starts",
        "a failed client is collected while another starts, and both wait for ever",
    ),
    Mutant(
        "nls_tutorial/studies/budget.py",
        'os.environ.get("NLS_BUDGET", "quick")',
        '"quick"',
        "tests/studies/test_budget.py",
        "a budget that cannot be changed",
    ),
    Mutant(
        "nls_tutorial/studies/named_settings.py",
        "    if isinstance(there, bool):\n",
        "    if False:\n",
        "tests/studies/test_named_settings.py::test_a_value_takes_the_type_that_stands_there",
        "true and false read as numbers",
    ),
    Mutant(
        "nls_tutorial/studies/named_settings.py",
        "return study.with_settings(**found)",
        "return study",
        "tests/studies/test_named_settings.py::test_other_settings_are_other_cells",
        "other settings under the name of the old ones",
    ),
    Mutant(
        "nls_tutorial/lessons/l14_train_on_cifar10/study/depth.py",
        "return verdict(long, short,",
        "return verdict(short, long,",
        "tests/lessons/l14_train_on_cifar10/study/test_depth.py::test_what_a_longer_recipe_mends_is_the_difference_of_two_gaps",
        "a distance that grows said to shrink",
    ),
]
