# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Shrink the label with the object
#
# | | |
# |:--|:--|
# | **Do** | drag a crop over a picture, make it larger and smaller, and watch its label follow; crop thousands of pictures at random |
# | **Learn** | objectness; a smoothing factor of its own for every crop; where such a label turns against its class, and what β does about it |
# | **Need** | [lesson 02](02_soften_a_label.ipynb), or: cross-entropy with soft labels, the two definitions of label smoothing |
# | **Time** | 25 minutes to read, about 15 seconds to run on two CPU cores; no GPU needed |

# %%
import torch

from nls_tutorial import boxes, data, exercises, losses, records, scenes, studies, targets, training
from nls_tutorial.lessons import l10_shrink_the_label_with_the_object as lesson

budget = studies.budget()
print(budget)

# %% [markdown]
# ## A label for a picture that is not there
#
# Almost every classifier of photographs trains on random crops: cut a window out of the picture, at a random place
# and of a random size, and keep the picture's label. Sometimes the window misses the object. The network then sees a
# lawn, is told "dog", and is asked to be sure of it. It obeys by learning lawns.
#
# The paper of this lesson, on adaptive label smoothing (ALS), asks how much of the crop the object fills. That share
# is called *objectness*. A box $b$ and a crop $c$ are given by their corners, $(x_1, y_1, x_2, y_2)$ in pixels, where
# $x_2$ and $y_2$ are the first pixels that are no longer inside. Then
#
# $$\mathrm{objectness} = \frac{|b \cap c|}{|c|} .$$

# %%
box, crop = torch.tensor([[30.0, 12.0, 70.0, 52.0]]), torch.tensor([[10.0, 20.0, 50.0, 60.0]])

near, far = torch.maximum(box[:, :2], crop[:, :2]), torch.minimum(box[:, 2:], crop[:, 2:])
shared = (far - near).clamp(min=0).prod(dim=1)
objectness = shared / (crop[:, 2:] - crop[:, :2]).prod(dim=1)
assert torch.equal(objectness, boxes.objectness(box, crop))
print(f"they share {shared.item():.0f} of the crop's 1600 pixels: objectness {objectness.item():.2f}")

# %% [markdown]
# The smoothing factor is what the object does *not* fill, $\alpha = 1 - \mathrm{objectness}$. The label gives
# $\alpha$ away to the other classes, and a number β between 0 and 1 says how much of all this shall happen (ALS,
# section 3):
#
# $$q = \beta\,\Big[(1-\alpha)\,\mathrm{onehot}(y) + \frac{\alpha}{K-1}\,\big(1-\mathrm{onehot}(y)\big)\Big]
# {} + (1-\beta)\,\mathrm{onehot}(y) .$$
#
# This is the second of the two definitions from lesson 02: it spreads over the *other* K − 1 classes. With β = 0 the
# label is hard. With β = 1 the true class's label simply *is* the objectness.

# %%
label, K, beta = torch.tensor([2]), 5, 0.75

alpha = 1 - objectness
hard = targets.one_hot(label, K)
q = beta * ((1 - alpha) * hard + alpha / (K - 1) * (1 - hard)) + (1 - beta) * hard
assert torch.allclose(q, targets.smooth_by_objectness(label, objectness, K, beta))
print([round(share, 3) for share in q[0].tolist()])

# %% [markdown]
# ## Drag the crop
#
# A star on a wall, and the box around it. Take hold of the crop anywhere and move it; pull at its corner to resize
# it. (Keys: Tab to a knob, then the arrow keys, with Shift for larger steps.) β is 1 here.
#
# **Predict.** What is the label of the whole picture? Where must the crop lie for a label of 1? And if the crop holds
# *nothing* of the star, what does the label say about stars?

# %%
pictures = data.scenes(10, size=96)
star = pictures.labels.tolist().index(data.SHAPES.index("star"))
of_star = targets.smooth_by_objectness(torch.tensor([0]), 0.0, 10)[0, 0].item()
scene = lesson.crop_over_picture(
    pictures.images[star], pictures.boxes[star : star + 1], data.SHAPES.index("star"), data.SHAPES
)
scenes.predict(lesson.QUESTIONS["10.1"], scene, truth=(0.05 < of_star < 0.2, of_star < 0.05, of_star > 0.2))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# The whole picture is mostly wall, so its label is mostly <i>not</i> star: the label of a sample says how much of the
# star you see, no longer only <i>what</i> you see. Only a crop inside the box has a label of 1. A crop without the
# star has a label of 0 for it, and every other class has more. Crops of a wall teach the network that it is looking
# at anything but a star. We come back to that.
# </details>
#
# A box is a coarse outline. The library can count the object's own pixels instead, where there is a mask. Here is a
# crop in the lower left corner of the star's box:

# %%
x1, y1, x2, y2 = pictures.boxes[star].tolist()
corner = torch.tensor([[x1, y2 - 10, x1 + 10, y2]])
by_box = boxes.objectness(pictures.boxes[star : star + 1], corner).item()
by_mask = boxes.mask_objectness(pictures.masks[star : star + 1], corner).item()
assert by_box == 1 and by_mask < 0.4
print(f"objectness by the box: {by_box:.2f}, by the star's own pixels: {by_mask:.2f}")

# %% [markdown]
# By the box, that crop is all star. The paper counts boxes, because boxes are what ImageNet has.
#
# ## Two objects, one label
#
# A picture can hold several objects of its class. The label of this one is "orange", and there are two. (It is drawn,
# not photographed; the library has no photograph to give away.)
#
# **Predict.** The two boxes overlap. Does what they share count once or twice? And a crop with the lemon and nothing
# else: which class does its label favour?

# %%
fruit, found = data.still_life()
names = ("orange", "lemon", "banana", "apple", "pear")
empty = boxes.objectness(found["orange"][None], found["lemon"])
its_label = targets.smooth_by_objectness(torch.tensor([0]), empty, 5)[0]
scene = lesson.crop_over_picture(fruit, found["orange"], 0, names, title="Drag the crop over the fruit")
scenes.predict(lesson.QUESTIONS["10.2"], scene, truth=its_label)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Once: objectness is the share of the crop that the <i>union</i> of the boxes fills, and never passes 1. And the
# lemon's crop favours no class but speaks against "orange": lemon, banana, apple and pear get about a quarter each.
# The label knows where oranges are; that there <i>is</i> a lemon it does not know.
# </details>

# %%
whole = torch.tensor([[0.0, 0.0, 128.0, 128.0]])
together = boxes.objectness(found["orange"][None], whole).item()
added = sum(boxes.objectness(one[None], whole).item() for one in found["orange"])
assert together < added
lemon = boxes.objectness(found["orange"][None], found["lemon"])
print(f"union {together:.3f}, sum of both {added:.3f}")
q = targets.smooth_by_objectness(torch.tensor([0]), lemon, 5)[0]
print("label of the lemon's box:", {name: round(share.item(), 3) for name, share in zip(names, q, strict=True)})

# %% [markdown]
# ## Where the label turns against its class
#
# The paper says: "We assume that every class is equiprobable when inputs without pertinent objects are supplied
# during training." Its formula says something else. At objectness 0, α is 1: the true class gets 0, each other class
# 1/(K − 1), and equiprobable they are not. Going down from objectness 1, the true class falls and the others rise.
# They meet somewhere.
#
# **Predict.** With K = 10 and β = 1, at which objectness do they meet? With K = 2? Now lower β: where does the
# meeting point go, and is there a β at which the true class is never behind?

# %%
share = torch.linspace(0, 1, 201)
dog, cat = targets.smooth_by_objectness(torch.zeros(201, dtype=torch.int64), share, 2).unbind(1)
scenes.predict(lesson.QUESTIONS["10.3"], lesson.label_against_objectness(), truth=share[cat > dog].max())

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# They meet where all K shares are equal, at 1/K. With two classes that is one half: a picture whose dog fills less
# than half of the crop is labelled "rather a cat"! With a smaller β the meeting point moves left, for the true class
# keeps at least 1 − β. At β = (K − 1)/K it reaches 0 and is gone; exercise 10.4 asks you to show it.
# </details>
#
# The authors know: "When K is small β can be adjusted to avoid computing incorrect labels for objects with low
# objectness score." They had a thousand classes, where 1/K is small and the whole matter nearly invisible.


# %%
def empty_crop(K, beta):
    return targets.smooth_by_objectness(torch.tensor([0]), 0.0, K, beta)[0]


for K, beta in ((10, 1.0), (10, 0.75), (10, 0.9), (1000, 1.0)):
    print(f"K = {K}, β = {beta}: true {empty_crop(K, beta)[0]:.3f}, each other {empty_crop(K, beta)[1]:.4f}")
assert torch.allclose(empty_crop(10, 0.9), targets.uniform(1, 10)[0])
assert torch.allclose(empty_crop(10, 0.75)[0], torch.tensor(0.25))
for K in (2, 10):
    assert torch.allclose(targets.smooth_by_objectness(torch.tensor([0]), 1 / K, K), targets.uniform(1, K))

