# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Label every pixel
#
# | | |
# |:--|:--|
# | **Do** | train a network that names every pixel; look at its confidence as a map; drag the margin, the width of the border that does not count, the number of test pictures |
# | **Learn** | every loss of the course is a loss of pixels; where a segmenter is too sure; why nearly a hundred thousand pixels are only sixty pictures |
# | **Need** | [lesson 05](05_keep_a_margin.ipynb) and [lesson 06](06_read_a_reliability_diagram.ipynb), or: the margin loss, ECE |
# | **Time** | 30 minutes to read, about 20 seconds to run on two CPU cores; no GPU needed |

# %%
import torch

from nls_tutorial import calibration, data, exercises, losses, models, records, scenes, studies
from nls_tutorial.lessons import l16_label_every_pixel as lesson

budget = studies.budget()
print(budget)

# %% [markdown]
# ## A class for every pixel
#
# Until now a picture had one label. A *label map* has one for every pixel, and a *segmenter* answers with K logits for every
# pixel. Our pictures are drawn, so that the maps are exact: two to four discs, squares, stars and wires on one of ten
# textures, some pale, some soft at the edge, one in nine in the color of another class.

# %%
learnt, held_out, test = data.crowded_scene_splits(24, 20, 60, size=40, seed=0)
print(test)
network = models.unet(3, test.classes, width=8, seed=0)
print(sum(weights.numel() for weights in network.parameters()), "weights")

# %% [markdown]
# The network is a small U-Net: twice down to half the size, for a wider view, and twice up again, each time with a shortcut
# from what was there on the way down, for sharp edges. Its code is one page: `nls_tutorial/models/unet.py`.
#
# No loss needs to be invented anew. Every pixel is a sample, and the loss of a batch is the mean over its pixels; pixels
# that nobody has labelled, 255 in PASCAL VOC, are left out:
#
# $$L = \frac1n \sum_{\text{labelled pixels } i} \ell(z_i, y_i).$$

# %%
draws = torch.Generator().manual_seed(0)
logits, labels = 4 * torch.randn(2, 5, 8, 8, generator=draws), torch.randint(0, 5, (2, 8, 8), generator=draws)
labels[:, :2] = 255
rows = logits.movedim(1, -1)[labels != 255]  # (n, K): one row for each labelled pixel
for loss in (losses.focal_loss, losses.margin_loss, losses.label_smoothing_cross_entropy):
    torch.testing.assert_close(loss(rows, labels[labels != 255]), loss(logits, labels, ignore_index=255))

# %% [markdown]
# Nor does calibration. `collect` gives one row a pixel and says in `group` which picture it is of. Accuracy, though, says
# little: who calls everything background gets most pixels right. So one counts, for each class, the pixels that are it
# *and* are called so, over those that are it *or* are called so, and takes the mean over the classes: *mIoU*.

# %%
counts = calibration.confusion_counts(torch.zeros_like(test.labels), test.labels, test.classes)  # [true, called]
both, true, called = counts.diagonal(), counts.sum(1), counts.sum(0)
iou = both / (true + called - both)
assert abs(float(iou.mean()) - float(calibration.mean_iou(counts))) < 1e-6
print(f"all background: accuracy {int(both.sum()) / int(counts.sum()):.1%}, mIoU {float(iou.mean()):.1%}")

# %% [markdown]
# Two networks, trained here on 24 pictures: cross-entropy, and the margin loss with m = 6.

# %% tags=["nbval-ignore-output"]
names = ("CE", "MbLS m = 6")
recipe = {"seed": 0, "epochs": 36 * budget.longer}
networks = {name: lesson.train_segmenter(learnt, lesson.LOSSES[name], **recipe) for name in names}
seen = {name: lesson.ask(network, test) for name, network in networks.items()}
for name, one in seen.items():
    print(f"{name:<11} mIoU {lesson.iou(one):.1%}, accuracy {one.accuracy:.1%}, ECE {lesson.ece(one):.1%}")
