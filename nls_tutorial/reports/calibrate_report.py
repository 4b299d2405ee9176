"""What came of training: the losses side by side with verdicts, the network that is kept, its surest mistakes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import torch
from torch import Tensor

from nls_tutorial.calibration import (
    best_threshold,
    chance_calibration_errors,
    expected_calibration_error,
    fit_temperature,
    negative_log_likelihood,
    reliability_of,
    top_label,
)
from nls_tutorial.records import MeanStd, Scene, Table, Verdict, mean_std, verdict
from nls_tutorial.records.say import say_percent
from nls_tutorial.reports.advice import in_words, temperature_in_words, what_to_do
from nls_tutorial.reports.calibrate_runs import Plan, Trained
from nls_tutorial.reports.calibrated_model import CalibratedModel
from nls_tutorial.reports.own_pictures import OwnPictures, of_groups
from nls_tutorial.reports.page import Part, Section, report_page
from nls_tutorial.reports.predictions_report import FLOOR_WORDS, WIDE, Report, decision_words, score_table
from nls_tutorial.reports.report_scenes import decision_scene, temperature_scene
from nls_tutorial.reports.rescaled import Rescaled, rescale
from nls_tutorial.reports.scores import macro_f1
from nls_tutorial.scenes import gallery

DRAWS = 50  # calibrated networks, for the floor of a seed
MISTAKES = 16
SCORED = ("accuracy", "macro F1", "NLL", "NLL after T", "ECE", "ECE after T", "T")


@dataclass(frozen=True, eq=False)
class Outcome:
    """The report of a run, and the model that is kept."""

    report: Report
    model: CalibratedModel


def calibrate_report(
    own: OwnPictures,
    trained: Sequence[Trained],
    plan: Plan,
    *,
    ask: float = 0.1,
    resamples: int = 1000,
    title: str = "",
) -> Outcome:
    r"""The report on networks of several losses and seeds, and the one that is kept.

    Kept is the loss with the least NLL after T on the calibration part, the mean over the seeds, and of it the seed
    that has least; the test part chooses nothing. `ask` is what a question to a human costs, in wrong answers: the
    threshold is the cheapest on the calibration part. First met in notebooks/12_compare_the_losses.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from PIL import Image
    >>> from nls_tutorial.reports import own_pictures, train_all
    >>> plan = Plan(("CE",), seeds=1, epochs=1, network="cnn")
    >>> with tempfile.TemporaryDirectory() as home:
    ...     for name, grey in (("cat", 0), ("dog", 100)):
    ...         (Path(home) / "own" / name).mkdir(parents=True)
    ...         for step in range(10):
    ...             Image.new("L", (9, 9), grey + step).save(Path(home) / "own" / name / f"{step}.png")
    ...     own = own_pictures(Path(home) / "own", size=8)
    ...     trained = train_all(own, plan, Path(home) / "work")
    >>> outcome = calibrate_report(own, trained, plan, resamples=10)
    >>> isinstance(trained[0], Trained), isinstance(outcome, Outcome), outcome.model.class_names
    (True, True, ('cat', 'dog'))
    """
    labels = {name: own.folder.images.labels[own.rows[name]] for name in ("calibration", "test")}
    rows = [_scores(one, labels) for one in trained]
    one = trained[_kept(trained, labels)]
    fitted, scored = (one.calibration, labels["calibration"]), (one.test, labels["test"])
    part = rescale(fitted, scored, groups=of_groups(own, "test"), resamples=resamples)
    model = _model(own, one, plan, part, ask)
    verdicts = _verdicts(trained, rows, plan)
    short = (_first(one, part), _guessing(part, labels["test"]), temperature_in_words(part))
    sections = [
        Section("In short", short),
        Section("Your pictures", [own.lines()]),
        Section("The losses", [_table(trained, rows, plan), *_told(verdicts, plan)]),
        Section(f"The network that is kept: {one.loss}, seed {one.seed}", [_kept_table(part), FLOOR_WORDS]),
        Section("Confidence and accuracy", [temperature_scene(one.test, labels["test"], part.temperature)]),
        Section("A decision with costs", [decision_words(part.temperature), _decision(part, ask)]),
        Section("The surest mistakes", _mistakes(own, one, labels["test"], part.temperature)),
        Section("What to do next", [what_to_do(part)]),
        Section("How it was computed", [_method(plan, model)]),
    ]
    kept: dict[str, object] = {
        "kept": {"loss": one.loss, "seed": one.seed, "temperature": part.fit.temperature, "threshold": model.threshold},
        "kept before T": part.before.plain(),
        "kept after T": None if part.after is None else part.after.plain(),
    }
    lines = (*short, *(f"{name}: {v}" for name, v in verdicts.items()))
    page = report_page("From a folder to a calibrated network", sections)
    return Outcome(Report(page, {**_numbers(own, trained, rows, plan, verdicts), **kept}, lines), model)


def _model(own: OwnPictures, one: Trained, plan: Plan, part: Rescaled, ask: float) -> CalibratedModel:
    """The network with its T, and the threshold that is cheapest on the part that T was fitted on."""
    sure = part.fitted_logits.double().div(part.temperature).softmax(1)
    threshold = best_threshold(*top_label(sure, part.fitted_labels), ask=ask)
    _, channels, size, _ = own.folder.images.images.shape
    names = own.folder.images.class_names
    return CalibratedModel(one.network, plan.network, channels, size, names, part.temperature, ask, threshold)


def _numbers(
    own: OwnPictures,
    trained: Sequence[Trained],
    rows: Sequence[dict[str, float]],
    plan: Plan,
    verdicts: dict[str, Verdict],
) -> dict[str, object]:
    return {
        "format": "nls_tutorial calibrate 1",
        "plan": asdict(plan),
        "classes": list(own.folder.images.class_names),
        "parts": {name: len(cut) for name, cut in own.rows.items()},
        "networks": [{"loss": t.loss, "seed": t.seed, **row} for t, row in zip(trained, rows, strict=True)],
        "verdicts": {name: {"word": v.word, "told": str(v)} for name, v in verdicts.items()},
        "left out": list(own.folder.left_out),
    }


def _first(one: Trained, part: Rescaled) -> str:
    return f"{one.loss} is kept. {in_words(part.before)}"


def _guessing(part: Rescaled, labels: Tensor) -> str:
    """The accuracy beside what naming the largest class always would get."""
    share = float(labels.bincount().max()) / len(labels)
    told = f"Naming the largest class always would be right in {100 * share:.1f} %"
    if part.before["accuracy"].low <= share:
        return (
            f"{told}, which is within the interval: nothing is shown to be learnt yet. Take more pictures, or --budget."
        )
    return f"{told}."


def _kept_table(part: Rescaled) -> Table:
    columns = [part.before] + ([] if part.after is None else [part.after])
    return score_table(columns, ["test part, T = 1", f"test part, T = {part.temperature:.2f}"][: len(columns)])


def _scores(one: Trained, labels: dict[str, Tensor]) -> dict[str, float]:
    """The scores of one network on the test part, T fitted on the calibration part."""
    fit = fit_temperature(one.calibration, labels["calibration"], split="calibration")
    t, y = fit.temperature or 1.0, labels["test"]
    z = one.test.double()
    told = {
        "T": t,
        "accuracy": float((z.argmax(1) == y).double().mean()),
        "macro F1": macro_f1(z.argmax(1), y, z.shape[1]),
    }
    for end, scale in (("", 1.0), (" after T", t)):
        sure, right = top_label((z / scale).softmax(1), y)
        told[f"NLL{end}"] = float(negative_log_likelihood(z / scale, y))
        told[f"ECE{end}"] = float(expected_calibration_error(reliability_of(sure, right, bins=WIDE)))
        told[f"ECE by chance{end}"] = float(chance_calibration_errors(sure, bins=WIDE, draws=DRAWS).mean())
    return told


def _kept(trained: Sequence[Trained], labels: dict[str, Tensor]) -> int:
    """The network to keep, by the calibration part alone."""
    y = labels["calibration"]
    losses = []
    for one in trained:
        fit = fit_temperature(one.calibration, y, split="calibration")
        losses.append(fit.nll_before if fit.nll_after is None else fit.nll_after)
    mean = {
        loss: float(torch.tensor([v for o, v in zip(trained, losses, strict=True) if o.loss == loss]).mean())
        for loss in dict.fromkeys(one.loss for one in trained)
    }
    best = min(mean, key=lambda loss: mean[loss])
    return min((k for k, one in enumerate(trained) if one.loss == best), key=lambda k: losses[k])


def _of(trained: Sequence[Trained], rows: Sequence[dict[str, float]], loss: str, score: str) -> list[float]:
    return [row[score] for one, row in zip(trained, rows, strict=True) if one.loss == loss]


def _verdicts(trained: Sequence[Trained], rows: Sequence[dict[str, float]], plan: Plan) -> dict[str, Verdict]:
    """For each loss but CE: is its ECE lower than CE's, before and after T, paired by seed, by the common rule?"""
    found: dict[str, Verdict] = {}
    for loss in plan.losses[1:]:
        for end in ("", " after T"):
            pair = [_of(trained, rows, name, f"ECE{end}") for name in (loss, "CE")]
            floors = [sum(_of(trained, rows, name, f"ECE by chance{end}")) / plan.seeds for name in (loss, "CE")]
            found[f"ECE{end}, {loss} lower than CE"] = verdict(
                *pair, claim="lower", floors=(floors[0], floors[1]), unit=" points", digits=1, scale=100
            )
    return found


