"""Call every public function with arguments drawn at random: it answers, or names an argument in a refusal, in seconds.

    python tests/fuzz/random_calls.py --calls 20000

Most arguments of a call are such as its names ask for, one or two are anything: another type, another shape, a huge
number, a tensor that is sparse, complex, quantized or without values. A record that is made must show itself.
"""

import argparse
import dataclasses
import importlib
import inspect
import random
import re
import resource
import signal
import sys
import types
import typing
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import torch
from torch import nn

import nls_tutorial
from nls_tutorial.records.record import Record

SECONDS = 10  # of processor time, a call; half of them are over in less than a millisecond
GIGABYTES = 6  # of memory, beside what is in use at the start
ROOMS = """
attacks boxes calibration data geometry losses models partial_conv plots predictions records scenes tables targets
training
""".split()  # noqa: SIM905
# downloads, reads folders, draws a whole course's data or trains; or is no function
LEFT_OUT = """
cifar10 digits imagenet_boxes voc_detection voc_folder photographs scene_splits train train_many write_atomic
save_page LiveScene SceneWidget show MissingFileError DownloadError Samples BatchTransform Mark
efficientnet_b0 mobilenet_v2
resnet18 resnet34 resnet50 TorchvisionClassifier Attention BasicBlock Classifier Transformer UNet
documentation newsgroups text_folder BagOfWords WordConvolution multi30k sentence_pairs interface_messages Subwords
Detector
CalibrationErrors Confidences CrossEntropies Scores
""".split()  # noqa: SIM905


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function and record, by its full name."""
    for room in ROOMS:
        module = importlib.import_module(f"nls_tutorial.{room}")
        for name in module.__all__:
            found = getattr(module, name)
            if callable(found) and name not in LEFT_OUT:
                yield f"{room}.{name}", found


# ------------------------------------------------------------------------------------------------ what is given


def odd(chance: random.Random) -> Any:
    """Anything at all."""
    numbers = [0, 1, -1, 2, 3, 7, 10**20, -(10**20), 2**63, 2**31, 10**400, True, 1.5, -0.5, 1e308, 0j, 1e-320]
    words = ["", "x", "cuda", "mean", "a" * 10_000, "\0", "\ud800", "nan", b"bytes"]
    special = [float("nan"), float("inf"), -float("inf"), None, object(), print, int, Ellipsis, np.float32(2)]
    several = [[], (), {}, [1, 2], (1.0,), {"a": 1}, [[1], [1, 2]], ["a", "b"], {1, 2}, range(3), slice(1), [None]]
    return chance.choice([chance.choice(kind) for kind in (numbers, words, special, several, ARRAYS, TENSORS, TENSORS)])


ARRAYS = [np.zeros((3, 4)), np.array("a"), np.array([None, 1]), np.float64(0.5), np.zeros((0, 3))]


def _tensors() -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    rows = torch.rand(5, 3, generator=generator)
    ends = [float("nan"), float("inf"), -float("inf"), 1e38, -1e38, 1e-45]
    return [
        *(torch.full((5, 3), end) for end in ends),
        rows.to_sparse(),
        rows.to_sparse_csr(),
        torch.complex(rows, rows),
        torch.quantize_per_tensor(rows, 0.1, 0, torch.qint8),
        torch.nested.nested_tensor([rows[0], rows[1, :2]]),
        rows.to("meta"),
        torch.zeros(5, dtype=torch.int64, device="meta"),
        rows.clone().requires_grad_(),
        rows.half(),
        rows.bfloat16(),
        rows.to(torch.float8_e4m3fn),
        rows.bool(),
        rows.byte(),
        torch.zeros(0, 3),
        torch.zeros(5, 0),
        torch.tensor(0.5),
        torch.tensor(3),
        torch.tensor(True),
        torch.zeros(5, 3, 2, 2),
        torch.zeros(2, 3, 4),
        torch.zeros(1, 1, 1, 1, 1),
        torch.arange(5),
        torch.tensor([2**62, -(2**62), 0, 1, 2]),
        torch.zeros(5, dtype=torch.int32),
        torch.empty(5, 3)[:, ::2],
        rows.expand(2, 5, 3),
    ]


def fitting(chance: random.Random, name: str, rows: int, classes: int) -> Any:
    """A value such as the name of an argument asks for."""
    seed = torch.Generator().manual_seed(chance.randrange(10**6))
    rand = lambda *sizes: torch.rand(*sizes, generator=seed)
    labels = torch.randint(0, classes, (rows,), generator=seed)
    shares = torch.softmax(3 * torch.randn(rows, classes, generator=seed), 1)
    corners = rand(rows, 2) * 4
    known = {
        "logits": 4 * shares.log(),
        "student_logits": shares.log(),
        "teacher_logits": rand(rows, classes),
        "features": rand(rows, 6),
        "labels": labels,
        "predicted": labels,
        "clean_labels": labels,
        "targets": shares,
        "probabilities": shares,
        "confidences": shares.amax(1),
        "right": labels == 0,
        "context_only": labels == 0,
        "objectness": rand(rows),
        "templates": rand(classes, 6),
        "classes": classes,
        "images": rand(rows, 3, 8, 8),
        "around": rand(rows, 3, 8, 8),
        "boxes": torch.cat([corners, corners + 2], 1),
        "crops": torch.tensor([[0.0, 0, 8, 8]]).expand(rows, 4),
        "masks": rand(rows, 8, 8) > 0.5,
        "maps": rand(rows, 6, 4, 4),
        "values": rand(rows, 4),
        "thresholds": rand(3),
        "x": rand(rows, 3, 8, 8),
        "weight": chance.choice([0.1, 0.5, rand(4, 3, 3, 3)]),
        "bias": chance.choice([None, rand(4)]),
        "reduction": chance.choice(["mean", "sum", "none"]),
        "scheme": chance.choice(["width", "mass"]),
        "norm": chance.choice(["linf", "l2"]),
        "reading": "either",
        "beta": 0.5,
        "seed": 0,
        "figure": chance.choice(["83.5", "0.0633", "12.00"]),
        "figures": ["83.5", "12.25"],
        "accuracy": "83.5",
        "recall": "83.4",
        "kind": "noise",
        "device": "cpu",
        "size": chance.choice([8, (8, 8)]),
        "picture": (8, 8),
        "radius": 0.1,
        "data": _records()["Images"],
        "crop": _records()["Crop"],
        "scene": _records()["Scene"],
        "model": nn.Sequential(nn.Flatten(), nn.Linear(3 * 8 * 8, classes)),
        "generator": torch.Generator(),
        "score": lambda values: values.double().mean(),
        "share": 0.3,
        "epsilon": 0.1,
        "batch": chance.choice([4, _records()["Images"]]),
        "fill": rand(3),
        "rule": torch.mul,
        "change": torch.add,
        "captions": ["a"] * rows,
        "title": "title",
        "kernel_size": 3,
        "in_channels": 3,
        "out_channels": 4,
    }
    if name == "bins":
        return chance.choice([15, _records()["Bins"]])
    return known.get(name, chance.choice([rand(rows, classes), rand(rows), 1, 2, 0.5, "a", labels, 5]))


def _records() -> dict[str, Any]:
    """One record of each kind that some function takes."""
    if not MADE:
        from nls_tutorial import calibration, records

        line = records.Line(records.track([0, 1]), records.track([0, 1]))
        axis = records.Axis("x", 0, 1)
        panel = records.Panel("", axis, axis, (line,))
        labels = torch.tensor([0, 1, 2, 0])
        boxes = torch.tensor([[0.0, 0, 4, 4]]).repeat(4, 1)
        window = torch.tensor([[0.0, 0, 8, 8]]).repeat(4, 1)
        MADE.update(
            Bins=calibration.reliability_of(torch.tensor([0.5, 0.9]), torch.tensor([True, False])),
            Images=records.Images(torch.rand(4, 3, 8, 8), labels, ("a", "b", "c"), "test", boxes=boxes),
            Crop=records.Crop(window, torch.zeros(4).bool(), (8, 8)),
            Scene=records.Scene("title", "words", (panel,)),
            Panel=panel,
            Axis=axis,
            Line=line,
            Track=records.track([0, 1]),
            Predictions=records.Predictions(torch.rand(4, 3), labels, ("a", "b", "c"), "test", 0),
            Results=records.Results.from_arrays(
                "tiny", ("CE",), (0, 1), {"ECE": [[0.1, 0.2]]}, {"ECE": records.Score()}, setup="by hand"
            ),
            Verdict=records.fact(True, "counted"),
            Table=records.PublishedTable("paper", "1", "shares", {"row": {"column": "0.1"}}),
        )
    return MADE


MADE: dict[str, Any] = {}
with warnings.catch_warnings():  # that sparse and quantized tensors are not torch's last word
    warnings.simplefilter("ignore")
    TENSORS = _tensors()


def drawn(chance: random.Random, function: Callable[..., Any]) -> tuple[list[Any], dict[str, Any]]:
    """Arguments for one call: what the names ask for, but for a few that are anything."""
    rows, classes = chance.choice([1, 4, 4, 4]), chance.choice([3, 3, 2])
    positional: list[Any] = []
    named: dict[str, Any] = {}
    parameters = list(inspect.signature(function).parameters.values())
    needed = [p for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD]
    spoilt = {p.name for p in chance.sample(parameters, min(len(parameters), chance.choice([0, 0, 1, 1, 2])))}
    several = [place for place, p in enumerate(parameters) if p.kind is p.VAR_POSITIONAL]
    before_others = {p.name for p in parameters[: several[0]]} if several else set()
    for p in parameters:
        if p not in needed and p.name not in spoilt and (p.name not in OPTIONS or chance.random() < 0.5):
            continue
        if p.kind is p.VAR_KEYWORD:
            if p.name in spoilt:
                named["other"] = odd(chance)
            continue
        value = odd(chance) if p.name in spoilt else _asked(chance, function, p, rows, classes)
        if p.kind in (p.POSITIONAL_ONLY, p.VAR_POSITIONAL) or p.name in before_others:
            positional.append(value)
        else:
            named[p.name] = value
    return positional, named


def _asked(
    chance: random.Random, function: Callable[..., Any], parameter: inspect.Parameter, rows: int, classes: int
) -> Any:
    """What this function in particular asks for, or what the argument's annotation and name do."""
    own = OWN.get(function.__name__, {})
    if parameter.name in own:
        value = own[parameter.name]
        return value(rows, classes) if isinstance(value, types.LambdaType) else value
    return _of_kind(chance, parameter, rows, classes)


