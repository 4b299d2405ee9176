"""Ten points by which a report is judged; nine of them check themselves."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration import best_threshold, fit_temperature, top_label
from nls_tutorial.records import Table, verdict
from nls_tutorial.reports import Outcome, OwnPictures, Plan, Trained

WORDS = 20  # of a decision


def rubric(own: OwnPictures, trained: Sequence[Trained], plan: Plan, outcome: Outcome, decision: str = "") -> Table:
    """The ten points of a report, each "yes", "no" or "to read", with what was looked at.

    `own`, `trained`, `plan` and `outcome` are what `own_pictures`, `train_all` and `calibrate_report` gave; `decision`
    is the reader's own text: what is answered, what is asked, and why. First met in notebooks/21_bring_your_own_data.
    """
    checks.text("decision", decision)
    labels = {name: own.folder.images.labels[rows] for name, rows in own.rows.items()}
    points = (
        ("Every picture lies in one part.", *_disjoint(own)),
        ("No picture lies in two parts under two names.", *_no_twins(own)),
        ("What belongs together lies in one part.", *_groups(own)),
        ("Every part has every class.", *_classes(own, labels)),
        ("T was fitted on the calibration part.", *_temperature(trained, outcome, labels["calibration"])),
        ("Each ECE stands beside what chance gives.", *_floors(outcome)),
        ("Several seeds are told, with their spread.", *_seeds(trained, plan)),
        ("Each verdict follows the rule.", *_verdicts(outcome, plan)),
        ("The threshold was chosen on the calibration part.", *_threshold(trained, outcome, labels["calibration"])),
        ("The decision is told in words, with its cost.", *_words(decision, outcome)),
    )
    rows = tuple((f"{number}", point, mark, why) for number, (point, mark, why) in enumerate(points, 1))
    earned = sum(mark == "yes" for _, _, mark, _ in rows)
    return Table(f"{earned} of 10 points check out", ("", "point", "", "looked at"), rows)


def _mark(holds: bool) -> str:
    return "yes" if holds else "no"


def _disjoint(own: OwnPictures) -> tuple[str, str]:
    rows = torch.cat(list(own.rows.values()))
    return _mark(len(rows.unique()) == len(rows)), f"{len(rows):,} rows, {len(rows.unique()):,} different"


def _no_twins(own: OwnPictures) -> tuple[str, str]:
    rows = torch.cat(list(own.rows.values()))
    pictures = own.folder.images.images[rows].flatten(1)
    part = torch.cat([torch.full((len(cut),), k) for k, cut in enumerate(own.rows.values())])
    _, number = pictures.unique(dim=0, return_inverse=True)
    pairs = torch.stack([number, part], 1).unique(dim=0)
    twins = len(pairs) - len(number.unique())
    return _mark(twins == 0), f"{twins} pictures in more than one part"


def _groups(own: OwnPictures) -> tuple[str, str]:
    if own.groups is None:
        return "to read", "no groups were given: is there one patient, one video, one day behind several pictures?"
    parts = [set(own.groups[rows].tolist()) for rows in own.rows.values()]
    shared = sum(map(len, parts)) - len(set().union(*parts))
    return _mark(shared == 0), f"{len(set().union(*parts)):,} groups, {shared} in more than one part"


def _classes(own: OwnPictures, labels: dict[str, Tensor]) -> tuple[str, str]:
    least = min(int(part.bincount(minlength=own.folder.images.classes).min()) for part in labels.values())
    return _mark(least > 0), f"at least {least} pictures of each class in each part"


def _kept(trained: Sequence[Trained], outcome: Outcome) -> Trained:
    told = outcome.report.numbers["kept"]
    assert isinstance(told, dict)
    return next(one for one in trained if (one.loss, one.seed) == (told["loss"], told["seed"]))


def _temperature(trained: Sequence[Trained], outcome: Outcome, labels: Tensor) -> tuple[str, str]:
    again = fit_temperature(_kept(trained, outcome).calibration, labels, split="calibration").temperature or 1.0
    told = outcome.model.temperature
    return _mark(abs(again - told) <= 1e-6 * told), f"told {told:.4g}, fitted again {again:.4g}"


def _networks(outcome: Outcome) -> list[dict[str, Any]]:
    told = outcome.report.numbers["networks"]
    assert isinstance(told, list)
    return told


_FLOORS = {"ECE by chance", "ECE by chance after T"}


def _floors(outcome: Outcome) -> tuple[str, str]:
    told = [one for one in _networks(outcome) if set(one) >= _FLOORS]
    return _mark(len(told) == len(_networks(outcome))), f"{len(told)} of {len(_networks(outcome))} networks"


def _seeds(trained: Sequence[Trained], plan: Plan) -> tuple[str, str]:
    least = min(sum(one.loss == loss for one in trained) for loss in plan.losses)
    return _mark(least >= 2), f"{least} of each loss"


def _verdicts(outcome: Outcome, plan: Plan) -> tuple[str, str]:
    """Each word again from the numbers that are told."""
    told = outcome.report.numbers["verdicts"]
    assert isinstance(told, dict)
    if not all(set(one) >= _FLOORS for one in _networks(outcome)):
        return "no", "without floors none can be computed again"
    same = 0
    for loss in plan.losses[1:]:
        for end in ("", " after T"):
            pair, floors = [], []
            for name in (loss, "CE"):
                own = [one for one in _networks(outcome) if one["loss"] == name]
                pair.append([one[f"ECE{end}"] for one in own])
                floors.append(sum(one[f"ECE by chance{end}"] for one in own) / len(own))
            word = verdict(*pair, claim="lower", floors=(floors[0], floors[1])).word
            same += told.get(f"ECE{end}, {loss} lower than CE", {}).get("word") == word
    wanted = 2 * (len(plan.losses) - 1)
    return _mark(same == wanted == len(told)), f"{same} of {wanted} computed again alike"


def _threshold(trained: Sequence[Trained], outcome: Outcome, labels: Tensor) -> tuple[str, str]:
    model, one = outcome.model, _kept(trained, outcome)
    sure = (one.calibration.double() / model.temperature).softmax(1)
    again = best_threshold(*top_label(sure, labels), ask=model.ask)
    return _mark(abs(again - model.threshold) < 1e-9), f"told {model.threshold:.3f}, chosen again {again:.3f}"


def _words(decision: str, outcome: Outcome) -> tuple[str, str]:
    words = len(decision.split())
    if words < WORDS:
        return "no", f"{words} words; write {WORDS} or more"
    if f"{outcome.model.ask:g}" not in decision:
        return "no", f"the cost of a question, {outcome.model.ask:g}, is not named"
    return "to read", f"{words} words, for somebody to judge"
