# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Keep a margin
#
# | | |
# |:--|:--|
# | **Do** | drag a margin through the poster's own figure; train networks on a grid of margins |
# | **Learn** | logit distances; label smoothing as a price that wants them zero; a margin as a price that leaves them alone up to m; how m caps confidence |
# | **Need** | [lesson 02](02_soften_a_label.ipynb) and [lesson 04](04_focus_and_penalize.ipynb), or: cross-entropy, label smoothing, focal loss |
# | **Time** | 20 minutes to read, about 30 seconds to run on two CPU cores; no GPU needed |

# %%
import math
from functools import partial

import numpy as np
import torch

from nls_tutorial import exercises, geometry, losses, records, scenes, studies
from nls_tutorial.lessons import l05_keep_a_margin as lesson
from nls_tutorial.playground import playground

budget = studies.budget()
print(budget)

# %% [markdown]
# ## How far apart are the logits?
#
# Softmax does not see the logits themselves. Add 100 to all of them and no probability changes. What it sees is how far
# each one lies below the largest, the *logit distances* of the poster on margin-based label smoothing (MbLS, equation 1):
#
# $$d_k = \max_j z_j - z_k \ge 0 .$$
#
# The winner has distance 0. A class at distance $d$ is $e^d$ times less probable than the winner. So confidence and
# distance are one thing: where all distances are zero the network says 1/K, and where all are huge it says 1.

# %%
logits = torch.tensor([[4.0, 1.0, 3.5, -2.0], [0.0, 2.0, 1.0, -9.0]])

d = logits.amax(dim=1, keepdim=True) - logits
assert torch.equal(d, geometry.logit_distances(logits))
assert torch.allclose(1 / torch.exp(-d).sum(dim=1), torch.softmax(logits, 1).amax(dim=1))
print(d.tolist())

# %% [markdown]
# ## Smoothing puts a price on every distance
#
# Here is label smoothing written in a new way. Take samples whose label already has the largest logit. Then the smoothed
# loss is plain cross-entropy plus ε times the mean distance, exactly:
#
# $$L_\mathrm{LS} = L_\mathrm{CE} + \varepsilon \cdot \frac{1}{K}\sum_k d_k .$$

# %%
epsilon, labels = 0.1, logits.argmax(dim=1)

plain = torch.nn.functional.cross_entropy(logits, labels, reduction="none")
smoothed = losses.label_smoothing_cross_entropy(logits, labels, epsilon=epsilon, reduction="none")
assert torch.allclose(smoothed, plain + epsilon * d.mean(dim=1))
print(f"price of the distances: {[round(price, 4) for price in (smoothed - plain).tolist()]} nats")

# %% [markdown]
# Read it as a price list. Cross-entropy wants every distance to grow for ever. Smoothing charges for every unit of it,
# from the first one on, and would be content only at $d = 0$, where all classes are equally probable and the network
# knows nothing. The poster calls this a soft penalty for the constraint $d = 0$, and finds focal loss and the confidence
# penalty to be approximately the same thing. "Clearly," it says, "this constraint is a trivial and non-informative
# solution."
#
# ## The margin
#
# MbLS asks for less. Distances up to a margin $m$ are free; only what lies beyond is charged (equation 4):
#
# $$L = L_\mathrm{CE} + \lambda \sum_k \max(0,\; \max_j z_j - z_k - m) .$$
#
# The paper prints a sum over the classes. The authors' released code takes the *mean*, which makes the price K times
# smaller. The library offers both by name and defaults to the released code.

# %%
m, weight = 3.0, 0.1

beyond = torch.clamp(d - m, min=0)
as_printed, as_coded = (plain + weight * price for price in (beyond.sum(dim=1), beyond.mean(dim=1)))
library = partial(losses.margin_loss, logits, labels, margin=m, weight=weight, reduction="none")
assert torch.allclose(as_printed, library(over_classes="sum"))
assert torch.allclose(as_coded, library(over_classes="mean"))
assert torch.allclose(smoothed, losses.margin_loss(logits, labels, margin=0, weight=epsilon, reduction="none"))
print("beyond the margin:", beyond.tolist())

# %% [markdown]
# The last assertion says something worth remembering: with $m = 0$, the mean and λ = ε, the margin loss *is* label
# smoothing, wherever the label wins. Where the label does not win they differ: the margin measures from the winner,
# smoothing from the label.
#
# **Predict.** A logit lies at distance 8. How hard does each penalty pull at it when m = 10? When m = 6? And does a pull
# grow with the distance?


# %%
def price(d, m=6, weight=0.1):
    return weight * max(0, d - m)


