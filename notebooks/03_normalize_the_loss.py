# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Normalize the loss
#
# | | |
# |:--|:--|
# | **Do** | drag ε and a logit and watch three losses pull; find the learning rate that one of them needs |
# | **Learn** | the normalized loss; why its ε is only a step size; what "bounded" buys; how to be fooled by a calibration error |
# | **Need** | [lesson 02](02_soften_a_label.ipynb); what a learning rate is |
# | **Time** | 25 minutes to read, about 25 seconds to run on two CPU cores; no GPU needed |

# %%
import math
from functools import partial

import numpy as np
import torch

from nls_tutorial import calibration, data, exercises, losses, models, predictions, records, scenes, studies
from nls_tutorial import targets, training
from nls_tutorial.lessons import l03_normalize_the_loss as lesson

print(studies.budget())

# %% [markdown]
# ## A share of the bill
#
# Cross-entropy says what the true label costs a network, in nats. Is 0.24 nats much? It depends on what the other labels
# would have cost. So write the whole bill: the cost of every label that could have been.

# %%
logits = torch.tensor([[2.0, 0.5, -1.0]])

costs = -torch.log_softmax(logits, dim=1)
shares = costs / costs.sum()
print("cost of each label, in nats:", [f"{cost:.2f}" for cost in costs[0].tolist()])
print("its share of the bill:      ", [f"{share:.2f}" for share in shares[0].tolist()])
hard = targets.one_hot(torch.tensor([0]), classes=3)
assert torch.allclose(losses.normalized_cross_entropy(logits, hard), shares[0, 0])

# %% [markdown]
# The share is the *normalized cross-entropy*, NCE, of Ma et al. (2020). It has no unit, and as all shares sum to one it
# lies between 0 and 1. Uppal and Giddwani (2020; "NLS" in this course) put a smoothed label $q$ above the line (their
# equation 3), with ε spread over all K classes:
#
# $$\text{normLSCE} = \frac{-\sum_c q_c \log p_c}{-\sum_j \sum_c q^{(j)}_c \log p_c}
#   = \frac{-\sum_c q_c \log p_c}{-\sum_c \log p_c} .$$
#
# Below the line stands every label $j$, smoothed in the same way. In each class $c$ those K shares sum to one, so the
# smoothing drops out there. Their Algorithm 1 says: repeat, with this loss, until the network converges. Here it is,
# with every sum as a loop.


# %%
def norm_lsce(logits, labels, epsilon):
    return losses.normalized_cross_entropy(logits, targets.smooth_uniform(labels, logits.shape[1], epsilon))


few = data.digits(seed=0).train
images, labels = few.images[:12], few.labels[:12]
network = models.mlp(in_features=64, classes=10, seed=0)
adam = torch.optim.Adam(network.parameters(), lr=0.003)
for _step in range(5):  # "repeat … until converged"
    loss = 0.0
    for z, y in zip(network(images), labels, strict=True):
        log_p = torch.log_softmax(z, dim=0)
        bill = [-(targets.smooth_uniform(j[None], 10, 0.1)[0] * log_p).sum() for j in torch.arange(10)]
        loss = loss + bill[y] / sum(bill) / len(labels)
    assert torch.allclose(loss, norm_lsce(network(images), labels, epsilon=0.1))
    adam.zero_grad()
    loss.backward()
    adam.step()
print(f"normLSCE after {_step + 1} steps: {loss.item():.3f}")

# %% [markdown]
# ## A factor and a constant
#
# Put $q_c = (1-\varepsilon)\,\mathrm{onehot}_c + \varepsilon/K$ above the line and split the sum. The first part is
# $1-\varepsilon$ times the cost of the true label. The second is ε/K times the *whole* bill, which is just what stands
# below. So it cancels:
#
# $$\text{normLSCE} = (1-\varepsilon)\,\text{NCE} + \varepsilon/K .$$

