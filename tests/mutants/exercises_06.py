"""Ways to solve the exercises of lesson 06 wrongly, and to make a wrong implementation right by accident."""

from mutants.harness import Mutant


def mutant(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l06_read_a_reliability_diagram/exercises.py",
        old,
        new,
        "tests/lessons/l06_read_a_reliability_diagram/test_exercises.py",
        why,
    )


def gallery(old: str, new: str, why: str) -> Mutant:
    return Mutant("nls_tutorial/exercises/ece_gallery.py", old, new, "tests/exercises/test_ece_gallery.py", why)


MUTANTS = [
    mutant(
        "return next(b for b in range(bins) if confidence <=",
        "return next(b for b in range(bins) if confidence <",
        "closed on the left",
    ),
    mutant("return float(gaps.abs().sum()) / len(confidences)", "return float(gaps.abs().mean())", "mean over bins"),
    mutant(
        "return abs(float(right.double().mean() - confidences.mean()))",
        "return float((right.double() - confidences).abs().mean())",
        "the largest for the smallest",
    ),
    mutant("/ (1 - under - over)\n\n\ndef _one_bin", "/ (1 - under + over)\n\n\ndef _one_bin", "a sign"),
    mutant("- expected) < 1e-6 for sure", "- expected) < 1e-2 for sure", "a check too lenient"),
    gallery("_weighted((confidences * bins).long()", "_weighted(_places(confidences, bins)", "no phantom"),
    gallery("right, confidences.float(), bins)", "right, confidences.double(), bins)", "float64 after all"),
    gallery("kept = confidences > low", "kept = confidences >= low", "nothing is lost"),
    gallery("& (b == 0)", "& (b == 1)", "0 in the second bin"),
]
