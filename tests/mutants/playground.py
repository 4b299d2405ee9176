"""Ways to train another network than PyTorch would, and to show another loss than the one that is named."""

from mutants.harness import Mutant

STEPS = "tests/playground/test_graphs.py::test_a_hundred_steps_of_the_graph_are_pytorchs"


def mutant(leaf: str, old: str, new: str, why: str, test: str = "") -> Mutant:
    return Mutant(f"nls_tutorial/playground/{leaf}.py", old, new, test or f"tests/playground/test_{leaf}.py", why)


MUTANTS = [
    mutant(
        "step", "MOMENTUM * state[1] + gradient", "MOMENTUM * (state[1] + gradient)", "the momentum damps the slope"
    ),
    mutant("step", "state[0] - rate * momentum, momentum]", "state[0] - rate * gradient, momentum]", "none is used"),
    mutant("step", "+ step * BATCH) % total", "+ step) % total", "the points move on by one"),
    mutant("choices", "margin={margin:g}, weight", "margin={weight:g}, weight", "the copied code takes λ for m"),
    mutant("points", "round(share * len(labels))", "round(share * len(labels) / 2)", "half the noise"),
    mutant("points", "seed=2 * seed + 1", "seed=2 * seed", "both parts are wrong in the same places"),
    mutant(
        "graphs",
        '"labels", "rate", *choice',
        '"rate", "labels", *choice',
        "two inputs swap their names",
        f"{STEPS}[flsd]",
    ),
    Mutant(
        "nls_tutorial/losses/focal.py",
        '_focused(F.cross_entropy(logits, labels, reduction="none"), gamma)',
        '_focused(F.cross_entropy(logits, labels, reduction="none"), gamma + 0.01)',
        f"{STEPS}[focal]",
        "the graph's loss is not the definition's",
    ),
]
