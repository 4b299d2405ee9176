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

import torch

from nls_tutorial import data, exercises, geometry, losses, models, predictions, records, studies, training, widgets

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
# can go? And the loss of a label smoothed with ε = 0.1?

# %%
widgets.show(widgets.feature_among_templates())

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# With a hard label, the farther up the better: the loss keeps falling, and there is no best place. With the smoothed
# label there is one. Go up from the middle and the loss falls, then rises again; step to the side and it rises too,
# because the label asks to be <i>equally</i> far from the two other templates. Lesson 02 computes the place.
# </details>
#
# So a smoothed label asks for two things at once: close to your own template, and equally far from all others. If a
# network obeys, the features of one class must gather in one spot. Müller, Kornblith and Hinton (2019) went to look.
#
# ## Train two networks
#
# We train the same small network twice on real digits, from the same start and in the same order. Only the labels
# differ. Each has 64 features.

# %%
splits = data.digits(seed=0)


def train_with(epsilon, seed=0):
    network = models.mlp(in_features=64, classes=10, seed=seed)
    loss = partial(losses.label_smoothing_cross_entropy, epsilon=epsilon)
    training.train(network, splits.train, loss, epochs=100, seed=seed, progress=False)
    return network


# %% tags=["nbval-ignore-output"]
hard, soft = train_with(0.0), train_with(0.1)
for name, network in (("hard labels", hard), ("ε = 0.1", soft)):
    seen = predictions.collect(network, splits.test)
    print(f"{name:12} accuracy {seen.accuracy:.1%}, mean confidence {seen.confidence.mean():.1%}")

# %% [markdown]
# Both can read. To see *how* they do it, we must get from 64 dimensions down to two.
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

# %%
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
# is told as a number below.
#
# **Predict.** As ε grows, do the clusters move apart, close up, or both? And is it the same on test pictures?

# %%
epsilons = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6)
networks = [train_with(epsilon) for epsilon in epsilons]
parts = {
    name: [predictions.collect(network, part, features=True) for network in networks]
    for name, part in (("training", splits.train), ("test", splits.test))
}
triples = {"0, 1, 4 (unlike)": (0, 1, 4), "3, 5, 8 (alike)": (3, 5, 8), "1, 7, 9": (1, 7, 9)}

# %% tags=["nbval-ignore-output"]
weights = [models.templates(network) for network in networks]
widgets.show(widgets.template_planes(epsilons, weights, parts, triples, title="Digits in the last layer"))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# They close up, on the training pictures most of all. On test pictures the same happens, but less, and single digits stay
# outside: the network never promised anything about those. Digits that look alike (3, 5, 8) are looser than unlike ones
# at every ε.
# </details>
#
# ## Tightness as a number
#
# A picture persuades too easily. *Tightness* is the spread within the classes divided by the distance between the class
# means. It has no unit, it looks at all ten classes and all 64 dimensions, and smaller is tighter:
#
# $$\text{tightness} = \sqrt{\frac{1}{N-C}\sum_i \lVert x_i - \mu_{y_i}\rVert^2} \;\Big/\;
#   \operatorname{mean}_{a<b}\lVert \mu_a - \mu_b\rVert .$$

# %%
x, y = parts["training"][3].features.double(), parts["training"][3].labels
means = torch.stack([x[y == k].mean(dim=0) for k in range(10)])
spread = ((x - means[y]).square().sum() / (len(x) - 10)).sqrt()
tight = spread / torch.pdist(means).mean()
assert torch.allclose(tight.float(), geometry.tightness(parts["training"][3].features, y))

# %% tags=["nbval-ignore-output"]
print("    ε   tightness (training, test)   scale   accuracy (test)")
for epsilon, known, new in zip(epsilons, parts["training"], parts["test"], strict=True):
    tight = [geometry.tightness(part.features, part.labels).item() for part in (known, new)]
    wide = geometry.scale(known.features).item()
    print(f"{epsilon:5.2f}      {tight[0]:.3f}, {tight[1]:.3f}           {wide:5.1f}      {new.accuracy:.1%}")

# %% [markdown]
# The *scale*, how far the features reach, falls at once, with the first two per cent of smoothing. That is the finite gap
# of lesson 02 at work: once no logit needs to be huge, no feature needs to be long. The tightness falls more slowly. Do
# not read the scale as tightness; halve all features and double all templates, and no probability changes.
#
# ## One seed is an anecdote, too
#
# Train again from other starts, on other splits of the digits, and compare hard labels with ε = 0.1 seed by seed.

# %%
def tightness_of(epsilon, seed):
    splits = data.digits(seed=seed)
    network = models.mlp(in_features=64, classes=10, seed=seed)
    loss = partial(losses.label_smoothing_cross_entropy, epsilon=epsilon)
    training.train(network, splits.train, loss, epochs=100, seed=seed, progress=False)
    seen = [predictions.collect(network, part, features=True) for part in (splits.train, splits.test)]
    return [geometry.tightness(part.features, part.labels).item() for part in seen]


# %% tags=["nbval-ignore-output"]
found = {epsilon: torch.tensor([tightness_of(epsilon, seed) for seed in range(budget.seeds)]) for epsilon in (0.0, 0.1)}
middle, spread = ({epsilon: of(rows, dim=0) for epsilon, rows in found.items()} for of in (torch.mean, torch.std))
records.Claim(
    paper="With label smoothing the clusters in the last layer are much tighter (Müller et al. 2019, figure 1).",
    here=f"Tightness with hard labels and ε = 0.1, {budget.seeds} seeds: training {middle[0.0][0]:.3f} ± {spread[0.0][0]:.3f} "
    f"→ {middle[0.1][0]:.3f} ± {spread[0.1][0]:.3f}; test {middle[0.0][1]:.3f} ± {spread[0.0][1]:.3f} → "
    f"{middle[0.1][1]:.3f} ± {spread[0.1][1]:.3f}.",
    verdict="Tighter: shows in every seed. Much tighter: not at this size; the effect is modest and weaker on test data.",
)

# %%
assert (found[0.1] < found[0.0]).all(), "every seed, training and test"

# %% [markdown]
# The effect grows with training, because smoothing keeps pulling after hard labels have nothing left to say. Train for
# more epochs in the cell above and look again.