seen["CE"]

# %% [markdown]
# ## Confidence as a map
#
# The margin paper's poster (MbLS) shows for each loss a photograph, its true classes, the *confidence map*
# $\max_k p_k$ of every pixel, and a reliability diagram of them all. Here is the same figure for networks of the study
# `pixels`: seven arms with five seeds each, trained by the code of the cell above. Change the loss, then the picture.

# %%
stored = studies.bundled("pixels")
scenes.show(lesson.confidence_maps(stored, test, ("CE", "LS", "FL", "MbLS m = 6")))

# %% [markdown]
# All four draw the same outlines in pale, for all are less sure where colors mix. They differ in how deep the rest is. Focal
# loss is nowhere sure, not even of an empty corner. Look for deep spots that are wrong, whole parts of things taken for another
# class: there the map says nothing at all. The diagram counts them, and it is filled by the background.
#
# ## Which margin?
#
# **Predict.** At m = 0 the margin loss wants all logits alike; at a large m it is cross-entropy, nearly. Which of four
# margins has the least ECE?

# %%
errors = {m: stored.scores(f"MbLS m = {m:g}", "ECE", **{"ignored border": 0}).mean() for m in lesson.MARGINS}
least = [errors[m] == min(errors.values()) for m in lesson.MARGINS]
scenes.predict(lesson.QUESTIONS["16.1"], lesson.drag_the_margin(stored, test, lesson.MARGINS), truth=least)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# At m = 0 the loss does what smoothing does: both keep the network from being sure even of empty ground, where it is nearly
# always right. The larger the margin, the less it asks, and the ECE falls until m = 6; at m = 10 hardly anything is left to
# ask, and the network is cross-entropy's. Pixels are easy: most are background, and a network may well be sure of those.
# </details>

# %%
sets = {"scenes": stored, "membranes": studies.bundled("membranes")}
for name, results in sets.items():
    print(lesson.table_of(results, ("mIoU", "ECE", "AECE", "NLL", "temperature", "ECE cooled"), name))
every = {"ignored border": 0}
spread = {what: stored.scores("CE", what, **every).std() for what in ("mIoU", "ECE")}
assert spread["mIoU"] > 3 * spread["ECE"]
cooled = [stored.scores(arm, "ECE cooled").mean() for arm in stored.arms]
assert min(cooled) > 0.01 and max(cooled) < 0.025
records.Claim(
    paper="MbLS, poster: better calibrated without losing accuracy (here: mIoU).",
    here="mIoU of MbLS m = 6 against cross-entropy; two points would matter.",
    verdict={
        name: lesson.compare(results, "MbLS m = 6", "CE", "mIoU", "alike", relevant=0.02, **every)
        for name, results in sets.items()
    },
)

# %% [markdown]
# Look at the spread first. With 24 scenes a network learns a class more or a class less, and mIoU moves by far more from seed
# to seed than from loss to loss; ECE, which the background decides, is steady. So on the scenes mIoU settles nothing, and ECE
# much. (`--budget full` has 200 scenes and 100 epochs.) On the membranes, two classes that fill every picture, both are steady.
# Then look at the last column, ECE after one temperature, fitted on held-out pictures: on the scenes all arms end near two per
# cent. What the losses differ in is, for the most part, one number.
#
# The second set is real: 30 electron micrographs of a fly's nerve cord, in which cells are told from the membranes between
# them. The course ships what was measured, not the pictures.

# %%
records.Claim(
    paper="MbLS, poster, segmentation figure (PASCAL VOC): best calibrated with a margin, against CE, LS and focal loss.",
    here="ECE of all pixels, MbLS m = 6 against others; crowded scenes and membranes, a small U-Net, five seeds each.",
    verdict={
        f"against {other}, {name}": lesson.compare(results, "MbLS m = 6", other, "ECE", "lower", **every)
        for name, results in sets.items()
        for other in ("CE", "LS", "FL", "MbLS m = 0")
        if other in results.arms
    },
)

