# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Take the object away
#
# | | |
# |:--|:--|
# | **Do** | take the object out of a picture and ask a network what it sees; drag β over trained networks; look where they look; set a threshold |
# | **Learn** | how much of a prediction is context; over- and underconfidence without an object; what adaptive labels cure, what they cost, and what they do not do |
# | **Need** | [lesson 10](10_shrink_the_label_with_the_object.ipynb), or: adaptive label smoothing and objectness |
# | **Time** | 25 minutes to read, about 35 seconds to run on two CPU cores; no GPU needed |

# %%
from itertools import pairwise

import numpy as np
import torch

from nls_tutorial import calibration, data, exercises, geometry, models, records, scenes, studies
from nls_tutorial.lessons import l11_take_the_object_away as lesson

budget = studies.budget()
print(budget)

# %% [markdown]
# ## A picture without its object
#
# A dog in a park. Take the dog away, and ask a network what it sees. If it says "dog", and is sure of it, then it learnt
# the park. The paper on adaptive label smoothing (ALS) makes a test of this: fill the box of every object with the mean
# colour of the training pictures, keep the label, and look at accuracy and confidence.
#
# Our pictures are drawn: one of ten shapes on one of ten textures. Each shape has a texture of its own and lies on it
# 80 % of the time, as dogs are often in parks.

# %%
splits = data.scene_splits(2000, 0, 1000, seed=0)
test, mean = splits.test, splits.train.images.mean((0, 2, 3), dtype=torch.float64).float()

picture, (x1, y1, x2, y2) = test.images[0].clone(), test.boxes[0].int().tolist()
picture[:, y1:y2, x1:x2] = mean[:, None, None]
gone = data.remove_objects(test, mean)
assert torch.equal(mean, data.pixel_mean(splits.train.images)) and torch.equal(picture, gone.images[0])

few = torch.arange(8)
names = [test.class_names[label] for label in test.labels[few]]
pairs = torch.cat([test.images[few], gone.images[few]])
scenes.show(scenes.gallery(pairs, names + ["gone"] * 8, title="Eight test pictures, with their object and without"))

# %% [markdown]
# ## Train two networks
#
# Both see random crops of 25 to 100 % of a picture. The first has hard labels: whatever the crop shows, the label is sure.
# The second has the labels of lesson 10, with β = 1,
#
# $$q_y = \mathrm{objectness}, \qquad q_k = \frac{1 - \mathrm{objectness}}{K-1} \quad (k \ne y),$$
#
# and 15 % of its pictures have no object at all and the uniform label 1/K: the paper's *context* variant. The next cell
# trains them now, briefly.
#
# **Predict.** On the lower row guessing is right one time in ten, and whoever knew every texture would be right in eight.
# What does a network trained with hard labels reach there, and how sure is it?

# %% tags=["nbval-ignore-output"]
both = ("hard", "ALS β = 1, context")
live = studies.run_study(lesson.compare_recipes(both, epochs=12 * budget.longer), seeds=range(budget.longer))
sure, modest = (live.mean_std(name, "confidence without object").mean for name in both)
assert modest < sure - 0.08, "less sure without an object"
assert live.mean_std(both[1], "deviation").mean < live.mean_std(both[0], "deviation").mean
scores = ("accuracy", "confidence", "deviation", "accuracy without object", "confidence without object")
told = {name: {score: 100 * live.mean_std(name, score).mean for score in scores} for name in both}
scene = scenes.named_bars(told, title="With the object, and without it", axis="per cent", digits=1)
scenes.predict(lesson.QUESTIONS["11.4"], scene, truth=100 * sure)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# The texture names the shape 80 % of the time, so about that could be reached. No network here comes near it; without the
# object they do little better than guessing. What should alarm us is how sure the first one is of it.
# </details>
#
# *Deviation* is the mean objectness deviation, the mean of |p̂ − objectness|: how far confidence is from the share of the
# picture that the object fills. The last two pairs are of pictures without their object. There ALS asks for 1/K, one in
# ten. The first network is far surer than it is right there.
#
# ## Nine kinds of labels
#
# Nine, several seeds each, would take too long here. They were trained by the same code, and their results ship with the
# course. *CutMix* pastes a rectangle of another picture and mixes the labels. The last two rows had a second object in
# every training picture; in the *mask* variant it was filled with the mean colour.

