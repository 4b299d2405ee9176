# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Find the object
#
# | | |
# |:--|:--|
# | **Do** | build a detector on a classifier's layers; throw out double boxes by hand; turn activation maps into boxes; drag the threshold and watch precision, recall, AP and calibration |
# | **Learn** | what a detector says at each place; AP from its definition; three ways to get a wrong AP without an error; what D-ECE hides; whether adaptive labels make better layers |
# | **Need** | [lesson 06](06_read_a_reliability_diagram.ipynb), [lesson 10](10_shrink_the_label_with_the_object.ipynb) and [lesson 11](11_take_the_object_away.ipynb), or: ECE, adaptive smoothing, activation maps |
# | **Time** | 35 minutes to read, about 20 seconds to run on two CPU cores; no GPU needed |

# %%
import copy

import torch

from nls_tutorial import boxes, data, exercises, models, records, scenes, studies, tables
from nls_tutorial.lessons import l19_find_the_object as lesson

print(studies.budget())

# %% [markdown]
# ## From a class to a place
#
# A classifier says *what* is in a picture. A detector says what and *where*, for none, one or many objects. Does a classifier
# that knew how much of its object a crop had left (ALS, section 4.3) make a better beginning for a detector? The paper's answer,
# on COCO: yes, by 0.021 AP.
#
# First a classifier, trained on scenes with one object as in lesson 11, with hard labels.

# %% tags=["nbval-ignore-output"]
single = data.scene_splits(1000, 0, 300, seed=0)
classifier = models.gap_cnn(3, single.train.classes, seed=0)
lesson.train_classifier(lesson.ARMS["hard"], single.train, classifier, size=(32, 32), epochs=12, device="cpu")
print(f"accuracy {lesson.classifier_scores(classifier, single.test)['accuracy']:.0%}")

# %% [markdown]
# Its last maps are a grid: each place of it stands for 4×4 pixels. A detector keeps the layers up to there (the *backbone*)
# and puts two heads on them. One says at every place which class is there; label 0 is "nothing", the *background*, and class
# k of the data becomes label k + 1. The other says how far it is from the middle of the place to the left, top, right and
# bottom side of the object. What they *should* say: places in the inner half of a box belong to it.

# %%
box = torch.tensor([4.0, 8, 28, 24])  # x1, y1, x2, y2 in a picture of 32×32
middles = 4 * (torch.arange(8) + 0.5)
x, y = middles[None, :], middles[:, None]
inner = ((x - 16).abs() <= 24 / 4) & ((y - 16).abs() <= 16 / 4)
labels, sides = models.place_targets(box[None, None], torch.tensor([[6]]), grid=(8, 8), stride=4)
assert torch.equal(labels[0], 7 * inner.long())  # class 6 is label 7
assert torch.equal(sides[0, 0][inner], (x - box[0]).expand(8, 8)[inner])
print(labels[0])

# %% [markdown]
# The loss is cross-entropy over the places, and 1 − IoU of the box at places with an object. IoU, *intersection over union*,
# is the area that two boxes share over the area of both together. We train on scenes with one to three objects: all layers go
# on learning, from the classifier's weights.

# %% tags=["nbval-ignore-output"]
pictures = data.object_scene_splits(160, 0, 100, seed=0)
model = lesson.train_detector(copy.deepcopy(classifier), pictures.train, epochs=10, device="cpu")
test = pictures.test
found = models.detect(model, test.images)
print(
    len(found),
    "pictures,",
    sum(len(one["boxes"]) for one in found),
    "boxes,",
    int((test.box_labels >= 0).sum()),
    "objects",
)

# %% [markdown]
# ## One object, many boxes
#
# Neighbouring places see the same object, and each draws its box. *Non-maximum suppression* throws out doubles: walk down the
# scores; a box stays unless it overlaps one that stayed.
#
# **Predict.** Here are the ten surest boxes of one picture, before suppression. How many stay? Walk through them,
# and drag the IoU from which a box is gone.

