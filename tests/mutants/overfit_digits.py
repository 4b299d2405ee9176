"""Ways to compare losses wrongly."""

from mutants.harness import Mutant

STUDY, TESTS = "nls_tutorial/studies/overfit_digits.py", "tests/studies/test_overfit_digits.py"
POSTER, POSTER_TESTS = (
    "nls_tutorial/lessons/l12_compare_the_losses/study.py",
    "tests/lessons/l12_compare_the_losses/test_study.py",
)

MUTANTS = [
    Mutant(STUDY, "fit_temperature(held_out.logits, held_out.labels", "fit_temperature(learnt.logits, learnt.labels",
           TESTS, "T fitted on training data"),
    Mutant(STUDY, "else four_scores(cold)", "else four_scores(test)", TESTS, "T is not applied"),
    Mutant(STUDY, "dict.fromkeys(before, nothing) if cold", "before if cold", TESTS, "numbers without a temperature"),
    Mutant(STUDY, '"rate": own.get(loss, RATE)', '"rate": RATE', TESTS, "a rate of its own is ignored"),
    Mutant(STUDY, "digits(train=TRAIN, label_noise=NOISE, seed=seed)", "digits(train=TRAIN, seed=seed)", TESTS,
           "clean labels"),
    Mutant(STUDY, "logit_distances(test.logits).amax(dim=1)", "logit_distances(test.logits).amin(dim=1)", TESTS,
           "the smallest distance"),
    Mutant(STUDY, "if len(set(seeds.values())) != 1:", "if not seeds:", TESTS, "seeds that differ"),
    Mutant(STUDY, "return learnt, held_out, test", "return learnt, test, held_out", TESTS, "two parts change places"),
    Mutant(POSTER, 'claim="lower")', 'claim="higher")', POSTER_TESTS, "higher called lower"),
    Mutant(POSTER, "MBLS_ECE.figure(name, s) < MBLS", "MBLS_ECE.figure(name, s) > MBLS", POSTER_TESTS,
           "the poster turned round"),
    Mutant("nls_tutorial/lessons/l08_read_a_table_critically/study.py", "data_seed=0,", "data_seed=seed,",
           "tests/lessons/l08_read_a_table_critically/test_study.py", "every seed has its own digits"),
]  # fmt: skip
