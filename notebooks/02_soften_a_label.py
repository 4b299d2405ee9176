# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Soften a label
#
# | | |
# |:--|:--|
# | **Do** | drag ε and the number of classes, and watch a label, a loss and a gradient answer |
# | **Learn** | cross-entropy with soft labels; two definitions that share the name "label smoothing"; why a smoothed label has a place to stop |
# | **Need** | [lesson 01](01_look_at_the_last_layer.ipynb), or: softmax, logarithm, a little PyTorch |
# | **Time** | 20 minutes to read, about 20 seconds to run on two CPU cores; no GPU needed |

# %%
import math
from functools import partial

import torch

from nls_tutorial import data, exercises, losses, models, predictions, records, scenes, studies, targets, training
from nls_tutorial.lessons import l02_soften_a_label as lesson

print(studies.budget())

# %% [markdown]
# ## Cross-entropy asks one question
#
# A network gives *logits* $z$, one number for each of $K$ classes. Softmax turns them into probabilities $p$. The label
# says which class is right. It is a list of $K$ shares $q$ that sum to one, and a *hard* label puts everything on one
# class. Cross-entropy compares the two:
#
# $$L = -\sum_k q_k \log p_k .$$
#
# With a hard label only one term is left, $-\log p_y$: the loss asks how probable the network finds the true class, and
# asks nothing about the rest. The logarithm is natural, so the loss is counted in *nats*.

# %%
logits = torch.tensor([[2.0, 0.5, -1.0]])
hard = targets.one_hot(torch.tensor([0]), classes=3)

probabilities = torch.softmax(logits, dim=1)
loss = -(hard * probabilities.log()).sum(dim=1)
assert torch.allclose(loss, losses.soft_cross_entropy(logits, hard, reduction="none"))
print(f"label {hard[0].tolist()}   loss {loss.item():.4f} nats")

# %% [markdown]
# The line that computes the loss is the formula, read aloud. Nothing in it needs the label to be hard. Any shares that
# sum to one will do, and that is the whole idea of this lesson: keep the loss, soften the label.
#
# ## One name, two definitions
#
# *Label smoothing* takes a share ε from the true class and spreads it. Over whom? Two answers are in use, and papers
# seldom say which one they mean.
#
# **Over all K classes.** The true class gives up ε and gets a K-th of it back. This is the definition of
# Szegedy et al. (2016), of the normalized-label paper (NLS, equation 2) and of PyTorch:
#
# $$q = (1-\varepsilon)\,\mathrm{onehot}(y) + \varepsilon/K .$$
#
# **Over the other K − 1.** The true class gives up α and gets nothing back. This is the one in the adaptive-smoothing
# paper (ALS, section 3), which you will meet in lesson 10:
#
# $$q_y = 1-\alpha, \qquad q_k = \alpha/(K-1) \quad\text{for } k \neq y .$$

# %%
label, K, epsilon = torch.tensor([0]), 4, 0.2

over_all = (1 - epsilon) * torch.eye(K)[label] + epsilon / K
over_others = torch.where(torch.eye(K)[label] == 1, 1 - epsilon, epsilon / (K - 1))
assert torch.allclose(over_all, targets.smooth_uniform(label, K, epsilon))
assert torch.allclose(over_others, targets.smooth_others(label, K, epsilon))
print("over all K:     ", [f"{share:.4f}" for share in over_all[0].tolist()])
print("over the others:", [f"{share:.4f}" for share in over_others[0].tolist()])

# %% [markdown]
# Same number, different labels: the true class keeps 0.85 under the first and 0.80 under the second. With a thousand
# classes the two are nearly one; with two classes they are far apart.
#
# **Predict.** There are two classes and you set ε = α = 1. What does each definition say about the true class? Write it
# down, then drag.

