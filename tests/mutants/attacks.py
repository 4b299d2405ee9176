"""Ways to attack wrongly."""

from mutants.harness import Mutant


def mutant(leaf: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(f"nls_tutorial/attacks/{leaf}.py", old, new, f"tests/attacks/test_{leaf}.py", why)


MUTANTS = [
    mutant(
        "fgsm", "radius * slope.sign()).clamp(float(low), float(high))", "radius * slope).clamp(low, high)", "no sign"
    ),
    mutant("fgsm", "+ radius * slope.sign()", "- radius * slope.sign()", "descends"),
    mutant("fgsm", "slope.sign()).clamp(float(low), float(high))", "slope.sign())", "leaves the range"),
    mutant(
        "pgd",
        "origin, radius, norm=norm).clamp(low, high)",
        "moved, radius, norm=norm).clamp(low, high)",
        "a ball that walks",
    ),
    mutant("pgd", "norm=norm).clamp(low, high)\n        fools", "norm=norm)\n        fools", "leaves the range"),
    mutant("pgd", "wins = (fools & ~fooled) |", "wins = ", "forgets who was fooled"),
    mutant("pgd", "(value > worth)", "(value < worth)", "keeps the weaker start"),
    mutant("project", "(1 / images[0].numel())", "1", "starts crowd in the middle"),
    mutant("project", ".clamp(max=1.0)", "", "pushes inner pictures out to the sphere"),
    mutant("project", "scaled = torch.where(largest > 0, ", "scaled = change if True else (", "tiny steps"),
    mutant("margin", "logits.masked_fill(own, -torch.inf)", "logits", "the label is its own rival"),
    mutant(
        "inputs",
        "asked = images.detach().clone().requires_grad_()",
        "asked = images.requires_grad_()",
        "marks the pictures",
    ),
]
