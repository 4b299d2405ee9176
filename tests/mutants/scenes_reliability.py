"""Ways to draw a reliability diagram wrongly, and to word it wrongly."""

from mutants.harness import Mutant


def panel(old: str, new: str, why: str) -> Mutant:
    return Mutant("nls_tutorial/scenes/reliability_panel.py", old, new, "tests/scenes/test_reliability_panel.py", why)


def diagram(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/scenes/reliability_diagram.py", old, new, "tests/scenes/test_reliability_diagram.py", why
    )


MUTANTS = [
    panel("there = bins.gap < 0", "there = bins.gap > 0", "over- and underconfidence swapped"),
    panel("bins.counts / bins.total", "bins.correct / bins.total", "right answers drawn for samples"),
    panel("return bins.confidence.numpy()", "return bins.edges[1:].numpy()", "dots at the edge, not the confidence"),
    panel("wilson_interval(bins.correct, bins.counts", "wilson_interval(bins.counts, bins.counts", "all right"),
    panel("int(bins.correct.sum()) / bins.total", "float(bins.accuracy.nanmean())", "accuracy as a mean over bins"),
    panel("row.shape == rows[0].shape and np", "row.shape == rows[0].shape or np", "what moves is held still"),
    diagram("'Over' if excess > 0", "'Over' if excess < 0", "over and under swapped in words"),
    diagram("int(bins.counts.argmax())", "int(bins.correct.argmin())", "another bin called the fullest"),
    diagram('method="basic", seed=seed', 'method="basic", seed=seed + id(score) % 97', "an interval that wanders"),
    diagram("max(0.0, float(low))", "float(low)", "an ECE below 0"),
]
