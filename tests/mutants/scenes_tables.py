"""Ways to draw a table's figures wrongly."""

from mutants.harness import Mutant


def mutant(old: str, new: str, why: str) -> Mutant:
    return Mutant(
        "nls_tutorial/lessons/l08_read_a_table_critically/scenes.py",
        old,
        new,
        "tests/lessons/l08_read_a_table_critically/test_scenes.py",
        why,
    )


MUTANTS = [
    mutant("samples, decimals=self.places)", "samples)", "a dropped zero stays dropped"),
    mutant("np.where(fits, off, np.nan)", "np.where(fits, np.nan, off)", "the possible drawn as impossible"),
    mutant("torch.stack([torch.argsort(order)", "torch.stack([order", "the order for its inverse"),
    mutant("divmod(end - 1, COLUMNS)", "divmod(end, COLUMNS)", "a bar one image too late"),
    mutant("batch).mean(dim=0).tolist()", "batch)[0].tolist()", "the first batch for the mean"),
    mutant("100 * (second - first)", "100 * (first - second)", "the difference turned round"),
    mutant(
        "return gap, SURE * error, np.abs(gap) > SURE", "return gap, error, np.abs(gap) > SURE", "one standard error"
    ),
    mutant("at.std(axis=0, ddof=1)", "at.std(axis=0)", "N for N − 1"),
    mutant("np.array(fitting) - 1]", "np.array(fitting) - 2]", "one image too few"),
]