# %%
z = 4 * torch.randn(1000, 10, generator=torch.Generator().manual_seed(0))
y = torch.randint(10, (1000,), generator=torch.Generator().manual_seed(1))
nce = norm_lsce(z, y, epsilon=0.0)
for epsilon in (0.1, 0.5, 0.9, 1.0):
    assert torch.allclose(norm_lsce(z, y, epsilon), (1 - epsilon) * nce + epsilon / 10)
print("equal at every ε")

# %% [markdown]
# Not nearly: exactly, for every network and every batch. A constant has no gradient, so it has no part in training. What
# is left of ε is the factor $1-\varepsilon$ in front of every gradient. In lesson 02 ε chose the *place* where training
# stops. Here it can only choose how large a step is, and a step already has a size: the learning rate.
#
# **Predict.** Drag ε from end to end. Which curves change their shape, and which are only squeezed? Where does each
# gradient cross zero?

# %%
gap = torch.linspace(-10, 10, 201, dtype=torch.float64)
rows = torch.cat([gap[:, None], torch.zeros(201, 9, dtype=torch.float64)], dim=1).requires_grad_()
(pulls,) = torch.autograd.grad(norm_lsce(rows, torch.zeros(201, dtype=torch.int64), 0.9).sum(), rows)
turns = gap[1:][pulls[:, 0].sign().diff() != 0]
at = [bool(len(turns)) and abs(turns[0] - place) < 0.2 for place in (losses.optimal_gap(0.9, 10), 0)]
scenes.predict(lesson.QUESTIONS["03.1"], lesson.normalized_losses(), truth=(*at, len(turns) == 0))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# LSCE, the smoothed cross-entropy (blue), bends: its minimum moves, and its gradient crosses zero at the best gap of
# lesson 02. normLSCE (green) is squeezed towards the level 1/K, about which it turns; its gradient is NCE's times 1 − ε
# wherever you stand, as the last number says, and crosses zero nowhere. And it is tiny: the thick green line hardly
# leaves zero. Magnified 23 times (dotted) it meets cross-entropy's at g = 0 and ε = 0; at larger ε it takes 1/(1 − ε)
# times more. To the left, where the network is most wrong, even that falls behind: a bounded loss must become flat.
# </details>
#
# ## The learning rate that it needs
#
# Why 23? At the start a network finds all classes equally probable. There each label costs log K, the bill is K log K,
# and NCE's gradient is cross-entropy's divided by that bill.

# %%
start = torch.zeros(1, 10, requires_grad=True)
label, epsilon, bill = torch.tensor([3]), 0.1, 10 * math.log(10)
(plain,) = torch.autograd.grad(losses.label_smoothing_cross_entropy(start, label, epsilon=0.0), start)
(normalized,) = torch.autograd.grad(norm_lsce(start, label, epsilon), start)
assert torch.allclose(plain, normalized * bill / (1 - epsilon), atol=1e-6)
print(f"K log K = {bill:.1f}; with ε = {epsilon}, divided by 1 − ε: {bill / (1 - epsilon):.1f}")

# %% [markdown]
# So plain gradient descent (SGD) at cross-entropy's learning rate should hardly move. Let us train at many rates, with
# cross-entropy, with NCE (ε = 0), and with normLSCE at an absurd ε = 0.9, where the factor is ten times smaller.


# %%
def train_with_sgd(loss, rates):
    """What networks say of test digits, one a learning rate, trained together from the same start."""
    splits = data.digits(train=600, seed=0)
    networks = [models.mlp(in_features=64, classes=10, seed=0) for _ in rates]
    sgd = [partial(torch.optim.SGD, lr=rate) for rate in rates]
    training.train_many(networks, splits.train, loss, epochs=20, optimizer=sgd, progress=False)
    return {rate: predictions.collect(network, splits.test) for rate, network in zip(rates, networks, strict=True)}


