"""Ways to draw a temperature wrongly, and to tell a published sweep wrongly."""

from mutants.harness import Mutant


def mutant(leaf: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(
        f"nls_tutorial/{leaf}.py", old, new, f"tests/{leaf.rsplit('/', 1)[0]}/test_{leaf.rsplit('/', 1)[1]}.py", why
    )


MUTANTS = [
    mutant(
        "lessons/l07_scale_the_temperature/scenes/temperature",
        "one.logits.double() / t for t",
        "one.logits.double() * t for t",
        "multiplies by T",
    ),
    mutant(
        "lessons/l07_scale_the_temperature/scenes/temperature",
        "at = values.argmin(axis=1)",
        "at = values.argmax(axis=1)",
        "the highest place",
    ),
    mutant(
        "lessons/l07_scale_the_temperature/scenes/temperature",
        "(at == 0) | (at == len",
        "(at == 0) & (at == len",
        "an end passes for a bottom",
    ),
    mutant(
        "lessons/l07_scale_the_temperature/scenes/temperature",
        "(sweep.curve(_lowest(place, values)) for values in (sweep.nll, ece))",
        "(sweep.curve(_lowest(place, values)) for values in (sweep.nll, sweep.nll))",
        "one place for both scores",
    ),
    mutant(
        "lessons/l07_scale_the_temperature/scenes/temperature",
        "follow(np.minimum(shown, top))",
        "follow(np.maximum(shown, top))",
        "the knob leaves the panel",
    ),
    mutant(
        "lessons/l07_scale_the_temperature/scenes/temperature",
        "torch.softmax(z, dim=1), one.labels, bins=bins",
        "torch.softmax(one.logits, dim=1), one.labels, bins=bins",
        "the diagram stays at T = 1",
    ),
    mutant(
        "lessons/l07_scale_the_temperature/scenes/temperature", "*[-6.0] * 9]", "*[-6.0] * 8, -9.0]", "a rival less"
    ),
    mutant(
        "lessons/l07_scale_the_temperature/scenes/people",
        "np.array([run.half_cooled[1] for run in shown.runs])",
        "np.array([run.half[1] for run in shown.runs])",
        "nothing cooled",
    ),
    mutant(
        "lessons/l07_scale_the_temperature/scenes/people",
        "own = sorted((run for run in runs if run.network == network)",
        "own = sorted((run for run in runs if run.network)",
        "all networks mixed",
    ),
    mutant(
        "lessons/l07_scale_the_temperature/study",
        'half=(float(row["nll_half"]), float(row["ece15_half"]))',
        'half=(float(row["nll"]), float(row["ece15"]))',
        "the half that chose T is scored, too",
    ),
    mutant(
        "lessons/l07_scale_the_temperature/study",
        'None if labels == "onehot"',
        '1.0 if labels == "onehot"',
        "one-hot labels for people's",
    ),
    mutant(
        "lessons/l07_scale_the_temperature/study",
        '((hard, "ECE"), (hard, "ECE cooled"), (smoothed, "ECE"))',
        '((hard, "ECE"), (hard, "ECE"), (smoothed, "ECE cooled"))',
        "after is before",
    ),
]
