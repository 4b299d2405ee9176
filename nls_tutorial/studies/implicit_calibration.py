"""Temperature after hard labels against smoothing without it: the published table, and this study's row beside it."""

from nls_tutorial import checks
from nls_tutorial.records import SideBySide, Table, spread

# WDLSH, table 3, ECE as shares: hard labels; after temperature, and T; smoothed labels, and α (our ε).
TABLE_3: dict[str, tuple[str, str, str, str, str]] = {
    "CIFAR-100, ResNet-56": ("0.150", "0.021", "1.9", "0.024", "0.05"),
    "ImageNet, Inception-v4": ("0.071", "0.022", "1.4", "0.035", "0.1"),
    "EN-DE, Transformer": ("0.056", "0.018", "1.13", "0.019", "0.1"),
}


def beside_table_3(study: SideBySide, smoothed: str, epsilon: float, *, hard: str = "CE") -> Table:
    """WDLSH's table 3 with a last row for `study`: mean ± spread over the seeds of its row `hard` and `smoothed`.

    `smoothed` is the study's loss with label smoothing, `epsilon` its ε. Raises ValueError for a name that the study
    does not have. First met in notebooks/07_scale_the_temperature. Source: WDLSH sec. 3, table 3.
    """
    for name in (hard, smoothed):
        checks.choice("smoothed" if name == smoothed else "hard", name, study.names)
    rows = [
        (name, hot, f"{cold} (T = {best})", f"{soft} (ε = {strength})")
        for name, (hot, cold, best, soft, strength) in TABLE_3.items()
    ]
    t = spread(study.temperature[study.names.index(hard)], 1)
    before, after, soft = (
        spread(study.of(name, "ECE", after=cooled), 3)
        for name, cooled in ((hard, False), (hard, True), (smoothed, False))
    )
    rows.append((f"here, {len(study.seeds)} seeds", before, f"{after} (T = {t})", f"{soft} (ε = {epsilon:g})"))
    columns = ("data, network", "hard labels", "hard labels, then temperature", "smoothed labels")
    return Table("ECE (shares), as WDLSH table 3 has it and as it is here", columns, tuple(rows))
