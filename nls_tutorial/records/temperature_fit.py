"""A temperature fitted on held-out logits, and what it was worth."""

import math
from dataclasses import dataclass, replace
from hashlib import blake2b

import torch
from torch import Tensor

from nls_tutorial.records.predictions import Predictions
from nls_tutorial.records.record import refuse
from nls_tutorial.records.summary import Summary


@dataclass(frozen=True, repr=False)
class TemperatureFit(Summary):
    r"""The T > 0 with the smallest negative log-likelihood of softmax(z/T), in nats a sample; or why there is none.

    `temperature` and `nll_after` are None where no optimum exists; `reason` then says why, and is empty otherwise.
    `nll_before` is the value at T = 1. `samples` is how many were fitted on, `split` the name of their split, where it
    was given, and `fingerprint` what `fingerprint_of` says of them: by either of the two the record knows the split
    that it must not be scored on. First met in notebooks/07_scale_the_temperature.

    >>> from torch import tensor
    >>> from nls_tutorial.calibration import fit_temperature
    >>> fit = fit_temperature(tensor([[3.0, 0.0], [3.0, 0.0], [3.0, 0.0], [3.0, 0.0]]), tensor([0, 0, 0, 1]))
    >>> isinstance(fit, TemperatureFit), round(fit.temperature, 2)  # right in 3 of 4: a gap of 3 shrinks to log 3
    (True, 2.73)
    >>> fit_temperature(tensor([[3.0, 0.0]]), tensor([0])).temperature is None  # always right: no T is best
    True
    """

    temperature: float | None
    nll_before: float
    nll_after: float | None
    samples: int
    reason: str = ""
    split: str | None = None
    fingerprint: str | None = None

    def _rules(self) -> None:
        step = "Make it with nls_tutorial.calibration.fit_temperature."
        if self.temperature is not None and not 0 < self.temperature < math.inf:
            refuse("temperature", "must be a finite number above 0, or None", self.temperature, step)
        if (self.temperature is None) != (self.nll_after is None):
            refuse("nll_after", "must be None where temperature is, and only there", self.nll_after, step)
        if self.samples < 1:
            refuse("samples", "must be at least 1", self.samples, step)

    @property
    def exists(self) -> bool:
        """Whether there is an optimum."""
        return self.temperature is not None

    def apply(self, logits: Tensor) -> Tensor:
        r"""z/T, in the shape and type of the logits; never changes the arg max.

        Raises ValueError where there is no optimum, and TypeError for logits that are not floats.
        """
        if self.temperature is None:
            raise ValueError(
                f"temperature must exist to be applied, but got none: {self.reason}. "
                "Keep T = 1, or fit on more or other samples."
            )
        if not isinstance(logits, Tensor) or not logits.is_floating_point():
            seen = logits.dtype if isinstance(logits, Tensor) else type(logits).__name__
            raise TypeError(f"logits must be a tensor of floats, but got {seen}. Pass logits, not labels.")
        # softmax(z/T)
        return logits / self.temperature

    def apply_to(self, predictions: Predictions) -> Predictions:
        """The predictions with their logits divided by T; refuses the split that T was fitted on.

        Raises ValueError where the splits have one name, or the samples are the very same whatever their name: a score
        on the samples that chose T flatters T.
        """
        if self.split is not None and _plain(predictions.split) == _plain(self.split):
            raise ValueError(
                f"predictions must come from another split than T, but got {self.split!r} twice. "
                "Fit on the calibration split and score on the test split."
            )
        if self.fingerprint is not None and self.fingerprint == fingerprint_of(predictions.logits, predictions.labels):
            raise ValueError(
                f"predictions must be other samples than those T was fitted on, but got the same {self.samples:,}. "
                "Fit on the calibration split and score on the test split."
            )
        return replace(predictions, logits=self.apply(predictions.logits))

    def _summary(self) -> dict[str, object]:
        facts: dict[str, object] = {
            "temperature": "no optimum" if self.temperature is None else f"{self.temperature:.4g}",
            "NLL at T = 1": f"{self.nll_before:.4f} nats",
        }
        if self.nll_after is None:
            facts["because"] = self.reason
        else:
            facts["NLL at the optimum"] = f"{self.nll_after:.4f} nats"
        facts["fitted on"] = f"{self.samples:,} samples" + (f" of the {self.split} split" if self.split else "")
        return facts


def fingerprint_of(logits: Tensor, labels: Tensor) -> str:
    """A short text that logits and labels with other values, order or type do not share.

    First met in notebooks/07_scale_the_temperature.
    """
    digest = blake2b(digest_size=16)
    for tensor in (logits, labels):
        digest.update(f"{tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()


def _plain(split: str) -> str:
    return split.strip().casefold()
