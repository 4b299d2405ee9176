"""The command line: `nls-tutorial calibrate | predict | report | audit`, also `python -m nls_tutorial`."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.reports.audit import audit_table
from nls_tutorial.reports.audit_report import audit_report
from nls_tutorial.reports.calibrate_command import add_calibrate, add_predict
from nls_tutorial.reports.folder import free_folder, named_path, write_folder
from nls_tutorial.reports.outputs import KINDS, Outputs, read_outputs
from nls_tutorial.reports.predictions_report import WIDE, Settings, predictions_report
from nls_tutorial.reports.published_file import read_published
from nls_tutorial.reports.row_groups import read_groups
from nls_tutorial.tables.printed import READINGS

Say = Callable[[str], None]


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line asks; 0 where all went well, 2 where the question was wrong, 130 where it was stopped.

    First met in notebooks/06_read_a_reliability_diagram.

    >>> main(["report", "no_such_file.npy"])
    2
    """
    asked = parser().parse_args(words)

    try:
        if asked.do in (report, audit):
            with _one_thread():
                asked.do(asked, _say)
        else:
            asked.do(asked, _say)
    except KeyboardInterrupt:
        print("Stopped. What was there before is as it was.", file=sys.stderr)
        return 130
    except (ValueError, TypeError, OSError, ModuleNotFoundError) as error:
        print(str(error).replace('on_bad="skip"', "--on-bad skip"), file=sys.stderr)
        return 2
    return 0


def _say(line: str) -> None:
    """Print a line, as far as the terminal can; one that is full or gone costs no report."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    with suppress(OSError):
        print(line.encode(encoding, "replace").decode(encoding), file=sys.stdout, flush=True)


@contextmanager
def _one_thread() -> Iterator[None]:
    """One thread, unless a number was chosen: what is computed is many small steps, in which several threads wait."""
    before = torch.get_num_threads()
    if not any(os.environ.get(name) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS")):
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def parser() -> argparse.ArgumentParser:
    """The command line and its help.

    First met in notebooks/06_read_a_reliability_diagram.

    >>> parser().parse_args(["report", "logits.npy", "labels.npy"]).share
    0.5
    """
    top = argparse.ArgumentParser(prog="nls-tutorial", description="Is a network as sure as it is right?")
    does = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _report(does.add_parser("report", help="a report on a model's predictions, or on two models'"))
    add_calibrate(does.add_parser("calibrate", help="from a folder of pictures by class to a calibrated network"))
    add_predict(does.add_parser("predict", help="what a calibrated model says of new pictures"))
    _audit(does.add_parser("audit", help="what the figures of a published table allow"))
    return top


def _report(one: argparse.ArgumentParser) -> None:
    one.description = (
        "A report on the outputs of one model, or two: OUTPUTS [OUTPUTS] LABELS. Files end in .npy, .npz, .pt, .csv "
        "(also .gz); one may hold outputs and labels. Outputs are logits or probabilities, (N, K); labels whole "
        "numbers."
    )
    one.add_argument("files", nargs="+", type=named_path, metavar="FILE")
    one.add_argument("--out", type=named_path, metavar="FOLDER", help="a new folder; default: report-NAME")
    one.add_argument("--kind", choices=KINDS, default="auto", help="what the outputs are; default: looked at")
    one.add_argument("--labels-from", type=int, default=0, metavar="N", help="the first class's number; default: 0")
    one.add_argument("--groups", type=named_path, metavar="FILE", help="one entry a row: rows that belong together")
    one.add_argument("--fit-on", type=named_path, nargs="+", metavar="FILE", help="fit T on these outputs and labels")
    one.add_argument("--share", type=float, default=0.5, help="of the rows, to fit T on; default: 0.5")
    one.add_argument("--seed", type=int, default=0, help="of the split; default: 0")
    one.add_argument("--bins", type=int, default=WIDE, help=f"default: {WIDE}")
    one.add_argument("--resamples", type=int, default=1000, help="for the intervals; default: 1000")
    one.add_argument("--title", default="", help="of the page")
    one.set_defaults(do=report)


def report(asked: argparse.Namespace, say: Say) -> None:
    """Read, measure, write report.html and report.json into a new folder.

    First met in notebooks/06_read_a_reliability_diagram.
    """
    out = asked.out or Path(f"report-{asked.files[0].name.split('.')[0]}")
    free_folder("--out", out)
    outputs, labels = read_outputs(asked.files, kind=asked.kind, labels_from=asked.labels_from)
    groups = None if asked.groups is None else read_groups(asked.groups, len(labels))
    held_out = None if asked.fit_on is None else _held_out(asked, outputs)
    for one in outputs:
        rows, classes = one.logits.shape
        say(f"{one.name}: {rows:,} rows of {classes} classes, {one.kind}")
    settings = Settings(asked.bins, asked.share, asked.seed, asked.resamples, asked.title)
    made = predictions_report(
        outputs, labels, settings, groups=groups, held_out=held_out, told=lambda line: say(f"  {line}")
    )
    write_folder(out, made.files())
    for line in made.lines:
        say(line)
    say(f"Written: {out / 'report.html'} and {out / 'report.json'}")


def _audit(one: argparse.ArgumentParser) -> None:
    one.description = (
        "Tests a table typed off a paper: a CSV with a line of names (model, accuracy, precision, recall, F1, ECE, "
        "AECE, N) and figures in per cent, as printed."
    )
    one.add_argument("table", type=named_path, metavar="TABLE.csv")
    one.add_argument("--out", type=named_path, metavar="FOLDER", help="a new folder; default: audit-NAME")
    one.add_argument("--samples", type=int, metavar="N", help="test samples, where the table does not tell them")
    one.add_argument("--bins", type=int, default=WIDE, help=f"of the ECE; default: {WIDE}")
    one.add_argument("--reading", choices=READINGS, default="either", help="how figures were cut; default: either")
    one.add_argument("--shares", action="store_true", help="0.8 means 80 per cent")
    one.set_defaults(do=audit)


def audit(asked: argparse.Namespace, say: Say) -> None:
    """Read a table, test it, write report.html and report.json into a new folder.

    First met in notebooks/08_read_a_table_critically.
    """
    out = free_folder("--out", asked.out or Path(f"audit-{asked.table.stem}"))
    rows = read_published(asked.table, shares=asked.shares)
    found = audit_table(rows, samples=asked.samples, bins=asked.bins, reading=asked.reading)
    made = audit_report(rows, found, title=f"What the figures of {asked.table.name} allow")
    write_folder(out, made.files())
    for line in made.lines:
        say(line)
    say(f"Written: {out / 'report.html'} and {out / 'report.json'}")


def _held_out(asked: argparse.Namespace, outputs: list[Outputs]) -> list[tuple[Tensor, Tensor]]:
    fitted, labels = read_outputs(asked.fit_on, kind=asked.kind, labels_from=asked.labels_from)
    if len(fitted) != len(outputs) or fitted[0].logits.shape[1] != outputs[0].logits.shape[1]:
        rule = f"must hold outputs of {len(outputs)} model(s), of {outputs[0].logits.shape[1]} classes"
        seen = f"{len(fitted)}, of {fitted[0].logits.shape[1]} classes"
        checks.refuse("--fit-on", rule, seen, "Give the same model's outputs on other samples.")
    for one, other in zip(fitted, outputs, strict=True):
        if one.logits.shape == other.logits.shape and torch.equal(one.logits, other.logits):
            step = "Give other samples, or leave it out: then a share of the rows is kept apart."
            checks.refuse("--fit-on", "must hold other samples than those scored", "the very same", step)
    return [(one.logits, labels) for one in fitted]
