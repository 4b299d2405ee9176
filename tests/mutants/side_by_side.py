"""Ways to compare losses wrongly."""

from mutants.harness import Mutant

STUDY, RECORD = "nls_tutorial/studies/side_by_side.py", "nls_tutorial/records/side_by_side.py"
STUDY_TESTS, RECORD_TESTS = "tests/studies/test_side_by_side.py", "tests/records/test_side_by_side.py"

MUTANTS = [
    Mutant(STUDY, "fit_temperature(held_out.logits, held_out.labels", "fit_temperature(learnt.logits, learnt.labels",
           STUDY_TESTS, "T fitted on training data"),
    Mutant(STUDY, "four_scores(fit.apply_to(test)) if", "four_scores(test) if", STUDY_TESTS, "T is not applied"),
    Mutant(STUDY, "else [np.nan] * 4", "else four_scores(test)", STUDY_TESTS, "numbers where there is no temperature"),
    Mutant(STUDY, "own.get(name, RATE)", "RATE", STUDY_TESTS, "a rate of its own is ignored"),
    Mutant(STUDY, "digits(train=TRAIN, label_noise=NOISE, seed=seed)", "digits(train=TRAIN, seed=seed)", STUDY_TESTS,
           "clean labels"),
    Mutant(STUDY, '"ECE") < study.of(against, "ECE")', '"ECE") > study.of(against, "ECE")', STUDY_TESTS,
           "higher called lower"),
    Mutant(STUDY, "'agrees' if said == shown", "'agrees' if said != shown", STUDY_TESTS, "the verdict turned round"),
    Mutant(STUDY, "logit_distances(test.logits).amax(dim=1)", "logit_distances(test.logits).amin(dim=1)", STUDY_TESTS,
           "the smallest distance"),
    Mutant(RECORD, "numbers = self.after if after else self.before", "numbers = self.before", RECORD_TESTS,
           "after is before"),
    Mutant(RECORD, "there.std(ddof=1)", "there.std()", RECORD_TESTS, "N for N − 1"),
    Mutant(RECORD, "there = array[~np.isnan(array)]", "there = np.nan_to_num(array)", RECORD_TESTS, "none counts as 0"),
    Mutant(STUDY, "if len(set(seeds.values())) != 1:", "if not seeds:", STUDY_TESTS, "seeds that differ"),
    Mutant(STUDY, "return learnt, held_out, test", "return learnt, test, held_out", STUDY_TESTS,
           "two parts change places"),
]  # fmt: skip
