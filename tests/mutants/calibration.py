"""Ways to get calibration wrong, most of them met in the wild."""

from mutants.harness import Mutant

ROOM, TESTS = "nls_tutorial/calibration", "tests/calibration"


def _mutant(leaf: str, old: str, new: str, why: str, tests: str | None = None) -> Mutant:
    return Mutant(f"{ROOM}/{leaf}.py", old, new, f"{TESTS}/test_{tests or leaf}.py", why)


MUTANTS = [
    _mutant("bins", ".ceil_().long().sub_(1).clamp_(min=0)", ".floor_().long()", "bins closed on the left, 1.0 alone"),
    _mutant("bins", ".sub_(1).clamp_(min=0)", ".sub_(1).clamp_(min=0, max=bins - 2)", "last bin never used"),
    _mutant(
        "bins",
        "edges[1:-1].to(values.device))\n    if",
        "edges[1:-1].to(values.device), right=True)\n    if",
        "wrong side",
    ),
    _mutant("bins", "nearest.double() > edges, below", "nearest.double() < edges, below", "float32 edges rounded up"),
    _mutant("bins", "[-(-b * samples // bins)", "[max(1, b * samples // bins)", "equal mass: rank rounded down"),
    _mutant("bins", "ranks - 1]", "ranks.clamp(max=samples - 1)]", "equal mass: off by one rank"),
    _mutant("bins", "(numbers.diff() >= 0)", "(numbers.diff() >= -1)", "edges may fall"),
    _mutant("bins", "return table.sum(1), table[:, 1]", "return table.sum(1), table[:, 0]", "wrong counted as right"),
    _mutant("bins", "torch.zeros(bins, dtype=torch.float64,", "torch.zeros(bins, dtype=torch.float32,", "float32 sums"),
    _mutant(
        "bins",
        "torch.as_tensor(edges, dtype=torch.float64",
        "torch.as_tensor(edges, dtype=torch.float32",
        "float32 edges",
    ),
    _mutant("confidence", "if bool(tied.any()):", "if False:", "a tie is always wrong"),
    _mutant("confidence", "right = own > best", "right = own < best", "right and wrong swapped"),
    _mutant("confidence", "torch.maximum(own, best)", "own", "the label's probability as confidence"),
    _mutant("inputs", "least >= -rounding and most", "least >= -rounding or most", "outside [0, 1] passes", "bins"),
    _mutant("inputs", "(sums - 1).abs().max()", "(sums - 1).mean().abs()", "bad rows hide", "bins"),
    _mutant("inputs", "labels != ignore_index", "labels >= 0", "ignores by sign", "bins"),
    _mutant("scores", ".abs().sum() / bins.total", ".sum().abs() / bins.total", "gaps cancel between bins"),
    _mutant("scores", ".abs().sum() / bins.total", ".abs().mean() / bins.total", "mean over bins"),
    _mutant("scores", "bins.gap[bins.counts > 0].abs()", "bins.gap[bins.counts > 0]", "MCE without the absolute value"),
    _mutant("scores", "bins.gap[bins.counts > 0]", "bins.gap.nan_to_num(1.0)", "empty bins compete for MCE"),
    _mutant(
        "classwise", "(classes * labels.numel())", "(len(labels.unique()) * labels.numel())", "classes present only"
    ),
    _mutant("classwise", "(rows > 0.99 / bins)", "(rows > 1.5 / bins)", "some of the large ones counted as small"),
    _mutant("classwise", "differences[:, 0].index_add_(", "differences[:, -1].index_add_(", "put back elsewhere"),
    _mutant("classwise", "labels.flatten() * bins + which_bin(named, edges)", "labels.flatten() * bins", "labels"),
    _mutant(
        "proper", "for rows, own in chunks(logits, labels):", "for rows, own in [(logits, labels)]:", "all at once"
    ),
    _mutant("simplex", "(2 * labels.numel())", "labels.numel()", "L1 and not total variation"),
    _mutant("simplex", "unique(dim=0, return_inverse=True)", "argmax(1).unique(return_inverse=True)", "one axis only"),
    _mutant("confidence_scores", "confidence[~right]", "confidence", "overconfidence over all"),
    _mutant("confidence_scores", "return 1 - confidence[right]", "return confidence[right]", "confidence, not doubt"),
    _mutant("confidence_scores", "objectness.double()).abs()", "objectness.double())", "signed deviation"),
    _mutant("confidence_scores", "return confidence.mean(dtype=torch.float64)", "return confidence.mean()", "float32"),
    _mutant("proper", "z.logsumexp(1) - z", "z.logsumexp(1) + z", "wrong sign"),
    _mutant("proper", "total / labels.numel()\n\n", "total\n\n", "sum, not mean"),
    _mutant("proper", "p.gather(1, label) - 1", "p.gather(1, label)", "forgets the label"),
    _mutant(
        "resampling",
        "[(1 - self.level) / 2, (1 + self.level) / 2]",
        "[1 - self.level, self.level]",
        "tails twice too heavy",
    ),
    _mutant("resampling", "2 * own - high, 2 * own - low", "2 * own - low, 2 * own - high", "ends swapped"),
    _mutant("resampling", "torch.randint(units, (count", "torch.randint(units - 1, (count", "one never drawn"),
    _mutant("resampling", "number.argsort(stable=True)", "number", "the rows of other groups"),
    _mutant("resampling", "self.sizes.cumsum(0) - self.sizes", "self.sizes.cumsum(0) - 1", "groups begin late"),
    _mutant("resampling", "units), generator=self.generator, device=", "units), device=", "seed without effect"),
    _mutant("ece_interval", "weights * self.differences", "self.differences", "every sample once"),
    _mutant("ece_interval", "weights[self.order].cumsum(0)", "weights.cumsum(0)", "weights in another order"),
    _mutant("ece_interval", "/ weights.sum()", "/ len(weights)", "groups of unequal size"),
    _mutant("ece_interval", "self.fixed is None else self.fixed", "False else self.fixed", "edges that stay"),
    _mutant(
        "ece_interval", "self.rising[torch.searchsorted(upto, ranks)]", "self.rising[ranks - 1]", "weights forgotten"
    ),
    _mutant("temperature", "return TemperatureFit(1 / beta,", "return TemperatureFit(beta,", "β for T", "temperature"),
    _mutant("temperature", "_EXACT = 1e-12", "_EXACT = 1e-3", "stops early"),
    _mutant("temperature", "float(m.max()) <= 0", "float(m.max()) < 0", "all right goes unnoticed"),
    _mutant("temperature", "slope >= -_ROUNDING", "slope >= _ROUNDING", "chance by rounding goes unnoticed"),
    _mutant("temperature", "_LEAST <= self.largest <= _MOST", "self.largest <= _MOST", "a T that float64 cannot hold"),
    _mutant("temperature", "_mean_of_possible(m).sum()", "m.amax(1).sum()", "the slope at the wrong end"),
    _mutant("temperature", "given = logits, labels", "given = labels, labels", "another fingerprint"),
    _mutant("temperature", 'split.strip().lower() == "test"', "False", "fits on the test split"),
    _mutant("wilson", "(1 + level) / 2", "level", "a one-sided quantile"),
    _mutant("wilson", "z**2 / (4 * n**2)", "z**2 / (4 * n)", "a power lost"),
    _mutant("wilson", "(share + z**2 / (2 * n))", "share", "Wald's middle"),
    _mutant("chance", 'device="cpu") < sure', 'device="cpu") < 0.5', "right by a coin"),
    _mutant("chance", "manual_seed(APART + ", "manual_seed(", "confidences meet their own draws"),
    Mutant(
        "nls_tutorial/records/bins.py",
        "correct=self.correct + other.correct,",
        "correct=self.correct,",
        "tests/records/test_bins.py",
        "half of the right answers lost in a merge",
    ),
    Mutant(
        "nls_tutorial/records/bins.py",
        "if not torch.equal(self.edges, other.edges):",
        "if len(self.edges) != len(other.edges):",
        "tests/records/test_bins.py",
        "merges over different edges",
    ),
    Mutant(
        "nls_tutorial/records/temperature_fit.py",
        "return logits / self.temperature",
        "return logits * self.temperature",
        "tests/records/test_temperature_fit.py",
        "multiplies by T",
    ),
    Mutant(
        "nls_tutorial/records/temperature_fit.py",
        "_plain(predictions.split) == _plain(self.split)",
        "predictions.split is None",
        "tests/records/test_temperature_fit.py",
        "scores the split that chose T",
    ),
    Mutant(
        "nls_tutorial/records/temperature_fit.py",
        "for tensor in (logits, labels):",
        "for tensor in (labels,):",
        "tests/records/test_temperature_fit.py",
        "samples known by their labels alone",
    ),
]
