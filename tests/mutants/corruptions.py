"""Ways to make pictures worse wrongly."""

from mutants.harness import Mutant


def mutant(old: str, new: str, why: str) -> Mutant:
    return Mutant("nls_tutorial/data/corruptions.py", old, new, "tests/data/test_corruptions.py", why)


MUTANTS = [
    mutant("images.mean(dim=(2, 3), keepdim=True)", "images.mean()", "the mean of all pictures"),
    mutant("(2 * sigma**2)", "sigma**2", "a narrower bell"),
    mutant("-2 * size * torch.stack", "-size * torch.stack", "half the way"),
    mutant("draws).clamp(0, 1)", "draws)", "leaves the range"),
    mutant("[strength - 1]", "[5 - strength]", "the steps turned round"),
]
