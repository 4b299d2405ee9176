# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Start here
#
# | | |
# |:--|:--|
# | **Do** | check that everything works, drag your first picture, catch a network boasting |
# | **Learn** | what a label is, what confidence is, and what this course is about |
# | **Need** | a little Python; everything else is here |
# | **Time** | 10 minutes to read, about 10 seconds to run on two CPU cores; no GPU needed |
#
# Put the cursor in a cell and press **Shift + Enter** to run it. Or choose *Run → Run All Cells* once, and read on.

# %% [markdown]
# ## Does everything work?

# %% tags=["nbval-ignore-output"]
import platform

import torch

from nls_tutorial import data, exercises, models, predictions, scenes, studies, targets, training
from nls_tutorial.lessons import l00_start_here as lesson

print(f"Python {platform.python_version()}, PyTorch {torch.__version__}, device: {training.pick_device('auto')}")

# %% [markdown]
# If you see three names and no red text, the answer is yes. The course runs on an ordinary laptop. Where there is a GPU
# it is used, and the cell says `cuda`.
#
# How much the lessons compute is set in one place. `quick` is the default, and keeps every lesson under a minute:

# %%
print(studies.budget())

# %% [markdown]
# ## Real pictures, real labels
#
# Our first data are 1,797 handwritten digits, scanned at 8 × 8 pixels. They come with scikit-learn, so nothing is
# downloaded. We split them in three: one part to train on, one to tune on, one to judge with.

# %%
splits = data.digits(seed=0)
assert len(splits.train) + len(splits.calibration) + len(splits.test) == 1797
splits

# %%
few = splits.train.images[:8]
scenes.show(scenes.gallery(few, [f"“{label}”" for label in splits.train.labels[:8]], title="Eight digits, as labelled"))

# %% [markdown]
# Some are hard to read even for you. Keep that in mind, because the label never admits it: under every picture stands
# one digit, and no doubt.
#
# ## A label is a point
#
# To a network, a label is a list of shares, one for each class, that sum to one. A *hard* label puts everything on one
# class:

# %%
targets.one_hot(torch.tensor([2]), classes=4)

# %% [markdown]
# Nothing forces us to. Any shares will do, as long as none is negative and they sum to one. With three classes, every
# possible label is a point in a triangle: the corners are the hard labels, and the middle knows nothing.
#
# Before most pictures stands a question like the next one. Choose, say how sure you are, *commit*; then the picture opens
# and shows what you said beside what is so. Be honest about "how sure": in lesson 06 you meet your own curve. What you
# guess is kept in a file on your machine and sent nowhere. In a hurry? *Just show me*.
#
# **Predict.** The *entropy* of a label measures its doubt. Where in the triangle is it largest? Where is it zero? Then
# drag the ring and look. (The sliders and the arrow keys move it too.)

# %%
soft = torch.distributions.Categorical(torch.tensor([0.9, 0.05, 0.05]))
share = 100 * soft.entropy() / torch.tensor(3.0).log()
scenes.predict(lesson.QUESTIONS["00.1"], lesson.label_on_triangle(), truth=share)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Largest in the middle, where it is log 3 ≈ 1.10 nats; zero in the three corners. <i>Label smoothing</i>, the subject of
# this course, moves a label from its corner a little way along the dotted line. So little, and yet it changes what a
# network believes of itself.
# </details>
#
# ## A network that boasts
#
# Let us make life hard for a small network: 300 digits to learn from, and one label in five is wrong. Then ask it about
# digits that it has never seen, with labels that are right. A network this small trains on one core: on several, the
# threads would mostly wait for each other.

# %%
noisy = data.digits(train=300, label_noise=0.2, seed=0)
network = models.mlp(in_features=64, classes=10, seed=0)
training.train(network, noisy.train, torch.nn.functional.cross_entropy, epochs=400, progress=False)
noisy.train

# %% tags=["nbval-ignore-output"]
seen = predictions.collect(network, noisy.test)
believes = seen.confidence.mean().item()
believes_when_wrong = seen.confidence[seen.predicted != seen.labels].mean().item()
print(f"It is right in {seen.accuracy:.0%} of {len(seen)} cases.")
print(f"Its confidence says {believes:.0%}. Where it is wrong, its confidence still says {believes_when_wrong:.0%}.")

# %%
assert believes > seen.accuracy + 0.05 and believes_when_wrong > 0.65

# %% [markdown]
# The share of right answers is a network's *accuracy*; *confidence* is the probability that it gives to its own answer. A
# network is **calibrated** when its confidence can be taken at its word: of all the answers that it gives with 80 %
# confidence, 80 % are right. This one cannot be taken at its word. It is far surer than it is right, and it is sure even
# where it is wrong.
#
# Here are some of its boldest mistakes, with the true digit, the answer, and the confidence:

# %% tags=["nbval-ignore-output"]
mistakes = (seen.predicted != seen.labels).nonzero().squeeze(1)
boldest = mistakes[seen.confidence[mistakes].argsort(descending=True)][:8]
sure = ["> 99.5 %" if confidence > 0.995 else f"{confidence:.0%}" for confidence in seen.confidence[boldest]]
told = [f"{seen.labels[i]} → {seen.predicted[i]}\n{how}" for i, how in zip(boldest, sure, strict=True)]
scenes.show(scenes.gallery(noisy.test.images[boldest], told, title="Wrong, and sure of it"))


