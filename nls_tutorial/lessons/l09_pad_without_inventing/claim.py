"""What the paddings' study says about the papers' claim."""

from typing import Any

from nls_tutorial.lessons.l09_pad_without_inventing.study import drop
from nls_tutorial.records import Claim, Results, mean_std, verdict

PAPER = (
    "Padding by partial convolution gives better accuracy (Liu et al. 2018, on ImageNet) and a better convergence rate "
    "(NLS)."
)


def claim_of_paddings(results: Results) -> Claim:
    r"""Whether partial convolution is more accurate at the border and falls faster, and what the border costs each.

    `results` are those of `compare_paddings` with the arms "zero", "partial" and "replicate". Accuracies in points,
    losses in nats, paired by seed; the border costs the accuracy at the largest distance less that at the smallest.
    First met in notebooks/09_pad_without_inventing.

    >>> from nls_tutorial.studies import bundled
    >>> claim_of_paddings(bundled("paddings_longer")).paper[:11]
    'Padding by '
    """
    partial, zero = (100 * results.scores(name, "accuracy") for name in ("partial", "zero"))
    losses = {name: results.scores(name, "loss").mean(axis=1) for name in ("partial", "zero")}
    border, inside = (partial - zero)[:, 0], (partial - zero)[:, -1]
    cost = {name: 100 * drop(results, name) for name in results.arms}
    points: dict[str, Any] = {"relevant": 1, "unit": " points"}
    return Claim(
        paper=PAPER,
        here=f"{results.settings['epochs']} epochs, partial minus zero over {len(results.seeds)} seeds: "
        f"{mean_std(border):.1f} points at the border, {mean_std(inside):.1f} four pixels in; mean training loss "
        f"{mean_std(losses['partial'] - losses['zero']):.2f} nats more. The border costs "
        f"{', '.join(f'{name} {mean_std(paid):.1f}' for name, paid in cost.items())} points.",
        verdict={
            "partial, more accurate at the border": verdict(border, claim="higher", **points),
            "partial, lower training loss": verdict(
                losses["partial"], losses["zero"], claim="lower", relevant=0.02, unit=" nats"
            ),
            "the border costs partial, too": verdict(cost["partial"], claim="higher", unit=" points"),
            "the border costs replicate less": verdict(cost["replicate"], cost["zero"], claim="lower", **points),
        },
    )
