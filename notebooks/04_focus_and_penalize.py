# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Focus and penalize
#
# | | |
# |:--|:--|
# | **Do** | drag γ and λ, and bend the gradient of cross-entropy in two ways |
# | **Learn** | focal loss, FLSD and the confidence penalty; which of them has a place to stop; what a bound between two losses says, and what it does not |
# | **Need** | [lesson 02](02_soften_a_label.ipynb) and [lesson 03](03_normalize_the_loss.ipynb) |
# | **Time** | 20 minutes to read, about 30 seconds to run on two CPU cores; no GPU needed |

# %%
import math
from functools import partial

import torch
from torch.nn.functional import cross_entropy

from nls_tutorial import calibration, data, exercises, losses, models, predictions, records, scenes, studies
from nls_tutorial import training
from nls_tutorial.lessons import l04_focus_and_penalize as lesson

print(studies.budget())

# %% [markdown]
# ## Focus: look away from what is easy
#
# Lesson 02 softened the label and kept the loss. This lesson keeps the hard label and bends the loss.
#
# *Focal loss* (Lin et al. 2017) multiplies cross-entropy by a factor that vanishes as the true class becomes probable:
#
# $$\text{FL} = -(1-p_y)^\gamma \log p_y .$$
#
# With γ = 0 it is cross-entropy. With γ = 3, the value that papers on calibration use (Lin et al. prefer 2, for detection), a sample
# that the network already finds probable counts for almost nothing.

# %%
p = torch.tensor([0.1, 0.5, 0.9], dtype=torch.float64)
logits, label = torch.stack([p, 1 - p], dim=1).log(), torch.tensor([0, 0, 0])

focal = -((1 - p) ** 3) * p.log()
assert torch.allclose(focal, losses.focal_loss(logits, label, gamma=3.0, reduction="none"))
for probability, hard, focused in zip(p.tolist(), (-p.log()).tolist(), focal.tolist(), strict=True):
    print(f"p = {probability}: cross-entropy {hard:.4f}, focal {focused:.4f}, share left {focused / hard:.1%}")

# %% [markdown]
# A network does not feel a loss, though. It feels the gradient. Focal loss depends on the logits through $p_y$ alone, as
# cross-entropy does, so its gradient must be cross-entropy's gradient times a number. By the product rule that number,
# let us call it the *bend*, is
#
# $$(1-p_y)^\gamma \;-\; \gamma\, p_y\, (1-p_y)^{\gamma-1} \log p_y .$$


# %%
def bend(p, gamma):
    return (1 - p) ** gamma - gamma * p * (1 - p) ** (gamma - 1) * p.log()


z = torch.randn(8, 10, dtype=torch.float64, generator=torch.Generator().manual_seed(0)).requires_grad_()
y = torch.arange(8)
(hard,) = torch.autograd.grad(cross_entropy(z, y, reduction="sum"), z)
(focused,) = torch.autograd.grad(losses.focal_loss(z, y, gamma=3.0, reduction="sum"), z)
p_y = torch.softmax(z, dim=1).gather(1, y[:, None])
assert torch.allclose(focused, bend(p_y, 3) * hard)
print("focal's gradient is the bend times cross-entropy's, in all 80 entries")

# %% [markdown]
# ## Penalize: pay for doubt
#
# The *confidence penalty* (ECP, Pereyra et al. 2017) says openly what it wants. It pays the network for the entropy of
# its prediction:
#
# $$\text{ECP} = -\log p_y - \lambda H(p), \qquad H(p) = -\textstyle\sum_k p_k \log p_k .$$
#
# **Predict.** Below, cross-entropy's gradient on the true logit is a straight line, and the others bend it. Somewhere
# focal loss pushes *harder* than cross-entropy: where? And which of the losses can pull a network back that has grown
# too sure?

# %%
grid = torch.linspace(0.001, 0.999, 999, dtype=torch.float64)
scenes.predict(lesson.QUESTIONS["04.1"], lesson.bent_gradients(), truth=grid[bend(grid, 3) > 1].max())

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Focal loss pushes harder where the true class is <i>im</i>probable, left of the diamond: below 0.25 for γ = 3, below
# 0.20 for γ = 5. That is the focus. To the right it fades, but its bend never falls below zero: it always asks for more,
# ever more softly. Only the penalty goes through zero, at the disc. Past the disc it pulls back.
# </details>