# %%
stored = studies.bundled("without_object")
stored.beside(lesson.WITHOUT_OBJECT.published)

# %% [markdown]
# Read it slowly. High underconfidence is *good* here: what is right without an object is right by context or by luck, and
# should be doubted. The paper divides confidence by more than fifteen; with ten classes that cannot be, for no
# confidence lies below 1/K.

# %%
away = {name: stored.scores(name, "confidence without object") for name in stored.arms}
fixed, adaptive = ("hard", "LS α = 0.1", "CutMix"), ("ALS β = 0.5", "ALS β = 0.75", "ALS β = 1", "ALS β = 1, context")
falling = ("hard", *adaptive)  # β = 0, 0.5, 0.75, 1, and 1 with context samples
assert all((away[more] > away[less]).all() for more, less in pairwise(falling)), "in every seed"


def against(score, name, other, claim, study=stored):
    both = (study.scores(name, score), study.scores(other, score))
    return records.verdict(*both, claim=claim, relevant=0.02, unit=" points", digits=1, scale=100)


cards = studies.bundled("adaptive_cards")
photographs = " and ".join(cards.summary("ALS β = 1", name) for name in ("confidence", "confidence without object"))
records.Claim(
    paper="Without objects: average confidence 0.298 with hard labels, 0.206 with LS, 0.201 with CutMix, 0.019 with ALS.",
    here=", ".join(f"{name} {stored.summary(name, 'confidence without object')} %" for name in (*fixed, *adaptive))
    + f"; {len(stored.seeds)} seeds. The floor 1/K is 10 %. Photographs, β = 1: {photographs} % with the object and without.",
    verdict={f"β = 1 below {name}": against("confidence without object", "ALS β = 1", name, "lower") for name in fixed},
)

# %% [markdown]
# On photographs of playing cards with real boxes, 180 to train on and only 30 to test with, confidence without the object
# falls, too. But so does the confidence *with* it. We come back to that.
#
# ## Does confidence say how much object there is?
#
# Adaptive labels ask for it: at β = 1 the label of a crop *is* its objectness. Now look at crops the networks never met.
#
# **Predict.** Where do the points lie for β = 0 (hard labels), and where for β = 1? Follow the mean: does it reach the
# diagonal at both ends?

