"""Ways to solve the exercises of lesson 07 wrongly."""

from mutants.harness import Mutant


def mutant(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l07_scale_the_temperature/exercises.py",
        old,
        new,
        "tests/lessons/l07_scale_the_temperature/test_exercises.py",
        why,
    )


MUTANTS = [
    mutant(
        "# p = softmax(z/T)\n    return torch.softmax(logits / temperature, dim=1)",
        "# p = softmax(z/T)\n    return torch.softmax(logits / temperature, dim=0)",
        "over the batch",
    ),
    mutant("return 437\n", "return 163\n", "the wrong ones"),
    mutant(
        "p = torch.softmax(logits / temperature, dim=1)\n    # mean",
        "p = torch.softmax(logits, dim=1)\n    # mean",
        "the weights of T = 1",
    ),
    mutant("if own.mean() <= logits.mean():", "if own.mean() >= logits.mean():", "the wrong end"),
    mutant("if (own == logits.amax(dim=1)).all():", "if (own == logits.amax(dim=1)).any():", "one right is enough"),
    mutant("if derivative(middle) < 0 else", "if derivative(middle) > 0 else", "moves the wrong end"),
    mutant("return 1 / high", "return high", "β for T"),
]
