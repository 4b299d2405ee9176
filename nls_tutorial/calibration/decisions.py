"""Answer, or ask a human: what a threshold on confidence costs, and which one costs least."""

import torch
from jaxtyping import Float
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.calibration.inputs import check_confidence_correct, check_nonempty


def decision_costs(confidences: Tensor, right: Tensor, thresholds: Tensor, *, ask: float) -> Float[Tensor, " T"]:
    r"""The mean cost of answering where $\hat p \ge t$ and asking a human otherwise, a wrong answer costing 1:
    $c(t) = \mathrm{mean}_i\left(a\,1[\hat p_i < t] + 1[\hat p_i \ge t,\ \hat y_i \ne y_i]\right)$.

    `confidences` $\hat p$ (N,) in [0, 1], N ≥ 1, and `right` (N,) bool, as `top_label` gives them; `thresholds` t (T,)
    floats; `ask` a ≥ 0, what a question costs in wrong answers. Returns (T,) float64. Of a calibrated network
    $t = 1 - a$ is best: below it an answer is wrong more often than a question costs.

    Raises TypeError or ValueError for arrays that do not fit, NaN, confidences outside [0, 1] and a negative cost.

    Source: Chow 1970, "On optimum recognition error and reject tradeoff", eq. 4.
    First met in notebooks/21_bring_your_own_data.

    >>> from torch import tensor
    >>> sure, right = tensor([0.5, 0.7, 0.9, 0.95]), tensor([False, True, False, True])
    >>> decision_costs(sure, right, tensor([0.0, 0.6, 1.0]), ask=0.2).tolist()  # answer all, all but one, none
    [0.5, 0.3, 0.2]
    """
    confidences = check_confidence_correct(confidences, right).detach().flatten()
    check_nonempty("confidences", confidences.numel())
    checks.floating("thresholds", thresholds)
    if thresholds.ndim != 1:
        checks.refuse("thresholds", "must have shape (T,)", tuple(thresholds.shape), "Put them in one row.")
    cost = checks.at_least("ask", ask, 0, "Give what a question costs, in wrong answers.")
    rising, order = confidences.double().sort()
    wrong = (~right.flatten()[order]).double()
    from_here = torch.cat([wrong.flip(0).cumsum(0).flip(0), wrong.new_zeros(1)])  # wrong answers from each rank on
    asked = torch.searchsorted(rising, thresholds.detach().to(rising))  # those below t
    # (a · asked + wrong among the answered) / N
    return (cost * asked.double() + from_here[asked]) / len(rising)


def best_threshold(confidences: Tensor, right: Tensor, *, ask: float) -> float:
    r"""The threshold with the least mean cost on these samples, $t^* = \arg\min_t c(t)$: of several, the lowest.

    `confidences`, `right` and `ask` as for `decision_costs`. Only the confidences themselves are tried, 0 (answer all)
    and 1.01 (ask always). Choose it on one split, and tell what it costs on another: on its own split it flatters.

    Raises what `decision_costs` raises. First met in notebooks/21_bring_your_own_data.

    >>> from torch import tensor
    >>> sure, right = tensor([0.5, 0.7, 0.9, 0.95]), tensor([False, False, True, True])
    >>> round(best_threshold(sure, right, ask=0.2), 2), best_threshold(sure, right, ask=2.0)
    (0.9, 0.0)
    """
    flat = check_confidence_correct(confidences, right).detach().flatten().double()
    tried = torch.cat([flat.new_zeros(1), flat.unique(), flat.new_full((1,), 1.01)])
    costs = decision_costs(flat, right.flatten(), tried, ask=ask)
    return float(tried[int((costs <= costs.min() + 1e-12).nonzero()[0])])
