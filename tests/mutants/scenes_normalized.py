"""What the tests of lesson 03's scenes must notice."""

from mutants.harness import Mutant


def mutant(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l03_normalize_the_loss/scenes.py",
        old,
        new,
        "tests/lessons/l03_normalize_the_loss/test_scenes.py",
        why,
    )


MUTANTS = [
    mutant("logits[:, 0] = gaps.repeat", "logits[:, 1] = gaps.repeat", "the wrong class moves"),
    mutant("gradient[:, 0]]", "-gradient[:, 0]]", "wrong sign of the slope"),
    mutant("for loss in (soft_cross_entropy, normalized", "for loss in (soft_cross_entropy, soft", "not normalized"),
    mutant("guess = classes * math.log(classes)", "guess = math.log(classes)", "one label's cost for all"),
    mutant("epsilon / classes for epsilon in EPSILONS", "epsilon for epsilon in EPSILONS", "the floor is ε"),
    mutant("track(slope / slope[0], *over)", "track(slope / smooth_slope, *over)", "the wrong ratio"),
    mutant("rates - self.shifts[:, None]", "rates + self.shifts[:, None]", "the curve slides the wrong way"),
    mutant("<= self.rates[best] + 1e-9", "<= self.rates[-1] + 1e-9", "beyond cross-entropy's best rate"),
    mutant("np.abs(own_reached[inside] - expected)", "(own_reached[inside] - expected)", "signed distances cancel"),
    mutant("/ (1 - epsilon) for epsilon in normalized", "* (1 - epsilon) for epsilon in normalized", "a smaller rate"),
    mutant("rates = sorted(runs)", "rates = list(runs)", "rates in no order"),
    mutant("means = [values.mean(axis=1) for", "means = [values[:, 0] for", "one seed for the mean"),
    mutant("track(ece.max(1))", "track(ece.mean(1))", "the band ends at the mean"),
    mutant("place = np.log2(epochs)", "place = np.log10(epochs)", "another axis"),
    mutant("or values.shape[0] != len(epochs)", "", "too few stops are accepted"),
]
