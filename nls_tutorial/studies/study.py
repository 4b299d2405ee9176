"""A study is data: what is compared, with what settings, and a pure function that makes one cell."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nls_tutorial import checks
from nls_tutorial.records import PublishedRows, Score
from nls_tutorial.studies.budget import BUDGETS
from nls_tutorial.studies.plain import digest, plain

Outcome = tuple[Mapping[str, Any], Mapping[str, Any]]  # scores by name, arrays by name
NAME = "abcdefghijklmnopqrstuvwxyz0123456789_"


@dataclass(frozen=True)
class DataFolder:
    """A folder with somebody's data: `path` says where, `fingerprint` what is in it; only that decides numbers.

    >>> DataFolder(Path("pictures"), "5e1f").plain()
    {'fingerprint': '5e1f'}
    """

    path: Path
    fingerprint: str

    def plain(self) -> dict[str, str]:
        """What of it goes into a digest."""
        return {"fingerprint": self.fingerprint}


@dataclass(frozen=True, eq=False)
class Study:
    r"""Arms that are compared, all else equal; one cell is one arm × one seed.

    `compute(arm, *, seed, device, **settings)` trains and scores one cell: it gets the entry of `arms` and returns
    (scores, arrays), both by name: a number for each of `scores` (an array, where the score has `axes`), and what a
    scene needs. It must be pure: the same arm, seed and settings give the same numbers, on every machine but for
    rounding. A seed decides data, first weights and order, alike for all arms. Long training takes
    `checkpoint=cell_checkpoint()`.

    `settings` and `arms` are plain values (see `plain`); with `version`, the study's own, which is raised when its code
    changes what it computes, they and the seed make the digest under which a cell is kept. `budgets` says which
    settings differ in a smaller budget ("quick", "class"; "full" is `settings` as they stand), `seeds` how many seeds
    "full" has. `axes` are the coordinates of the scores' axes, `published` the rows of a paper that stand beside,
    `setup` words for the settings, with {names} in braces. `reads` says which folder of data the user must name
    (`--data`), `fingerprint` turns that folder into a text which changes when the data does; `compute` gets it as
    `data`. `threads` is the number of PyTorch's threads for a cell: sums depend on it. `streams` says that it trains on
    a `training.PictureStream`, so that torchrun may share a cell among processes.

    First met in notebooks/05_keep_a_margin.

    >>> def compute(arm, *, seed, device, epochs):
    ...     return {"gap": arm * epochs + seed}, {}
    >>> arms, scores = {"once": 1, "twice": 2}, {"gap": Score("")}
    >>> study = Study("tiny", "Twice is more than once.", arms, compute, scores, {"epochs": 3})
    >>> study.run("twice", seed=1)
    ({'gap': 7}, {})
    """

    name: str
    about: str
    arms: Mapping[str, Any]
    compute: Callable[..., Outcome]
    scores: Mapping[str, Score]
    settings: Mapping[str, Any] = field(default_factory=dict)
    axes: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    seeds: int = 5
    budgets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    version: int = 1
    published: PublishedRows | None = None
    setup: str = ""
    reads: str = ""
    fingerprint: Callable[[Path], str] | None = None
    threads: int = 1
    streams: bool = False

    def __post_init__(self) -> None:
        if not self.name or set(self.name) - set(NAME):
            checks.refuse("name", "must be of small letters, digits and _", repr(self.name), "It names files.")
        for argument, entries in (("arms", self.arms), ("scores", self.scores)):
            if len(entries) == 0:
                checks.refuse(argument, "must hold at least one", "none", "Add one.")
        checks.whole("version", self.version, 1)
        checks.whole("seeds", self.seeds, 1)
        for budget, changes in self.budgets.items():
            checks.choice("budgets", budget, BUDGETS)
            _known(f"budgets[{budget!r}]", [name for name in changes if name != "seeds"], self.settings)
        self._takes_settings()
        for name in ("arms", "scores", "settings", "axes", "budgets"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def _takes_settings(self) -> None:
        try:
            given = {**self.settings, **({"data": None} if self.reads else {})}
            inspect.signature(self.compute).bind(None, seed=0, device="cpu", **given)
        except TypeError as error:
            step = "Write compute(arm, *, seed, device, …) with one keyword for each setting."
            checks.refuse("settings", "must be what compute takes", str(error), step, error=TypeError)

    def __getstate__(self) -> dict[str, Any]:
        return {
            name: dict(value) if isinstance(value, MappingProxyType) else value for name, value in vars(self).items()
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, MappingProxyType(value) if isinstance(value, dict) else value)

    def run(self, arm: str, seed: int, device: str = "cpu") -> Outcome:
        """One cell, computed here and now. Raises ValueError for an arm that is not there."""
        _known("arm", [arm], self.arms)
        return self.compute(self.arms[arm], seed=seed, device=device, **self.settings)

    def with_settings(self, **settings: Any) -> "Study":
        """The study with some settings changed; its cells are other cells. Raises ValueError for an unknown setting."""
        _known("settings", list(settings), self.settings)
        return replace(self, settings={**self.settings, **settings})

    def at(self, budget: str, *, data: str | Path | None = None) -> "Study":
        """The study at a budget: "quick", "class" or "full"; and on the folder `data`, where it reads one.

        Raises ValueError for another budget, and for a folder that is missing or too much.
        """
        checks.choice("budget", budget, BUDGETS)
        changes = dict(self.budgets.get(budget, {}))
        seeds = changes.pop("seeds", min(self.seeds, BUDGETS[budget].seeds))
        settings = {**self.settings, **changes, **self._data(data)}
        return replace(self, settings=settings, seeds=seeds)

    def _data(self, data: str | Path | None) -> dict[str, DataFolder]:
        if not self.reads:
            if data is not None:
                checks.refuse("data", f"must be left out: {self.name} makes its own", repr(str(data)), "Leave it out.")
            return {}
        if data is None:
            checks.refuse("data", f"must name {self.reads}", "nothing", "Give --data FOLDER.")
        folder = Path(data)
        if not folder.is_dir():
            checks.refuse("data", f"must name {self.reads}", f"{folder}, which is not a folder", "Correct the path.")
        assert self.fingerprint is not None
        return {"data": DataFolder(folder, self.fingerprint(folder))}

    def cells(self, arms: Sequence[str] | None = None, seeds: Sequence[int] | None = None) -> list[tuple[str, int]]:
        """All cells (arm, seed), seed by seed, or those of some arms and seeds. Raises ValueError for unknown arms."""
        chosen = tuple(self.arms) if arms is None else tuple(arms)
        _known("arms", chosen, self.arms)
        numbers = range(self.seeds) if seeds is None else seeds
        for argument, given in (("arms", chosen), ("seeds", numbers)):
            if len(given) == 0 or len(set(given)) < len(given):
                checks.refuse(argument, "must hold at least one, each once", list(given), "Name each once.")
        return [(arm, checks.whole("seeds", seed, 0)) for seed in numbers for arm in chosen]

    def decided_by(self) -> dict[str, Any]:
        """What decides the numbers of all cells, as plain values: name, version, settings."""
        return {"study": self.name, "version": self.version, "settings": plain(self.settings)}

    def plain_settings(self) -> dict[str, Any]:
        """The settings as plain values; those that have none (a function of a notebook) as they show themselves."""
        found = {}
        for name, value in self.settings.items():
            try:
                found[name] = plain(value, name)
            except TypeError:
                found[name] = repr(value)
        return found

    def digest(self, arm: str, seed: int) -> str:
        """The SHA-256 of all that decides a cell's numbers; the machine is not among it."""
        return digest({**self.decided_by(), "arm": [arm, plain(self.arms[arm], f"arms[{arm!r}]")], "seed": seed})

    def told(self) -> str:
        """`setup` with the settings filled in."""
        return self.setup.format(**self.settings) if self.setup else ""


def _known(argument: str, names: Sequence[str], known: Mapping[str, Any]) -> None:
    unknown = [name for name in names if name not in known]
    if unknown:
        listed = ", ".join(map(repr, known)) or "none"
        checks.refuse(argument, f"must be among {listed}", ", ".join(map(repr, unknown)), "Correct the name.")