# %%
left = targets.smooth_others(torch.tensor([0]), 2, 1.0)[0, 0].item()
truth = (left == 0.5, left == 0, left == 1)
scenes.predict(lesson.QUESTIONS["02.1"], lesson.two_definitions(), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Over all K the label becomes uniform: one half each. The label knows nothing, which is what "all smoothing" should
# mean. Over the other K − 1 the true class gets *zero* and the wrong class gets everything. The label has changed sides.
# It does so as soon as the dashed line falls under the dotted one, at α = (K − 1)/K. Lesson 10 shows where this really
# happens: when a crop holds almost nothing of the object.
# </details>
#
# The two definitions make the same family of labels. Take $\alpha = \varepsilon (K-1)/K$ and they agree exactly, so
# every result for one can be carried over to the other. What cannot be carried over is a bare number, such as
# "we used 0.1".

# %%
alpha = epsilon * (K - 1) / K
assert torch.allclose(targets.smooth_others(label, K, alpha), targets.smooth_uniform(label, K, epsilon))

torch_loss = torch.nn.CrossEntropyLoss(label_smoothing=epsilon)
ours = losses.soft_cross_entropy(torch.ones(1, K), targets.smooth_uniform(label, K, epsilon))
assert torch.allclose(torch_loss(torch.ones(1, K), label), ours)
print(f"α = {alpha:.2f} agrees with ε = {epsilon} at K = {K}; PyTorch's label_smoothing is the one over all K")

# %% [markdown]
# ## A place to stop
#
# Put the true logit a gap $g$ above the others, and let the others be equal. The true class then has probability
# $p_y = 1/(1+(K-1)e^{-g})$. How large should $g$ be?
#
# Under a hard label the loss is $-\log p_y$, which falls for ever: however sure the network is, it is paid for being
# surer. Under a smoothed label the loss is smallest where the network says exactly what the label says, $p = q$. Solve
# that for the gap:
#
# $$g^* = \log\frac{q_y}{q_k} = \log\frac{1-\varepsilon+\varepsilon/K}{\varepsilon/K}
#       = \log\!\left(1 + \frac{K(1-\varepsilon)}{\varepsilon}\right).$$

# %%
K, epsilon = 10, 0.1
best_gap = math.log(1 + K * (1 - epsilon) / epsilon)
assert math.isclose(best_gap, losses.optimal_gap(epsilon, K))
print(f"K = {K}, ε = {epsilon}: the best gap is {best_gap:.4f}")

# %% [markdown]
# Do not trust the algebra alone. Start from a gap of zero and let gradient descent look for the smallest loss.

# %%
gap = torch.zeros((), dtype=torch.float64, requires_grad=True)
others = torch.zeros(K - 1, dtype=torch.float64)
for _ in range(4000):
    loss = losses.label_smoothing_cross_entropy(torch.cat([gap[None], others])[None], label, epsilon=epsilon)
    (slope,) = torch.autograd.grad(loss, gap)
    gap = (gap - 0.5 * slope).detach().requires_grad_()
assert abs(gap.item() - best_gap) < 1e-6
print(f"found by descent: {gap.item():.4f}, with a loss of {loss.item():.4f} nats")

# %% [markdown]
# The descent stops where the formula said. The loss there is not zero. It is the entropy of the label, the least that
# any prediction can pay, so a smoothed loss of half a nat may well be a perfect score.
#
# **Predict.** Ten times as many classes, the same ε. Does the best gap grow tenfold, does it stay, or something between? Draw
# it. (A drawn curve is right when it lies, on average over its knots, no farther from the truth than it says.)

# %%
gaps = [losses.optimal_gap(0.1, K) for K in (2, 10, 100, 1000)]
assert round(gaps[1], 1) == 4.5
scenes.predict(lesson.QUESTIONS["02.2"], lesson.finite_optimum(), truth=gaps)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Something between, and nearer to "stays": the gap grows with the <i>logarithm</i> of K. Ten times the classes add
# about log 10 ≈ 2.3. Halving ε adds about log 2 ≈ 0.7. Only ε = 0 sends the best gap to infinity, and the sliding
# point out of the picture.
# </details>

# %%
tenfold = losses.optimal_gap(0.1, 100) - losses.optimal_gap(0.1, 10)
halved = losses.optimal_gap(0.05, 10) - losses.optimal_gap(0.1, 10)
assert abs(tenfold - math.log(10)) < 0.03 and abs(halved - math.log(2)) < 0.06
print(f"tenfold K adds {tenfold:.2f}; half of ε adds {halved:.2f}")

# %% [markdown]
# ## The gradient says it in one line
#
# The right panel above shows what training feels. For cross-entropy with *any* label, the gradient on the logits is
#
# $$\frac{\partial L}{\partial z} = p - q .$$
#
# What the network says, minus what the label says. Under a hard label $p_y - 1$ is negative for every finite logit: the
# push never ends, it only weakens. Under a smoothed label the push changes sign at the best gap, and a network that has
# grown too sure is *pulled back*.

# %%
logits = torch.randn(5, 10, dtype=torch.float64, generator=torch.Generator().manual_seed(0)).requires_grad_()
soft = targets.smooth_uniform(torch.arange(5), 10, 0.1).double()
(gradient,) = torch.autograd.grad(losses.soft_cross_entropy(logits, soft, reduction="sum"), logits)
assert torch.allclose(gradient, torch.softmax(logits, 1) - soft)
print("autograd agrees with p − q in every entry")

# %% [markdown]
# ## Does a real network stop there?
#
# The formula speaks of one free gap. A network has one set of weights for all samples, and may not be able to give each
# its wish. Let us train one on real handwritten digits, once with hard labels and once with ε = 0.1, over several seeds,
# and measure the gap on its training samples: the true logit minus the mean of the others.


# %%
def gap_on_training_samples(network, splits):
    z, y = predictions.collect(network, splits.train).logits, splits.train.labels
    true = z.gather(1, y[:, None]).squeeze(1)
    return [(true - (z.sum(1) - true) / 9).median().item()]


# %% tags=["nbval-ignore-output"]
seeds, epochs = range(studies.budget().seeds), 150 * studies.budget().longer
smoothed = {e: partial(losses.label_smoothing_cross_entropy, epsilon=e) for e in (0.0, 0.1, 0.2)}
recipe = {"splits": partial(data.digits, train=600), "network": partial(models.mlp, 64, 10)}
measured = studies.measure_along_training(smoothed, seeds, [epochs], gap_on_training_samples, **recipe)
gaps = {epsilon: torch.from_numpy(found.flatten()) for epsilon, found in measured.items()}
for epsilon, found in gaps.items():
    print(f"ε = {epsilon}: gap {found.mean():.2f} ± {found.std():.2f}, formula {losses.optimal_gap(epsilon, 10):.2f}")

# %% tags=["nbval-ignore-output"]
assert gaps[0.0].min() > 10
assert all((gaps[epsilon] - losses.optimal_gap(epsilon, 10)).abs().max() < 0.3 for epsilon in (0.1, 0.2))
hard, soft = gaps[0.0], gaps[0.1]
records.Claim(
    paper="Hard labels magnify the distance between the largest logit and the rest (MbLS poster).",
    here=f"Median gap {hard.mean():.1f} ± {hard.std():.1f} with hard labels, {soft.mean():.2f} ± {soft.std():.2f} with "
    f"ε = 0.1, over {len(seeds)} seeds. The formula says {losses.optimal_gap(0.1, 10):.2f}.",
    verdict={
        "hard labels, a wider gap": records.verdict(hard, soft, claim="higher"),
        "ε = 0.1, the formula's gap": records.verdict(soft, losses.optimal_gap(0.1, 10), claim="alike", relevant=0.3),
    },
)


# %% [markdown]
# The number comes out of an equation with two symbols, and a network with thirty thousand weights lands on it. That is
# because it has enough weights to give every training sample its wish. On pictures that it has not seen, nothing holds
# the gap in place. Whether smoothing also "prevents over-confident training" (NLS, introduction) is another question: for
# it, confidence must be measured against accuracy. Lesson 06 teaches how, and lesson 12 does it for nine losses.
#
# ## Exercises

# %% [markdown]
# <!-- exercise 02.1 -->
#
# ### 02.1 ★☆☆ What the true class keeps
#
# Smooth a hard label with ε **uniformly over all K classes** (NLS, equation 2). What share does the true class have
# afterwards?


# %% tags=["exercise"]
# exercise 02.1
def true_class_share(epsilon: float, classes: int) -> float:
    """The share of the true class, in [0, 1], after smoothing with epsilon over all classes."""
    ...


# %%
exercises.check("02.1", true_class_share)


# %% [markdown]
# <!-- exercise 02.2 -->
#
# ### 02.2 ★★☆ Two definitions, one label
#
# The other definition takes α from the true class and spreads it over the other K − 1 classes only. Somebody smoothed
# uniformly with ε. Which α gives exactly the same label?


# %% tags=["exercise"]
# exercise 02.2
def matching_alpha(epsilon: float, classes: int) -> float:
    """The alpha (over the other K − 1 classes) whose label equals that of epsilon (over all K)."""
    ...


# %%
exercises.check("02.2", matching_alpha)

# %% [markdown]
# <!-- exercise 02.3 -->
#
# ### 02.3 ★★☆ The gap that a soft label asks for
#
# The loss is smallest where p = q. Let the logits of all other classes be equal. How far must the true class's logit
# stand above them, for a label smoothed uniformly with ε? Say also what a hard label asks (ε = 0).

# %% tags=["exercise"]
# exercise 02.3
import math


def optimal_gap(epsilon: float, classes: int) -> float:
    """The logit of the true class minus the logit of any other class where the loss is smallest; infinite at 0."""
    ...


# %%
exercises.check("02.3", optimal_gap)

# %% [markdown]
# <!-- exercise 02.4 -->
#
# ### 02.4 ★★☆ The gradient in one line
#
# Write the gradient of each sample's cross-entropy −Σ q_k log p_k with respect to its logits, for any soft label q.
# No loop and no autograd is needed (but autograd is a good way to check it).

# %% tags=["exercise"]
# exercise 02.4
import torch
from torch import Tensor


def logit_gradient(logits: Tensor, targets: Tensor) -> Tensor:
    """The gradient of each sample's loss, shape (B, K), for logits (B, K) and targets (B, K)."""
    ...


# %%
exercises.check("02.4", logit_gradient)

# %% [markdown]
# <!-- exercise 02.5 -->
#
# ### 02.5 ★★★ The loss that is left
#
# With a hard label a perfect network can bring the loss to 0. With a soft label it cannot. How small can the loss
# become, in nats, when the label is smoothed uniformly with ε over K classes? Your function should work for ε = 0,
# too.

# %% tags=["exercise"]
# exercise 02.5
import math


def smallest_loss(epsilon: float, classes: int) -> float:
    """The smallest cross-entropy that any logits reach, in nats, against the label smoothed over all classes."""
    ...


# %%
exercises.check("02.5", smallest_loss)

# %% [markdown]
# <!-- exercise 02.6 -->
#
# ### 02.6 ★★★ Set ε to what is deserved
#
# A network with ten classes is right in 90 of 100 new pictures, and no training will make it better. Set K = 10 in
# the scene *Smoothing has a place to stop*, and move ε until the true class's probability at the best gap is what
# this network deserves to say. Give that ε, to two decimals; compute it if the slider has no such place.

# %% tags=["exercise"]
# exercise 02.6
# The ε whose best gap has a true class's probability of 0.90, for K = 10, to two decimals.
deserved_epsilon = ...

# %%
exercises.check("02.6", deserved_epsilon)

# %% [markdown]
# ## What to take away
#
# - Cross-entropy does not care whether a label is hard; soften it and the loss stays the same formula.
# - "Label smoothing" has two definitions. Say which one you mean: over all K, or over the other K − 1.
# - A smoothed label has a finite best gap, log(1 + K(1 − ε)/ε), and its smallest loss is its entropy, not zero.
# - The gradient on the logits is what the network says minus what the label says.
# - Drag ε while a network trains: [the playground](https://nls-tutorial.github.io/nls_tutorial/playground.html#loss=smoothing&epsilon=0.2); then set the wrong labels to 0 %.
#
# ## Further reading
#
# - Szegedy, Vanhoucke, Ioffe, Shlens, Wojna, *Rethinking the Inception Architecture for Computer Vision*, 2016,
#   arXiv 1512.00567, section 7: where label smoothing comes from.
# - Müller, Kornblith, Hinton, *When Does Label Smoothing Help?*, 2019, arXiv 1906.02629.
# - Uppal and Giddwani, *Normalized Label Distribution*, 2020, arXiv 2012.06876, equations 1 and 2.
# - Krothapalli and Abbott, *One Size Doesn't Fit All: Adaptive Label Smoothing*, 2020, section 3.