def _of_kind(chance: random.Random, parameter: inspect.Parameter, rows: int, classes: int) -> Any:
    """By the annotation where it is a record's or a plain type, by the name otherwise."""
    told = str(parameter.annotation)
    for name, made in _records().items():
        if re.search(rf"\b{name}\b", told) and "Tensor" not in told:
            return (made,) if "tuple" in told else made
    if parameter.annotation is str:
        return fitting(chance, parameter.name, rows, classes) if parameter.name in STRINGS else "words"
    if typing.get_origin(parameter.annotation) is typing.Literal:
        return chance.choice(typing.get_args(parameter.annotation))
    plain = {int: [1, 2, 3], float: [0.5, 0.1], bool: [True, False]}.get(parameter.annotation)
    if plain and parameter.name not in ("classes", "bins"):
        return chance.choice(plain)
    if told.startswith("tuple[str"):
        return ("a", "b", "c")[: max(2, classes)]
    if told.startswith("tuple[float"):
        return (0.5, 0.75)
    return fitting(chance, parameter.name, rows, classes)


OPTIONS = {"reduction", "scheme", "norm", "reading", "epsilon", "beta", "seed", "bins"}
IMAGES = torch.rand(4, 3, 8, 8, generator=torch.Generator().manual_seed(1))
HEAD = nn.Sequential(nn.Flatten(), nn.Linear(3 * 8 * 8, 3)).eval()
# by function: arguments whose name alone does not say what they are
OWN: dict[str, dict[str, Any]] = {
    "distance": {"images": IMAGES, "others": IMAGES},
    "fgsm": {"model": HEAD, "images": IMAGES, "labels": torch.arange(4) % 3},
    "pgd": {"model": HEAD, "images": IMAGES, "labels": torch.arange(4) % 3},
    "collect": {"model": HEAD},
    "intersection": {"boxes": torch.tensor([[0.0, 0, 4, 4]]), "others": torch.tensor([[2.0, 2, 8, 8]])},
    "auroc": {"others": torch.tensor([0.1, 0.9])},
    "bootstrap_interval": {"arrays": torch.rand(6), "resamples": 9},
    "wilson_interval": {"right": 3, "counts": 5},
    "disjoint_indices": {"count": 10, "sizes": {"train": 6, "test": 3}},
    "scenes": {"count": 5},
    "energy_in_box": {"maps": torch.rand(4, 3, 3), "boxes": torch.tensor([[0.0, 0, 4, 4]] * 4), "size": (8, 8)},
    "project": {
        "classes": (0, 1, 2),
        "templates": torch.eye(3, 6),
        "features": torch.rand(4, 6),
        "labels": torch.arange(4) % 3,
        "images": IMAGES,
        "around": IMAGES,
    },
    "template_plane": {"templates": torch.eye(3, 6)},
    "two_objects": {"data": lambda *_: _two("scenes")},
    "keep_own_object": {"data": lambda *_: _two("pairs")},
    "remove_objects": {"data": lambda *_: _two("scenes")},
    "reliability_of": {"bins": 5},
    "reliability": {"bins": 5},
    "chance_calibration_errors": {"bins": 5, "draws": 3},
    "transformer": {"source_words": 5, "target_words": 5},
    "window_count": {"shape": (4, 5), "kernel": 3},
    "window_ratio": {"shape": (4, 5), "kernel": 3},
    "partial_conv2d": {"weight": torch.rand(4, 3, 3, 3), "bias": None},
    "globally_rescaled_conv2d": {"weight": torch.rand(4, 3, 3, 3), "bias": None},
    "random_crops": {"count": 3, "size": (4, 4)},
    "load": {"path": "nowhere.npz"},
    "save": {"predictions": lambda *_: _records()["Predictions"], "path": "/dev/null/predictions.npz"},
    "Axis": {"low": 0, "high": 1},
    "Bins": {
        "edges": torch.tensor([0.0, 0.5, 1.0]),
        "counts": torch.tensor([1, 2]),
        "right": torch.tensor([1, 1]),
        "confidence_sums": torch.tensor([0.5, 1.5]),
    },
    "chance_floors": {"first": ("CE", "ECE", {}), "second": ("CE", "ECE", {})},
    "Cell": {"scores": {"ECE": np.array(0.1)}},
    "Control": {"name": "epsilon", "values": (0.0, 0.5)},
    "Crop": {"windows": torch.zeros(2, 4), "mirrored": torch.zeros(2, dtype=torch.bool), "size": (4, 4)},
    "Handle": {"x": lambda *_: _one(), "y": lambda *_: _one(), "moves": ("epsilon",)},
    "Images": {"images": IMAGES, "labels": torch.arange(4) % 3, "class_names": ("a", "b", "c")},
    "Lesson": {"needs": ("00",)},
    "PaddingSurvey": {"left": {"0": "no padding"}},
    "Picture": {"pixels": np.zeros((2, 2, 3), np.uint8), "left": 0, "right": 1, "bottom": 0, "top": 1},
    "Predictions": {"logits": torch.rand(4, 3), "labels": torch.arange(4) % 3, "class_names": ("a", "b", "c")},
    "Projection": {
        "points": torch.rand(4, 2),
        "labels": torch.arange(4) % 3,
        "templates": torch.rand(3, 2),
        "distances": torch.rand(4),
        "classes": (0, 1, 2),
    },
    "PublishedTable": {"rows": {"row": {"column": "0.1"}}},
    "PublishedRows": {"table": lambda *_: _records()["Table"], "rows": {"a": "row"}, "columns": {"b": "column"}},
    "Readout": {"value": lambda *_: _one()},
    "Rule": {"at": lambda *_: _one()},
    "Text": {"x": lambda *_: _one(), "y": lambda *_: _one(), "text": "words"},
    "Table": {"columns": ("a", "b"), "rows": (("1", "2"),)},
    "TemperatureFit": {"temperature": 2.0, "nll_after": 0.5},
    "Track": {"values": np.zeros(3, np.float32)},
    "fact": {"holds": True},
    "verdict": {"first": [0.1, 0.2, 0.3], "claim": "higher"},
    "reliability_diagram": {"source": lambda *_: _records()["Predictions"], "bins": 5, "resamples": 9},
    "padding_pairs": {"data": "stubble"},
    "prints_as": {"share": Fraction(1, 3)},
    "mix_targets": {"first": torch.eye(3), "second": torch.eye(3)},
}


