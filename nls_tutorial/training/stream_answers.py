"""Ask a network about pictures that stay on the disk: what each answer was worth, never all logits at once."""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.nn import functional as F

from nls_tutorial import checks
from nls_tutorial.calibration import expected_calibration_error, maximum_calibration_error, reliability_of
from nls_tutorial.models.layout import stored_like
from nls_tutorial.predictions import device_of, pick_device
from nls_tutorial.training.calls import predict
from nls_tutorial.training.inputs import check_model
from nls_tutorial.training.picture_stream import PictureStream
from nls_tutorial.training.ranks import rank, sum_over_ranks, world
from nls_tutorial.training.stream_batches import InOrder, stream_loader
from nls_tutorial.training.stream_loop import default_workers
from nls_tutorial.training.stream_step import prepared

COLUMNS = 4  # what is kept of a picture


@dataclass(frozen=True)
class StreamAnswers:
    r"""What a network said of N pictures: `confidence` $\hat p$ (N,) in [0, 1], whether it was `right` (N,), the
    `objectness` (N,) of the window it saw, and `nll` $-\log p_y$ (N,) in nats.

    >>> from torch import tensor
    >>> two = tensor([0.9, 0.6], dtype=torch.float64)
    >>> said = StreamAnswers(two, tensor([True, False]), tensor([0.5, 0.6]), tensor([0.1, 0.9]))
    >>> {name: round(number, 3) for name, number in said.scores().items() if name in ("accuracy", "overconfidence")}
    {'accuracy': 0.5, 'overconfidence': 0.6}
    """

    confidence: Float[Tensor, " N"]
    right: Bool[Tensor, " N"]
    objectness: Float[Tensor, " N"]
    nll: Float[Tensor, " N"]

    def scores(self) -> dict[str, float]:
        r"""The papers' scores: accuracy, confidence, overconfidence (mean $\hat p$ where wrong; NaN where nothing was),
        underconfidence (mean $1 - \hat p$ where right), deviation (mean $|\hat p - \mathrm{objectness}|$), NLL in nats,
        ECE with 15 and 100 bins, AECE and MCE with 15.

        Source: ALS tables 1 to 3; MbLS, first table.
        """
        sure, right = self.confidence.double(), self.right
        bins = {count: reliability_of(sure, right, bins=count) for count in (15, 100)}
        numbers = {
            "accuracy": right.double().mean(),
            "confidence": sure.mean(),
            "overconfidence": sure[~right].mean(),
            "underconfidence": 1 - sure[right].mean(),
            "deviation": (sure - self.objectness.double()).abs().mean(),
            "NLL": self.nll.double().mean(),
            "ECE": expected_calibration_error(bins[15]),
            "ECE, 100 bins": expected_calibration_error(bins[100]),
            "AECE": expected_calibration_error(reliability_of(sure, right, scheme="mass")),
            "MCE": maximum_calibration_error(bins[15]),
        }
        return {name: float(number) for name, number in numbers.items()}


def ask_stream(
    model: nn.Module,
    stream: PictureStream,
    *,
    device: str | torch.device = "auto",
    batch_size: int = 256,
    precision: str = "float32",
    workers: int | None = None,
) -> StreamAnswers:
    """What `model` says of the whole pictures of `stream`, nothing left to chance; four numbers a picture are kept.

    Under torchrun each process asks about every W-th picture, and all of them get all answers. The model is afterwards
    as it was, in evaluation mode. `workers`, `device` and `precision` are those of `train_stream`.

    Raises ValueError for what does not fit, and UnusableFileError for a file that cannot be used.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from PIL import Image
    >>> from nls_tutorial.data import folder_list
    >>> from nls_tutorial.models import cnn
    >>> with tempfile.TemporaryDirectory() as home:
    ...     for name in ("cat", "dog"):
    ...         (Path(home) / name).mkdir()
    ...         Image.new("RGB", (30, 20)).save(Path(home) / name / "one.png")
    ...     stream = PictureStream(folder_list(home), (8, 8), resize=8)
    ...     said = ask_stream(cnn(3, 2), stream, device="cpu", workers=0)
    >>> said.confidence.shape, float(said.right.double().mean())
    (torch.Size([2]), 0.5)
    """
    check_model(model)
    checks.instance("stream", stream, PictureStream, "Make one of a PictureList.")
    checks.whole("batch_size", batch_size, 1)
    checks.choice("precision", precision, ("float32", "bfloat16"))
    place, before = pick_device(device), device_of(model)
    count = default_workers() if workers is None else checks.whole("workers", workers, 0)
    loader = stream_loader(stream, InOrder(len(stream), batch_size), workers=count, device=place)
    rows = torch.zeros(len(stream), COLUMNS, dtype=torch.float64)
    own, first = torch.arange(rank(), len(stream), world()), 0
    try:
        model.to(place).eval()
        for pictures, labels, share, _ in loader:
            images = stored_like(prepared(pictures, place), model)
            rows[own[first : first + len(labels)]] = _told(model, images, labels, share, precision)
            first += len(labels)
    finally:
        model.to(before)
    # each row was written by one process alone
    whole = sum_over_ranks(rows.to(place) if place.type == "cuda" else rows).cpu()
    confidence, right, objectness, nll = whole.unbind(1)
    return StreamAnswers(confidence, right.bool(), objectness, nll)


def _told(model: nn.Module, pictures: Tensor, labels: Tensor, share: Tensor, precision: str) -> Tensor:
    """What is kept of one batch, (B, COLUMNS) in float64 on the CPU."""
    with torch.no_grad(), torch.autocast(pictures.device.type, torch.bfloat16, enabled=precision == "bfloat16"):
        logits = predict(model, pictures)
    logs = F.log_softmax(logits.double().cpu(), dim=1)
    confidence, predicted = logs.exp().max(1)
    nll = -logs.gather(1, labels[:, None])[:, 0]
    return torch.stack([confidence, (predicted == labels).double(), share.double(), nll], dim=1)