# %% [markdown]
# Cross-entropy, focal loss, penalty: one straight, one fading, one with a place to stop. For the last we can compute the
# place. With the other logits equal and a gap $g$ to the true one, the penalty's bend is $1 - \lambda\, p_y\, g$. It is
# zero where
#
# $$g^*\, p_y = 1/\lambda .$$
#
# Once more, let descent look for it.


# %%
def gap_found_by_descent(weight, classes=10):
    gap = torch.ones((), dtype=torch.float64, requires_grad=True)
    for _ in range(200):
        row = torch.cat([gap[None], torch.zeros(classes - 1, dtype=torch.float64)])[None]
        p_y = torch.softmax(row, dim=1)[0, 0]
        loss = losses.confidence_penalty_loss(row, torch.tensor([0]), weight=weight)
        (slope,) = torch.autograd.grad(loss, gap)
        # cross-entropy's push, 1 − p, dies out as the gap grows: measured in that unit, steps stay long
        gap = (gap - slope / (1 - p_y)).detach().requires_grad_()
    return gap.item(), p_y.item()


for weight in (0.1, 0.25, 0.5, 3.0):
    gap, confidence = gap_found_by_descent(weight)
    assert abs(gap * confidence - 1 / weight) < 1e-6
    print(f"λ = {weight:4}: best gap {gap:5.2f}, confidence {confidence:.2%}")
print(f"smoothing with ε = 0.1: {losses.optimal_gap(0.1, 10):.2f}")

# %% [markdown]
# So a hard label can have a finite optimum too. But look at the sizes. The customary λ = 0.1 asks for a gap of 10, which
# is 99.96 % sure: it has a limit, and forbids almost nothing. To ask for what smoothing with ε = 0.1 asks, a gap of 4.51, you need a λ of
# about 0.25. Keep that in mind for the experiment.
#
# ## FLSD: a γ for each sample
#
# If the crossing at the diamond matters, why one γ for all? Mukhoti et al. (2020) use the crossing to choose γ, sample by
# sample (*focal loss, sample-dependent*): γ = 5 where $p_y < 0.2$, and 3 above. The schedule has a third range, from 0.5
# on. In the version called FLSD-53 it has γ = 3 as well.

# %%
for crossing, gamma in ((0.25, 3), (0.2, 5)):
    assert bend(torch.tensor(crossing - 0.01), gamma) > 1 > bend(torch.tensor(crossing + 0.01), gamma)

gamma = torch.where(p_y < 0.2, 5.0, torch.where(p_y < 0.5, 3.0, 3.0))
flsd = -((1 - p_y) ** gamma) * p_y.log()
assert torch.allclose(flsd.squeeze(1), losses.flsd_loss(z, y, reduction="none"))

at = torch.tensor(0.2)
worse, better = -(0.8**5) * at.log(), -(0.8**3) * at.log()
assert worse < better
print(f"FLSD just below p = 0.2: {worse:.3f} nats; just above: {better:.3f} nats")

# %% [markdown]
# Read these two numbers again. Crossing 0.2 *upwards*, to a better prediction, the loss jumps up by more than half. As a
# measure of how good a network is, FLSD is broken there. As something to descend it is not, because no gradient goes
# through the jump. On the other side the push is merely a little stronger (in the picture, the dotted line is torn).
#
# ## A bound is not a likeness
#
# Focal loss never mentions entropy. Yet Mukhoti et al. tie it to the penalty by an inequality, for γ ≥ 1:
#
# $$\text{FL} \;\ge\; \text{CE} - \gamma\, H(p) .$$
#
# The proof is two steps. Bernoulli says $(1-p_y)^\gamma \ge 1 - \gamma p_y$, so $\text{FL} \ge \text{CE} +
# \gamma\, p_y \log p_y$; and $-p_y \log p_y$ is only one of the terms of $H$, none of which is negative. Let us attack it
# with random predictions.