# %%
trained = {0: "hard", 0.5: "ALS β = 0.5", 0.75: "ALS β = 0.75", 1: "ALS β = 1"}
full, said = (stored.array("ALS β = 1", f"crop_{name}") for name in ("objectness", "confidence"))
over = (said - full)[full >= 0.8].mean()
truth = (over > 0.02, abs(over) <= 0.02, over < -0.02)
scenes.predict(lesson.QUESTIONS["11.1"], lesson.confidence_against_objectness(stored, trained), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Hard labels ask for certainty in every crop, and the points crowd at the top. At β = 1 they rise with the diagonal, and
# stay below it: this network has not learnt its task to the end. At the lower end they flatten, for the <i>largest</i> of
# K probabilities cannot fall below 1/K. In between, the label never asks for less than 1 − β. Now look right, at both
# groups: what has moved, the orange bars, or all bars? Keep that in mind.
# </details>

# %%
crops = stored.array("hard", "crop_objectness")
always = float(np.median(crops))
no_network = float(np.abs(crops - always).mean())
print(f"who says {always:.2f} of every crop deviates by {no_network:.1%}")
for name in trained.values():
    said = stored.array(name, "crop_confidence")
    print(f"{name:12} deviates by {np.abs(said - crops).mean():.1%}; correlation {np.corrcoef(said, crops)[0, 1]:.2f}")
assert np.abs(stored.array("ALS β = 1", "crop_confidence") - crops).mean() > no_network and abs(always - 0.43) < 0.005
deviation = {name: stored.scores(name, "deviation") for name in stored.arms}
assert all((deviation[soft] < deviation[other]).all() for soft in adaptive for other in fixed[:2]), "in every seed"
records.Claim(
    paper="Mean objectness deviation 0.24 with ALS against 0.42 with hard labels (section 4.2).",
    here="In %: " + ", ".join(f"{name} {stored.summary(name, 'deviation')}" for name in trained.values()) + ".",
    verdict={
        f"β = {beta}, smaller than with hard labels": against("deviation", f"ALS β = {beta}", "hard", "lower")
        for beta in (1, 0.75, 0.5)
    },
)

# %% [markdown]
# The box is of whole pictures. Now read the lines above it, which are of crops. Whoever says 0.43 of every crop, and looks
# at none, deviates *less* than the network with β = 1. This measure rewards the right level. Whether confidence *follows*
# the object is told by the correlation, and there adaptive labels are far ahead of hard ones. Ask of every score what it
# gives to somebody who knows nothing.
#
# ## Where do they look?
#
# A network that averages its last feature maps over all places can be taken apart. The logit of class k is the mean of a
# *class activation map* (plus a bias):
#
# $$M_k(i, j) = \sum_d w_{kd}\, f_d(i, j), \qquad z_k = \mathrm{mean}_{ij}\, M_k(i, j) + b_k .$$
#
# The paper prints such maps in its appendix and finds that ALS localizes better. We count: which share of the positive
# part of the map lies inside the box?

# %%
network = models.gap_cnn(3, 10, seed=0).eval()
with torch.no_grad():
    maps = torch.einsum("bdij,kd->bkij", network.body[:-2](test.images[few]), network.head.weight)
    assert torch.allclose(maps.mean((2, 3)) + network.head.bias, network(test.images[few]), atol=1e-5)
assert torch.allclose(maps, models.class_activation_maps(network, test.images[few]), atol=1e-6)
flat = geometry.energy_in_box(torch.ones(8, 8, 8), test.boxes[few], (32, 32))
print("a flat map has inside, of each picture:", [round(share, 2) for share in flat.tolist()])

# %% [markdown]
# **Predict.** Which network's light falls best on the object: hard labels, or adaptive ones?

# %%
shown = ("hard", "LS α = 0.1", "CutMix", "ALS β = 1", "ALS β = 1, context", "ALS, mask")
more = stored.scores("ALS β = 1", "map inside").mean() - stored.scores("hard", "map inside").mean()
scene = lesson.where_it_looks(stored, test.images[few], test.boxes[few], names, shown)
scenes.predict(lesson.QUESTIONS["11.2"], scene, truth=(more < -0.01, abs(more) <= 0.01, more > 0.01))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# All of them look at the object more than a flat map would, and none of them only there. Some maps look sharper to the
# eye, and one can always find a picture that pleases. So count, over all test pictures and seeds.
# </details>

# %%
inside = {name: stored.scores(name, "map inside") for name in stored.arms}
share = float(stored.array("hard", "objectness").mean())
softened = ("ALS β = 1", "ALS β = 1, context")
assert all(values.min() > share + 0.1 for values in inside.values()), "all look at the object"
assert all((inside[soft] < inside["hard"]).all() for soft in softened), "in every seed"
told = ", ".join(f"{name} {stored.summary(name, 'map inside')} %" for name in ("hard", *softened))
records.Claim(
    paper='ALS improves "the localization and calibration performance of CNNs" (section 5; maps in appendix A.6).',
    here=f"Share of the map inside the box: {told}; a flat map {100 * share:.0f} %.",
    verdict={
        f"{name}, more inside than with hard labels": against("map inside", name, "hard", "higher") for name in softened
    },
)

# %% [markdown]
# ## The price
#
# Adaptive labels do not come free. With K classes a crop with objectness below 1/K gets a label that says "anything but
# this class" (lesson 10). The paper warns of it: "When K is small β can be adjusted to avoid computing incorrect labels."
#
# **Predict.** How much accuracy does β = 1 cost with ten classes? More or less with three?

# %%
three = studies.bundled("without_object_3_classes")
named, told = ("hard", "ALS β = 0.5", "ALS β = 1"), {}
for study in (stored, three):
    K = len(study.settings["classes"])
    below = (study.array("hard", "crop_objectness") < 1 / K).mean()
    print(f"K = {K:>2}: {below:.0%} of the crops have a label below 1/K")
    told[f"{K} classes"] = {name: 100 * study.mean_std(name, "accuracy").mean for name in named}
low = {K: study.scores("ALS β = 1", "accuracy") for K, study in ((10, stored), (3, three))}
assert (low[10] < stored.scores("hard", "accuracy") - 0.1).all() and (low[3] < 0.5).all() and low[10].min() > 0.6
assert (three.scores("ALS β = 0.5", "accuracy") > 0.95).all()
print("ECE, ten classes:", {name: stored.summary(name, "ECE") for name in named})
bars = scenes.named_bars(told, title="What the labels cost", axis="accuracy, %", digits=1)
scenes.predict(lesson.QUESTIONS["11.5"], bars, truth=100 * low[3].mean())

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# With ten classes β = 1 costs accuracy although hardly a crop here has its label below 1/K: labels so close to uniform
# teach slowly. With three classes many crops do, and a whole picture's objectness lies just about at 1/K. So β = 1 destroys the
# classifier: three shapes that hard labels tell apart without fail are little more than guessed. β = 0.5 repairs that.
# </details>
#
# Mind the ECEs, too. Adaptive networks are *under*confident by design: their confidence answers "how much object?", not
# "how likely right?". One number cannot be calibrated for both questions.
#
# ## Answer only if sure
#
# "Predictions from our approach [...] can easily be thresholded to reject false positives. High confidence approaches are
# hard to threshold," says the paper. Answer only where p̂ reaches t. Pictures with an object should be answered, pictures
# without one should not.
#
# **Predict.** ALS made object-less pictures far less confident. Is it now easier to reject them? Hard labels first: what
# threshold would you choose? Then β = 1, then β = 1 with context samples. Compare the *curves*: which bows most to the
# upper left?

# %%
asked = ("hard", "ALS β = 1", "ALS β = 1, context")
best = max(asked, key=lambda name: stored.scores(name, "AUROC").mean())
scene = lesson.answer_only_if_sure(stored, ("hard", "LS α = 0.1", "CutMix", "ALS β = 1", "ALS β = 1, context"))
scenes.predict(lesson.QUESTIONS["11.3"], scene, truth=[best == name for name in asked])

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Not with β = 1 alone! It moved all bars to the left, with the object and without, and the two groups overlap as much as
# before, or more. A low threshold on low confidences rejects no better than a high one on high confidences. What does
# separate them is the 15 % of context samples: a network that was <i>shown</i> object-less pictures knows them.
#
# Or does it know the grey box? Training and test fill with the same colour. The mask variant had no context samples,
# only grey boxes beside the object, and separates as well (last row of the table above). How would you find out?
# </details>
#
# *AUROC* says it in one number: how often does a picture with its object get more confidence than one without? One half
# is chance. It is the area under such a curve if every answer counted, and it asks for order alone: a network that is
# less sure of everything gains nothing.

# %%
whole, without = (torch.tensor(stored.array("hard", name)) for name in ("confidence", "confidence_without"))
pairs = whole[:, None] - without
assert torch.isclose((pairs.sign() / 2 + 0.5).mean(), calibration.auroc(whole, without))
apart = {name: stored.scores(name, "AUROC") for name in stored.arms}
assert (apart["ALS β = 1"] < apart["hard"]).all() and (apart["ALS β = 1, context"] > apart["hard"]).all()
assert (apart["ALS, mask"] > apart["ALS, two objects"] + 0.1).all() and apart["ALS, mask"].min() > 0.9
records.Claim(
    paper="Predictions from ALS can easily be thresholded to reject false positives; high confidences are hard to threshold.",
    here="AUROC in %: " + ", ".join(f"{name} {stored.summary(name, 'AUROC')}" for name in apart) + ".",
    verdict={
        "β = 1, better apart than with hard labels": against("AUROC", "ALS β = 1", "hard", "higher"),
        "β = 1 with context, the same": against("AUROC", "ALS β = 1, context", "hard", "higher"),
        "masks, better than two objects": against("AUROC", "ALS, mask", "ALS, two objects", "higher"),
    },
)

# %% [markdown]
# ## Is it the box? And was it the epochs?
#
# Two doubts are left: the grey box, and the 24 epochs of these networks. So four recipes were trained
# for 72, and each test picture got a grey box twice: on its object, and one as large *beside* it, in the farthest corner.
# Where that would meet the object's box, the object stays.
#
# **Predict.** How sure is the network with context samples when the box lies beside the object?

# %%
longer = studies.bundled("without_object_longer")
context = "ALS β = 1, context"
asked = ("confidence", "confidence without object", "confidence, box beside")
as_it_is, on_it, beside = (longer.scores(context, name).mean() for name in asked)
knows_the_box = abs(beside - on_it) < abs(beside - as_it_is)
covered = data.cover_beside(test, mean).images
scene = lesson.box_beside(longer, gone.images[:4], covered[:4])
scenes.predict(lesson.QUESTIONS["11.6"], scene, truth=(knows_the_box, not knows_the_box))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# It misses the object. With the box beside, its confidence stays near that of the whole picture; with the box on the
# object it falls to that of a guess. The box is not harmless, though: it hides texture, and a network that met no box
# beside an object becomes wrong more often than unsure.
# </details>

# %%
sure = [longer.scores(context, name) for name in asked]
assert (sure[2] > sure[1] + 0.05).all() and (sure[2] > sure[0] - 0.08).all()
wrong, unsure = (
    longer.scores(context, n) - longer.scores(context, f"{n}, box beside") for n in ("accuracy", "confidence")
)
assert (wrong > unsure + 0.05).all() and (longer.scores("ALS β = 1", "deviation on crops") < no_network - 0.04).all()
more = longer.scores("ALS β = 1", "map inside") - longer.scores("hard", "map inside")
assert (more > 0).any() and (more < 0).any()
told = (f"{name}: {longer.summary(name, 'AUROC')} and {longer.summary(name, 'map inside')} %" for name in longer.arms)
records.Claim(
    paper="ALS separates what has no object (section 1), and improves localization (section 5).",
    here=f"AUROC and map inside after {longer.settings['epochs']} epochs: {'; '.join(told)}.",
    verdict={
        f"{name}, {what}": against(score, name, "hard", "higher", longer)
        for score, what in (("AUROC", "better apart than hard labels"), ("map inside", "more of the map inside"))
        for name in ("ALS β = 1", context)
    },
)

# %% [markdown]
# The order of the confidences is as it was. Much of the accuracy is back, and on crops β = 1 now deviates less than the
# constant 0.43. And the maps have turned: that adaptive networks look *less* at the object was a matter of when training
# stopped.

# %% [markdown]
# ## Exercises

# %% [markdown]
# <!-- exercise 11.1 -->
#
# ### 11.1 ★☆☆ Take an object away
#
# Fill the box of a picture with the training pictures' mean colour, one number a channel, and return the new picture;
# leave the one you were given as it is. The box is half-open: pixel x1 belongs to it, x2 does not.

# %% tags=["exercise"]
# exercise 11.1
from torch import Tensor


def take_away(image: Tensor, box: tuple[int, int, int, int], mean: Tensor) -> Tensor:
    """The picture (C, H, W) with its box (x1, y1, x2, y2) filled with the mean colour (C,)."""
    ...


# %%
exercises.check("11.1", take_away)

# %% [markdown]
# <!-- exercise 11.2 -->
#
# ### 11.2 ★☆☆ Mean objectness deviation
#
# How far is confidence from the share of the picture that the object fills? Write the paper's measure: the mean over
# the samples of |p̂ − objectness|, with p̂ the largest probability of a sample.

# %% tags=["exercise"]
# exercise 11.2
from torch import Tensor


def objectness_deviation(probabilities: Tensor, objectness: Tensor) -> Tensor:
    """The mean of |p̂ − objectness| for probabilities (B, K) and objectness (B,)."""
    ...


# %%
exercises.check("11.2", objectness_deviation)

# %% [markdown]
# <!-- exercise 11.3 -->
#
# ### 11.3 ★★☆ Underconfidence, and when there is none
#
# Underconfidence is the mean doubt 1 − p̂ over the samples that a network gets right. Where it gets none right, there
# is no such mean: return NaN then, not 0, which would be the best score of all.

# %% tags=["exercise"]
# exercise 11.3
from torch import Tensor


def underconfidence(probabilities: Tensor, labels: Tensor) -> Tensor:
    """The mean of 1 − p̂ over right predictions, NaN where there is none; probabilities (B, K), labels (B,)."""
    ...


# %%
exercises.check("11.3", underconfidence)

# %% [markdown]
# <!-- exercise 11.4 -->
#
# ### 11.4 ★★☆ How much of the map lies in the box?
#
# A class activation map has one number a pixel here, (H, W). Keep what speaks for the class, the positive numbers,
# and say which share of their sum lies inside the box.

# %% tags=["exercise"]
# exercise 11.4
from torch import Tensor


def share_in_box(activation: Tensor, box: tuple[int, int, int, int]) -> Tensor:
    """The share of the map's positive part inside (x1, y1, x2, y2), for a map (H, W) that is positive somewhere."""
    ...


# %%
exercises.check("11.4", share_in_box)

# %% [markdown]
# <!-- exercise 11.5 -->
#
# ### 11.5 ★★★ A threshold that keeps its word
#
# Answer only where p̂ ≥ t. Which of the confidences is the lowest t with which the share of right answers, among
# those given, is at least `precision`? The lower, the more is answered. Return infinity where none will do.

# %% tags=["exercise"]
# exercise 11.5
import math
from torch import Tensor


def threshold_for(confidence: Tensor, right: Tensor, precision: float) -> float:
    """The lowest of the confidences (N,) that keeps `precision` where p̂ ≥ t; `right` (N,) bool; ∞ if none does."""
    ...


# %%
exercises.check("11.5", threshold_for)

# %% [markdown]
# ## What to take away
#
# - Take the object away and ask again: the cheapest test of what a network learnt.
# - Adaptive labels make confidence follow the object's size, and lower it where there is no object.
# - They cost accuracy where K is small, and calibration in the usual sense; and the maps did not get better here.
# - Less confidence everywhere rejects nothing. Compare the order, not the level; show the network what to reject.
# - A control and a longer run can turn a verdict.
#
# ## Further reading
#
# - Krothapalli and Abbott, *One Size Doesn't Fit All: Adaptive Label Smoothing*, 2020, sections 3 and 4, Table 1,
#   appendices A.2 and A.6.
# - Zhou et al., *Learning Deep Features for Discriminative Localization*, 2016, arXiv 1512.04150: class activation maps.
# - Yun et al., *CutMix*, 2019, arXiv 1905.04899.
