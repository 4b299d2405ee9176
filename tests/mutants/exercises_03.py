"""What the tests of lesson 03's exercises must notice."""

from mutants.harness import Mutant


def mutant(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l03_normalize_the_loss/exercises.py",
        old,
        new,
        "tests/lessons/l03_normalize_the_loss/test_exercises.py",
        why,
    )


MUTANTS = [
    mutant(
        "    return (loss - epsilon / classes) / (1 - epsilon)\n",
        "    return loss / (1 - epsilon)\n",
        "a constant left",
    ),
    mutant("(1 - epsilon) * gradient(0.0)]", "gradient(0.0)]", "the factor is missing"),
    mutant(
        "        loss = (soft * log_p).sum(1) / log_p.sum(1)\n        return",
        "        loss = -(soft * log_p).sum(1)\n        return",
        "not divided",
    ),
    mutant(
        "    return rate * classes * math.log(classes) / (1 - epsilon)\n",
        "    return rate * classes * math.log(classes) * (1 - epsilon)\n",
        "a smaller rate for a smaller gradient",
    ),
    mutant(
        "    return [0.0, 1 / classes, 1 / (classes - 1), 1.0]\n",
        "    return [0.0, 1 / classes, 1.0, 1.0]\n",
        "sure and wrong is the worst",
    ),
]
