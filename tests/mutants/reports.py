"""Ways to tell a reader something else than their files say."""

from mutants.harness import Mutant


def mutant(leaf: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(f"nls_tutorial/reports/{leaf}.py", old, new, f"tests/reports/test_{leaf}.py", why)


MUTANTS = [
    mutant("number_files", "body = rows[bool(names) :]", "body = rows", "the line of names is read as numbers"),
    mutant("number_files", "names, numbers = names[1:], numbers[:, 1:]", "pass", "a data frame's index is a class"),
    mutant("number_files", "allow_pickle=False", "allow_pickle=True", "a stranger's pickle is opened"),
    mutant("outputs", "are = inside and off <= OFF", "are = inside", "sigmoids pass for probabilities"),
    mutant("outputs", "astype(np.int64)) - first", "astype(np.int64))", "labels from 1 stay shifted"),
    mutant("outputs", "array == np.floor(array)", "array == array", "0.5 is a label"),
    mutant("scores", "- 2 * of_label + 1], dim", "- of_label + 1], dim", "the Brier score's cross term is halved"),
    mutant("scores", "[both > 0].mean()", ".nan_to_num(0).mean()", "classes that are nowhere count as failed"),
    mutant("scores", "self.value <= self.floor_high", "self.value <= self.floor", "the mean floor is the limit"),
    mutant("scores", '(("ECE", "width"), ("AECE", "mass"))', '(("ECE", "mass"), ("AECE", "width"))', "swapped bins"),
    mutant("rescaled", "fit.apply(logits.double())", "logits.double()", "T is fitted and not used"),
    mutant("rescaled", "fit_temperature(*fitted,", "fit_temperature(*scored,", "T is fitted on what it is scored on"),
    mutant("pairs", 'HIGHER = ("accuracy",)', 'HIGHER = ("accuracy", "NLL")', "a larger loss is better"),
    mutant("pairs", "if all(score.by_chance for", "if any(score.by_chance for", "one stops the ranking"),
    mutant("pairs", "only, other = int((first & ~second)", "only, other = int((second & ~first)", "swapped"),
    mutant("folder", "if any(place.iterdir()):", "if False:", "a folder with files is taken"),
    mutant("folder", "shutil.rmtree(part, ignore_errors=True)", "pass", "a stop leaves half a report"),
    mutant("row_groups", "words[1:] if len(words) == rows + 1 else words", "words", "a heading is a group"),
    mutant("report_scenes", "_one(threshold), ask=cost)", "_one(threshold), ask=cost / 2)", "half the price"),
    mutant("advice", "if before.by_chance:", "if False:", "what is calibrated is mended"),
    mutant(
        "published_file", "int(whole + rest[:2])), rest[2:]", "int(whole + rest[:2])), rest", "a share keeps its digits"
    ),
    mutant("audit", "if f1[0] > most:", "if f1[0] >= most / 2:", "every F1 is impossible"),
    mutant("audit", "if not counts:", "if len(counts) == 1:", "what fits is impossible"),
    mutant("audit", "limit = WIDE * math", "limit = math", "one standard error is chance"),
    mutant("audit_report", 'if finding.word == "impossible"', 'if finding.word == "fits"', "what fits is told as bad"),
    mutant("own_pictures", "if n < FEWEST]", "if n < 1]", "a class of one picture is taken"),
    mutant(
        "own_pictures",
        "grouped_indices(labels, group, SHARES, seed)",
        "grouped_indices(labels, labels, SHARES, seed)",
        "others",
    ),
    mutant("calibrate_runs", "seed=seed,", "seed=0,", "all seeds see one order"),
    mutant("calibrate_runs", "start[name].shape == own[name].shape", "True", "a last layer of other classes"),
    mutant("calibrated_model", "double() / self.temperature", "double()", "T is kept and not used"),
    mutant("calibrated_model", "sure >= model.threshold", "sure >= 0.5", "the threshold is not asked"),
    mutant(
        "calibrate_report",
        "fit_temperature(one.calibration, y, split",
        "fit_temperature(one.test, y, split",
        "the test part chooses",
    ),
    mutant("calibrate_command", "shutil.rmtree(work, ignore_errors=True)", "pass", "work is left behind"),
    mutant("calibrate_command", "if wrong:", "if False:", "a picture that was not read is no fault"),
    mutant("command", "return 2", "return 0", "a refusal looks like success"),
    Mutant(
        "nls_tutorial/data/folders.py",
        "6: (True, False, True)",
        "6: (True, True, False)",
        "tests/data/test_folders.py",
        "turned the other way",
    ),
    Mutant(
        "nls_tutorial/data/folders.py",
        "if len({one.label for one in alike}) > 1:",
        "if False:",
        "tests/data/test_folders.py",
        "one picture in two classes",
    ),
    Mutant(
        "nls_tutorial/data/folder_groups.py",
        "dict.fromkeys(names)",
        "reversed(list(dict.fromkeys(names)))",
        "tests/data/test_folder_groups.py",
        "numbered from the end",
    ),
    Mutant(
        "nls_tutorial/data/group_splits.py",
        "part_of[number[row]] == part",
        "part_of[number[row]] >= part",
        "tests/data/test_group_splits.py",
        "a group in two parts",
    ),
    Mutant(
        "nls_tutorial/calibration/decisions.py",
        "cost * asked.double()",
        "asked.double()",
        "tests/calibration/test_decisions.py",
        "every question costs a wrong answer",
    ),
]