# %% tags=["nbval-ignore-output"]
rates = [10 ** (k / 2) for k in range(-2, 4)]  # 0.1 to 31.6, and for cross-entropy 0.003 to 1
nce, smooth = partial(norm_lsce, epsilon=0.0), partial(norm_lsce, epsilon=0.9)
seen = {
    "CE": train_with_sgd(torch.nn.functional.cross_entropy, [rate / 10**1.5 for rate in rates]),
    "0": train_with_sgd(nce, rates),
    "0.9": train_with_sgd(smooth, [10 * rate for rate in rates]),
}
reached = {name: {rate: run.accuracy for rate, run in runs.items()} for name, runs in seen.items()}
print("NCE, ε = 0:       ", "  ".join(f"{rate:5.1f}: {right:.1%}" for rate, right in reached["0"].items()))
print("normLSCE, ε = 0.9:", "  ".join(f"{rate:5.1f}: {right:.1%}" for rate, right in reached["0.9"].items()))

# %% [markdown]
# Read the two rows together. Ten times the rate at ε = 0.9 gives what the rate itself gives at ε = 0.
#
# **Predict.** By which factor must normLSCE's rates be divided to give what cross-entropy gives? Slide the green curve
# onto the orange one. Then choose ε = 0.9 and do it again.

# %% tags=["nbval-ignore-output"]
sweep = lesson.rate_sweep(reached["CE"], {0.0: reached["0"], 0.9: reached["0.9"]}, classes=10)
misfits = np.nan_to_num(sweep.readouts[0].value.values, nan=1.0)
best = [sweep.controls[1].values[int(row.argmin())] for row in misfits]
nearest = min((1, 3, 30, 300), key=lambda factor: abs(math.log(factor / best[0])))
scenes.predict(lesson.QUESTIONS["03.2"], sweep, truth=[nearest == factor for factor in (1, 3, 30, 300)])

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Some 30 for ε = 0, and ten times as much for ε = 0.9. The bill at the start promised 23; later, as the network grows
# sure, the wrong labels become dearer, the bill grows, and the step shrinks further. A paper that compares two losses at
# <i>one</i> learning rate compares learning rates.
# </details>

# %% tags=["nbval-ignore-output"]
assert 15 < best[0] < 70 and 8 < best[1] / best[0] < 12.5
pairs = zip(reached["0"].values(), reached["0.9"].values(), strict=True)
assert all(abs(one - other) < 0.06 for one, other in pairs)
print(f"closest at a factor of {best[0]:.0f} for ε = 0 and of {best[1]:.0f} for ε = 0.9")

# %% [markdown]
# ## Adam does not even notice
#
# Adam divides each gradient by its own running size. Make every gradient ten times smaller, and Adam takes the same
# steps (all but for a constant of $10^{-8}$). So under Adam ε should do nothing at all. Let us see it under hard
# conditions: 300 digits to learn from, and one label in five is wrong. We look at each network after 12, 25, 50, 100 and
# 200 epochs.


# %%
def measure(network, splits):
    """Accuracy, confidence, ECE on test digits; logit gap, wrong labels learned on training digits; ECE by chance."""
    part = splits.train
    train, test = predictions.collect(network, part), predictions.collect(network, splits.test)
    true = train.logits.gather(1, part.labels[:, None]).squeeze(1)
    gap = (true - (train.logits.sum(1) - true) / 9).median()
    wrong = part.labels != part.clean_labels
    error = calibration.expected_calibration_error(calibration.reliability(test.probabilities, test.labels))
    obeyed = (train.predicted == part.labels)[wrong].double().mean()
    chance = calibration.chance_calibration_errors(test.confidence, draws=40).mean()  # of a calibrated network as sure
    return [test.accuracy, float(test.confidence.mean()), float(error), float(gap), float(obeyed), float(chance)]


# %% tags=["nbval-ignore-output"]
stops, seeds = (12, 25, 50, 100, 200), range(studies.budget().seeds)
entrants = {"CE": torch.nn.functional.cross_entropy}
entrants["LSCE 0.1"] = partial(losses.label_smoothing_cross_entropy, epsilon=0.1)
entrants |= {f"normLSCE {epsilon}": partial(norm_lsce, epsilon=epsilon) for epsilon in (0.0, 0.1, 0.5, 0.9)}
recipe = {"splits": partial(data.digits, train=300, label_noise=0.2), "network": partial(models.mlp, 64, 10)}
recipe |= {"optimizer": partial(torch.optim.Adam, lr=0.005), "batch_size": 150}
found = studies.measure_along_training(entrants, seeds, stops, measure, **recipe)  # of each loss: (stop, seed, number)

