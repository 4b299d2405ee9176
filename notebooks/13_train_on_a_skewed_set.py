# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Train on a skewed set
#
# | | |
# |:--|:--|
# | **Do** | skew a set of fields and fires until a class is forgotten; see what each loss asks where nothing can be told apart; draw one layer in nine ways |
# | **Learn** | why accuracy hides a rare class; why a normalized loss gives it up early and takes it back late; what a best epoch, a t-SNE and the height of a loss curve do and do not say |
# | **Need** | [lesson 03](03_normalize_the_loss.ipynb) and [lesson 08](08_read_a_table_critically.ipynb), or: the normalized loss, precision, recall, F1 |
# | **Time** | 30 minutes to read, about 55 seconds to run on two CPU cores; no GPU needed |

# %%
import numpy as np
import torch
from torch.nn import functional as F

from nls_tutorial import calibration, exercises, geometry, losses, records, scenes, studies, tables
from nls_tutorial.lessons import l13_train_on_a_skewed_set as lesson

budget = studies.budget()
print(budget)

# %% [markdown]
# ## Fields, fires and burning fields
#
# In northern India farmers burn the stubble of their fields, and a network that sees it could raise an alarm. Uppal and
# Giddwani (NLS) trained on 858 pictures of three classes, *normal farm*, *burning stubble* and *fire* of other kinds, and
# reported their normalized, smoothed loss ahead, in F1 in every row and in accuracy in all but one (Tables 1 and 2). They
# call the set skewed and do not say how; it was never published.
#
# So we draw a **stand-in**: as many pictures of the same three classes, painted by a program, of which normal farms,
# other fires and burning stubble stand r : √r : 1. The class one looks for is the rare one. Poppies and red machines look a
# little like flames, mist looks like smoke, and four in ten of the other fires burn before a field.
#
# **Predict.** At r = 4, how accurate is a network that calls everything a normal farm? And its macro F1, the mean over the three
# classes? Drag the skew.

# %%
live = lesson.skewed_splits(2.0, seed=0)
share = lesson.class_shares(4.0).max().item()  # precision of "normal farm"; its recall is 1
assert (round(100 * share), round(100 * 2 * share / (1 + share) / 3)) == (57, 24)
scenes.predict(lesson.QUESTIONS["13.1"], lesson.what_is_in_the_set(live.train, lesson.SKEWS), truth=100 * share)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Four of seven pictures, 57 %, without having learnt anything; its macro F1 is only 24 %, for two classes have none. The more skewed
# the set, the better the accuracy of knowing nothing.
# </details>
#
# ## By the authors' protocol
#
# The code that came with the paper tells how they trained: SGD with learning rate 0.1 and momentum 0.9, a tenth of it after
# 40 and 80 % of the epochs, batches of 32, pictures mirrored by chance, and of all epochs the one that did *best on the validation pictures*
# is kept, and reported on those same pictures. We do the same with a small network, and keep 1,120 further pictures that nobody looks at. Live, with a
# mild skew of r = 2 and a fifth of their 50 epochs:

# %% tags=["nbval-ignore-output"]
epochs, runs = 10 * budget.longer, {}
looks = tuple(part * epochs // 10 for part in (1, 3, 5, 8, 10))
for name in lesson.LOSSES:
    runs[name] = lesson.train_on_skewed(lesson.Recipe(name), live, epochs=epochs, seed=0, look_at=looks)
    seen = lesson.scores_of(runs[name])
    print(f"{name:<9} accuracy {seen['accuracy']:.1%}, macro F1 {seen['F1']:.1%},", end=" ")
    print(f"burning fields found {seen['rare recall']:.1%}; precision by batches {seen['precision by batches']:.1%}")

# %% [markdown]
# One seed is one story, and a short one. The study behind this lesson trains nine ways at four skews with five seeds, for
# 16 epochs; it runs in a quarter of an hour:
# `python -m nls_tutorial.studies run skewed_set --budget class`. Two of the nine treat the skew itself: a *weight* for each class, or *draws* that
# make each class as likely in a batch. One gives normLSCE ten times the learning rate, since
# [lesson 03](03_normalize_the_loss.ipynb) showed how weak its gradient is. PC is partial convolution ([lesson 09](09_pad_without_inventing.ipynb)).
#
# **Predict.** Choose *rare recall*, the share of burning fields that are found, and drag the skew from 1 to 8. Which row
# falls first, and which falls last?

# %%
stored = studies.bundled("skewed_set")
four = ("CE", "LSCE", "normLSCE", "CE, draws")
found = [stored.mean_std(arm, "rare recall", skew=2.0).mean for arm in four]
scene = lesson.scores_against_skew(stored, ("rare recall", "accuracy", "F1", "F1 by batches"))
scenes.predict(lesson.QUESTIONS["13.2"], scene, truth=[share == min(found) for share in found])

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# At r = 1 no row loses the class. At r = 2 normLSCE has lost the burning fields with four seeds of five; at r = 4 with all,
# and so it has with either padding and with ten times the rate. Its <i>accuracy</i> is still one that the paper's tables
# could show. Cross-entropy loses them later, hardly finds them at r = 4, and in so short a training none at r = 8. Drawing
# each class as often holds out longest. And now look at F1 by batches: of the validation pictures, sorted and averaged as
# in the authors' code, it hardly tells.
#
# Sixteen epochs are a third of the authors' fifty, and that matters. One network for each of two losses got all fifty (the
# last lines below): longer training moves the skew at which a class is lost. In this one pair normLSCE still loses it first.
# </details>

# %%
at = {"skew": lesson.SKEW}
for arm in ("CE", "LSCE", "normLSCE", "CE, draws"):
    row = [stored.summary(arm, score, **at) for score in ("accuracy", "F1", "rare recall", "F1 by batches")]
    print(f"{arm:<10} accuracy {row[0]}, macro F1 {row[1]}, burning fields found {row[2]}; F1 by batches {row[3]}")
assert stored.scores("normLSCE", "rare recall", **at).max() < 0.02 and lesson.SKEW == 4
assert (stored.scores("normLSCE", "rare recall", skew=2.0) < 0.02).sum() == 4
assert stored.scores("CE", "rare recall", skew=8.0).max() < 0.02
assert stored.scores("normLSCE", "accuracy", **at).mean() > 0.7
assert stored.scores("normLSCE × 10", "rare recall", **at).max() < 0.02
assert stored.scores("CE, draws", "rare recall", **at).mean() > 0.4
fifty = studies.bundled("skewed_set_fifty_epochs")
for arm in fifty.arms:
    found = ", ".join(
        f"{100 * share:.0f} % at r = {r:g}"
        for r, share in zip((1, 2, 4, 8), fifty.scores(arm, "rare recall")[0], strict=True)
    )
    print(f"fifty epochs, one seed, {arm:<8} finds {found}")
assert (fifty.scores("normLSCE", "rare recall") < fifty.scores("CE", "rare recall") + 0.01).all()
assert min(stored.scores(arm, "rare recall", skew=1.0).mean() for arm in stored.arms) > 0.5
printed = tables.NLS_TABLE_1["ResNet18"]
print(f"the paper, ResNet18: accuracy CE {printed['CE'].accuracy}, normLSCE {printed['normLSCE'].accuracy}")

# %%
records.Claim(
    paper="NLS, Table 1: trained with the normalized, smoothed loss, networks are more accurate on the skewed set than with "
    "CE and LSCE, and have a higher F1.",
    here="Stand-in, a small network, five seeds, 1,120 test pictures: accuracy, macro F1 and burning fields found, at two "
    "skews r, normLSCE against CE and against LSCE.",
    verdict={
        f"r = {r:g}, {score}, against {other}": lesson.compare_arms(stored, score, "normLSCE", other, "higher", skew=r)
        for r in (2.0, 4.0)
        for other, score in (("CE", "accuracy"), ("CE", "F1"), ("CE", "rare recall"), ("LSCE", "F1"))
    },
)

# %%
records.Claim(
    paper="NLS, Table 2 and text: partial convolution gives a better convergence; with it the normalized loss stays ahead (in "
    "accuracy with two networks of three).",
    here="The same, five seeds: accuracy with partial convolution against without, and with it normLSCE against CE.",
    verdict={
        **{
            f"PC + {loss} against {loss}": lesson.compare_arms(stored, "accuracy", f"PC + {loss}", loss, "higher", **at)
            for loss in lesson.LOSSES
        },
        "PC + normLSCE against PC + CE": lesson.compare_arms(
            stored, "accuracy", "PC + normLSCE", "PC + CE", "higher", **at
        ),
    },
)

# %% [markdown]
# ## Why a class is given up
#
# Early in training a network can hardly tell the pictures apart: all get the same logits z. Let shares q of them be of each
# class, and write $\ell_c = -\log p_c$. Their mean loss is
#
# $$\mathrm{CE} = \sum_c q_c\,\ell_c, \qquad \text{normalized} = \frac{\sum_c q_c\,\ell_c}{\sum_c \ell_c}.$$
#
# The first is lowest at p = q: the rare class keeps its share. The second is a *weighted mean of the shares*, and the
# weights are the $\ell_c$. To make it small, put all the weight on the smallest share: let the $\ell_c$ of the rarest class grow without end. Its p goes to 0.

# %%
q = lesson.class_shares(4.0)
logits = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64)
ell = -F.log_softmax(logits, 0)
weights = ell / ell.sum()
each = [losses.normalized_cross_entropy(logits[None], F.one_hot(torch.tensor([c]), 3).double()) for c in range(3)]
assert torch.isclose((weights * q).sum(), (q * torch.stack(each)).sum())  # the mean loss is a weighted mean of shares
for rare in (-2.0, -8.0, -32.0):
    logits[1] = rare
    ell = -F.log_softmax(logits, 0)
    print(f"logit {rare:5.0f}: normalized loss {(q * ell).sum() / ell.sum():.3f}; the smallest share is {q.min():.3f}")