# %% tags=["nbval-ignore-output"]
(raw,) = models.detect(model, test.images[:1], overlap=1.0)
scene = lesson.suppress_by_hand(test.images[0], raw)
top = {name: value[:10] for name, value in raw.items()}
stay = boxes.suppress(top["boxes"], top["scores"], top["labels"], overlap=0.5)
scenes.predict(lesson.QUESTIONS["19.1"], scene, truth=len(stay))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# With a low IoU neighbours of one class become one. With a high one doubles stay, and each counts as wrong. Boxes of different
# classes never hide each other, so one object can stay twice, under two names.
# </details>
#
# ## A map is nearly a box
#
# Lesson 11 drew activation maps: where a class's logit comes from. Put a box around all places whose map reaches a share of
# its largest value.
#
# **Predict.** How many of the objects do such boxes find, with an IoU of at least ½? What happens to a picture with two objects of
# one class? Drag the share; then choose other pictures.

# %% tags=["nbval-ignore-output"]
shown = slice(0, 6)
scene = lesson.maps_beside_detector(classifier, found[shown], test.select(shown), above=0.15)
scenes.predict(lesson.QUESTIONS["19.4"], scene, truth=100 * lesson.found_by_maps(classifier, test, share=0.5))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# A share too small, and the box takes in half the picture; too large, and it shrinks to the place that tells the class best. Two
# objects of one class share one map and get one box. The detector was told where objects end; the map only shows what was
# <i>useful</i>. So much of "where" is in a classifier already.
# </details>
#
# ## Right, wrong, and one number for all thresholds
#
# A box is right if its class is, and its IoU with an object that no surer box has found is at least ½. *Precision* is the share
# of boxes that are right, *recall* the share of objects that were found. Each threshold on the score gives a pair. *Average
# precision* (AP) goes through all of them: for the recalls 0, 0.01, … 1 it takes the best precision that reaches so much, and the mean.

# %%
judged = lesson.score_detections(found, test)
each, nothing = [], torch.zeros((), dtype=torch.float64)
for label, objects in enumerate(judged.objects.tolist(), start=1):
    own = judged.labels == label
    right = judged.right[own][judged.scores[own].argsort(descending=True, stable=True)].double()
    recall = right.cumsum(0) / objects
    precision = right.cumsum(0) / torch.arange(1, len(right) + 1)
    best = [precision[recall >= 0.01 * step].max() if (recall >= 0.01 * step).any() else nothing for step in range(101)]
    each.append(sum(best) / 101)
    assert torch.isclose(each[-1], boxes.average_precision(judged.scores[own], judged.right[own], objects), atol=1e-9)
by_hand = float(sum(each) / len(each))

# %% [markdown]
# That is AP50. COCO's AP is its mean over IoUs from ½ to nearly 1; AR is the mean recall over the same. We let torchmetrics
# count, with two engines behind it, and all must agree.

# %%
told = {backend: lesson.coco_scores(found, test, backend=backend) for backend in ("pycocotools", "faster_coco_eval")}
for name in ("AP", "AP50", "AR"):
    assert abs(told["pycocotools"][name] - told["faster_coco_eval"][name]) < 1e-6
assert abs(told["pycocotools"]["AP50"] - by_hand) < 0.005
assert abs(by_hand - judged.average_precision) < 1e-9

# %% [markdown]
# Now three ways to get another number without an error: a *cap* other than 100 boxes a picture; labels that count from 0; widths
# with + 1, as for boxes whose corners are pixels.

# %% tags=["nbval-ignore-output"]
from torchmetrics.detection import MeanAveragePrecision

metric = MeanAveragePrecision(backend="pycocotools", max_detection_thresholds=[1, 10, 300])
metric.update(found, lesson.truth_of(test))
capped = metric.compute()
print("a cap of 300: AP", float(capped["map"]), "and AP50", round(float(capped["map_50"]), 3))
shifted = [{**one, "labels": one["labels"] - 1} for one in found]
metric = MeanAveragePrecision(backend="pycocotools")
metric.update(shifted, lesson.truth_of(test))
print("labels from 0: AP50", round(float(metric.compute()["map_50"]), 3), "for", round(by_hand, 3))
first, second = torch.tensor([[0.0, 0, 2, 2]]), torch.tensor([[2.0, 0, 4, 2]])
grown = torch.tensor([0.0, 0, 1, 1])
print(
    "two boxes of 2×2 side by side: IoU",
    float(boxes.iou(first, second)),
    "or",
    float(boxes.iou(first + grown, second + grown)),
)

