"""BLEU and chrF by sacrebleu, with what its score is made of and an interval over sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from nls_tutorial import checks
from nls_tutorial.calibration import bootstrap_interval
from nls_tutorial.extras import needs
from nls_tutorial.records.summary import Summary


@dataclass(frozen=True, repr=False)
class BleuScore(Summary):
    """BLEU and chrF of translations against one reference each, in points from 0 to 100.

    `precisions` are those of runs of 1, 2, 3 and 4 words, in per cent, `brevity` the penalty for short answers in
    [0, 1]; `low` and `high` hold 95 % of the BLEU of resampled sentences; `signature` says how sacrebleu counted.
    First met in notebooks/18_translate.

    >>> BleuScore(27.3, 26.1, 28.5, 52.4, (58.0, 33.0, 21.0, 14.0), 1.0, "nrefs:1")
    BleuScore
      BLEU             27.3 (26.1 to 28.5)
      precisions       58.0 / 33.0 / 21.0 / 14.0
      brevity penalty  1.000
      chrF             52.4
      signature        nrefs:1
    """

    bleu: float
    low: float
    high: float
    chrf: float
    precisions: tuple[float, ...]
    brevity: float
    signature: str

    def _summary(self) -> dict[str, object]:
        return {
            "BLEU": f"{self.bleu:.1f} ({self.low:.1f} to {self.high:.1f})",
            "precisions": " / ".join(f"{one:.1f}" for one in self.precisions),
            "brevity penalty": f"{self.brevity:.3f}",
            "chrF": f"{self.chrf:.1f}",
            "signature": self.signature,
        }


def bleu(answers: Sequence[str], references: Sequence[str], *, resamples: int = 500, seed: int = 0) -> BleuScore:
    r"""$\mathrm{BLEU} = 100 \cdot \min(1, e^{1 - r/c}) \cdot \sqrt[4]{p_1 p_2 p_3 p_4}$ of a set of translations.

    p_n is the share of the answers' runs of n words that stand in their references, each counted at most as often as
    there; c and r are the words of all answers and all references.

    Args:
        answers: at least two sentences.
        references: one for each answer, in the same order: a list of sentences, not of lists.
        resamples: how often sentences are drawn for the interval; 0 gives none (NaN).
        seed: decides the draws.

    Raises ValueError or TypeError for lists of different length, fewer than two sentences, or nested lists.
    Source: Papineni et al. 2002; Post 2018 (arXiv 1804.08771). First met in notebooks/18_translate.

    >>> bleu(["the cat sat on the mat", "a dog barks"], ["the cat sat on the mat", "a dog barks"], resamples=0).brevity
    1.0
    """
    with needs("text"):
        from sacrebleu.metrics import BLEU, CHRF
    for name, side in (("answers", answers), ("references", references)):
        if not isinstance(side, list | tuple):
            checks.refuse(name, "must be a list of sentences", checks.brief(side), "Give [text, …].", error=TypeError)
        for row, text in enumerate(side):
            checks.text(f"{name}[{row}]", text, "Give one sentence for each, not a list of lists.")
    if len(answers) != len(references) or len(answers) < 2:
        seen = f"{len(answers)} and {len(references)}"
        checks.refuse("answers", "must be two or more, as many as references", seen, "Give one reference for each.")
    metric = BLEU()
    told = metric.corpus_score(list(answers), [list(references)])
    chrf = CHRF().corpus_score(list(answers), [list(references)])
    single = BLEU(effective_order=False)
    counts = []
    if resamples:
        for answer, reference in zip(answers, references, strict=True):
            one = single.corpus_score([answer], [[reference]])
            counts.append([*one.counts, *one.totals, one.sys_len, one.ref_len])

    def of_counts(rows: torch.Tensor) -> float:
        sums = rows.sum(0).tolist()
        said, right = sums[8:]  # words of the answers and of the references
        return float(BLEU.compute_bleu(sums[:4], sums[4:8], said, right, smooth_method="exp").score)

    nothing = (torch.tensor(float("nan")),) * 2
    low, high = (
        bootstrap_interval(of_counts, torch.tensor(counts), resamples=resamples, seed=seed) if counts else nothing
    )
    return BleuScore(
        float(told.score),
        float(low),
        float(high),
        float(chrf.score),
        tuple(map(float, told.precisions)),
        float(told.bp),
        str(metric.get_signature()),
    )