# %% [markdown]
# Four papers, and this course, ask what the *label* has to do with it. If we stop telling a network that every picture
# is one digit without any doubt, does it learn to doubt? Does it get better or worse? When should we believe a published
# table that says so?
#
# ## How exercises work
#
# Replace the `...` and run the cell, then the check under it. The check tells you what is wrong, and why. Each exercise
# has three hints, from a nudge to nearly the answer, and a solution: `exercises.hint("00.1", 1)` and
# `exercises.show_solution("00.1")`. Stars say how hard it is.
#
# What you have solved is kept on your own machine: `exercises.progress()` shows it, and
# `exercises.progress().save("progress.html")` writes a page to hand in.

# %% [markdown]
# <!-- exercise 00.1 -->
#
# ### 00.1 ★☆☆ A hard label
#
# A *hard label* puts everything on one class. Write it as a list: for class 2 of 4 it is `[0, 0, 1, 0]`. Classes are
# counted from 0.


# %% tags=["exercise"]
# exercise 00.1
def hard_label(label: int, classes: int) -> list[float]:
    """A list of `classes` numbers: 1 at the place `label`, 0 everywhere else."""
    ...


# %%
exercises.check("00.1", hard_label)


# %% [markdown]
# <!-- exercise 00.2 -->
#
# ### 00.2 ★☆☆ Is this a label?
#
# A label may also be soft: any list of shares that are not negative and sum to 1. Say whether a list is one. Try it
# on ten shares of 0.1, too.


# %% tags=["exercise"]
# exercise 00.2
def is_label(shares: list[float]) -> bool:
    """True when the shares are not negative and sum to 1 (up to rounding), else False."""
    ...


# %%
exercises.check("00.2", is_label)

# %% [markdown]
# ## What to take away
#
# - A label is a list of shares; a hard label is a corner, the uniform label is the middle.
# - Confidence is the probability of the network's own answer. Calibrated means: as right as it says.
# - A network trained on hard labels can be far surer than it is right.
#
# ## The map
#
# <!-- map:begin -->
# | lesson | idea |
# |:--|:--|
# | [01 Look at the last layer](01_look_at_the_last_layer.ipynb) | logits as closeness; clusters tighten under smoothing |
# | [02 Soften a label](02_soften_a_label.ipynb) | cross-entropy, two definitions of smoothing, the finite optimum |
# | [03 Normalize the loss](03_normalize_the_loss.ipynb) | why the ε of a normalized loss only scales the step |
# | [04 Focus and penalize](04_focus_and_penalize.ipynb) | focal loss, FLSD, confidence penalty: each bends the gradient |
# | [05 Keep a margin](05_keep_a_margin.ipynb) | logit distances, and a margin instead of zero |
# | [06 Read a reliability diagram](06_read_a_reliability_diagram.ipynb) | what each mark means; why one network has many ECEs |
# | [07 Scale the temperature](07_scale_the_temperature.ipynb) | one number after training, what it mends and what it cannot |
# | [08 Read a table critically](08_read_a_table_critically.ipynb) | how many images, which row is impossible, what is noise |
# | [09 Pad without inventing](09_pad_without_inventing.ipynb) | zero padding as holes; partial convolution |
# | [10 Shrink the label with the object](10_shrink_the_label_with_the_object.ipynb) | adaptive smoothing by objectness |
# | [11 Take the object away](11_take_the_object_away.ipynb) | context, and what a network sees in it; where it looks |
# | [12 Compare the losses](12_compare_the_losses.ipynb) | nine losses side by side: which differences are there, and which are chance |
# | [13 Train on a skewed set](13_train_on_a_skewed_set.ipynb) | a class that is rare, a loss that may forget it, and pictures and curves that hide it |
# | [14 Train on CIFAR-10](14_train_on_cifar10.ipynb) | the papers' CIFAR-10 tables: the loss, the recipe, or the draw of one seed |
# | [15 Teach a student](15_teach_a_student.ipynb) | a student learns from a teacher's doubts, and smoothing erases them |
# | [16 Label every pixel](16_label_every_pixel.ipynb) | a decision for every pixel: the border decides mIoU and ECE, and a picture is one sample |
# | [17 Classify text](17_classify_text.ipynb) | a network that reads is as sure as its loss and its headers make it, not as its texts deserve |
# | [18 Translate](18_translate.ipynb) | smoothing changes how sure a translator is of each word, and BLEU hardly sees it |
# | [19 Find the object](19_find_the_object.ipynb) | a classifier's layers help a detector; whether its labels do, and what a threshold hides |
# | [20 Attack and corrupt](20_attack_and_corrupt.ipynb) | what each loss gives and takes under attack, corruption and wrong labels |
# | [21 Bring your own data](21_bring_your_own_data.ipynb) | from a folder of your own to a calibrated network, and a decision with costs |
# <!-- map:end -->
#
# Take them in order, or take the one that you came for: each says at its top what it needs.
#
# ## Further reading
#
# - Guo, Pleiss, Sun, Weinberger, *On Calibration of Modern Neural Networks*, 2017, arXiv 1706.04599: the paper that made
#   overconfidence a subject.
# - The digits: Alpaydin and Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning Repository, 1998.