def _table(trained: Sequence[Trained], rows: Sequence[dict[str, float]], plan: Plan) -> Table:
    lines = []
    for loss in plan.losses:
        told = [_mean(mean_std(_of(trained, rows, loss, score)), score) for score in SCORED]
        lines.append((loss, *told))
    return Table(f"Test part, mean ± standard deviation over {plan.seeds} seeds", ("", *SCORED), tuple(lines))


def _mean(found: MeanStd, score: str) -> str:
    scale, unit, digits = (1, "", 2) if score.startswith(("NLL", "T")) else (100, " %", 1)
    spread = "" if found.std != found.std else f" ± {scale * found.std:.{digits}f}"
    return f"{scale * found.mean:.{digits}f}{spread}{unit}"


def _told(verdicts: dict[str, Verdict], plan: Plan) -> list[Part]:
    words = "Is ECE lower than that of cross-entropy? Paired by seed, by the rule of the course's claim boxes."
    if plan.seeds < 3:
        words += f" {plan.seeds} seeds settle only large differences: --budget class has three, full five."
    return [words, tuple(f"{name}: {told}" for name, told in verdicts.items())] if verdicts else []


def _decision(part: Rescaled, ask: float) -> Scene:
    sets = ((part.fitted_logits, part.fitted_labels), (part.logits, part.labels))
    first, other = ((z.double().div(part.temperature).softmax(1), y) for z, y in sets)
    return decision_scene(first, other, ask=ask)


