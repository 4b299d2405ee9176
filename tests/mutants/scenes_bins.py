"""Ways to draw one network's many ECEs wrongly."""

from mutants.harness import Mutant


def mutant(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l06_read_a_reliability_diagram/scenes.py",
        old,
        new,
        "tests/lessons/l06_read_a_reliability_diagram/test_scenes.py",
        why,
    )


MUTANTS = [
    mutant('"equal mass": "mass"', '"equal mass": "width"', "equal mass is equal width"),
    mutant("Rule(track(ece.min()),", "Rule(track(ece.max()),", "the floor drawn at the top"),
    mutant("edges=[0.0, *sorted((a, b)), 1.0]", "edges=[0.0, a, max(a, b), 1.0]", "an edge that cannot be passed"),
    mutant("bins.counts.cumsum(0) / bins.total", "bins.edges[1:]", "bins as wide as their edges"),
    mutant("Band(along, over_grid(hit), over_grid(most)", "Band(along, over_grid(least), over_grid(most)", "all over"),
    mutant("dtype=torch.float64) < sure\n", "dtype=torch.float64) < 0.0\n", "a network that is never right"),
    mutant("mean = errors.mean(axis=-1)", "mean = errors.max(axis=-1)", "the largest drawn as the mean"),
    mutant("confidences[~right]), track", "confidences[right]), track", "right ones drawn as wrong"),
    mutant("[negative_log_likelihood(seen.logits,", "[negative_log_likelihood(seen.logits / 2,", "another temperature"),
]
