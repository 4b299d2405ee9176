"""The commands `calibrate` and `predict`."""

import argparse
import csv
import hashlib
import io
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import torch
from torch import Tensor
from tqdm import tqdm

from nls_tutorial import checks
from nls_tutorial.data import MissingFileError
from nls_tutorial.data.files import find_files
from nls_tutorial.data.folders import ENDINGS
from nls_tutorial.predictions import pick_device, write_atomic
from nls_tutorial.reports.calibrate_report import calibrate_report
from nls_tutorial.reports.calibrate_runs import BUDGETS, LARGE, LOSSES, SMALL, Plan, epochs_of, train_all
from nls_tutorial.reports.calibrated_model import load_model, predict
from nls_tutorial.reports.folder import free_folder, named_path, write_folder
from nls_tutorial.reports.own_pictures import own_pictures
from nls_tutorial.reports.report_scenes import COSTS

Say = Callable[[str], None]


def add_calibrate(one: argparse.ArgumentParser) -> None:
    """The arguments of `calibrate`.

    First met in notebooks/06_read_a_reliability_diagram.
    """
    one.description = (
        "From a folder of pictures, one folder a class, to a calibrated network and a report. What is trained is kept "
        "in OUT.work after every epoch: stopped, the same command goes on. Nothing is fetched."
    )
    one.add_argument("folder", type=named_path, metavar="FOLDER")
    one.add_argument("--out", type=named_path, metavar="OUT", help="a new folder; default: calibrated-NAME")
    one.add_argument("--budget", choices=tuple(BUDGETS), default="quick", help="how much to train; default: quick")
    one.add_argument("--size", type=int, default=64, help="pixels of a side, to which pictures are scaled; default: 64")
    one.add_argument("--losses", nargs="+", choices=tuple(LOSSES), default=list(LOSSES), help="default: all; CE first")
    one.add_argument("--seeds", type=int, metavar="N", help="default: what the budget says")
    one.add_argument("--epochs", type=int, metavar="N", help="default: what the budget says")
    one.add_argument("--network", choices=(*SMALL, *LARGE), default="gap_cnn", help="default: gap_cnn, a small one")
    one.add_argument("--weights", type=named_path, metavar="FILE.pt", help="weights of that network to begin with")
    one.add_argument("--flip", action="store_true", help="mirror and shift while training; not for digits or letters")
    one.add_argument("--group-by", metavar="PATTERN", help=r"groups that stay whole, by names: '(\w+)_\d+'")
    one.add_argument("--groups", type=named_path, metavar="FILE.csv", help="lines of a picture and its group")
    one.add_argument("--on-bad", choices=("raise", "skip"), default="raise", help="skip: leave bad files out")
    one.add_argument("--ask", type=float, default=0.1, help="what a question to a human costs, in wrong answers")
    one.add_argument("--seed", type=int, default=0, help="of the parts; default: 0")
    one.add_argument("--resamples", type=int, default=1000, help="for the intervals; default: 1000")
    one.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1 or mps")
    one.set_defaults(do=calibrate)


def add_predict(one: argparse.ArgumentParser) -> None:
    """The arguments of `predict`.

    First met in notebooks/06_read_a_reliability_diagram.
    """
    one.description = "What a calibrated model says of new pictures, as CSV: file, class, confidence, answer or ask."
    one.add_argument("model", type=named_path, metavar="MODEL.npz")
    one.add_argument("pictures", nargs="+", type=named_path, metavar="PICTURE", help="files, or folders of them")
    one.add_argument("--out", type=named_path, metavar="FILE.csv", help="a new file; default: the terminal")
    one.set_defaults(do=predict_files)