# %% [markdown]
# −1 is no score: pycocotools sums AP up for a cap of 100 alone. Our `coco_scores` has no cap to change, and refuses labels
# outside 1 … K.
#
# ## Which beginning is best?
#
# The same with five seeds: detectors from scratch, and from classifiers with hard labels, smoothed ones, CutMix, and adaptive
# ones with β = 1 and 0.5. All get 192 pictures and 10 epochs; one row, from scratch, gets 30
# (`python -m nls_tutorial.studies run transfer --budget class`).
#
# **Predict.** From scratch AP50 stays below 10 per cent. What do detectors reach that began with hard labels? And will adaptive labels
# be ahead of them? Then choose AP and AR.

# %%
stored, cards = studies.bundled("transfer"), studies.bundled("transfer_cards")
scene = lesson.compare_beginnings({"scenes": stored, "photographs of playing cards": cards})
mean = {arm: 100 * stored.scores(arm, "AP50").mean() for arm in stored.arms}
assert mean["from scratch"] < 10 and 2.5 < mean["hard"] / mean["from scratch"] < 4
scenes.predict(lesson.QUESTIONS["19.2"], scene, truth=mean["hard"])

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# About three times as much. But from scratch, three times as long (the last row) is far ahead of them all. What a
# classifier's layers gave is a head start. Hard, smoothed and adaptive labels differ less than their seeds do. The classifier of
# CutMix learnt little in 12 epochs (the table below), and its layers help as little. On photographs of playing cards scratch is hardly behind.
# </details>

# %%
assert mean["from scratch, 3 times as long"] > 1.3 * max(mean[arm] for arm in stored.arms[:-1])
assert stored.scores("CutMix", "accuracy").mean() < 0.2 and mean["CutMix"] < 0.5 * mean["hard"]
print("AP, AP50, AR, the classifier's accuracy, objects in the boxes of its maps; per cent")
for arm in stored.arms:
    row = [stored.summary(arm, score) for score in ("AP", "AP50", "AR", "accuracy")]
    print(f"{arm:<29}", "".join(f"{one:>13}" for one in row), f"{stored.summary(arm, 'map boxes', share=0.5):>13}")

# %% [markdown]
# Two questions are easily taken for one: does a detector gain from a classifier's layers, and more from *adaptive* labels? Only
# the second is the paper's claim. And the first needs a word more: in *equal* time?

# %%
records.Claim(
    paper="Common practice, and ALS, section 4.3: a detector begins with a classifier's layers.",
    here="AP50 of detectors that began with hard labels, against detectors from scratch, paired by seed.",
    verdict={
        name: lesson.compare(study, "hard", scratch, "AP50", "higher")
        for name, study, scratch in (
            ("scenes", stored, "from scratch"),
            ("scenes, against three times as long", stored, "from scratch, 3 times as long"),
            ("cards", cards, "from scratch"),
        )
    },
)

# %%
printed = tables.ALS_TRANSFER["ALS over hard label"]["AP"]
ahead = cards.scores("ALS β = 1", "AP") - cards.scores("hard", "AP")
assert (ahead > 0).all() and ahead.mean() > lesson.GAIN, "on photographs of cards"
records.Claim(
    paper=f"ALS, section 4.3: {printed} AP more on COCO than hard labels, more than LS, less with a smaller β; it localizes better.",
    here=f"AP, and objects in the boxes of maps (share ½), {len(stored.seeds)} seeds; {printed} AP is what would matter.",
    verdict={
        "AP, β = 1 above hard": lesson.compare(stored, "ALS β = 1", "hard", "AP", "higher", relevant=lesson.GAIN),
        "AP, β = 1 above LS": lesson.compare(stored, "ALS β = 1", "LS α = 0.1", "AP", "higher", relevant=lesson.GAIN),
        "AP, β = 0.5 below β = 1": lesson.compare(
            stored, "ALS β = 0.5", "ALS β = 1", "AP", "lower", relevant=lesson.GAIN
        ),
        "maps, β = 1 above hard": lesson.compare(stored, "ALS β = 1", "hard", "map boxes", "higher", share=0.5),
        "cards, AP, β = 1 above hard": lesson.compare(cards, "ALS β = 1", "hard", "AP", "higher", relevant=lesson.GAIN),
    },
)