# %%
generator = torch.Generator().manual_seed(1)
spread = 10 ** torch.empty(100_000, 1, dtype=torch.float64).uniform_(-2, 1.5, generator=generator)
z_many = spread * torch.randn(100_000, 10, dtype=torch.float64, generator=generator)
y_many = torch.randint(10, (100_000,), generator=generator)
for gamma in (0.5, 1.0, 3.0, 5.0):
    charged = losses.confidence_penalty_loss(z_many, y_many, weight=gamma, reduction="none")
    distance = losses.focal_loss(z_many, y_many, gamma=gamma, reduction="none") - charged
    broken = int((distance < -1e-12).sum())
    print(f"γ = {gamma}: broken {broken} times in {len(distance):,}; mean distance {distance.mean():.2f} nats")

# %% [markdown]
# It holds, even for γ = 0.5, where the proof does not apply. It is tempting to conclude that focal loss *is* a confidence
# penalty with λ = γ.
#
# **Predict.** How close do the two come at γ = 3? Where would each of them stop?

# %%
gap = torch.linspace(0, 15, 301, dtype=torch.float64)
rows = torch.cat([gap[:, None], torch.zeros(301, 9, dtype=torch.float64)], dim=1), torch.zeros(301, dtype=torch.int64)
curves = (
    losses.focal_loss(*rows, gamma=3, reduction="none"),
    losses.confidence_penalty_loss(*rows, weight=3, reduction="none"),
)
turns = [0 < int(curve.argmin()) < 300 for curve in curves]
truth = [turns == which for which in ([True, False], [False, True], [True, True], [False, False])]
scenes.predict(lesson.QUESTIONS["04.2"], lesson.focal_bound(), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Close only where the network is already sure. Elsewhere nats lie between them. The bound has its lowest point near a gap
# of 1.2, where the network would be 27 % sure (the last line of the table above); focal loss has none. Pushing focal loss
# down pushes down a ceiling over the bound, no more.
# </details>
#
# ## A network that boasts, again
#
# Back to the network of lesson 00: 300 digits, one label in five wrong. ECE, the expected calibration error, is the mean
# distance between confidence and accuracy; lesson 06 takes it apart.
#
# **Predict.** Which of the two λ helps? And if focal loss never stops while the penalty does, what happens to each
# one's confidence on its *training* pictures when training goes on three times as long? One row is there to keep us
# honest: cross-entropy, stopped after less than a third of its epochs.

# %%
focal, penalty = losses.focal_loss, losses.confidence_penalty_loss
entrants = {"cross-entropy": cross_entropy, "focal, γ = 3": focal, "FLSD": losses.flsd_loss}
entrants |= {f"penalty, λ = {weight}": partial(penalty, weight=weight) for weight in (0.1, 0.25)}


def measure(network, splits):
    """Test accuracy, confidence and ECE; training accuracy and confidence; the ECE by chance."""
    seen, learnt = predictions.collect(network, splits.test), predictions.collect(network, splits.train)
    ece = calibration.expected_calibration_error(calibration.reliability(seen.probabilities, seen.labels))
    chance = calibration.chance_calibration_errors(seen.confidence, draws=40).mean()  # of a calibrated network as sure
    return seen.accuracy, seen.confidence.mean(), ece, learnt.accuracy, learnt.confidence.mean(), chance


# %% tags=["nbval-ignore-output"]
seeds = range(studies.budget().seeds)
recipe = {"splits": partial(data.digits, train=300, label_noise=0.2), "network": partial(models.mlp, 64, 10)}
recipe |= {"optimizer": partial(torch.optim.Adam, lr=0.005), "batch_size": 150}

early, late = 0, 1
looks = studies.measure_along_training(entrants, seeds, (45, 150), measure, **recipe)
found = {name: rows[late] for name, rows in looks.items()} | {"CE, stopped early": looks["cross-entropy"][early]}
longer = {"focal, longer": focal, "penalty, longer": entrants["penalty, λ = 0.25"]}
found |= {
    name: rows[0] for name, rows in studies.measure_along_training(longer, seeds, (450,), measure, **recipe).items()
}
found = {name: torch.from_numpy(rows) for name, rows in found.items()}  # (seed, number)
short, long = (
    {name.split(",")[0]: 100 * found[name][:, 4].mean().item() for name in pair}
    for pair in (("focal, γ = 3", "penalty, λ = 0.25"), longer)
)
surer = tuple(long[name] > short[name] + 1 for name in ("focal", "penalty"))  # by a point and more
truth = [surer == which for which in ((True, True), (True, False), (False, True), (False, False))]
trained = {"150 epochs": short, "450 epochs": long}
scene = scenes.named_bars(trained, title="How sure of its training pictures", axis="confidence, %", digits=1)
scenes.predict(lesson.QUESTIONS["04.3"], scene, truth=truth)

# %% tags=["nbval-ignore-output"]
print("                         on test pictures            on training pictures")
print("                     accuracy  confidence   ECE      accuracy  confidence")
for name, rows in found.items():
    row = rows.mean(0).tolist()
    print("{:18}    {:.1%}     {:.1%}    {:5.1%}     {:6.1%}     {:.1%}".format(name, *row[:5]))

accuracy, confidence, ece, learnt, sure = (
    {name: rows[:, column].mean().item() for name, rows in found.items()} for column in range(5)
)
assert min(share for name, share in learnt.items() if name != "CE, stopped early") > 0.97
assert max(ece["focal, γ = 3"], ece["FLSD"], ece["penalty, λ = 0.25"]) < ece["cross-entropy"] - 0.02
assert abs(confidence["penalty, λ = 0.1"] - confidence["cross-entropy"]) < 0.04
assert sure["focal, longer"] > sure["focal, γ = 3"] + 0.03
assert sure["penalty, longer"] < sure["penalty, λ = 0.25"] + 0.005 and abs(sure["penalty, longer"] - 0.903) < 0.05
assert ece["CE, stopped early"] < ece["cross-entropy"] - 0.03
assert max(accuracy, key=accuracy.get) == "CE, stopped early"

# %% tags=["nbval-ignore-output"]
told = {name: f"{rows[:, 2].mean():.3f} ± {rows[:, 2].std():.3f}" for name, rows in found.items()}


def lower(name, other):
    both = (found[name][:, 2], found[other][:, 2])
    floors = tuple(float(found[one][:, 5].mean()) for one in (name, other))  # an ECE is never 0: lesson 06
    rule = {"claim": "lower", "relevant": 0.02, "floors": floors, "unit": " points", "digits": 1, "scale": 100}
    return records.verdict(*both, **rule)


records.Claim(
    paper="ECE in per cent, CIFAR-10, ResNet-50 (MbLS poster): cross-entropy 5.85, penalty 3.01, focal 3.90, FLSD 3.84.",
    here=f"ECE over {len(seeds)} seeds: cross-entropy {told['cross-entropy']}, stopped early {told['CE, stopped early']}; "
    f"focal {told['focal, γ = 3']}, for longer {told['focal, longer']}; FLSD {told['FLSD']}; penalty "
    f"{told['penalty, λ = 0.1']} at λ = 0.1 and {told['penalty, λ = 0.25']} at 0.25.",
    verdict={
        f"{name}, lower than cross-entropy's": lower(name, "cross-entropy")
        for name in ("focal, γ = 3", "FLSD", "penalty, λ = 0.1", "penalty, λ = 0.25", "CE, stopped early")
    }
    | {"FLSD, lower than focal loss's": lower("FLSD", "focal, γ = 3")},
)

# %% [markdown]
# All but the one that was stopped early know their training set by heart, wrong labels and all. Look at their confidence
# there. The penalty comes down towards the 90 % that the formula asks for as it trains longer. Focal loss climbs, and after
# three times as many epochs the two stand side by side. But one has a place to stop and the other has none: what you
# measure of focal loss depends on the day you stop, and part of its gain is that it had not finished.
#
# And look at the second row. Cross-entropy, stopped before it has learnt the wrong labels, is right more often than all
# others, and far better calibrated than its overfitted self. (We picked the 45 epochs by looking at test pictures. In
# earnest that is for held-out ones.) Before you bend a loss, ask whether stopping would do.
#
# ## Exercises

# %% [markdown]
# <!-- exercise 04.1 -->
#
# ### 04.1 ★☆☆ Which is which?
#
# Four losses, their gradients on the true logit at six probabilities p of the true class (ten classes, the others
# equal). They are cross-entropy, focal (γ = 3), FLSD, and a confidence penalty (λ = 0.25). Write their four letters
# **in that order**.
#
# | p | A | B | C | D |
# |--:|--:|--:|--:|--:|
# | 0.10 | −1.211 | −0.900 | −0.900 | −1.160 |
# | 0.19 | −0.833 | −0.810 | −0.781 | −0.934 |
# | 0.21 | −0.874 | −0.790 | −0.754 | −0.874 |
# | 0.50 | −0.192 | −0.500 | −0.363 | −0.192 |
# | 0.90 | −0.000 | −0.100 | −0.001 | −0.000 |
# | 0.99 | −0.000 | −0.010 | +0.007 | −0.000 |

# %% tags=["exercise"]
# exercise 04.1
# Four letters: the columns of cross-entropy, focal loss, FLSD, confidence penalty, in that order.
answer_04_1 = ...

# %%
exercises.check("04.1", answer_04_1)

# %% [markdown]
# <!-- exercise 04.2 -->
#
# ### 04.2 ★★☆ The bend
#
# Focal loss multiplies cross-entropy's gradient on the logits by one number, which depends on p_y alone. Write it,
# for a tensor of probabilities.

# %% tags=["exercise"]
# exercise 04.2
from torch import Tensor


def focal_bend(probability: Tensor, gamma: float) -> Tensor:
    """Focal loss's gradient divided by cross-entropy's, for probabilities (N,) of the true class in (0, 1)."""
    ...


# %%
exercises.check("04.2", focal_bend)

# %% [markdown]
# <!-- exercise 04.3 -->
#
# ### 04.3 ★★☆ FLSD at once
#
# Write FLSD for a whole batch: focal loss with γ = 5 where p_y < 0.2 and γ = 3 elsewhere, one loss a sample. The last
# input has 20,000 samples: a Python loop over them would take its time.

# %% tags=["exercise"]
# exercise 04.3
import torch
from torch import Tensor


def flsd(logits: Tensor, labels: Tensor) -> Tensor:
    """The loss of each sample, shape (B,), for logits (B, K) and labels (B,)."""
    ...


# %%
exercises.check("04.3", flsd)

# %% [markdown]
# <!-- exercise 04.4 -->
#
# ### 04.4 ★★☆ Check the bound
#
# Focal loss is never below CE − γ·H(p), where H is the entropy of the whole prediction. Compute how far above it each
# prediction is. Then try to find one that breaks the bound.

# %% tags=["exercise"]
# exercise 04.4
import torch
from torch import Tensor


def distance_to_bound(logits: Tensor, labels: Tensor, gamma: float) -> Tensor:
    """FL − (CE − γ·H) of each prediction, shape (B,), for logits (B, K) and labels (B,)."""
    ...


# %%
exercises.check("04.4", distance_to_bound)

# %% [markdown]
# <!-- exercise 04.5 -->
#
# ### 04.5 ★★★ The gradient of the penalty
#
# Write the gradient of CE − λ·H(p) with respect to the logits, for every class, as a formula. (Autograd is a good way
# to check it.)

# %% tags=["exercise"]
# exercise 04.5
import torch
from torch import Tensor


def penalty_gradient(logits: Tensor, labels: Tensor, weight: float) -> Tensor:
    """The gradient of each sample's loss, shape (B, K), for logits (B, K), labels (B,) and λ = weight."""
    ...


# %%
exercises.check("04.5", penalty_gradient)

# %% [markdown]
# ## Appendix: normalize it, too
#
# Lesson 03 divided cross-entropy by the sum of its values for all labels, which made it robust: summed over the labels,
# the loss is 1 for *every* prediction. Ma et al. (2020) do the same to focal loss. The NLS paper, in its outlook, wishes
# to join normalization, focal loss and cosine loss "into a single consolidated model", and its released code holds a
# draft. There the factor stands on every class above the line, and on none below:
#
# $$\text{Ma et al.: } \frac{(1-p_y)^\gamma \log p_y}{\sum_k (1-p_k)^\gamma \log p_k} \qquad\quad
#   \text{NLS code: } \frac{\sum_k q_k (1-p_k)^\gamma \log p_k}{\sum_k \log p_k} .$$

# %%
log_p = torch.log_softmax(z, dim=1)
terms = (1 - log_p.exp()) ** 3 * log_p
q = 0.9 * torch.eye(10, dtype=torch.float64)[y] + 0.1 / 10
ma = terms.gather(1, y[:, None]).squeeze(1) / terms.sum(1)
nls = (q * terms).sum(1) / log_p.sum(1)
assert torch.allclose(ma, losses.normalized_focal_loss(z, y, gamma=3.0, reduction="none"))
assert torch.allclose(nls, losses.consolidated_loss(z, y, epsilon=0.1, gamma=3.0, reduction="none"))

everyone = [torch.full_like(y, k) for k in range(10)]
sum_ma = sum(losses.normalized_focal_loss(z, k, gamma=3.0, reduction="none") for k in everyone)
sum_nls = sum(losses.consolidated_loss(z, k, gamma=3.0, reduction="none") for k in everyone)
assert torch.allclose(sum_ma, torch.ones(8, dtype=torch.float64)) and sum_nls.max() < 0.95
print("summed over all labels, NLS code:", [f"{total:.2f}" for total in sum_nls[:4].tolist()])

# %%
scenes.show(lesson.two_normalized_focals())

# %% [markdown]
# The two curves look alike; the right panel shows what got lost. The sum depends on the prediction, so the argument for
# robustness no longer applies. It is a loss of its own, and the library keeps both, by name.
#
# Now choose *cosine* in the picture. The code then divides the logits by their length. Along the gap the loss becomes a
# step, as a longer vector in the same direction is the same to it.

# %%
draft = partial(losses.consolidated_loss, cosine=True, reduction="none")
(slope,) = torch.autograd.grad(draft(z, y).sum(), z)
assert (slope * z).sum(1).abs().max() < 1e-9, "no push along z"
assert torch.allclose(draft(7 * z, y), draft(z, y)), "length does not count"
assert not torch.allclose(draft(z + 1, y), draft(z, y), atol=1e-3), "a shift does, though softmax ignores it"
surest = 1 / (1 + 9 * math.exp(-math.sqrt(10 / 9)))
print(f"the largest probability that a direction among ten classes can have: {surest:.1%}")

# %% [markdown]
# With ten classes it never sees more than 24 % confidence. CosFace, the cosine loss that the paper cites, multiplies the
# cosines by a scale for that reason; the draft has none. The confidence that you read off the raw logits is then whatever
# their length happens to be: nothing in the loss holds it.
#
# ## What to take away
#
# - Each of these losses bends cross-entropy's gradient. Ask where the bend is above 1, and whether it ever falls below 0.
# - Focal loss pushes harder where the true class is improbable, fades elsewhere, and never stops.
# - The confidence penalty stops at g·p = 1/λ. At λ = 0.1 that is a gap of 10: hardly a penalty.
# - A lower bound ties focal loss to the penalty, and does not make them alike.
# - Two losses with nearly one name may differ in what matters. Compute both.
#
# ## Further reading
#
# - Lin, Goyal, Girshick, He, Dollár, *Focal Loss for Dense Object Detection*, 2017, arXiv 1708.02002.
# - Mukhoti et al., *Calibrating Deep Neural Networks using Focal Loss*, 2020, arXiv 2002.09437: the bend, the bound, FLSD.
# - Pereyra et al., *Regularizing Neural Networks by Penalizing Confident Output Distributions*, 2017, arXiv 1701.06548.
# - Ma et al., *Normalized Loss Functions for Deep Learning with Noisy Labels*, 2020, arXiv 2006.13554.
# - Wang et al., *CosFace: Large Margin Cosine Loss for Deep Face Recognition*, 2018, arXiv 1801.09414.
# - Uppal and Giddwani, *Normalized Label Distribution*, 2020, arXiv 2012.06876, Discussions.
