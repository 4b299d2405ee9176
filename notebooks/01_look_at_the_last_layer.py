# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Look at the last layer
#
# | | |
# |:--|:--|
# | **Do** | drag a feature among templates; train networks with more and more smoothing and watch their clusters close up |
# | **Learn** | what a logit measures; how to look at a layer of 64 numbers on a sheet of paper; what smoothing does there |
# | **Need** | [lesson 00](00_start_here.ipynb); dot products and a little PyTorch |
# | **Time** | 20 minutes to read, about 30 seconds to run on two CPU cores; no GPU needed |

# %%
from functools import partial

import numpy as np
import torch

from nls_tutorial import data, exercises, geometry, losses, models, predictions, records, scenes, studies, training
from nls_tutorial.lessons import l01_look_at_the_last_layer as lesson

budget = studies.budget()
print(budget)

# %% [markdown]
# ## A logit is a dot product
#
# Everything a classifier knows about a picture must pass through its last layer. What enters that layer is a list of
# numbers $x$, the *features* (the penultimate activations). The layer holds one list of the same length for each class,
# the *template* $w_k$. The logit of a class is the dot product of the two, plus a bias:
#
# $$z_k = x^\top w_k + b_k .$$
#
# A dot product does not look like a distance, but it is one in disguise. Open the square:
#
# $$\lVert x - w_k\rVert^2 = x^\top x - 2\,x^\top w_k + w_k^\top w_k .$$
#
# The first term is the same for every class, so softmax never sees it. If the templates are about equally long, the last
# term is the same too. What is left says: **the larger the logit, the nearer the template.**

# %%
x = torch.tensor([1.0, 2.0])
w = torch.tensor([[0.0, 1.5], [-1.3, -0.75], [1.3, -0.75]])

z = w @ x
squared = x @ x - 2 * z + (w * w).sum(dim=1)
assert torch.allclose(squared, ((x - w) ** 2).sum(dim=1))
assert z.argmax() == squared.argmin()
print("logits  ", [f"{value:+.2f}" for value in z.tolist()])
print("‖x − w‖²", [f"{value:.2f}" for value in squared.tolist()])

# %% [markdown]
# Now move a feature yourself. The true class is the first, at the top.
#
# **Predict.** Where does the loss of a *hard* label get smallest: on the template, a little above it, or as far up as you
# can go? And the loss of a label smoothed with ε = 0.1, which gives a tenth away, to all classes alike?


# %%
def best_height(length, epsilon=0.1):
    """Where on the way up, from 0 to 8, the loss is lowest, and by how much it rises behind: templates 120° apart."""
    t = torch.linspace(0, 8, 801, dtype=torch.float64)
    z = length * torch.stack([t, -t / 2, -t / 2], dim=1)
    first = torch.zeros(801, dtype=torch.int64)
    loss = losses.label_smoothing_cross_entropy(z, first, epsilon=epsilon, reduction="none")
    return t[loss.argmin()].item(), (loss[-1] - loss.min()).item()