print("after 100 epochs    accuracy        confidence   logit gap   wrong labels learned")
for name, values in found.items():
    mean, spread = values[3].mean(axis=0), values[3].std(axis=0, ddof=1)
    print(f"{name:14}  {mean[0]:8.1%} ± {spread[0]:.1%}  {mean[1]:10.1%}  {mean[3]:10.1f}  {mean[4]:15.0%}")

# %% [markdown]
# The four last rows are one network, trained four times. What differs is what rounding, and a tiny constant inside Adam,
# grow into over two hundred steps. Who tunes this ε tunes nothing.
#
# ## Bounded, and never content
#
# Look at the logit gap. With smoothed cross-entropy it stops where lesson 02 said. With normLSCE it goes as far as
# training carries it, beyond that of plain cross-entropy, however large ε is. NCE's gradient never changes sign: the loss
# falls towards 0 (normLSCE's towards ε/K), and only an infinite gap gets there.

# %%
late = {name: values[3].mean(axis=0) for name, values in found.items()}
normalized = np.array([late[f"normLSCE {epsilon}"] for epsilon in (0.0, 0.1, 0.5, 0.9)])
assert np.ptp(normalized[:, :2], axis=0).max() < 0.04

gaps = torch.arange(0.0, 31.0, dtype=torch.float64)
z = torch.cat([gaps[:, None], torch.zeros(31, 9, dtype=torch.float64)], dim=1).requires_grad_()
falling = losses.normalized_cross_entropy(z, targets.one_hot(torch.zeros_like(gaps).long(), 10), reduction="none")
(slope,) = torch.autograd.grad(falling.sum(), z)
assert (slope[:, 0] < 0).all() and (falling.diff() < 0).all() and 0 < falling[-1] < 1e-12
assert abs(late["LSCE 0.1"][3] - losses.optimal_gap(0.1, 10)) < 0.6
assert normalized[:, 3].min() > late["CE"][3] > losses.optimal_gap(0.1, 10)
print(f"NCE at a gap of 30: {falling[-1]:.0e}, and still falling")

# %% [markdown]
# The name says *label smoothing*, and does not keep its word: the label is soft, and the loss is as greedy as with a
# hard one.
#
# What does the bound buy? The reason for it, in Ma et al., is wrong labels. All K labels of a sample share one bill, so
# a network cannot be charged without limit for disagreeing with one of them. Our training labels are 20 % wrong, so we
# can look.


# %% tags=["nbval-ignore-output"]
def say(name, column, stop=3):
    values = found[name][stop][:, column]
    return f"{values.mean():.1%} ± {values.std(ddof=1):.1%}"


def against_ce(column, stop, claim):
    ours, theirs = (found[name][stop] for name in ("normLSCE 0.1", "CE"))
    floors = (ours[:, 5].mean(), theirs[:, 5].mean()) if column == 2 else None  # an ECE is never 0: lesson 06
    rule = {"claim": claim, "relevant": 0.02, "floors": floors, "unit": " points", "digits": 1, "scale": 100}
    return records.verdict(ours[:, column], theirs[:, column], **rule)


# %% tags=["nbval-ignore-output"]
records.Claim(
    paper="Any loss can be made robust to noisy labels by normalizing it (Ma et al. 2020, abstract).",
    here=f"With 20 % wrong labels, over {len(seeds)} seeds, CE knows {say('CE', 4)} of them by heart after 100 epochs, "
    f"normLSCE {say('normLSCE 0.1', 4)}; after 200 epochs {say('normLSCE 0.1', 4, 4)}. On test digits normLSCE is right "
    f"in {say('normLSCE 0.1', 0)}, CE in {say('CE', 0)}, LSCE in {say('LSCE 0.1', 0)} (100 epochs).",
    verdict={
        "fewer wrong labels learnt (100 epochs)": against_ce(4, 3, "lower"),
        "fewer wrong labels learnt (200 epochs)": against_ce(4, 4, "lower"),
        "more accurate (100 epochs)": against_ce(0, 3, "higher"),
    },
)

