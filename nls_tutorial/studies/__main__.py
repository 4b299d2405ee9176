"""Studies from the command line: `python -m nls_tutorial.studies list | show NAME | run NAME | claims`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from nls_tutorial import checks
from nls_tutorial.records import Results
from nls_tutorial.studies.budget import BUDGETS, budget
from nls_tutorial.studies.claims import OTHER, PAPERS, WORDS, all_claims, counted
from nls_tutorial.studies.find import all_studies, find_study
from nls_tutorial.studies.named_settings import set_by_words
from nls_tutorial.studies.results_file import load_results, save_results
from nls_tutorial.studies.runner import CellsFailed, collect_study, run_study
from nls_tutorial.studies.shipped import PLACES, RESULTS
from nls_tutorial.studies.store import Store, default_folder
from nls_tutorial.studies.study import Study
from nls_tutorial.studies.together import joined, started_together
from nls_tutorial.training.ranks import rank


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line asks; 0 where all went well, 1 where cells failed, 2 where the question was wrong."""
    asked = _parser().parse_args(words)
    try:
        {"list": _list, "show": _show, "run": _run, "claims": _claims}[asked.do](asked)
    except (ValueError, TypeError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    except CellsFailed as error:
        if error.results is not None:
            print(error.results)
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m nls_tutorial.studies", description="Run the course's studies again."
    )
    does = parser.add_subparsers(dest="do", required=True)
    does.add_parser("list", help="all studies, one a line")
    show = does.add_parser("show", help="what a study compares, and what is there of it")
    run = does.add_parser("run", help="compute what is missing of a study, and print its table")
    for one in (show, run):
        one.add_argument("name")
        one.add_argument(
            "--budget", choices=tuple(BUDGETS), default=budget().name, help="default: NLS_BUDGET, or quick"
        )
        one.add_argument("--data", type=Path, metavar="FOLDER", help="where a study reads data of yours")
        one.add_argument(
            "--set",
            nargs="+",
            default=[],
            metavar="NAME=VALUE",
            dest="settings",
            help="other settings: batch=64",
        )
        one.add_argument("--store", type=Path, default=default_folder(), help="where finished cells are kept")
    claims = does.add_parser("claims", help="every claim of the papers that a lesson tests, with its verdict")
    claims.add_argument("--paper", choices=(*PAPERS, OTHER), help="only claims of this paper")
    claims.add_argument("--verdict", choices=WORDS, help="only boxes with such a verdict")
    claims.add_argument("--lesson", metavar="NN", help="only those of one lesson, such as 13")
    run.add_argument("--seeds", type=int, metavar="N", help="so many seeds, 0 … N − 1; default: what the budget says")
    run.add_argument("--arms", nargs="+", metavar="ARM", help="only these; default: all")
    run.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1 or mps")
    run.add_argument("--where", default="here", help="here, processes:N, dask or dask:ADDRESS")
    run.add_argument("--cells", metavar="I/N", help="every N-th cell from the I-th on: for a job array")
    run.add_argument("--save", type=Path, metavar="FILE.json", help="write the results to a new file")
    run.add_argument("--replace", metavar="NAME", help="write them over the results that ship under this name")
    return parser


def _list(asked: argparse.Namespace) -> None:
    studies = all_studies()
    width = max(map(len, studies))
    for study in studies.values():
        print(f"{study.name:<{width}}  {len(study.arms)} arms × {study.seeds} seeds  {study.about}")


def _claims(asked: argparse.Namespace) -> None:
    boxes = all_claims(paper=asked.paper, verdict=asked.verdict, lesson=asked.lesson)
    print(*boxes, sep="\n\n", end="\n\n" if boxes else "")
    print(counted(boxes))


def _show(asked: argparse.Namespace) -> None:
    study = find_study(asked.name)
    print(f"{study.name}, version {study.version}: {study.about}")
    print(f"  arms      {', '.join(study.arms)}")
    print(f"  scores    {', '.join(study.scores)}")
    if study.reads and asked.data is None:
        print(f"  data      give --data FOLDER: {study.reads}")
    else:
        study = set_by_words(study.at(asked.budget, data=asked.data), asked.settings)
        print(f"  settings  {', '.join(f'{name} = {value}' for name, value in study.plain_settings().items())}")
        there = Store(asked.store).finished(study, study.cells())
        total = len(study.arms) * study.seeds
        print(f"  budget    {asked.budget}, {study.seeds} seeds: {len(there)} of {total} cells are in {asked.store}")
        found = collect_study(study, asked.store)
        if found is not None:
            print(found)
    shipped = next((place / f"{study.name}.json" for place in PLACES if (place / f"{study.name}.json").is_file()), None)
    if shipped is not None:
        _print(study, load_results(shipped, study.name), "As it ships:")


def _run(asked: argparse.Namespace) -> None:
    study = set_by_words(find_study(asked.name).at(asked.budget, data=asked.data), asked.settings)
    target = _target(study, asked)
    seeds = None if asked.seeds is None else range(checks.whole("--seeds", asked.seeds, 1))
    more = {"arms": asked.arms, "seeds": seeds, "store": asked.store, "part": _part(asked.cells)}
    if not started_together():
        results = run_study(study, device=asked.device, where=asked.where, progress=True, **more)
    else:
        with joined(asked.device) as device:
            first = rank() == 0
            results = run_study(study, device=device, where="torchrun", progress=first, **more)
        if not first:
            return
    _print(study, results, f"{', '.join([study.name, asked.budget, *asked.settings])}:")
    if target is not None:
        print(save_results(results, target))


def _print(study: Study, results: Results, title: str) -> None:
    print(title)
    print(results)
    if study.published is not None:
        print(results.beside(study.published))


def _target(study: Study, asked: argparse.Namespace) -> Path | None:
    """The file to write, checked before hours of work: what ships is replaced only by its own name."""
    if asked.replace is not None:
        target = RESULTS / f"{study.name}.json"
        if asked.replace != study.name or not target.is_file():
            step = "Or use --save FILE.json."
            checks.refuse("--replace", f"must be {study.name!r}, with results that ship", repr(asked.replace), step)
        if asked.cells is not None:
            checks.refuse("--replace", "must have all cells", f"--cells {asked.cells}", "Leave one of the two out.")
        if asked.settings:
            seen = f"--set {' '.join(asked.settings)}"
            checks.refuse("--replace", "must have the settings of the budget", seen, "Use --save FILE.json.")
        return target
    target = asked.save
    if target is None:
        return None
    if target.suffix != ".json":
        checks.refuse("--save", "must end in .json", str(target), "The arrays go beside it, into .npz.")
    if target.exists():
        step = "Take a new name; what ships is replaced by --replace NAME."
        checks.refuse("--save", "must be a new file", f"{target}, which is there", step)
    if not os.access(target.absolute().parent, os.W_OK):
        checks.refuse("--save", "must lie in a folder that can be written", str(target), "Make the folder first.")
    return target


def _part(cells: str | None) -> tuple[int, int] | None:
    if cells is None:
        return None
    number, _, count = cells.partition("/")
    if not (number.isdigit() and count.isdigit()):
        checks.refuse("--cells", "must be I/N", repr(cells), "The first of four parts is 1/4.")
    return int(number), int(count)


if __name__ == "__main__":
    sys.exit(main())
