"""Ways to misread a table."""

from mutants.harness import Mutant


def test_of(leaf: str) -> str:
    folder, _, name = leaf.rpartition("/")
    return f"{folder}/test_{name}.py" if folder else f"test_{name}.py"


def mutant(leaf: str, old: str, new: str, why: str) -> Mutant:
    return Mutant(f"nls_tutorial/tables/{leaf}.py", old, new, f"tests/tables/{test_of(leaf)}", why)


MUTANTS = [
    mutant("printed", 'if reading == "cut" else unit / 2', 'if reading == "cut" else unit', "a whole unit below"),
    mutant("printed", 'unit / 2 if reading == "rounded" else unit', "unit / 2", "cutting never considered"),
    mutant(
        "printed", "math.ceil(low * samples), math.floor", "math.floor(low * samples), math.floor", "rounds low down"
    ),
    mutant("printed", "(high * samples) + 1)", "(high * samples))", "the largest count is lost"),
    mutant(
        "grim", "fitting = _consistent(fitting, low", "fitting = _consistent(range(1, most + 1), low", "one is enough"
    ),
    mutant("grim", "n >= enough or", "n >= enough / 2 or", "passed without a look"),
    mutant("grim", "range(1, most + 1)", "range(1, most)", "the largest size is lost"),
    mutant("batches", 'average="weighted", zero', 'average="macro", zero', "classes weigh alike"),
    mutant(
        "batches", "(right - c) * last + c * batch", "(right - c) * batch + c * last", "shares over the wrong batch"
    ),
    mutant("batches", "batch * last * (full + 1)", "batch * last * max(1, full)", "the last batch is not counted"),
    mutant("standard_error", "math.sqrt(a * (1 - a) / n)", "math.sqrt(a * (1 - a) / (n + 1))", "one sample too many"),
    mutant("standard_error", "- ((one - other) / n) ** 2) / n", ") / n", "the square of the mean is lost"),
    mutant("standard_error", "range(min(one, other))", "range(max(one, other))", "the wrong tail"),
    mutant("published/nls", '"LSCE": Scores("79.02", "90.08"', '"LSCE": Scores("79.02", "90.80"', "two digits swapped"),
    mutant(
        "published/nls", '"normLS": "93.88", "normLS + PC": "93.94"', '"normLS": "93.75", "normLS + PC": "93.94"', "LS"
    ),
    mutant("published/mbls", "65.15 65.72 94.76", "65.15 65.27 94.76", "two digits swapped"),
    mutant("published/peterson", '"0.7681", "0.5020"', '"0.7681", "0.5200"', "two digits swapped"),
]