def _two(kind: str) -> Any:
    from nls_tutorial import data

    alone = data.scenes(12, size=16)
    return alone if kind == "scenes" else data.two_objects(alone, torch.Generator())


def _one() -> Any:
    from nls_tutorial.records import track

    return track(0.5)


STRINGS = {"reduction", "scheme", "norm", "reading", "figure", "accuracy", "recall", "kind", "device"}

# ------------------------------------------------------------------------------------------------- what comes of it


class Late(BaseException):
    """A call that took too long."""


def outcome(function: Callable[..., Any], positional: list[Any], named: dict[str, Any]) -> str:
    """ "answered", "refused", or what went wrong."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        answer = function(*positional, **named)
        if isinstance(answer, Record):
            try:
                repr(answer)
            except Exception as error:
                return f"made, but cannot show itself: {type(error).__name__}: {error}"
        return "answered"
    except (ValueError, TypeError) as error:
        return "refused" if names_one(str(error), function) else f"names no argument: {type(error).__name__}: {error}"
    except (FileNotFoundError, NotADirectoryError, FileExistsError):
        return "refused"  # a path that is no file
    except Late:
        return f"took more than {SECONDS} s"
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def names_one(message: str, function: Callable[..., Any]) -> bool:
    """Whether a refusal begins with an argument's name, or is Python's own about the call."""
    names = set(inspect.signature(function).parameters)
    if isinstance(function, type) and dataclasses.is_dataclass(function):
        names |= {"x and", "y over x", "extra["}
    first = re.match(r"[A-Za-z_]+", message)
    return (
        bool(first and first.group() in names)
        or any(
            re.match(rf"{re.escape(name)}\b", message)
            or f"argument '{name}'" in message
            or f"argument: '{name}'" in message
            for name in names
        )
        or "unexpected keyword argument 'other'" in message
        or message.startswith(("other must", "train + test must", "labels ", "logits "))
    )


def run(calls: int, seed: int, only: str = "") -> tuple[Counter[str], list[str]]:
    """So many calls: how they ended, and one line for each that ended wrongly."""
    every = [(name, function) for name, function in functions() if re.search(only, name)]
    counts: Counter[str] = Counter()
    faults: list[str] = []
    for number in range(calls):
        chance = random.Random(f"{seed} {number}")
        name, function = every[number % len(every)]
        positional, named = drawn(chance, function)
        told = outcome(function, positional, named)
        counts[told if told in ("answered", "refused") else "faults"] += 1
        if told not in ("answered", "refused"):
            given = ", ".join([*map(brief, positional), *(f"{key}={brief(value)}" for key, value in named.items())])
            faults.append(f"{number} {name}({given}) -> {told[:200]}")
    return counts, faults


def brief(value: Any) -> str:
    """An argument in a few letters."""
    if isinstance(value, torch.Tensor):
        kind = "" if value.layout is torch.strided else f", {value.layout}"
        shape = "nested" if value.is_nested else tuple(value.shape)
        return f"Tensor({shape}, {value.dtype}, {value.device}{kind})"
    text = repr(value) if not isinstance(value, Record | nn.Module) else type(value).__name__
    text = " ".join(text.split())
    return text if len(text) < 60 else text[:60] + "…"


def late(*_: object) -> None:
    raise Late


def limit() -> None:
    """Bounds of time and memory, in this process alone."""
    signal.signal(signal.SIGPROF, late)
    used = int(re.search(r"VmSize:\s+(\d+)", open("/proc/self/status").read()).group(1)) * 1024  # type: ignore[union-attr]  # noqa: SIM115
    resource.setrlimit(resource.RLIMIT_AS, (used + GIGABYTES * 10**9, resource.RLIM_INFINITY))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="a pattern of names, such as losses")
    given = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    torch.zeros(2, device="meta").amax()  # the first such call takes seconds to import what it needs
    limit()
    counts, faults = run(given.calls, given.seed, given.only)
    sys.stdout.write("\n".join([*faults, f"{given.calls} calls: {dict(counts)}", ""]))
    return 1 if faults else 0


if __name__ == "__main__":
    assert nls_tutorial.__all__
    sys.exit(main())