# %% [markdown]
# With β = 0.75 the true class keeps at least 0.25, the paper's own example. At β = 0.9 the label of an empty crop
# with ten classes is exactly uniform, which is what the paper's sentence asks for. The paper has another way, too:
# about 15 % of the samples have every object removed, and get a uniform label by order. That is lesson 11.
#
# ## A sign in equation 6
#
# The paper prints the loss of the adaptive label like this, as its equation 6:
#
# $$L = -\beta\Big((1-\alpha)\log p_y \;\boldsymbol{-}\; \frac{\alpha}{K-1}\sum_{k \ne y} \log p_k\Big)
# {} - (1-\beta)\log p_y .$$
#
# Cross-entropy is $-\sum_k q_k \log p_k$, and no $q_k$ is negative. So in the bracket the second term must be
# *added*. Is that pedantry? Take three networks that look at one crop of which the object fills 30 %: one unsure, one
# sure of the true class, one sure of a wrong one.


# %%
def as_printed(logits, label, alpha, beta):
    log_p = torch.log_softmax(logits, dim=1)
    true = log_p[:, label]
    others = (log_p.sum(dim=1) - true) / (logits.shape[1] - 1)
    return -beta * ((1 - alpha) * true - alpha * others) - (1 - beta) * true


logits = torch.zeros(3, 10)
logits[1, 0] = logits[2, 5] = 10.0
soft = targets.smooth_by_objectness(torch.zeros(3, dtype=torch.int64), 0.3, 10)
printed, mended = as_printed(logits, 0, 0.7, 1.0), losses.soft_cross_entropy(logits, soft, reduction="none")
for name, wrong_sign, right_sign in zip(("unsure", "sure, right", "sure, wrong"), printed, mended, strict=True):
    print(f"{name:<12} as printed {wrong_sign:6.2f}   mended {right_sign:5.2f}")
assert printed[1] < printed[2] < printed[0] < 0 < mended[0] < mended[1] < mended[2]
assert (as_printed(10 * logits, 0, 0.7, 1.0)[1:] < 9 * printed[1:]).all(), "no lower end"

# %% [markdown]
# As printed, the loss is *negative*, and being sure of a wrong class is better than being unsure, the opposite of
# what the paper is about. Turn the logit of 10 up and it falls for ever. Mended, being unsure is best of the three.
# The authors' networks learned, so their code cannot have had the slip. Equations are not run before they are
# printed. Yours can be.
#
# ## What random cropping really hands to a network
#
# The usual crop covers a random share of the picture, between 8 % and all of it. Let us cut one window out of each of
# a few thousand pictures, for several such smallest shares, and look at the labels that come out.


# %%
def random_objectness(smallest, seed, pictures):
    count, (height, width) = len(pictures), pictures.images.shape[2:]
    draws = torch.Generator().manual_seed(seed)
    crop = training.random_crops(count, (height, width), draws, size=(32, 32), scale=(smallest, 1.0))
    return boxes.objectness(pictures.boxes, crop.windows)