# %% [markdown]
# ## The border that does not count
#
# People who draw label maps leave a white outline where they are in doubt, and PASCAL VOC counts no pixel of it. Whoever
# counts these pixels all the same, or draws a wider outline, measures something else.
#
# **Predict.** We leave out all pixels that have another class at most one pixel away. How much does mIoU rise? And ECE?

# %% tags=["nbval-ignore-output"]
near = lesson.near_another_class(test, 1)
rise = 100 * (lesson.iou(lesson.some(seen["CE"], ~near)) - lesson.iou(seen["CE"]))
scenes.predict(lesson.QUESTIONS["16.2"], lesson.ignore_the_border(seen, test, lesson.WIDTHS), truth=rise)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# mIoU rises by more than any loss of this lesson could bring, and nothing has been learnt. A row of pixels along each outline
# holds much of a thin thing, and most mistakes. Drag on: with a wide border thin things vanish whole, and the mean over classes
# turns. Below are all arms. Smoothing's ECE <i>rises</i>: what is left is right, and may not be sure. And on the membranes mIoU
# <i>falls</i>: a membrane is hardly wider than its border, so that what is left of this class is few pixels, and strange ones.
# </details>

# %%
for name, results in sets.items():
    print(lesson.table_of(results, ("mIoU", "ECE"), f"{name}, one pixel ignored", border=1))
one, none = {"ignored border": 1}, {"ignored border": 0}
records.Claim(
    paper="Practice: an ignored border flatters a segmenter, in mIoU and in ECE.",
    here="Cross-entropy, one pixel of border ignored against none, five seeds.",
    verdict={
        f"{what} {claim}, {name}": lesson.compare_along(results, "CE", what, one, none, claim)
        for name, results in sets.items()
        for what, claim in (("mIoU", "higher"), ("ECE", "lower"))
    },
)

# %% [markdown]
# ## Where are the overconfident pixels?
#
# On the poster's maps the outlines are pale: there a network is less sure. Is it unsure enough?
#
# **Predict.** Take the pixels with another class at most two pixels away, and all others. Where does the mean confidence of
# cross-entropy exceed its accuracy by more?

