"""What lesson 07 compares: temperature against smoothing, and labels of people against one-hot ones."""

import csv

from nls_tutorial import checks
from nls_tutorial.records import PublishedRun, Results, Table
from nls_tutorial.studies.shipped import shipped
from nls_tutorial.tables import WDLSH_TABLE_3

FILE, SET = "published_predictions.csv", "peterson2019/crossval10"
SOURCE = "predictions published by Peterson, Battleday, Griffiths, Russakovsky 2019 (CIFAR-10H); scores computed here"


def beside_table_3(results: Results, smoothed: str, epsilon: float, *, hard: str = "CE") -> Table:
    """WDLSH's table 3 with a last row for `results`: mean ± standard deviation of its arms `hard` and `smoothed`.

    `smoothed` is the arm with label smoothing, `epsilon` its ε. Raises ValueError for an arm that is not there.
    First met in notebooks/07_scale_the_temperature. Source: WDLSH sec. 3, table 3.
    """
    for name in (hard, smoothed):
        checks.choice("smoothed" if name == smoothed else "hard", name, results.arms)
    rows = [
        (name, row.hard, f"{row.tempered} (T = {row.temperature})", f"{row.smoothed} (ε = {row.alpha})")
        for name, row in WDLSH_TABLE_3.items()
    ]
    t = results.summary(hard, "temperature", 1)
    before, after, soft = (
        f"{results.mean_std(name, score):.3f}"
        for name, score in ((hard, "ECE"), (hard, "ECE cooled"), (smoothed, "ECE"))
    )
    rows.append((f"here, {len(results.seeds)} seeds", before, f"{after} (T = {t})", f"{soft} (ε = {epsilon:g})"))
    columns = ("data, network", "hard labels", "hard labels, then temperature", "smoothed labels")
    return Table("ECE (shares), as WDLSH table 3 has it and as it is here", columns, tuple(rows))


def human_label_runs() -> tuple[PublishedRun, ...]:
    """23 runs: eight networks on one-hot and on people's labels, one of them also on labels that a temperature changed.

    Each was trained ten times on nine tenths of CIFAR-10's test pictures and predicts the tenth left out; about 51
    people had labelled each picture. The scores come with the course, in `data/results/published_predictions.csv`;
    that folder says how they were computed. In the order of the networks' names, then from hard labels to soft ones.

    Raises FileNotFoundError where the results do not lie beside the package, and ValueError where the file holds no
    such run. First met in notebooks/07_scale_the_temperature. Source: Peterson et al. 2019, their published logits.

    >>> len(human_label_runs())
    23
    """
    with shipped(FILE).open(newline="", encoding="utf-8") as file:
        runs = [_run(row) for row in csv.DictReader(file) if row["set"] == SET]
    if not runs:
        checks.refuse(FILE, f"must hold runs of {SET}", "none", "Restore the file from the repository.")
    return tuple(sorted(runs, key=lambda run: (run.network, run.softened or 0.0)))


def _run(row: dict[str, str]) -> PublishedRun:
    network, _, labels = row["network"].partition("__")
    softened = None if labels == "onehot" else float(labels.removeprefix("human").removeprefix("_T") or 1)
    return PublishedRun(
        network=network,
        softened=softened,
        accuracy=float(row["accuracy"]),
        confidence=float(row["mean_confidence"]),
        nll=float(row["nll"]),
        ece=float(row["ece15"]),
        temperature=float(row["temperature"]),
        half=(float(row["nll_half"]), float(row["ece15_half"])),
        half_cooled=(float(row["nll_half_tempered"]), float(row["ece15_half_tempered"])),
    )


def human_vs_one_hot(runs: tuple[PublishedRun, ...]) -> Table:
    """A row for each network that was trained on one-hot and on people's labels: NLL and ECE, as trained → cooled.

    On the half of the pictures that did not choose the temperature. First met in notebooks/07_scale_the_temperature.
    """
    kept = {(run.network, run.softened): run for run in runs}
    rows = []
    for network in sorted({run.network for run in runs}):
        words = [network]
        for labels in (None, 1.0):
            run = kept[network, labels]
            nll, ece = zip(run.half, run.half_cooled, strict=True)
            words += [" → ".join(f"{value:.3f}" for value in nll), " → ".join(f"{100 * value:.1f}" for value in ece)]
        rows.append(tuple(words))
    columns = ("network", "one-hot: NLL", "ECE %", "people: NLL", "ECE %")
    return Table(f"As trained → after temperature; {SOURCE}", columns, tuple(rows))
