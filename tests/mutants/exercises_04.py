"""The exercises of lesson 04 broken on purpose."""

from mutants.harness import Mutant


def mutant(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l04_focus_and_penalize/exercises.py",
        old,
        new,
        "tests/lessons/l04_focus_and_penalize/test_exercises.py",
        why,
    )


MUTANTS = [
    mutant('"A": _bend(p, 5 if p < 0.2 else 3)', '"A": _bend(p, 5 if p < 0.5 else 3)', "a border at 0.5 in the table"),
    mutant("1 - PENALTY * p * gap", "1 - PENALTY * gap", "the table's penalty without its probability"),
    mutant('return "BDAC"', 'return "BADC"', "FLSD taken for focal loss"),
    mutant("return shrink - gamma * probability *", "return shrink + gamma * probability *", "the bend's wrong sign"),
    mutant("gamma = torch.where(probability < 0.2, 5.0, 3.0)", "gamma = torch.where(probability < 0.2, 3.0, 5.0)",
           "the two γ change places"),
    mutant("return focal - (cross_entropy - gamma * entropy)", "return focal - (cross_entropy + gamma * entropy)",
           "the entropy's wrong sign"),
    mutant("probabilities - hard + weight *", "probabilities - hard - weight *", "the penalty rewards confidence"),
]  # fmt: skip
