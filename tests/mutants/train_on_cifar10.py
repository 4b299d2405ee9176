"""Losses compared on CIFAR-10 and on birds, and the papers' tables read, wrongly."""

from mutants.harness import Mutant

LESSON, TESTS = "nls_tutorial/lessons/l14_train_on_cifar10", "tests/lessons/l14_train_on_cifar10"


def mutant(leaf: str, test: str, old: str, new: str, why: str) -> Mutant:
    folder, _, name = leaf.rpartition("/")
    return Mutant(
        f"{LESSON}/{leaf}.py", old, new, f"{TESTS}/{folder}/test_{name}.py::test_{test}".replace("//", "/"), why
    )


def bird(test: str, old: str, new: str, why: str) -> Mutant:
    return Mutant("nls_tutorial/data/birds.py", old, new, f"tests/data/test_birds.py::test_{test}", why)


MUTANTS = [
    mutant(
        "study/printed",
        "noise_is_that_of_two_binomials",
        "(p * (1 - p) + q * (1 - q)) / test",
        "p * (1 - p) / test",
        "the error of one accuracy for that of a difference",
    ),
    mutant("study/printed", "gains_by_hand", "rows[:, 1:] - rows[:, :1]", "rows[:, 1:] - rows[:, 1:2]", "over LS"),
    mutant(
        "study/networks",
        "the_fast_rate_rises_and_falls_and_the_other_only_falls",
        "min((epoch + 1) / (top + 1),",
        "min(1.0,",
        "no warming up",
    ),
    mutant(
        "study/networks",
        "the_fingerprint_is_of_what_the_files_hold",
        'hashlib.file_digest(opened, "sha256").digest()',
        "name.encode()",
        "other pictures under the old digest",
    ),
    mutant("study/recipes", "the_losses_are_those_of_both_tables", "margin=MARGIN", "margin=0.0", "no margin at all"),
    mutant(
        "study/fine_grained",
        "a_lead_is_the_difference_of_two_by_hand",
        'results.scores(other, "ECE", **at) - results.scores(arm, "ECE", **at)',
        'results.scores(arm, "ECE", **at) - results.scores(other, "ECE", **at)',
        "a lead that is a lag",
    ),
    mutant(
        "scenes/seeds",
        "intervals_and_what_they_settle_are_the_verdict_s",
        'np.where(low > 0, "higher"',
        'np.where(mean > 0, "higher"',
        "a mean above 0 taken for settled",
    ),
    mutant(
        "scenes/pictures",
        "numbers_come_from_the_study_that_has_them",
        "counts = sorted(found)",
        "counts = list(found)",
        "numbers in the order of the studies",
    ),
    mutant(
        "exercises",
        "one_seed_fewer_reaches_too_far",
        "return next(n for n in range(2, 10_000) if student.ppf(0.975, n - 1)",
        "return next(n for n in range(2, 10_000) if student.ppf(0.975, 1000)",
        "a normal quantile for few seeds",
    ),
    bird(
        "likeness_leaves_pose_and_parts_and_takes_the_body_s_color",
        "body = (1 - likeness) * own_colors(len(kinds)) + likeness * torch.tensor(COMMON)",
        "body = own_colors(len(kinds)) + 0 * likeness",
        "likeness changes nothing",
    ),
    bird(
        "a_part_has_the_tone_of_its_kind",
        "colors |= {part: tones[kinds[:, place]] for place, part in enumerate(PARTS)}",
        "colors |= {part: tones[kinds[:, 2 - place]] for place, part in enumerate(PARTS)}",
        "the tail's tone on the cap",
    ),
]