best, rise = best_height(1.5)
truth = (best == 8, best < 8 and rise > 0.01, best < 8 and rise <= 0.01)
scenes.predict(lesson.QUESTIONS["01.1"], lesson.feature_among_templates(), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# With a hard label, the farther up the better: the loss keeps falling, and there is no best place. With the smoothed
# label there is one. Go up from the middle and the loss falls, then rises again; step to the side and it rises too,
# because the label asks to be <i>equally</i> far from the two other templates.
# </details>
#
# **Predict.** Make the templates twice as long. Where is the best place then: does it go up with the template, stay, or come
# down? (Drag the ring there, or use the arrow keys.)

# %%
now = 0.0, best_height(3.0)[0]  # x: to the side it only gets worse
scenes.predict(lesson.QUESTIONS["01.2"], lesson.best_place(), truth=now)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# It comes down, to half the height. The smoothed label asks for a <i>gap</i> between the logits, and long templates reach it
# sooner. Lesson 02 computes the gap. The tip of the template is no target: the best place may lie short of it or beyond.
# </details>
#
# So a smoothed label asks for two things at once: a fixed step nearer to your own template than to any other, and equally
# far from all the others. (Not *on* the template: where the best place lies depends on how long the templates are, and in
# a trained network the features are often far from all of them.) If a network obeys, the features of one class must gather
# in one spot. Müller, Kornblith and Hinton (2019) went to look.
#
# ## Train two networks
#
# We train the same small network twice on real digits, from the same start and in the same order. Only the labels
# differ. Each has 64 features.

# %%
splits = data.digits(seed=0)


def train_with(epsilon):
    network = models.mlp(in_features=64, classes=10, seed=0)
    loss = partial(losses.label_smoothing_cross_entropy, epsilon=epsilon)
    training.train(network, splits.train, loss, epochs=100 * budget.longer, progress=False)
    return network


# %% tags=["nbval-ignore-output"]
hard, soft = train_with(0.0), train_with(0.1)
for name, network in (("hard labels", hard), ("ε = 0.1", soft)):
    seen = predictions.collect(network, splits.test)
    print(f"{name:12} accuracy {seen.accuracy:.1%}, mean confidence {seen.confidence.mean():.1%}")

# %% [markdown]
# Both can read. But look at the second row: the smoothed network is right far more often than it is sure. These digits
# are clean and easy, hard labels leave a network that is well calibrated on them, and smoothing spoils it. Smoothing is
# medicine for overconfidence, not food. Lessons 04 to 07 bring the illness; here we only look at the geometry. To see *how*
# both do it, we must get from 64 dimensions down to two.
#
# ## The plane through three templates
#
# Three points span a plane. Take the templates of three classes, lay the plane through them, and project the features of
# those classes onto it. What lies in the plane is what the network uses to tell the three apart; what is lost stands at
# right angles to it and changes none of the differences between their three logits, biases aside.
#
# An orthonormal basis takes two steps (Gram and Schmidt): one direction from the middle to the first template, and what
# is left of a second direction after the first is taken out.

# %%
w = models.templates(soft)[[0, 1, 4]]

up = w[0] - w.mean(dim=0)
up = up / up.norm()
right = w[2] - w[1]
right = right - (right @ up) * up
right = right / right.norm()
assert torch.allclose(torch.stack([right, up]), geometry.template_plane(w), atol=1e-5)
assert abs(right @ up) < 1e-5

seen = predictions.collect(soft, splits.train, features=True)
projection = geometry.project(seen.features, seen.labels, models.templates(soft), (0, 1, 4))
assert projection.points.shape == (int(torch.isin(seen.labels, torch.tensor([0, 1, 4])).sum()), 2)
by_hand = (seen.features[seen.labels == 0] - w.mean(dim=0)) @ torch.stack([right, up]).T
assert torch.allclose(projection.points[projection.labels == 0], by_hand, atol=1e-4)

# %% [markdown]
# ## Drag ε
#
# One ε is an anecdote. So let us train a network for each of eight values of ε, all from the same start, and slide
# through them. Each picture is drawn in units of the distance between the class means, so that you see *shape*. The scale
# is told as a number below. (`train_many` trains networks of one shape together, several times as fast as one by one,
# and to the same numbers.)
#
# **Predict.** As ε grows, do the clusters move apart, close up, or both? And is it the same on test pictures?

# %% tags=["nbval-ignore-output"]
epsilons = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6)
networks = [models.mlp(in_features=64, classes=10, seed=0) for _ in epsilons]
smoothed = [partial(losses.label_smoothing_cross_entropy, epsilon=epsilon) for epsilon in epsilons]
training.train_many(networks, splits.train, smoothed, epochs=100 * budget.longer, progress=False)
triples = {"0, 1, 4 (unlike)": (0, 1, 4), "3, 5, 8 (alike)": (3, 5, 8), "1, 7, 9": (1, 7, 9)}
study = lesson.look_at_last_layers(epsilons, [[network] for network in networks], [splits], triples)
tight = [study.scores(arm, "tightness", part="test")[0] for arm in (study.arms[0], study.arms[-1])]
scene = lesson.template_planes(study, title="Digits in the last layer")
scenes.predict(lesson.QUESTIONS["01.3"], scene, truth=100 * tight[1] / tight[0])

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# They close up, on the training pictures most of all. On test pictures the same happens, but less, and single digits stay
# outside: the network never promised anything about those. Digits that look alike (3, 5, 8) are looser than unlike ones.
# (The tightness under the picture is over all ten classes, whichever three are drawn.)
# </details>
#
# ## Tightness as a number
#
# A picture persuades too easily. *Tightness* is the spread within the classes divided by the distance between the class
# means. It has no unit, it looks at all ten classes and all 64 dimensions, and smaller is tighter:
#
# $$\text{tightness} = \sqrt{\frac{1}{N-K}\sum_i \lVert x_i - \mu_{y_i}\rVert^2} \;\Big/\;
#   \operatorname{mean}_{a<b}\lVert \mu_a - \mu_b\rVert .$$

# %%
seen = predictions.collect(networks[3], splits.train, features=True)
x, y = seen.features.double(), seen.labels
means = torch.stack([x[y == k].mean(dim=0) for k in range(10)])
spread = ((x - means[y]).square().sum() / (len(x) - 10)).sqrt()
tight = spread / torch.pdist(means).mean()
assert torch.allclose(tight.float(), geometry.tightness(seen.features, y))
assert abs(tight.item() - study.scores(study.arms[3], "tightness", part="training")[0]) < 1e-6