def _mistakes(own: OwnPictures, one: Trained, labels: Tensor, temperature: float) -> list[Part]:
    p = (one.test.double() / temperature).softmax(1)
    sure, predicted = p.max(1)
    wrong = (predicted != labels).nonzero().flatten()
    if not len(wrong):
        return ["There is none on the test part."]
    chosen = wrong[sure[wrong].argsort(descending=True)][:MISTAKES]
    names = own.folder.images.class_names
    captions = [
        f"{names[int(labels[k])]}, taken for {names[int(predicted[k])]}: {say_percent(float(sure[k]))}" for k in chosen
    ]
    pictures = own.folder.images.images[own.rows["test"][chosen]]
    files = [own.folder.files[int(own.rows["test"][k])] for k in chosen]
    words = f"{len(wrong):,} of {len(labels):,} test pictures are taken for another class; the surest, after T:"
    listed = tuple(f"{file}: {caption}" for file, caption in zip(files, captions, strict=True))
    return [words, gallery(pictures, captions, title="Label, answer, confidence", columns=4), listed]


def _when(model: CalibratedModel) -> str:
    if model.threshold > 1:
        return "The model always asks a human"
    return f"The model answers from a confidence of {100 * model.threshold:.1f} %"


def _method(plan: Plan, model: CalibratedModel) -> tuple[str, ...]:
    return (
        f"{plan.network}, {plan.epochs} epochs of Adam, losses {', '.join(plan.losses)}, seeds 0 … {plan.seeds - 1}.",
        "60 % of the pictures to train on, 20 % to fit T and choose loss, seed and threshold, 20 % to score.",
        f"{_when(model)}, where a question costs {model.ask:g} wrong answers: cheapest on the calibration part.",
        "model.npz holds weights, classes, size and T; nls-tutorial predict model.npz FILE … asks it.",
        "splits.csv tells which picture is in which part. All numbers stand in report.json, unrounded.",
    )