seeds = range(budget.seeds)
drawn = [data.scenes(1000, seed=seed) for seed in seeds]
smallest = (0.08, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
crops = {share: [random_objectness(share, seed, drawn[seed]) for seed in seeds] for share in smallest}

# %% [markdown]
# **Predict.** Forbid small crops: does the mean label rise or fall? How often is the true class behind with ten
# classes, and how often with two?

# %% tags=["nbval-ignore-output"]
turned = 100 * (torch.cat(crops[0.08]) < 1 / 2).double().mean()
scene = lesson.labels_of_random_crops({share: torch.cat(found) for share, found in crops.items()})
scenes.predict(lesson.QUESTIONS["10.4"], scene, truth=turned)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# It falls! A small window inside the object is filled by it, a large one never is, and in these pictures the object
# stands near the middle, where random windows are, too. With ten classes the true class is behind in about three
# crops of a hundred, most of which hold hardly any of the object. With two it is behind in more than half: for a
# question with two answers the plain recipe turns most labels round.
# </details>

# %% tags=["nbval-ignore-output"]
whole = torch.stack([boxes.area(part.boxes).mean() / 32**2 for part in drawn])
random = torch.stack([found.mean() for found in crops[0.08]])
behind = {K: torch.stack([(found < 1 / K).float().mean() for found in crops[0.08]]) for K in (2, 10)}
largest = torch.stack([found.mean() for found in crops[0.9]])
assert whole.mean() < largest.mean() < random.mean(), "small crops raise the mean"
assert 0.015 < behind[10].mean() < 0.05 and behind[2].min() > 0.5
records.Claim(
    paper="The mean objectness of images in the validation set of ImageNet is 0.49 (ALS, section 4.2).",
    here=f"Mean objectness {records.mean_std(whole):.2f} of whole generated pictures and {records.mean_std(random):.2f} of their "
    f"random crops, {len(seeds)} seeds. True class behind in {100 * behind[10].mean():.0f} % of the crops with ten classes, "
    f"{100 * behind[2].mean():.0f} % with two.",
    verdict={
        "whole pictures, near 0.49": records.verdict(whole, 0.49, claim="alike", relevant=0.05),
        "random crops, near 0.49": records.verdict(random, 0.49, claim="alike", relevant=0.05),
    },
)


# %% [markdown]
# A network that follows such labels will be *under*confident by the usual measure, even when it is right. The paper
# says so, and means it: its confidence shall tell how much of the object is there. Whether networks do follow, and
# what it costs in accuracy, is for lesson 11.
#
# ## Exercises

# %% [markdown]
# <!-- exercise 10.1 -->
#
# ### 10.1 ★☆☆ Objectness by hand
#
# A crop is (10, 10, 50, 50), the object's box (30, 0, 60, 20). By hand first: which share of the crop does the box
# fill? Then write it for any box and any crop, also for a box that lies outside the crop.


# %% tags=["exercise"]
# exercise 10.1
def one_box_objectness(box: tuple, crop: tuple) -> float:
    """The share of the crop that the box fills, in [0, 1]; both are (x1, y1, x2, y2)."""
    ...


# %%
exercises.check("10.1", one_box_objectness)


# %% [markdown]
# <!-- exercise 10.2 -->
#
# ### 10.2 ★★☆ Two oranges
#
# A crop can hold two objects of its label, and their boxes may overlap. Which share of the crop do the two boxes fill
# together?


# %% tags=["exercise"]
# exercise 10.2
def two_box_objectness(first: tuple, second: tuple, crop: tuple) -> float:
    """The share of the crop that two boxes fill together, in [0, 1]; all are (x1, y1, x2, y2)."""
    ...


# %%
exercises.check("10.2", two_box_objectness)

# %% [markdown]
# <!-- exercise 10.3 -->
#
# ### 10.3 ★★☆ The adaptive label
#
# Write the adaptive labels of a batch: α = 1 − objectness, smoothed over the other K − 1 classes, then mixed with the
# hard label by β.

# %% tags=["exercise"]
# exercise 10.3
import torch
from torch import Tensor


def adaptive_labels(labels: Tensor, objectness: Tensor, classes: int, beta: float) -> Tensor:
    """The labels (B, K) for `labels` (B,) and `objectness` (B,) in [0, 1]."""
    ...


# %%
exercises.check("10.3", adaptive_labels)


# %% [markdown]
# <!-- exercise 10.4 -->
#
# ### 10.4 ★★☆ Keep the true class on top
#
# With β = 1 a crop without its object gets a label that speaks against the true class. With a smaller β the true
# class keeps at least 1 − β. What is the largest β for which no other class is ever above the true one, whatever the
# objectness, with K classes?


# %% tags=["exercise"]
# exercise 10.4
def largest_beta(classes: int) -> float:
    """The largest β in [0, 1] that keeps the true class's label at least as large as any other's, for K classes."""
    ...


# %%
exercises.check("10.4", largest_beta)

# %% [markdown]
# <!-- exercise 10.5 -->
#
# ### 10.5 ★★★ Mend equation 6
#
# Equation 6 of the paper prints the loss as −β ((1 − α) log p_y − α Σ log p_k / (K − 1)) − (1 − β) log p_y, with the
# sum over k ≠ y. Write the loss of each sample as it must be: the cross-entropy of the adaptive label.

# %% tags=["exercise"]
# exercise 10.5
import torch
from torch import Tensor


def adaptive_loss(logits: Tensor, labels: Tensor, alpha: Tensor, beta: float) -> Tensor:
    """The loss of each sample in nats, shape (B,), for logits (B, K), labels (B,) and α (B,)."""
    ...


# %%
exercises.check("10.5", adaptive_loss)

# %% [markdown]
# ## What to take away
#
# - A random crop keeps its label even where the object is gone. Objectness, the share that the object fills, says how
#   much of the label is left.
# - With β = 1 the label of the true class is the objectness; below 1/K the other classes are ahead. That hardly
#   matters for a thousand classes, and very much for two.
# - With β the true class keeps at least 1 − β, and up to β = (K − 1)/K it is never behind.
# - Put numbers into a printed equation before you trust its signs.
#
# ## Further reading
#
# - Krothapalli and Abbott, *One Size Doesn't Fit All: Adaptive Label Smoothing*, 2020, section 3 and figure 1.
# - Szegedy et al., *Going Deeper with Convolutions*, 2015, arXiv 1409.4842, section 6: where the random crop comes
#   from.
# - Yun et al., *CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features*, 2019, arXiv
#   1905.04899: another label that follows areas.