# %% tags=["nbval-ignore-output"]
print("   ε    tightness (training, test)    scale    accuracy (test)")
numbers = {name: np.stack([study.scores(arm, name)[0] for arm in study.arms]) for name in study.columns}  # (ε, part)
for epsilon, tight, wide, right in zip(epsilons, *numbers.values(), strict=True):
    print(f"{epsilon:5.2f}       {tight[0]:.3f}, {tight[1]:.3f}            {wide[0]:5.1f}        {right[1]:.1%}")
assert numbers["scale"][1, 0] < 0.7 * numbers["scale"][0, 0]
assert numbers["tightness"][-1, 0] < 0.8 * numbers["tightness"][0, 0]

# %% [markdown]
# The *scale*, how far the features reach, falls at once, with the first two per cent of smoothing. That is the finite gap
# of lesson 02 at work: once no logit needs to be huge, no feature needs to be long. The tightness falls more slowly. Do
# not read the scale as tightness; halve all features and double all templates, and no probability changes.
#
# ## One seed is an anecdote, too
#
# Train again from other starts, on other splits of the digits, and compare hard labels with ε = 0.1 seed by seed.

# %%
seeds = range(budget.seeds)
other_splits = [data.digits(seed=seed) for seed in seeds]
trained = []
for loss in (smoothed[0], smoothed[3]):
    starts = [models.mlp(in_features=64, classes=10, seed=seed) for seed in seeds]
    parts = [split.train for split in other_splits]
    training.train_many(starts, parts, loss, epochs=100 * budget.longer, seed=list(seeds), progress=False)
    trained.append(starts)
both = lesson.look_at_last_layers((0.0, 0.1), trained, other_splits, triples)


# %% tags=["nbval-ignore-output"]
def change(results, score, part):
    return " → ".join(results.summary(arm, score, part=part) for arm in ("ε = 0", "ε = 0.1"))


def tighter(results, part):
    soft, hard = (results.scores(arm, "tightness", part=part) for arm in ("ε = 0.1", "ε = 0"))
    return records.verdict(soft, hard, claim="lower", relevant=0.02, digits=3)


parts = ("training", "test")
assert all(tighter(both, part).agree == len(seeds) for part in parts), "every seed, training and test"
records.Claim(
    paper="With label smoothing the clusters in the last layer are much tighter (Müller et al. 2019, figure 1).",
    here=f"Tightness, hard labels → ε = 0.1, over {len(seeds)} seeds: training {change(both, 'tightness', 'training')}; "
    f"test {change(both, 'tightness', 'test')}.",
    verdict={f"tighter on {part} data": tighter(both, part) for part in parts},
)

# %% [markdown]
# The effect grows with training, because smoothing keeps pulling after hard labels have nothing left to say. Train for
# more epochs in the cell above and look again.

# %% [markdown]
# ## The same on photographs
#
# Digits are easy. Training on photographs takes longer than a lesson, so here is a stored result, made with the same code:
# CIFAR-10 photographs, a small residual network, hard labels and ε = 0.1, three seeds each. Choose three classes that look
# unlike each other, or three animals that are easy to confuse.

# %%
photographs = studies.bundled("last_layer_cifar10")
print(photographs.setup)
scenes.show(lesson.template_planes(photographs, title="CIFAR-10 photographs in the last layer"))

# %%
wide = [photographs.mean_std(arm, "scale", part="training").mean for arm in photographs.arms]
assert wide[1] < 0.85 * wide[0], "the scale shrinks"
assert photographs.mean_std("ε = 0", "accuracy", part="training").mean < 0.85, "it does not fit its training set"
records.Claim(
    paper="The clusters get much tighter on CIFAR-10, CIFAR-100 and ImageNet, too (Müller et al. 2019, figure 1).",
    here=f"Hard labels → ε = 0.1, {len(photographs.seeds)} seeds: tightness on training data "
    f"{change(photographs, 'tightness', 'training')}, on test data {change(photographs, 'tightness', 'test')}; scale "
    f"{change(photographs, 'scale', 'training')}; test accuracy {change(photographs, 'accuracy', 'test')} %.",
    verdict={f"tighter on {part} data": tighter(photographs, part) for part in parts},
)

# %% [markdown]
# Why on digits and not here? The network for digits learns its training set by heart, so it *can* put every feature where
# the label wants it. This one is small, sees every photograph shifted and mirrored anew, and gets about one training
# photograph in five wrong. A label can ask for a tight cluster; a network that cannot tell cats from dogs has no way to
# obey. The networks of the paper are large and fit what they are shown. We have not trained one of that size, so the
# paper's picture for photographs is neither confirmed nor refuted by this lesson.
#
# ## Exercises

