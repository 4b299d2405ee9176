"""Ways to compare losses unfairly."""

from mutants.harness import Mutant

LESSON, TESTS = "nls_tutorial/lessons/l12_compare_the_losses", "tests/lessons/l12_compare_the_losses"


def mutant(leaf: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(f"{LESSON}/{leaf}.py", old, new, f"{TESTS}/test_{leaf}.py", why)


MUTANTS = [
    mutant("scenes", 'study.scores(arm, "ECE by chance")', 'study.scores(arm, "ECE")', "the score for its floor"),
    mutant("scenes", "np.full_like(floors, np.nan)", "floors", "a floor after temperature that nobody knows"),
    mutant("scenes", "worth = means if score in BETTER_IF_HIGH else -means", "worth = -means", "low accuracy is best"),
    mutant("scenes", "[:count].mean()", ".mean()", "all seeds are always counted"),
    mutant("scenes", 'for name in (score, f"{score} cooled")', "for name in (score, score)", "never cooled"),
    mutant("study", 'for score in ("ECE", "ECE by chance"))', 'for score in ("ECE by chance", "ECE"))', "turned round"),
    mutant("study", "smooth_uniform(labels, logits.shape[1], 0.1)", "smooth_uniform(labels, logits.shape[1], 0.0)",
           "hard labels"),
    mutant("exercises", "return sum(math.comb(seeds, j) for j", "return 1 + sum(math.comb(seeds, j) for j",
           "one too much"),
]  # fmt: skip