# %% [markdown]
# ## Is it better calibrated?
#
# That is the NLS paper's claim. The *expected calibration error*, ECE, sorts answers by their confidence into 15 bins and
# averages, over the answers, how far accuracy and confidence are apart in each bin. Lesson 06 takes it to pieces. Here we
# only need to know that smaller is better, and that it depends on when you look.
#
# **Predict.** Two networks learn from noisy labels, longer and longer. Does the ECE of each fall, rise, or both? Which
# epoch would you print if you wanted normLSCE to win? If you wanted it to lose?

# %% tags=["nbval-ignore-output"]
assert late["normLSCE 0.1"][4] < 0.9 < late["CE"][4] and found["normLSCE 0.1"][4, :, 4].mean() > 0.85
assert late["normLSCE 0.1"][0] < max(late["CE"][0], late["LSCE 0.1"][0]) + 0.02
ends = {name: found[name][[0, 4]].mean(axis=1) for name in ("CE", "normLSCE 0.1")}
assert ends["normLSCE 0.1"][0, 2] < 0.5 * ends["CE"][0, 2] and ends["CE"][0, 0] > ends["normLSCE 0.1"][0, 0]
assert ends["normLSCE 0.1"][1, 2] > ends["CE"][1, 2] - 0.03
assert all(after[1, 1] > after[1, 0] + 0.05 for after in ends.values())  # confidence above accuracy
compared = {"CE": found["CE"][..., :3], "normLSCE": found["normLSCE 0.1"][..., :3]}
first, last = (ends["normLSCE 0.1"][at, 2] < 0.8 * ends["CE"][at, 2] for at in (0, 1))
truth = (first and not last, last and not first, first and last, not first and not last)
scenes.predict(lesson.QUESTIONS["03.3"], lesson.stops_along_training(stops, compared), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# CE's does both: it starts out less sure than it is right, crosses over, and ends up boasting, and where it crosses, its
# ECE is small. normLSCE is sure earlier. At 12 epochs it has already come to the crossing, so its ECE is less than half of
# CE's, although CE is the more accurate of the two; from there it hardly does anything but rise. At 200 epochs nothing is
# left of the lead: the bands, from the lowest seed to the highest, lie on each other.
# </details>

# %% tags=["nbval-ignore-output"]
lazy = seen["0"][0.1]
ece = calibration.expected_calibration_error(calibration.reliability(lazy.probabilities, lazy.labels))
print(
    f"NCE at cross-entropy's rate: accuracy {lazy.accuracy:.0%}, confidence {lazy.confidence.mean():.0%}, ECE {ece:.1%}"
)
assert lazy.accuracy < 0.25 and ece < 0.1
records.Claim(
    paper="Normalized soft labels “enhance the calibration” (NLS, abstract; its tables hold no calibration error).",
    here=f"ECE over {len(seeds)} seeds, CE against normLSCE: {say('CE', 2, 0)} and {say('normLSCE 0.1', 2, 0)} after 12 "
    f"epochs, {say('CE', 2, 4)} and {say('normLSCE 0.1', 2, 4)} after 200. The best ECE of the lesson, {ece:.1%}, "
    f"belongs to a network that is right in {lazy.accuracy:.0%}.",
    verdict={f"lower ECE after {stops[at]} epochs": against_ce(2, at, "lower") for at in (0, 4)},
)

# %% [markdown]
# The last network was trained with NCE at the rate 0.1, at which cross-entropy does well. It has learnt nothing, guesses,
# and says that it guesses. A calibration error without an accuracy beside it says nothing. And mind the accuracy in the box
# above it: in every seed of the quick budget normLSCE is right less often than cross-entropy, under Adam and with wrong
# labels. In the sweep with SGD and clean labels, at its best rate, it was not behind; that was a single seed.
#
# ## Exercises

# %% [markdown]
# <!-- exercise 03.1 -->
#
# ### 03.1 ★☆☆ Two logs, one network
#
# Your training log shows the normLSCE of a network, 0.061 with ε = 0.5 and K = 10. A friend's log shows NCE. Turn a
# normLSCE into the NCE of the same network, so that the two can be compared.


# %% tags=["exercise"]
# exercise 03.1
def nce_from_norm_lsce(loss: float, epsilon: float, classes: int) -> float:
    """The NCE of the network whose normLSCE is loss."""
    ...


# %%
exercises.check("03.1", nce_from_norm_lsce)

# %% [markdown]
# <!-- exercise 03.2 -->
#
# ### 03.2 ★★☆ The proof, by autograd
#
# Prove that ε only scales the step. Return two gradients on the logits, stacked into one tensor of shape (2, B, K):
# first that of the sum of the samples' normLSCE, then (1 − ε) times that of the sum of their NCE. Write both losses
# out and let autograd do the rest. If the two halves agree, that is your proof.

# %% tags=["exercise"]
# exercise 03.2
import torch
from torch import Tensor


def both_sides(logits: Tensor, labels: Tensor, epsilon: float) -> Tensor:
    """Shape (2, B, K): the gradient of the summed normLSCE, and (1 − ε) times that of the summed NCE."""
    ...


# %%
exercises.check("03.2", both_sides)

# %% [markdown]
# <!-- exercise 03.3 -->
#
# ### 03.3 ★★☆ The learning rate that it needs
#
# Plain gradient descent trains a network well with cross-entropy at a learning rate `rate`. You change to normLSCE.
# Which learning rate gives the same **first** step, while the network still finds all K classes equally probable?

# %% tags=["exercise"]
# exercise 03.3
import math


def matching_rate(rate: float, epsilon: float, classes: int) -> float:
    """The learning rate of normLSCE whose first step is that of cross-entropy at rate."""
    ...


# %%
exercises.check("03.3", matching_rate)


# %% [markdown]
# <!-- exercise 03.4 -->
#
# ### 03.4 ★★★ Four places on a bounded scale
#
# Let logits run off to infinity and see where NCE goes. Return a list of four numbers for K classes: (1) the true
# class's logit goes to +∞; (2) all logits are equal; (3) the logit of **one wrong** class goes to +∞; (4) the true
# class's logit goes to −∞. In each case the other logits stay at 0.


# %% tags=["exercise"]
# exercise 03.4
def four_places(classes: int) -> list[float]:
    """NCE in the four cases, each a number in [0, 1]."""
    ...


# %%
exercises.check("03.4", four_places)

# %% [markdown]
# ## What to take away
#
# - The normalized loss is a share: what the true label costs, of what all labels cost. It lies in [0, 1].
# - normLSCE = (1 − ε)·NCE + ε/K. Its ε is a step size, and under Adam it is nothing.
# - It needs about K log K / (1 − ε) times the learning rate of cross-entropy, and more as the network grows sure.
# - It has no finite best gap. A soft label in a loss does not make a loss with a place to stop.
# - When two losses are compared at one learning rate, or at one epoch, ask who chose it.
#
# ## Further reading
#
# - Uppal and Giddwani, *Normalized Label Distribution*, 2020, arXiv 2012.06876, equation 3 and Algorithm 1.
# - Ma, Huang, Wang, Romano, Erfani, Bailey, *Normalized Loss Functions for Deep Learning with Noisy Labels*, 2020,
#   arXiv 2006.13554: NCE, and the second loss that they add to make it train.
# - Ghosh, Kumar, Sastry, *Robust Loss Functions under Label Noise for Deep Neural Networks*, 2017, arXiv 1712.09482: why a
#   loss whose values over all labels add up to a constant forgives wrong labels.