# %% [markdown]
# <!-- exercise 01.1 -->
#
# ### 01.1 ★☆☆ One logit by hand
#
# A picture arrives at the last layer as features x. Compute its logit for one class: x·w + b.

# %% tags=["exercise"]
# exercise 01.1
from torch import Tensor


def logit(features: Tensor, template: Tensor, bias: float) -> Tensor:
    """The logit (one number) for features (D,), a template (D,) and a bias."""
    ...


# %%
exercises.check("01.1", logit)

# %% [markdown]
# <!-- exercise 01.2 -->
#
# ### 01.2 ★☆☆ Which net was smoothed?
#
# Two nets saw the same six pictures. Here are the points on the plane through their three templates (made-up numbers,
# each net in its own units). One net was trained with smoothed labels. Which?
#
# | picture | net A | net B |
# |:--|:--|:--|
# | cat 1 | (0.3, 1.3) | (0.4, 4.3) |
# | cat 2 | (-0.3, 0.7) | (-0.4, 3.7) |
# | dog 1 | (-1.3, -0.3) | (-3.8, -1.6) |
# | dog 2 | (-0.5, -0.7) | (-3.2, -2.4) |
# | ship 1 | (1.2, -0.9) | (4.0, -1.8) |
# | ship 2 | (0.6, -0.1) | (3.0, -2.2) |

# %% tags=["exercise"]
# exercise 01.2
# The net that was trained with smoothed labels, "A" or "B".
answer_01_2 = ...

# %%
exercises.check("01.2", answer_01_2)

# %% [markdown]
# <!-- exercise 01.3 -->
#
# ### 01.3 ★★☆ A logit is a distance in disguise
#
# Given are the logits of one picture (no biases), z_k = x·w_k. Compute its squared distance to every template, ‖x −
# w_k‖², from z, ‖x‖² and ‖w_k‖². Take z as it is given: one of the tries has logits that are not those of x, so that
# neither x − w_k nor x·w_k helps.

# %% tags=["exercise"]
# exercise 01.3
from torch import Tensor


def squared_distances(logits: Tensor, features: Tensor, templates: Tensor) -> Tensor:
    """‖x − w_k‖² for every class, shape (K,), from logits (K,), features (D,) and templates (K, D)."""
    ...


# %%
exercises.check("01.3", squared_distances)

# %% [markdown]
# <!-- exercise 01.4 -->
#
# ### 01.4 ★★☆ Tightness as a number
#
# How tight are the clusters? Add up the squared distances from each picture's features to the mean of its class,
# divide by N − K (N pictures, K classes), and take the root: that is the spread. Divide it by the mean distance
# between two different class means. (Every class 0 … K − 1 occurs.)

# %% tags=["exercise"]
# exercise 01.4
import torch
from torch import Tensor


def tightness(features: Tensor, labels: Tensor) -> Tensor:
    """The spread within the classes over the mean distance between class means, for features (N, D), labels (N,)."""
    ...


# %%
exercises.check("01.4", tightness)

# %% [markdown]
# <!-- exercise 01.5 -->
#
# ### 01.5 ★★★ The plane through three templates
#
# Three templates are three points in D dimensions, and one plane goes through them. Find two directions in that
# plane, of length 1 and at right angles to each other (Gram–Schmidt). Any such pair is right.

# %% tags=["exercise"]
# exercise 01.5
import torch
from torch import Tensor


def plane_basis(templates: Tensor) -> Tensor:
    """Two orthonormal rows, shape (2, D), that span the plane through three templates (3, D)."""
    ...


# %%
exercises.check("01.5", plane_basis)

# %% [markdown]
# ## What to take away
#
# - A logit measures how near a feature is to its class's template, when the templates are about equally long.
# - Hard labels pull features outwards for ever. Smoothed labels ask for a place: near the own template, equally far from
#   the others. The features of a class gather there.
# - Scale and tightness are two things. Compare shapes in a unit that the network cannot choose for itself.
# - An effect that shows on digits need not show on photographs. It takes a network that can do what the label asks.
# - See it happen: [two networks that train in the page](https://nls-tutorial.github.io/nls_tutorial/playground.html#data=blobs&noise=0.1&loss=smoothing&epsilon=0.3),
#   from the same weights, with and without smoothing.
#
# ## Further reading
#
# - Müller, Kornblith, Hinton, *When Does Label Smoothing Help?*, 2019, arXiv 1906.02629, sections 1 and 2.
# - Alpaydin and Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning Repository, 1998.
# - Krizhevsky, *Learning Multiple Layers of Features from Tiny Images*, 2009: the photographs.