near, far = (price(d + 1) - price(d) for d in (8, 12))
truth = (math.isclose(near, far), far > 2 * near, far < near / 2)
scenes.predict(lesson.QUESTIONS["05.1"], lesson.poster_figure(), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Within the margin nothing pulls at all; beyond it the pull is λ, and it stays λ however far you go. The linear penalty
# pulls with λ everywhere, even at a logit that is hardly below the winner. So at distance 8 the margin's pull is 0 with
# m = 10 and λ with m = 6. Only m decides <i>who</i> is pulled. λ decides how hard.
# </details>
#
# ## Four prices on one axis
#
# Let all other classes lie the same distance $d$ below the true one, and see what each loss adds to cross-entropy. The
# right panel shows forces. Cross-entropy pushes outwards with $1 - \hat p$, which fades. A price pulls back with its
# slope. Where push and pull are equal, training rests.
#
# **Predict.** Which of the four still pulls at d = 15? Which one has its lowest price not at d = 0? And if you widen the
# margin from 8 to 10, does label smoothing's resting place move?


# %%
def pull(loss, d=15.0, K=10):
    at = torch.tensor(d, dtype=torch.float64, requires_grad=True)
    z = torch.cat([torch.zeros(1, dtype=torch.float64), -at.expand(K - 1)])[None]
    added = loss(z, torch.tensor([0])) - torch.nn.functional.cross_entropy(z, torch.tensor([0]))
    return torch.autograd.grad(added, at)[0].item()


smoothing, focal, penalty = losses.label_smoothing_cross_entropy, losses.focal_loss, losses.confidence_penalty_loss
four = [partial(smoothing, epsilon=0.1), focal, partial(penalty, weight=0.1), partial(losses.margin_loss, margin=8)]
still = sum(pull(loss) > 0.01 for loss in four)
scenes.predict(lesson.QUESTIONS["05.2"], lesson.four_prices(), truth=[still == count for count in (1, 2, 3, 4)])

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Smoothing and the margin still pull at 15. Focal loss and the confidence penalty have all but let go: their price has
# reached a ceiling. (At λ = 0.1 the penalty rests at a gap of 10 with ten classes, lesson 04: a limit that forbids little.) With ten classes focal loss even <i>rewards</i> the first step
# away from 0, so "penalty for d = 0" is a loose description of it. Smoothing rests where ε and K put it, and knows no
# m. The margin rests at m, or at smoothing's place if that is farther. Set m = 0 and the two are one line.
# </details>

# %%
gaps = torch.linspace(0, 15, 301, dtype=torch.float64)
row = torch.cat([torch.zeros(301, 1, dtype=torch.float64), -gaps[:, None].expand(-1, 9)], dim=1)
first = torch.zeros(301, dtype=torch.int64)
focal_price = losses.focal_loss(row, first, reduction="none") - torch.nn.functional.cross_entropy(
    row, first, reduction="none"
)
lowest = gaps[focal_price.argmin()].item()
assert 1 < lowest < 1.3 and focal_price[-1] - focal_price[200] < 0.01
print(f"focal loss (γ = 3, K = 10): lowest price at d = {lowest:.2f}")
print(f"label smoothing (ε = 0.1, K = 10): rests at d = {losses.optimal_gap(0.1, 10):.2f}")

# %% [markdown]
# ## What a margin promises
#
# If every distance is at most $m$, the confidence cannot pass
#
# $$\hat p \le \frac{1}{1 + (K-1)\,e^{-m}} .$$
#
# Turn it round, and a cap $c$ on confidence asks for the margin $m = \log\frac{c\,(K-1)}{1-c}$.


# %%
def cap(m, K):
    return 1 / (1 + (K - 1) * math.exp(-m))


print(f"K = 10:  m = 10 allows {cap(10, 10):.4f},  m = 6 allows {cap(6, 10):.3f}")
print(f"a cap of 0.9 needs m = {math.log(0.9 * 9 / 0.1):.2f} with 10 classes, {math.log(0.9 * 99 / 0.1):.2f} with 100")
extreme = torch.tensor([[0.0] + [-6.0] * 9])
assert math.isclose(torch.softmax(extreme, 1).max(), cap(6, 10), rel_tol=1e-6)

# %% [markdown]
# A margin of 10, the released code's default, allows 0.9996 with ten classes. That is hardly a cap. The promise is soft,
# too: λ charges for distances beyond $m$, it does not forbid them.
#
# ## Do networks keep it?
#
# We train on 256 digits, a quarter of them with a *wrong* label. A network that learns such a set by heart becomes
# overconfident, so there is something to cure. Six margins, both ways over the classes, three seeds each, and plain
# cross-entropy: all of it is trained now, in the next cell, all networks together (their weights are stacked, and one pass
# computes what all of them say).

# %%
margins = (0, 2, 4, 6, 8, 12)
rows = {way: [f"m = {m}, {way}" for m in margins] for way in ("sum", "mean")}
recipes = {"CE": torch.nn.functional.cross_entropy}
for way, names in rows.items():
    for m, name in zip(margins, names, strict=True):
        recipes[name] = partial(losses.margin_loss, margin=m, weight=0.1, over_classes=way)

grid = studies.compare_losses_together(recipes, epochs=50 * budget.longer, seeds=range(budget.seeds))

# %% [markdown]
# The *expected calibration error*, ECE, is how far confidence and accuracy lie apart on average (lesson 06 takes it to
# pieces). Small is good.
#
# **Predict.** Where will the histogram stand for m = 6? What happens to a network with m = 0 and the *sum*? Is more
# margin always worse, always better, or neither?

# %% tags=["nbval-ignore-output"]
reached = float(np.median(grid.select(["m = 6, sum"]).arrays("distances")[0]))
scene = lesson.distances_against_margin(grid, margins, rows)
scenes.predict(lesson.QUESTIONS["05.3"], scene, truth=reached, mark=(0, "x"))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# With the sum the histogram walks along with m, a little short of it. With the mean the price is ten times lower and the
# hold looser; for m of 4 and less it stays where label smoothing would stay. At m = 0 with the sum the price beats
# cross-entropy everywhere, and the network collapses to d = 0: the "trivial and non-informative solution", trained before
# your eyes. Too small a margin makes the network underconfident: its ECE is highest near m = 2,
# and falls to a few per cent at m = 6 to 12. Somewhere beyond it must rise again, to cross-entropy's.
# </details>

# %% tags=["nbval-ignore-output"]
distances = {m: grid.select([f"m = {m}, sum"]).arrays("distances")[0] for m in margins}
median = {m: float(np.median(distances[m])) for m in margins}
ece = {m: grid.mean_std(f"m = {m}, sum", "ECE").mean for m in margins}
plain = grid.mean_std("CE", "ECE").mean
assert all(0.7 * m < median[m] < 1.1 * m for m in margins[1:]), "the distances follow the margin"
assert median[0] < 0.2 and ece[0] > plain, "m = 0 with the sum collapses"
assert min(ece[6], ece[8]) < min(ece[2], plain), "a valley"
records.Claim(
    paper="The margin d ≤ m is non-trivial: it limits logit distances without forcing them to 0 (MbLS, equation 3).",
    here=f"Median largest distance on test digits {median[4]:.1f}, {median[6]:.1f}, {median[8]:.1f} for m = 4, 6, 8 (sum); "
    f"ECE {ece[0]:.2f} at m = 0, {ece[8]:.2f} at m = 8, and {plain:.2f} for cross-entropy; "
    f"{len(grid.seeds)} seeds.",
    verdict={
        f"m = {m}, the distances lie near m": records.verdict(
            np.median(distances[m], axis=1), m, claim="alike", relevant=0.3 * m, digits=1
        )
        for m in (4, 6, 8)
    },
)

# %% [markdown]
# ## What a margin does that smoothing does not
#
# Smoothing pulls at every logit of every sample, always, and where it comes to rest follows from ε and K. A margin leaves
# a logit alone until it is *m* below the winner. Within the margin the network is trained by cross-entropy and nothing
# else; beyond it there is a limit that you set in the unit that matters, a distance between logits, and can translate
# into a largest confidence before you train.
#
# Now hold the limit in your own hand. Press *Train*, and watch the histogram of the largest logit distances: the dashed line
# is m. Drag m while it trains.

# %% tags=["nbval-ignore-output"]
playground(loss="margin", m=2, noise=0.25, steps=500, controls=["m", "weight"], panels=["distances"])

# %% [markdown]
# The right network's distances gather at the line, few of them far beyond it, while those of cross-entropy at the left
# spread to several times as much. A larger m lets them follow.
#
# ## Exercises

# %% [markdown]
# <!-- exercise 05.1 -->
#
# ### 05.1 ★☆☆ Distances by hand
#
# Write the logit distances of a batch: for every sample, how far each logit lies below the largest one. Try one by
# hand first: what are the distances of the logits 3, 1, −2?

# %% tags=["exercise"]
# exercise 05.1
from torch import Tensor


def distances(logits: Tensor) -> Tensor:
    """The logit distances, shape (B, K), of logits (B, K)."""
    ...


# %%
exercises.check("05.1", distances)

# %% [markdown]
# <!-- exercise 05.2 -->
#
# ### 05.2 ★☆☆ Who is pulled?
#
# The margin penalty λ Σ max(0, d − m) pulls at a logit only when that logit's distance is beyond the margin. Say for
# each logit of the batch whether it is pulled: a tensor of True and False, (B, K). At a distance of exactly m nothing
# pulls yet.

# %% tags=["exercise"]
# exercise 05.2
from torch import Tensor


def pulled(logits: Tensor, margin: float) -> Tensor:
    """True where the penalty pulls at a logit, shape (B, K), for logits (B, K) and a margin m ≥ 0."""
    ...


# %%
exercises.check("05.2", pulled)

# %% [markdown]
# <!-- exercise 05.3 -->
#
# ### 05.3 ★★☆ What a margin promises
#
# A network keeps its promise: every logit lies at most m below the largest one. How confident can it be at most, with
# K classes?

# %% tags=["exercise"]
# exercise 05.3
import math


def largest_confidence(margin: float, classes: int) -> float:
    """The largest confidence, in [1/K, 1), that logit distances of at most m allow."""
    ...


# %%
exercises.check("05.3", largest_confidence)

# %% [markdown]
# <!-- exercise 05.4 -->
#
# ### 05.4 ★★☆ A margin to order
#
# Turn it round. Your network has K = 100 classes and shall never say more than 0.9. Which margin caps its confidence
# there? Write the formula for any cap c from 1/K up to (but not) 1, and any K.

# %% tags=["exercise"]
# exercise 05.4
import math


def margin_for(cap: float, classes: int) -> float:
    """The margin m ≥ 0 that caps confidence at `cap`, for 1/K ≤ cap < 1."""
    ...


# %%
exercises.check("05.4", margin_for)

# %% [markdown]
# <!-- exercise 05.5 -->
#
# ### 05.5 ★★★ Mean or sum: where does training rest?
#
# All other logits lie the same distance d below the true one. Cross-entropy pushes outwards with the force 1 − p̂.
# Beyond m the penalty pulls back, with λ for each of the K − 1 others if `over_classes` is "sum", with λ/K for each
# if it is "mean". At which d ≥ 0 does training rest?

# %% tags=["exercise"]
# exercise 05.5
import math


def resting_distance(margin: float, weight: float, classes: int, over_classes: str) -> float:
    """The distance d ≥ 0 where push and pull are equal, for m ≥ 0, λ > 0, K, and "mean" or "sum"."""
    ...


# %%
exercises.check("05.5", resting_distance)

# %% [markdown]
# <!-- exercise 05.6 -->
#
# ### 05.6 ★★★ A row that cannot be
#
# A report on networks with ten classes prints, for three margins, the largest logit distance of all test pictures and
# the largest confidence. One row is wrong. Which m?
#
# | m | largest distance | largest confidence |
# |--:|--:|--:|
# | 4 | 3.9 | 0.8200 |
# | 6 | 5.9 | 0.9759 |
# | 8 | 7.9 | 0.9997 |

# %% tags=["exercise"]
# exercise 05.6
# The margin m of the row that cannot be.
impossible_margin = ...

# %%
exercises.check("05.6", impossible_margin)

# %% [markdown]
# ## What to take away
#
# - Confidence is a matter of logit distances. Label smoothing is a price on them from the first unit on.
# - A margin makes distances free up to m: a limit you can state, in place of a pull that never ends.
# - A margin must be quoted with K, and with "mean" or "sum": the default m = 10 allows 0.9996 with ten classes.
# - How the margin does beside eight other losses is the subject of [lesson 12](12_compare_the_losses.ipynb), once ECE,
#   temperature and tables have been taken to pieces.
# - Drag m while a network trains, and watch its logit distances stop there:
#   [the playground](https://nls-tutorial.github.io/nls_tutorial/playground.html#loss=margin&m=4&lambda=1).
#
# ## Further reading
#
# - Liu, Ben Ayed, Galdran, Dolz, *The Devil is in the Margin: Margin-based Label Smoothing for Network Calibration*,
#   CVPR 2022, equations 1 to 4 and the first table of its poster.
# - Mukhoti et al., *Calibrating Deep Neural Networks using Focal Loss*, 2020, arXiv 2002.09437.
# - Pereyra et al., *Regularizing Neural Networks by Penalizing Confident Output Distributions*, 2017, arXiv 1701.06548.