# %% [markdown]
# On scenes two points of AP are not settled: such small detectors show larger differences only. On photographs of cards β = 1 is
# ahead in all seeds, by more than the paper says; but the interval nearly reaches 0, and one of five comparisons may be lucky. What
# is plain: the maps of adaptive labels find *fewer* objects on scenes. They were asked how much of it is there.
#
# ## Drag the threshold
#
# A detector in use shows no box below a threshold. One that is shown says how sure it is: is it right so often?
# *D-ECE* is the ECE of boxes, precision against mean confidence in bins, usually told for the boxes above some threshold.
#
# **Predict.** Raise the threshold from 0.05 to 0.3. Which of precision, recall, AP50 and D-ECE get better, and why?

# %%
error, floor = (
    {at: stored.scores("hard", name, threshold=at).mean() for at in (0.05, 0.3)}
    for name in ("D-ECE", "D-ECE by chance")
)
assert 0.4 < (floor[0.3] - floor[0.05]) / (error[0.3] - error[0.05]) < 0.7, "about half is chance"
ratio = error[0.3] / error[0.05]
truth = (ratio < 0.8, 0.8 <= ratio <= 1.2, ratio > 1.2)
scenes.predict(lesson.QUESTIONS["19.3"], lesson.drag_threshold(stored), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Precision rises, for most of the boxes that go are wrong. Recall falls, and AP50 with it, for right ones go, too. D-ECE <i>rises</i>:
# most boxes of a detector are weak, wrong, and say so, and while they are counted they make the mean look good. Those that are
# left are right far more often than they claim. About half of the rise is chance (dashed): few boxes are left. A detector that is
# too sure would gain by the same threshold.
# </details>

# %%
records.Claim(
    paper="Common practice: D-ECE is told for the boxes above a threshold; dropping the unsure ones is thought to improve it.",
    here="Detectors that began with hard labels, boxes above 0.3 against boxes above 0.05.",
    verdict={
        f"{claim} {score}": lesson.at_thresholds(stored, "hard", score, 0.3, 0.05, claim)
        for score, claim in (("D-ECE", "lower"), ("precision", "higher"), ("recall", "lower"), ("AP50 above", "lower"))
    },
)

# %% [markdown]
# ## Your own photographs
#
# A folder with `train/images`, `train/annotations`, `test/images` and `test/annotations` (PASCAL VOC's XML), or with the `VOCdevkit`
# that torchvision downloads, is enough; COCO's JSON must become such XML first. The first line runs this
# lesson's small detector; the second the paper's size, a Faster R-CNN on a ResNet-50, for a GPU: we ran its quick budget only.
#
# ```sh
# python -m nls_tutorial.studies run transfer_cards --budget class --data FOLDER
# python -m nls_tutorial.studies run transfer_large --budget full --data FOLDER
# ```
#
# A picture without objects is fine; a box of no width is refused.

# %% [markdown]
# ## Exercises
#
# Stuck? `exercises.hint("19.1", 1)` gives a nudge, 2 the method, 3 nearly the answer.

# %% [markdown]
# <!-- exercise 19.1 -->
#
# ### 19.1 ★☆☆ The overlap of two boxes
#
# Two boxes (x1, y1, x2, y2), in pixels, half-open: x2 − x1 is the width. Write their IoU, the area that both cover
# over the area that at least one covers. Boxes that do not meet have an IoU of 0.


# %% tags=["exercise"]
# exercise 19.1
def overlap(first: list[float], second: list[float]) -> float:
    """The IoU of two boxes."""
    ...


# %%
exercises.check("19.1", overlap)

# %% [markdown]
# <!-- exercise 19.2 -->
#
# ### 19.2 ★★☆ Suppression by hand
#
# Boxes of one class, their scores (n,) and the IoU of each pair (n, n). Walk down the scores: a box stays unless its
# IoU with one *that stayed* is above the threshold. Give the numbers of the boxes that stay, the surest first, as a
# list.

# %% tags=["exercise"]
# exercise 19.2
from torch import Tensor


def that_stay(scores: Tensor, fit: Tensor, threshold: float) -> list[int]:
    """The numbers of the boxes that stay, the surest first: scores (n,), IoU (n, n), a threshold."""
    ...


# %%
exercises.check("19.2", that_stay)

# %% [markdown]
# <!-- exercise 19.3 -->
#
# ### 19.3 ★★☆ Label 0
#
# Data with three classes, cat = 0, dog = 1, fox = 2. Somebody trains a detector of torchvision with `num_classes=3`
# and these labels, and gets an AP50 of 0.55; cats are found in no picture. Nothing crashed. What happened?
#
# a. Cats are rare, so their AP is low; train for longer.
#
# b. 0 is the background: the detector learnt that there is nothing where a cat is. It must be num_classes=4, and
# labels 1, 2, 3.
#
# c. 0 is the background: the evaluation leaves class 0 out. It must count from 0, then AP is right.
#
# d. The threshold is too high for cats; lower it, and cats appear.

# %% tags=["exercise"]
# exercise 19.3
# The letter of what happened, "a" to "d".
no_cats = ...

# %%
exercises.check("19.3", no_cats)

# %% [markdown]
# <!-- exercise 19.4 -->
#
# ### 19.4 ★★☆ AP is −1
#
# Somebody evaluates one detector three times, by torchmetrics with `max_detection_thresholds=[1, 10, cap]`:
#
# | backend | cap | AP | AP50 |
# |:--|--:|--:|--:|
# | pycocotools | 100 | 0.46 | 0.77 |
# | pycocotools | 300 | −1 | 0.77 |
# | faster_coco_eval | 300 | 0.46 | 0.77 |
#
# What does the −1 say?
#
# a. That the detector is worse than chance once 300 boxes count.
#
# b. That there were no objects: −1 is COCO's word for a mean over nothing.
#
# c. That pycocotools sums up AP for a cap of 100 alone; with 300 it finds no such row, and a mean over nothing is −1.
# The detector has not changed.
#
# d. That no picture has 300 boxes, so AP is not defined.

# %% tags=["exercise"]
# exercise 19.4
# The letter of what the −1 says, "a" to "d".
minus_one = ...

# %%
exercises.check("19.4", minus_one)

# %% [markdown]
# <!-- exercise 19.5 -->
#
# ### 19.5 ★★★ A flattering threshold
#
# Two reports give the D-ECE of the same detector on the same pictures. The first counts boxes of at least 0.05 and
# gets 14 per cent, the second those of at least 0.5 and gets 6. The weights are the same. Which statement fits?
#
# a. The second is better calibrated; take its numbers.
#
# b. D-ECE is a mean over the boxes that are counted. The second left most of them out, and says nothing of them, nor
# of the objects that it lost with them: no two D-ECE are comparable without threshold and recall.
#
# c. A threshold is a kind of temperature scaling: it moves every confidence toward precision.
#
# d. The first must be wrong: a threshold cannot change a calibration error, since no weight changed.

# %% tags=["exercise"]
# exercise 19.5
# The letter of the statement that fits, "a" to "d".
same_detector = ...

# %%
exercises.check("19.5", same_detector)

# %% [markdown]
# ## What to take away
#
# - A classifier's layers carry much of "where": in equal time they make a detector several times as good, and their maps are
#   nearly boxes. One from scratch, three times as long, is better still.
# - *Adaptive* labels made better layers on photographs of cards, and not on scenes: a claim needs more than one set.
# - AP has traps that raise no error: label 0, the cap, + 1.
# - D-ECE without its threshold and recall is half a number: the threshold chooses who is asked.
#
# ## Further reading
#
# - Krothapalli and Abbott, *One Size Doesn't Fit All: Adaptive Label Smoothing*, 2020, section 4.3.
# - Tian et al., *FCOS: Fully Convolutional One-Stage Object Detection*, 2019, arXiv 1904.01355; Ren et al., *Faster R-CNN*, 2015,
#   arXiv 1506.01497.
# - Lin et al., *Microsoft COCO: Common Objects in Context*, 2014, arXiv 1405.0312, for AP; Küppers et al., *Multivariate
#   Confidence Calibration for Object Detection*, 2020, arXiv 2004.13546, for D-ECE.
# - He et al., *Rethinking ImageNet Pre-training*, 2018, arXiv 1811.08883: from scratch, but longer.