def calibrate(asked: argparse.Namespace, say: Say) -> None:
    """Read, train, write report.html, report.json, model.npz and splits.csv into a new folder.

    First met in notebooks/06_read_a_reliability_diagram.
    """
    out = free_folder("--out", asked.out or Path(f"calibrated-{asked.folder.absolute().name}"))
    checks.choice("--ask", asked.ask, COSTS)
    pick_device(asked.device)
    own = own_pictures(
        asked.folder,
        size=asked.size,
        on_bad=asked.on_bad,
        group_by=asked.group_by,
        groups=asked.groups,
        seed=asked.seed,
        bar=_reading,
    )
    for line in own.lines():
        say(line)
    start, digest = (None, "") if asked.weights is None else _weights(asked.weights)
    epochs = asked.epochs if asked.epochs is not None else epochs_of(asked.budget, len(own.rows["train"]))
    seeds = asked.seeds if asked.seeds is not None else BUDGETS[asked.budget][1]
    plan = Plan(tuple(asked.losses), seeds, epochs, asked.network, asked.flip, digest)
    say(f"training {len(plan.losses) * plan.seeds} networks ({plan.network}) for {plan.epochs} epochs each")
    work = out.with_name(f"{out.name}.work")
    total = len(plan.losses) * plan.seeds * plan.epochs
    try:
        with tqdm(total=total, desc="training", unit="epoch", leave=False, disable=not sys.stderr.isatty()) as bar:
            trained = train_all(
                own, plan, work, start=start, device=asked.device, after_epoch=lambda done: bar.update(done - bar.n)
            )
        say("measuring")
        made = calibrate_report(own, trained, plan, ask=asked.ask, resamples=asked.resamples)
    except KeyboardInterrupt:
        say(f"What is trained is kept in {work}: the same command goes on there.")
        raise
    for line in made.report.lines:
        say(line)
    files: dict[str, str | bytes] = {**made.report.files(), "model.npz": made.model.packed(), "splits.csv": own.table()}
    write_folder(out, files)
    shutil.rmtree(work, ignore_errors=True)
    say(f"Written: {out / 'report.html'}, report.json, model.npz and splits.csv")


def predict_files(asked: argparse.Namespace, say: Say) -> None:
    """Ask a model about files and folders; raise in the end where a picture could not be read.

    First met in notebooks/06_read_a_reliability_diagram.
    """
    if asked.out is not None and asked.out.exists():
        checks.refuse("--out", "must be a new file", f"{str(asked.out)!r}, which is there", "Take a new name.")
    model = load_model(asked.model)
    files = [file for place in asked.pictures for file in _files(place)]
    answers = predict(model, _reading(files) if asked.out is not None else files)
    memory = io.StringIO()
    table = csv.writer(memory, lineterminator="\n")
    table.writerow(("file", "class", "confidence", "decision"))
    for one in answers:
        told = ("", "", "unreadable") if one.error else (one.name, f"{one.confidence:.4f}", _decision(one.answer))
        table.writerow((one.file, *told))
    if asked.out is None:
        say(memory.getvalue().rstrip("\n"))
    else:
        write_atomic(asked.out, memory.getvalue().encode("utf-8"))
        say(f"Written: {asked.out}")
    wrong = [one.error for one in answers if one.error]
    if wrong:
        raise ValueError("\n".join([f"{len(wrong):,} of {len(answers):,} pictures cannot be read.", *wrong]))


def _decision(answer: bool) -> str:
    return "answer" if answer else "ask a human"


def _files(place: Path) -> list[Path]:
    """A picture, or all pictures in a folder and below."""
    if place.is_dir():
        return [file for files in find_files(place, "pictures", ENDINGS).values() for file in files]
    if not place.is_file():
        rule, seen = "must be files or folders that are there", f"{str(place)!r}, which is not"
        checks.refuse("pictures", rule, seen, "Correct the path.", error=MissingFileError)
    return [place]


def _reading(files: Sequence[Path]) -> Iterable[Path]:
    """The files, with a bar where somebody looks."""
    bar = tqdm(files, desc="reading", unit="picture", leave=False, disable=not sys.stderr.isatty())
    return bar


def _weights(file: Path) -> tuple[dict[str, Tensor], str]:
    """A state dict and the SHA-256 of its file; no pickle that could run code is opened."""
    if not file.is_file():
        seen = f"{str(file)!r}, which is not there"
        checks.refuse("--weights", "must be a file", seen, "Correct the path.", error=FileNotFoundError)
    content = file.read_bytes()
    try:
        found = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    except Exception as error:  # whatever a damaged file makes torch say
        checks.refuse(
            "--weights", "must be a file of torch.save", str(error).splitlines()[0][:200], "Save a state dict."
        )
    found = found.get("state_dict", found) if isinstance(found, dict) else found
    if not isinstance(found, dict) or not all(isinstance(value, Tensor) for value in found.values()):
        checks.refuse("--weights", "must hold a state dict", type(found).__name__, "Save model.state_dict().")
    return {str(name): value for name, value in found.items()}, hashlib.sha256(content).hexdigest()
