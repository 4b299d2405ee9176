"""No record is made that could not show itself: types, lengths and numbers are looked at when it is made."""

import math
import pickle
from copy import deepcopy
from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch
from spec.loss_checks import as_shipped
from torch import tensor, zeros

from nls_tutorial import records
from nls_tutorial.records import (
    Axis,
    Band,
    Bars,
    Bins,
    Cell,
    Claim,
    Control,
    Crop,
    Handle,
    History,
    Images,
    Line,
    MeanStd,
    Panel,
    Picture,
    Points,
    Predictions,
    Projection,
    PublishedTable,
    Readout,
    Rule,
    Score,
    Shape,
    Splits,
    Table,
    TemperatureFit,
    Text,
    Track,
    Verdict,
    Words,
    fact,
    track,
)
from nls_tutorial.records.record import Record, brief

NAN, INF = math.nan, math.inf
NAMES = ("cat", "dog")
LOGITS, LABELS = zeros(3, 2), tensor([0, 1, 0])
PICTURES = zeros(3, 1, 4, 4)
AXIS = Axis("x", 0, 1)
TWO, THREE = track([0, 1]), track([0, 1, 2])
FALSE = fact(False, "counted")

# what is refused, with the words that name the argument
REFUSED = {
    "one label for three rows": (lambda: Predictions(LOGITS, LABELS[:1], NAMES, "test", 0), "labels"),
    "four labels": (lambda: Predictions(LOGITS, tensor([0, 1, 0, 1]), NAMES, "test", 0), "labels"),
    "NaN": (lambda: Predictions(LOGITS.log() - LOGITS.log(), LABELS, NAMES, "test", 0), "logits"),
    "infinity": (lambda: Predictions(LOGITS + INF, LABELS, NAMES, "test", 0), "logits"),
    "all masked": (lambda: Predictions(LOGITS - INF, LABELS, NAMES, "test", 0), "logits"),
    "whole logits": (lambda: Predictions(LOGITS.long(), LABELS, NAMES, "test", 0), "logits"),
    "sparse logits": (lambda: Predictions(LOGITS.to_sparse(), LABELS, NAMES, "test", 0), "logits"),
    "logits in a list": (lambda: Predictions(LOGITS.tolist(), LABELS, NAMES, "test", 0), "logits"),
    "one class": (lambda: Predictions(zeros(3, 1), 0 * LABELS, ("cat",), "test", 0), "logits"),
    "dense logits": (lambda: Predictions(zeros(3, 2, 4, 4), LABELS, NAMES, "test", 0), "logits"),
    "float labels": (lambda: Predictions(LOGITS, LABELS.float(), NAMES, "test", 0), "labels"),
    "a label too large": (lambda: Predictions(LOGITS, LABELS + 1, NAMES, "test", 0), "labels"),
    "a name too few": (lambda: Predictions(LOGITS, LABELS, ("cat",), "test", 0), "class_names"),
    "a text for names": (lambda: Predictions(LOGITS, LABELS, "ab", "test", 0), "class_names"),
    "numbers for names": (lambda: Predictions(LOGITS, LABELS, (1, 2), "test", 0), "class_names"),
    "no split": (lambda: Predictions(LOGITS, LABELS, NAMES, None, 0), "split"),
    "half a seed": (lambda: Predictions(LOGITS, LABELS, NAMES, "test", 1.5), "seed"),
    "a true seed": (lambda: Predictions(LOGITS, LABELS, NAMES, "test", True), "seed"),
    "other features": (lambda: Predictions(LOGITS, LABELS, NAMES, "test", 0, zeros(2, 5)), "features"),
    "NaN features": (lambda: Predictions(LOGITS, LABELS, NAMES, "test", 0, zeros(3, 5) + NAN), "features"),
    "whole features": (lambda: Predictions(LOGITS, LABELS, NAMES, "test", 0, zeros(3, 5).long()), "features"),
    "another device": (lambda: Predictions(LOGITS, LABELS.to("meta"), NAMES, "test", 0), "labels"),
    "bytes for pictures": (lambda: Images(PICTURES.byte(), LABELS, NAMES, "train"), "images"),
    "flat pictures": (lambda: Images(zeros(3, 16), LABELS, NAMES, "train"), "images"),
    "NaN in a picture": (lambda: Images(PICTURES + NAN, LABELS, NAMES, "train"), "images"),
    "two labels": (lambda: Images(PICTURES, LABELS[:2], NAMES, "train"), "labels"),
    "float labels of pictures": (lambda: Images(PICTURES, LABELS.float(), NAMES, "train"), "labels"),
    "boxes of three": (lambda: Images(PICTURES, LABELS, NAMES, "train", boxes=zeros(3, 3)), "boxes"),
    "two boxes": (lambda: Images(PICTURES, LABELS, NAMES, "train", boxes=zeros(2, 4)), "boxes"),
    "NaN boxes": (lambda: Images(PICTURES, LABELS, NAMES, "train", boxes=zeros(3, 4) / 0), "boxes"),
    "small masks": (lambda: Images(PICTURES, LABELS, NAMES, "train", masks=zeros(3, 2, 2).bool()), "masks"),
    "float masks": (lambda: Images(PICTURES, LABELS, NAMES, "train", masks=zeros(3, 4, 4)), "masks"),
    "clean labels": (lambda: Images(PICTURES, LABELS, NAMES, "train", clean_labels=LABELS[:2]), "clean_labels"),
    "a short extra": (lambda: Images(PICTURES, LABELS, NAMES, "train", extra={"share": zeros(2)}), "extra"),
    "a text as extra": (lambda: Images(PICTURES, LABELS, NAMES, "train", extra={"share": "no"}), "extra"),
    "box labels": (
        lambda: Images(PICTURES, LABELS, NAMES, "train", boxes=zeros(3, 2, 4), box_labels=zeros(3, 1).long()),
        "box_labels",
    ),
    "splits of tensors": (lambda: Splits(PICTURES, PICTURES, PICTURES), "train"),
    "bins of one edge": (lambda: Bins(zeros(1), zeros(0).long(), zeros(0).long(), zeros(0)), "edges"),
    "edges in two rows": (lambda: Bins(zeros(2, 2), LABELS[:1], LABELS[:1], zeros(1)), "edges"),
    "edges that fall": (lambda: Bins(tensor([1.0, 0.0]), LABELS[:1], LABELS[:1], zeros(1)), "edges"),
    "NaN edges": (lambda: Bins(tensor([0.0, NAN]), LABELS[:1], LABELS[:1], zeros(1)), "edges"),
    "more right than there": (lambda: Bins(tensor([0.0, 1.0]), tensor([1]), tensor([2]), zeros(1)), "correct"),
    "half a count": (lambda: Bins(tensor([0.0, 1.0]), tensor([0.5]), tensor([0]), zeros(1)), "counts"),
    "NaN confidence": (lambda: Bins(tensor([0.0, 1.0]), tensor([1]), tensor([1]), tensor([NAN])), "confidence_sums"),
    "a claim of numbers": (lambda: Claim(1, "here", FALSE), "paper"),
    "a claim without words": (lambda: Claim("paper", None, FALSE), "here"),
    "verdicts by number": (lambda: Claim("paper", "here", {1: FALSE}), "verdict"),
    "a typed verdict": (lambda: Claim("paper", "here", "shows"), "verdict"),
    "a verdict without a word": (lambda: Verdict(""), "word"),
    "a verdict of many digits": (lambda: Verdict("shows", digits=10**20), "digits"),
    "luck of 2": (lambda: Verdict("shows", seeds=3, luck=2.0), "luck"),
    "windows of three": (lambda: Crop(zeros(3, 3), zeros(3).bool(), (4, 4)), "windows"),
    "mirrored by number": (lambda: Crop(zeros(3, 4), zeros(3), (4, 4)), "mirrored"),
    "two mirrored": (lambda: Crop(zeros(3, 4), zeros(2).bool(), (4, 4)), "mirrored"),
    "one side": (lambda: Crop(zeros(3, 4), zeros(3).bool(), (4,)), "size"),
    "no size": (lambda: Crop(zeros(3, 4), zeros(3).bool(), (0, 4)), "size"),
    "accuracies of other epochs": (lambda: History((1.0, 2.0), (0.5,)), "train_accuracy"),
    "losses as a text": (lambda: History("ab", ()), "train_loss"),
    "a loss in a tensor": (lambda: History((tensor(1.0),), ()), "train_loss"),
    "a count of −1": (lambda: MeanStd(0.0, 1.0, -1), "count"),
    "a mean in words": (lambda: MeanStd("1", 1.0, 1), "mean"),
    "a mean that no float holds": (lambda: MeanStd(10**400, 1.0, 1), "mean"),
    "points in space": (lambda: Projection(zeros(3, 3), LABELS, zeros(3, 2), zeros(3), (0, 1, 2)), "points"),
    "two templates": (lambda: Projection(zeros(3, 2), LABELS, zeros(2, 2), zeros(3), (0, 1, 2)), "templates"),
    "four distances": (lambda: Projection(zeros(3, 2), LABELS, zeros(3, 2), zeros(4), (0, 1, 2)), "distances"),
    "two classes": (lambda: Projection(zeros(3, 2), LABELS, zeros(3, 2), zeros(3), (0, 1)), "classes"),
    "rows without columns": (lambda: PublishedTable("paper", "1", "shares", {"row": "0.1"}), "rows"),
    "a short row": (lambda: Table("t", ("a", "b"), (("1",),)), "rows"),
    "a number in a table": (lambda: Table("t", ("a",), ((1,),)), "rows"),
    "many digits": (lambda: Score(digits=-1), "digits"),
    "a score that is no array": (lambda: Cell("CE", 0, {"ECE": 0.1}), "scores"),
    "T = 0": (lambda: TemperatureFit(0.0, 1.0, 1.0, 3), "temperature"),
    "T without a loss": (lambda: TemperatureFit(1.0, 1.0, None, 3), "nll_after"),
    "T of no samples": (lambda: TemperatureFit(1.0, 1.0, 1.0, 0), "samples"),
    "values that are no numbers": (lambda: Control("x", "x", (0.0, "1")), "values"),
    "decimals": (lambda: Control("x", "x", (0.0, 1.0), digits=-1), "digits"),
    "an axis without end": (lambda: Axis("x", 0, INF), "high"),
    "an axis in NaN": (lambda: Axis("x", NAN, 1), "low"),
    "an axis of no length": (lambda: Axis("x", 1e6, 1e6 + 1e-8), "high"),
    "a tick at infinity": (lambda: Axis("x", 0, 1, ((INF, "∞"),)), "ticks"),
    "complex numbers": (lambda: Track(np.zeros(2, complex)), "values"),
    "words in a track": (lambda: track("abc"), "values"),
    "ragged rows": (lambda: track([[1], [1, 2]]), "values"),
    "a line to infinity": (lambda: Line(TWO, track([0, INF])), "y"),
    "a line beyond float32": (lambda: Line(TWO, track([0, 1e300])), "y"),
    "a line of two lengths": (lambda: Line(TWO, THREE), "x and y"),
    "a line without width": (lambda: Line(TWO, TWO, width=NAN), "width"),
    "no such color": (lambda: Line(TWO, TWO, color="pink"), "color"),
    "points of two lengths": (lambda: Points(TWO, THREE), "x and y"),
    "too opaque": (lambda: Points(TWO, TWO, opacity=1.5), "opacity"),
    "bars of two lengths": (lambda: Bars(TWO, THREE), "x and y"),
    "bars on infinity": (lambda: Bars(TWO, TWO, base=-INF), "base"),
    "a band of two lengths": (lambda: Band(TWO, TWO, THREE), "x and low and high"),
    "a shape at infinity": (lambda: Shape(TWO, track([0, -INF])), "y"),
    "a rule of two": (lambda: Rule(TWO, "x"), "at"),
    "a rule at infinity": (lambda: Rule(track(INF), "x"), "at"),
    "words at two places": (lambda: Text(TWO, TWO, "here"), "x"),
    "a text that is none": (lambda: Text(track(0), track(0), 3), "text"),
    "a knob at two places": (lambda: Handle(TWO, TWO, ("x",)), "x"),
    "a picture of no width": (lambda: Picture(np.zeros((2, 2, 3), np.uint8), 1, 1, 0, 1), "left"),
    "a picture without end": (lambda: Picture(np.zeros((2, 2, 3), np.uint8), 0, INF, 0, 1), "left"),
    "a view of no width": (
        lambda: Picture(np.zeros((2, 2, 3), np.uint8), 0, 1, 0, 1, view_x=track([1, 1]), view_y=TWO),
        "view_x",
    ),
    "a flat panel": (lambda: Panel("", AXIS, AXIS, (), aspect=0.0), "aspect"),
    "a panel of no width": (lambda: Panel("", AXIS, AXIS, (), width=NAN), "width"),
    "a panel like a thread": (lambda: Panel("", AXIS, Axis("y", 0, 1e9), (), equal=True), "y over x"),
    "a mark that is none": (lambda: Panel("", AXIS, AXIS, ("line",)), "marks"),
    "two numbers in words": (lambda: Readout("ECE", TWO), "value"),
    "words for no position": (lambda: Words((), "x"), "texts"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_could_not_show_itself_is_not_made(what: str) -> None:
    make, argument = REFUSED[what]
    with as_shipped(), pytest.raises((ValueError, TypeError), match=rf"^{argument}\b.* must .*but got") as caught:
        make()
    assert str(caught.value).endswith(".")


def test_every_record_looks_at_what_it_is_given() -> None:
    public = [getattr(records, name) for name in records.__all__]
    kinds = [kind for kind in public if isinstance(kind, type) and kind.__module__ != "nls_tutorial.records.samples"]
    assert len(kinds) > 30
    assert [kind for kind in kinds if not issubclass(kind, Record)] == []


def test_a_sample_may_be_marked() -> None:
    assert Images(PICTURES, LABELS - 1, NAMES, "train").labels.tolist() == [-1, 0, -1]


def test_masked_classes_are_welcome() -> None:
    masked = Predictions(tensor([[-INF, 0.0], [1.0, 0.0], [0.0, -INF]]), LABELS, NAMES, "test", 0)
    assert masked.accuracy == pytest.approx(1 / 3)
    assert "33.3%" in repr(masked)


def test_nothing_to_show_is_not_shown() -> None:
    none = Predictions(LOGITS[:0], LABELS[:0], NAMES, "test", 0)
    assert "nan" not in repr(none)
    noisy = Images(PICTURES[:0], LABELS[:0], NAMES, "train", clean_labels=LABELS[:0])
    assert "nan" not in repr(noisy)
    away = Images(PICTURES, LABELS, NAMES, "train", boxes=zeros(3, 4), clean_labels=LABELS).to("meta")
    assert "boxes" not in repr(away)
    assert "mean" not in repr(Predictions(LOGITS.to("meta"), LABELS.to("meta"), NAMES, "test", 0))


def test_a_list_is_kept_as_a_tuple() -> None:
    with as_shipped():
        made = Predictions(LOGITS, LABELS, ["cat", "dog"], "test", np.int64(3))
        ticks = Axis("x", 0, 1, [[0.5, "half"]]).ticks
    assert (made.class_names, made.seed) == (NAMES, 3)
    assert ticks == ((0.5, "half"),)
    assert type(made.seed) is int
    assert replace(made, class_names=NAMES).class_names is NAMES


def test_a_part_of_pictures() -> None:
    data = Images(PICTURES, LABELS, NAMES, "train")
    for rows, argument in (
        (tensor([3]), "indices"),
        (tensor([-4]), "indices"),
        (tensor(1), "indices"),
        (tensor([[1]]), "indices"),
        (tensor([True]), "indices"),
        (tensor([0.0]), "indices"),
        (1, "indices"),
        ([0, 1], "indices"),
        ("0", "indices"),
    ):
        with as_shipped(), pytest.raises((ValueError, TypeError), match=f"^{argument} must"):
            data.select(rows)
    assert data.select(tensor([-1, 0])).labels.tolist() == [0, 0]
    assert data.select(tensor([], dtype=torch.int64)).labels.tolist() == []


def test_a_position_that_is_no_number() -> None:
    control = Control("epsilon", "ε", (0.0, 0.1))
    for value in ("much", NAN, None, [1], 10**400):
        with (
            as_shipped(),
            pytest.raises(ValueError, match=r"^epsilon must be a number, but got .*Give one near 0.00 … 0.1"),
        ):
            control.nearest(value)


def test_what_was_seen_is_said_in_few_words() -> None:
    class Shy:
        def __repr__(self) -> str:
            raise RuntimeError("no")

    assert brief(Shy()).startswith("<Shy instance at")
    assert brief(zeros(2, 3)) == "torch.float32 of shape (2, 3) (Tensor)"
    assert len(brief("a" * 10**6)) < 60


def test_annotations_in_words() -> None:
    @dataclass(frozen=True)
    class Kinds(Record):
        pairs: tuple[tuple[float, str], ...] = ()
        choice: records.marks.Dash | None = None
        map: dict[str, int] | None = None

    with as_shipped():
        with pytest.raises(TypeError, match="each a tuple, a real number, then a text, but"):
            Kinds(pairs=((1.0, 2.0),))
        with pytest.raises(TypeError, match="must be one of 'solid', 'dashed', 'dotted' or None"):
            Kinds(choice="wavy")
        with pytest.raises(TypeError, match="must be a mapping from a text to a whole number or None"):
            Kinds(map={"a": "b"})


def test_a_record_goes_through_torch_files(tmp_path) -> None:
    bins = Bins(tensor([0.0, 0.5, 1.0]), tensor([1, 2]), tensor([1, 1]), tensor([0.5, 1.5]))
    kept = (
        bins,
        Predictions(LOGITS, LABELS, NAMES, "test", 3),
        Images(PICTURES, LABELS, NAMES, "train", extra={"share": zeros(3)}),
        TemperatureFit(2.0, 1.0, 0.5, 3),
        MeanStd(1.0, 0.5, 3),
        History((1.0,), (0.5,)),
        Crop(zeros(3, 4), zeros(3).bool(), (4, 4)),
    )
    for record in kept:
        torch.save(record, tmp_path / "record.pt")
        assert repr(torch.load(tmp_path / "record.pt")) == repr(record)
        assert repr(pickle.loads(pickle.dumps(record))) == repr(record)
        assert repr(deepcopy(record)) == repr(record)
    vars(bins)["counts"] = tensor([1.5, 2.5])
    torch.save(bins, tmp_path / "record.pt")
    with pytest.raises((ValueError, TypeError, pickle.UnpicklingError), match="counts must be int64"):
        torch.load(tmp_path / "record.pt")
