"""A calibrated network in one file without pickle: weights, classes, size, T and the threshold for asking a human."""

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from nls_tutorial import checks
from nls_tutorial.data.bad_files import UnusableFileError
from nls_tutorial.data.folders import read_picture
from nls_tutorial.records.summary import Summary
from nls_tutorial.reports.calibrate_runs import LARGE, SMALL, build

FORMAT = "nls_tutorial calibrated model 1"
GREY = (0.299, 0.587, 0.114)  # of red, green and blue


@dataclass(frozen=True, eq=False, repr=False)
class CalibratedModel(Summary):
    """A network with all that new pictures need: `probabilities` are softmax(z/T)."""

    network: nn.Module
    kind: str
    channels: int
    size: int
    class_names: tuple[str, ...]
    temperature: float
    ask: float
    threshold: float

    def probabilities(self, pictures: Float[Tensor, "B 3 H W"]) -> Float[Tensor, "B K"]:
        """softmax(z/T) of pictures in red, green and blue."""
        seen = pictures
        if self.channels == 1:
            seen = (pictures * torch.tensor(GREY).view(1, 3, 1, 1)).sum(1, keepdim=True)
            seen = seen.expand(-1, 3, -1, -1) if self.kind in LARGE else seen
        self.network.eval()
        with torch.no_grad():
            # softmax(z/T)
            return (self.network(seen).double() / self.temperature).softmax(1)

    def packed(self) -> bytes:
        """The file's bytes: arrays that `numpy.load` reads."""
        told = {name: value for name, value in vars(self).items() if name != "network"}
        weights = {f"weight {name}": value.cpu().numpy() for name, value in self.network.state_dict().items()}
        memory = io.BytesIO()
        np.savez(memory, allow_pickle=False, format=np.array(FORMAT), settings=np.array(json.dumps(told)), **weights)
        return memory.getvalue()

    def _summary(self) -> dict[str, object]:
        return {
            "network": self.kind,
            "pictures": f"{self.channels}×{self.size}×{self.size}",
            "classes": ", ".join(self.class_names),
            "temperature": f"{self.temperature:.4g}",
            "answers from": "never" if self.threshold > 1 else f"{100 * self.threshold:.1f} %",
            "a question costs": f"{self.ask:g} wrong answers",
        }


def load_model(path: str | Path) -> CalibratedModel:
    r"""Read what `calibrate` wrote as model.npz; no pickle is opened.

    Raises FileNotFoundError for no file, ValueError for another or a damaged one.
    First met in notebooks/07_scale_the_temperature.

    >>> import tempfile
    >>> one = CalibratedModel(build("cnn", 1, 2, 8, seed=0), "cnn", 1, 8, ("cat", "dog"), 2.0, 0.1, 0.9)
    >>> with tempfile.TemporaryDirectory() as home:
    ...     _ = (Path(home) / "model.npz").write_bytes(one.packed())
    ...     again = load_model(Path(home) / "model.npz")
    >>> pictures = torch.rand(3, 3, 8, 8)
    >>> isinstance(again, CalibratedModel), torch.equal(again.probabilities(pictures), one.probabilities(pictures))
    (True, True)
    """
    place = Path(path)
    if not place.is_file():
        seen = f"{str(place)!r}, which is not there"
        checks.refuse("model", "must be a file", seen, "Name the model.npz of calibrate.", error=FileNotFoundError)
    try:
        with place.open("rb") as opened:
            found = np.load(opened, allow_pickle=False)
            if str(found["format"]) != FORMAT:
                raise ValueError(f"format {found['format']}")
            told = json.loads(str(found["settings"]))
            weights = {n.removeprefix("weight "): torch.from_numpy(found[n]) for n in found.files if n[:7] == "weight "}
        told["class_names"] = tuple(told["class_names"])
        if told["kind"] not in (*SMALL, *LARGE):
            raise ValueError(f"network {told['kind']!r}")
        channels = 3 if told["kind"] in LARGE else told["channels"]
        network = build(told["kind"], channels, len(told["class_names"]), told["size"], seed=0)
        network.load_state_dict(weights)
        return CalibratedModel(network.eval(), **told)
    except Exception as error:  # whatever a damaged file makes numpy, json and torch say
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        checks.refuse(str(place), "must be a whole model file of calibrate", first, "Make it again.")


@dataclass(frozen=True)
class Answer:
    """What a model says of one picture: its class, how sure it is, and whether to answer; or why there is none."""

    file: str
    name: str
    confidence: float
    answer: bool
    error: str = ""


def predict(model: CalibratedModel, files: Iterable[str | Path]) -> list[Answer]:
    """An answer for each picture, read as the training pictures were; one that cannot be read says why.

    First met in notebooks/07_scale_the_temperature.

    >>> import tempfile
    >>> from PIL import Image
    >>> one = CalibratedModel(build("cnn", 1, 2, 8, seed=0), "cnn", 1, 8, ("cat", "dog"), 2.0, 0.1, 0.4)
    >>> with tempfile.TemporaryDirectory() as home:
    ...     Image.new("RGB", (20, 30)).save(Path(home) / "new.png")
    ...     (told,) = predict(one, [Path(home) / "new.png"])
    >>> isinstance(told, Answer), told.name in ("cat", "dog"), told.answer
    (True, True, True)
    """
    found = []
    for file in map(Path, files):
        try:
            picture = read_picture(file, (model.size, model.size))
        except UnusableFileError as error:
            found.append(Answer(str(file), "", float("nan"), False, str(error)))
            continue
        confidence, best = model.probabilities(picture[None])[0].max(0)
        sure = float(confidence)
        found.append(Answer(str(file), model.class_names[int(best)], sure, sure >= model.threshold))
    return found