# %% [markdown]
# Smoothing does not help, since it only scales this loss and adds a constant ([lesson 03](03_normalize_the_loss.ipynb)).
#
# **Predict.** The lowest point of CE lies at the class's share. Where does the one of LSCE lie, and where that of normLSCE?
# Drag the skew.

# %%
shares, z = lesson.class_shares(4.0), torch.linspace(-12, 3, 1501, dtype=torch.float64)
lowest = int(lesson.loss_at_a_place("normLSCE", shares, z).argmin())
p = z[lowest].exp() / (z[lowest].exp() + shares[0] + shares[2])
truth = (lowest > 0 and p < 1.05 * shares[1], lowest > 0 and p >= 1.05 * shares[1], lowest == 0)
scenes.predict(lesson.QUESTIONS["13.3"], lesson.a_place_that_cannot_be_told_apart(lesson.SKEWS), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# LSCE pulls the class a little up, towards a third. normLSCE has no lowest point: at every skew above 1 it falls on to the left. And on the far left it is flat:
# the slope on a forgotten class dies with 1/ℓ², so when the features could tell it apart at last, little pulls it
# back: it comes late, or not at all. At r = 1 all shares are alike, the loss is the same everywhere, and nothing is lost. A bounded loss is praised for shrugging off wrong labels; a rare class looks just like them.
# </details>

# %%
logits = torch.tensor([0.0, -8.0, 0.0], requires_grad=True)  # a burning field that is called something else
for name, loss in lesson.LOSSES.items():
    (slope,) = torch.autograd.grad(loss(logits[None], torch.tensor([1])), logits)
    print(f"{name:<9} pulls the logit of the true class up by {-slope[1]:.3f}")

# %% [markdown]
# ## The best epoch
#
# The best of many epochs, on the pictures it was chosen on, is a figure that was helped by luck. By how much? The networks
# of one seed share their validation pictures, so count seeds, not networks:

# %%
gap = np.stack(
    [100 * (stored.scores(arm, "validation accuracy") - stored.scores(arm, "accuracy")) for arm in stored.arms]
)
error = 100 * tables.standard_error(0.8, 224)
by_seed = gap.mean(axis=(0, 2))
print("validation less test accuracy, points, seed by seed:", ", ".join(f"{one:+.1f}" for one in by_seed))
print(f"the standard error of one accuracy of 80 % on 224 pictures: {error:.1f} points")
assert (by_seed > 0).sum() == 3 and abs(by_seed).max() < 3

# %% [markdown]
# Three seeds up, two down: on so few pictures the luck of the draw is larger than what choosing adds. A validation score
# that chose cannot show which it was; a test part can.
#
# ## Pictures of a layer
#
# The paper shows the penultimate layer of its ResNet18 by t-SNE (Figure 2) and finds clusters better separated with soft
# labels. t-SNE lays points on a plane so that neighbors stay neighbors; distances *between* heaps mean next to nothing. Look at ours
# along the validation curve. The readouts count instead of looking: of each picture's ten nearest others in the *layer*,
# how many are of its class?

# %% tags=["nbval-ignore-output"]
pictures = {name: np.stack([lesson.tsne(run.features[look]) for look in looks]) for name, run in runs.items()}
scenes.show(lesson.the_layer_along_the_curve(runs, pictures, looks, live.test.class_names))

# %% [markdown]
# **Predict.** Here is one network, one layer, one set of numbers, from three random starts. How much will the three
# pictures differ, and how much the share of same-class neighbors that you count in them? Then drag the perplexity: which
# would you print to make the heaps look well separated?

# %% tags=["nbval-ignore-output"]
features, labels, perplexities = runs["CE"].features[looks[-1]], runs["CE"].labels, (5.0, 30.0, 70.0)
nine = [[lesson.tsne(features, perplexity=one, seed=start) for start in range(3)] for one in perplexities]
counted = [float(geometry.same_class_neighbors(torch.from_numpy(one), labels).mean()) for one in nine[1]]
apart = 100 * (max(counted) - min(counted))
scene = lesson.three_pictures_of_one_layer(np.array(nine), perplexities, features, labels, live.test.class_names)
scenes.predict(lesson.QUESTIONS["13.4"], scene, truth=(apart < 3, 3 <= apart < 10, apart >= 10))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Turned, mirrored, a heap torn in two or grown together: all of one layer. A small perplexity makes many small islands, a large one makes
# one continent. The share of same-class neighbors hardly moves. Print that number, for all classes <i>and</i> for the rare one.
# </details>

# %%
records.Claim(
    paper="NLS, Figure 2 and text: soft and normalized labels cluster the classes better in the penultimate layer, and the "
    "normalized loss refines the calibration.",
    here="Stand-in at r = 4, five seeds, test pictures: same-class neighbors among ten in the layer, and ECE.",
    verdict={
        f"{what}, {arm} against CE": lesson.compare_arms(stored, score, arm, "CE", claim, **at)
        for arm in ("LSCE", "normLSCE")
        for what, score, claim in (
            ("neighbors", "same-class neighbors", "higher"),
            ("neighbors of burning stubble", "same-class neighbors, rare", "higher"),
            ("ECE", "ECE", "lower"),
        )
    },
)

# %% [markdown]
# ## The height of a loss curve
#
# Figure 3 of the paper draws the validation losses of CE, LSCE and normLSCE into one frame. A network that knows nothing,
# p = 1/3 for all, has a CE of log 3 and a normalized loss of exactly 1/3.
#
# **Predict.** normLSCE's curve lies lowest when each network is measured by its own loss. And by cross-entropy?

# %%
nothing = torch.zeros(1, 3)
for name, loss in lesson.LOSSES.items():
    print(f"{name:<9} of a network that knows nothing: {float(loss(nothing, torch.tensor([1]))):.3f}")
ends = {arm: np.mean([stored.array(arm, "cross-entropy", seed)[-1] for seed in stored.seeds]) for arm in four}
highest = max(ends, key=ends.get)
assert highest == "normLSCE"
scenes.predict(lesson.QUESTIONS["13.5"], lesson.validation_losses(stored, four), truth=[arm == highest for arm in four])

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# By cross-entropy it lies highest. The height of a loss curve says nothing across losses: only its course, or one yardstick
# for all.
# </details>
#
# ## Exercises
#
# Stuck? `exercises.hint("13.1", 1)` gives a nudge, 2 the method, 3 nearly the answer.

# %% [markdown]
# <!-- exercise 13.1 -->
#
# ### 13.1 ★☆☆ A weight for each class
#
# Give each class k the weight N/(K·n_k), where n_k of the N labels are k, so that every class weighs as much as every
# other and the mean weight over all samples is 1. Each of the K classes has at least one sample.

# %% tags=["exercise"]
# exercise 13.1
from torch import Tensor


def class_weights(labels: Tensor) -> Tensor:
    """The weight of each class, (K,), from labels (N,)."""
    ...


# %%
exercises.check("13.1", class_weights)

# %% [markdown]
# <!-- exercise 13.2 -->
#
# ### 13.2 ★★☆ A sampler
#
# Or draw the rare class more often. Give each *sample* the probability with which a loader should draw it, so that
# each class is as likely as each other, samples of one class are alike, and all sum to 1.

# %% tags=["exercise"]
# exercise 13.2
from torch import Tensor


def draw_chances(labels: Tensor) -> Tensor:
    """The probability of each sample, (N,), from labels (N,)."""
    ...


# %%
exercises.check("13.2", draw_chances)

# %% [markdown]
# <!-- exercise 13.3 -->
#
# ### 13.3 ★★☆ How sure is an F1
#
# F1 of class 1 is 2·TP/(2·TP + FP + FN), or 0 where that is 0/0. Each row of `draws` (R, N) says which of the N
# samples one bootstrap sample holds. Give the 2.5 % and 97.5 % quantiles of the R values of F1, as (2,).

# %% tags=["exercise"]
# exercise 13.3
import torch
from torch import Tensor


def f1_interval(labels: Tensor, predicted: Tensor, draws: Tensor) -> Tensor:
    """The 95 % interval (2,) of F1 of class 1, from labels and predictions (N,) and drawn rows (R, N)."""
    ...


# %%
exercises.check("13.3", f1_interval)

# %% [markdown]
# <!-- exercise 13.4 -->
#
# ### 13.4 ★★☆ Neighbors beyond chance
#
# A picture may show clusters that are not there. Count instead: for the samples of class 1, the mean share of their k
# nearest others (without themselves) that are of class 1, *less* what chance gives, (n_1 − 1)/(N − 1).

# %% tags=["exercise"]
# exercise 13.4
import torch
from torch import Tensor


def beyond_chance(features: Tensor, labels: Tensor, neighbors: int) -> float:
    """Mean share of same-class neighbors of class 1 less that of chance, from features (N, D) and labels (N,)."""
    ...


# %%
exercises.check("13.4", beyond_chance)

# %% [markdown]
# <!-- exercise 13.5 -->
#
# ### 13.5 ★★★ The pull at one place
#
# Pictures that look alike get the same logits z (K,). If shares q of them are of each class, their mean normalized
# loss is L = A/D with A = Σ q_c ℓ_c, D = Σ ℓ_c and ℓ_c = −log p_c. Write its slope on every logit, ∂L/∂z_k, without
# autograd. You need only ∂ℓ_c/∂z_k = p_k − [c = k].

# %% tags=["exercise"]
# exercise 13.5
from torch import Tensor
from torch.nn import functional as F


def slopes(logits: Tensor, shares: Tensor) -> Tensor:
    """∂L/∂z_k for every k, (K,), from logits z (K,) and shares q (K,) that sum to 1."""
    ...


# %%
exercises.check("13.5", slopes)

# %% [markdown]
# ## What to take away
#
# - On a skewed set, accuracy and averages over sorted batches hide a class that is never named. Report each class.
# - The normalized loss of pictures that cannot be told apart is a weighted mean of the class shares: it gives the rarest
#   class up, and its slope there dies. After 16 epochs at r = 4 it had done so with every seed; with more epochs some of
#   the class may come back.
# - Drawing every class as often keeps the rare one longest.
# - A best validation epoch is no test score: 224 pictures are uncertain by 2.7 points before anything is chosen. A t-SNE shows its own start and perplexity as much as the layer. Loss curves of
#   two losses have no common height.
#
# ## Further reading
#
# - Uppal and Giddwani, *Normalized Label Distribution: Towards Learning Calibrated, Adaptable and Efficient Activation
#   Maps*, 2020, arXiv 2012.06876 (NLS).
# - Ma et al., *Normalized Loss Functions for Deep Learning with Noisy Labels*, 2020, arXiv 2006.13554.
# - Wattenberg, Viégas and Johnson, *How to Use t-SNE Effectively*, Distill, 2016.
# - He and Garcia, *Learning from Imbalanced Data*, 2009.