# %% tags=["nbval-ignore-output"]
edge = lesson.near_another_class(test, lesson.NEAR)
parts = [lesson.some(seen["CE"], rows) for rows in (edge, ~edge)]
gap = [float(part.confidence.mean()) - part.accuracy for part in parts]
truth = (gap[0] > gap[1] + 0.01, gap[1] > gap[0] + 0.01, abs(gap[0] - gap[1]) <= 0.01)
scenes.predict(lesson.QUESTIONS["16.3"], lesson.border_and_inner(seen, test, lesson.NEAR), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# At the border. The network is less sure there, as the pale outlines say, and yet surer than it is right. Inside it is right
# nearly always, and a little less sure than that. In one heap the two errors make up for each other, and the ECE of all pixels
# is smaller than that at the border. Smoothing and focal loss lower everything alike: the border turns from too sure to too
# timid, and the inside is spoilt.
# </details>

# %%
for name, results in sets.items():
    print(lesson.gaps_of(results, name))
    for arm in {"LS", "FL"} & set(results.arms):
        timid = results.scores(arm, "place: confidence") < results.scores(arm, "place: accuracy")
        assert timid.all(), "near a border and inside, in every seed"
records.Claim(
    paper="MbLS, poster, segmentation figure: confidence maps pale at the outlines. Are the overconfident pixels there?",
    here=f"Cross-entropy: ECE near a border against inside; and of the sure mistakes (p ≥ {lesson.SURE:g}) the share near "
    "a border against the share of all pixels that lie there.",
    verdict={
        f"{what}, {name}": made(results)
        for name, results in sets.items()
        for what, made in (
            ("ECE higher at the border", lesson.border_against_inside),
            ("sure mistakes at the border", lesson.sure_mistakes_at_the_border),
        )
    },
)

# %% [markdown]
# ## A picture is one sample
#
# The test set has sixty pictures and nearly a hundred thousand pixels. An interval that draws *pixels* anew (lesson 06)
# takes them for independent. But a disc that is missed is missed with all its pixels. So draw the *pictures* anew, each with
# all it has: `groups=seen.group`.
#
# **Predict.** How many times as wide is the honest interval of the ECE, with all sixty pictures?

# %% tags=["nbval-ignore-output"]
widths = lesson.interval_widths(seen["CE"])
times = widths["over pictures"] / widths["over pixels"]
scenes.predict(lesson.QUESTIONS["16.4"], lesson.drawn_anew(seen["CE"], (5, 10, 20, 40, 60)), truth=times)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Several times as wide, for any number of pictures: the pixels of a picture are worth only a few of them. With few pictures it
# matters most which ones, as the dot shows that wanders. Whoever publishes the narrow interval claims to know an ECE to a few
# tenths of a point from sixty pictures.
# </details>

# %% tags=["nbval-ignore-output"]
for name, results in sets.items():
    ratio = results.scores("CE", "over pictures") / results.scores("CE", "over pixels")
    print(f"{name}: interval over pictures {records.mean_std(ratio):.1f} times as wide as over pixels")
    assert ratio.mean() > 2
each = lesson.ece_by_picture(seen["CE"])
pooled = lesson.ece(seen["CE"])
print(f"all pixels in one heap: ECE {pooled:.1%}; the mean of the pictures' own: {float(each.mean()):.1%}")
print(f"pictures from {float(each.min()):.1%} to {float(each.max()):.1%}")
assert pooled < float(each.mean())

# %% [markdown]
# The last lines are another matter of heaps. In one heap a picture that is too sure makes up for one that is not sure enough;
# a picture's own ECE cannot be made up for, and a small part of it is chance. Who drives a car meets one picture at a time.
# Say which one you report.
#
# ## Your own pictures
#
# `data.mask_folder("images", "masks", class_names=…)` reads photographs with their label maps, and
# `data.voc_segmentation("folder")` PASCAL VOC; a mask of another size, a color that is no class and a map without a label
# are refused, and the file is named. All cells above run on what they give. Torchvision's DeepLabV3 with the losses of the
# poster takes a GPU and a night:
#
#     python -m nls_tutorial.studies run voc_pixels --budget full --data FOLDER
#
# Ten thousand pictures do not fit into memory, nor need they: bins add up, part by part, and ECE over 10⁸ pixels streams in
# constant memory (`benchmarks/pixels.py`).

# %% [markdown]
# ## Exercises
#
# Stuck? `exercises.hint("16.1", 1)` gives a nudge, 2 the method, 3 nearly the answer.

# %% [markdown]
# <!-- exercise 16.1 -->
#
# ### 16.1 ★☆☆ Intersection over union
#
# How well is one class found? Count the pixels that the network calls by this label *and* that have it, and divide by
# the pixels that are called so *or* have it. Pixels whose true label is 255 count nowhere.

# %% tags=["exercise"]
# exercise 16.1
from torch import Tensor


def overlap(answer: Tensor, truth: Tensor, label: int) -> float:
    """The intersection over union of the class `label`, of label maps (H, W)."""
    ...


# %%
exercises.check("16.1", overlap)

# %% [markdown]
# <!-- exercise 16.2 -->
#
# ### 16.2 ★★☆ A mean over pixels
#
# Write the cross-entropy of a batch of pictures: the mean over all *labelled* pixels of the batch, in nats. Logits
# are (B, K, H, W), label maps (B, H, W), and 255 means that nobody has labelled the pixel. Write it from
# `log_softmax`; the class dimension is the second.

# %% tags=["exercise"]
# exercise 16.2
import torch
from torch import Tensor


def pixel_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """The mean cross-entropy over labelled pixels, one number, of logits (B, K, H, W) and labels (B, H, W)."""
    ...


# %%
exercises.check("16.2", pixel_loss)

# %% [markdown]
# <!-- exercise 16.3 -->
#
# ### 16.3 ★★☆ How many times too narrow
#
# `right` (G, n) says for G pictures of n pixels each which pixels a network got right. A standard error that takes pixels for independent is √(a(1 − a)/(G·n)), with a the accuracy of all. An honest one takes the G accuracies of the pictures, and their standard deviation (with G − 1) over √G. Return the honest one divided by the other.

# %% tags=["exercise"]
# exercise 16.3
from torch import Tensor


def too_narrow(right: Tensor) -> float:
    """How many times wider the honest standard error is, for right (G, n), bool."""
    ...


# %%
exercises.check("16.3", too_narrow)

# %% [markdown]
# <!-- exercise 16.4 -->
#
# ### 16.4 ★★★ One heap or many
#
# `sure` and `right` (G, n) are the confidences and right answers of the n pixels of G pictures. Return two numbers as a tensor: the ECE of all pixels in one heap, and the mean of the pictures' own ECEs. Take 10 bins of equal width, (lo, hi]: bin b holds the confidences in (b/10, (b + 1)/10].

# %% tags=["exercise"]
# exercise 16.4
import torch
from torch import Tensor


def two_heaps(sure: Tensor, right: Tensor) -> Tensor:
    """The pooled ECE and the mean of the pictures' own, (2,), of confidences and bool (G, n)."""
    ...


# %%
exercises.check("16.4", two_heaps)

# %% [markdown]
# <!-- exercise 16.5 -->
#
# ### 16.5 ★★★ Two groups, one network
#
# Two groups download the same trained network and the same 200 street scenes. An outline five pixels wide is marked
# 255 in the label maps. They report, in per cent:
#
# | group | mIoU | ECE | 95 % interval of the ECE |
# |:--|--:|--:|:--|
# | A | 60.8 | 3.1 | 3.09 … 3.11 |
# | B | 56.2 | 4.4 | 3.2 … 5.9 |
#
# Which explanation fits all three columns?
#
# a. A left the outline out and drew pixels anew; B called the outline background and drew pictures anew.
#
# b. A trained its network longer.
#
# c. A called the outline background and drew pixels anew; B left it out and drew pictures anew.
#
# d. A took more bins, and so has a smaller ECE and a narrower interval.

# %% tags=["exercise"]
# exercise 16.5
# The letter of the explanation that fits, "a" to "d".
two_groups = ...

# %%
exercises.check("16.5", two_groups)

# %% [markdown]
# ## What to take away
#
# - A loss for pixels is the mean of a loss; labels 255 are left out, and every metric must leave out the same.
# - Where most pixels are easy, asking for doubt everywhere is the wrong medicine: a margin that leaves the easy ones alone is
#   the better one, and cross-entropy is not bad.
# - The overconfident pixels lie at the borders. One ECE of all pixels hides them behind the background.
# - Say which pixels count, whether you pooled, and what was drawn anew. Each moves the number more than the loss does.
#
# ## Further reading
#
# - Liu, Ben Ayed, Galdran, Dolz, *The Devil is in the Margin: Margin-based Label Smoothing for Network Calibration*, CVPR
#   2022, arXiv 2111.15430 (MbLS).
# - Ronneberger, Fischer, Brox, *U-Net: Convolutional Networks for Biomedical Image Segmentation*, 2015, arXiv 1505.04597.
# - Everingham et al., *The PASCAL Visual Object Classes Challenge: A Retrospective*, 2015: mIoU, and the border that does
#   not count.
# - Arganda-Carreras et al., *Crowdsourcing the creation of image segmentation algorithms for connectomics*, 2015: the
#   membranes.
