# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Read a reliability diagram
#
# | | |
# |:--|:--|
# | **Do** | drag the number of bins, then the edges themselves, while the predictions stand still; catch wrong implementations |
# | **Learn** | what each mark of a reliability diagram means; what ECE adds up, and why the same network has many; how much of it is chance |
# | **Need** | [lesson 02](02_soften_a_label.ipynb), or: softmax and cross-entropy. [Lesson 05](05_keep_a_margin.ipynb) trains these networks, too |
# | **Time** | 25 minutes to read, about 25 seconds to run on two CPU cores; no GPU needed |

# %% tags=["nbval-ignore-output"]
import math
from functools import partial
from itertools import pairwise

import torch

from nls_tutorial import calibration, exercises, losses, progress, records, scenes, studies, tables
from nls_tutorial.lessons import l06_read_a_reliability_diagram as lesson
from nls_tutorial.exercises import ece_gallery

budget = studies.budget()
print(budget)
ECE, AECE, at = tables.MBLS_ECE, tables.MBLS_AECE, "CIFAR-10 R-50"
print(f"MbLS on the poster: ECE {ECE['MbLS'][at]} %, AECE {AECE['MbLS'][at]} %; ECP: AECE {AECE['ECP'][at]} %")
own = progress.own_guesses()
scenes.show(scenes.guess_diagram(own.shown, title=own.whose))

# %% [markdown]
# ## You, as a network
#
# Above are your own guesses of lessons 00 to 05, drawn as this lesson draws a network: how sure you were, to the right, and
# how often you were right, upwards. (With fewer than 15 guesses a made-up class stands in for you. `own` lists yours; on the
# course's pages, see *My guesses*.) Mind the thin lines, the 95 % intervals: so few guesses say little. And mind *ECE by
# chance*, which a perfectly honest guesser would get. Are you above it? What all these marks mean, the lesson tells now.
#
# ## One network, two numbers
#
# A network says 0.9. If it is right in nine of ten such cases, it is *calibrated*. The expected calibration error, ECE,
# puts a number on how far it is from that. Or several numbers: the line at the very top is what the poster on margin-based
# label smoothing (MbLS) prints for its own method, on CIFAR-10 with ResNet-50. Same network, same pictures, same
# predictions. By ECE the margin is far ahead; by AECE it is behind the confidence penalty (ECP). After this lesson you can
# say how that comes, and why two libraries that both compute "ECE" need not agree.
#
# We train on 256 digits, a quarter of them with wrong labels, so that there is something to see: with cross-entropy (CE),
# label smoothing (LS), and the margin (MbLS). Each is asked about 600 clean test digits.

# %%
recipes = {
    "CE": torch.nn.functional.cross_entropy,
    "LS ε = 0.2": partial(losses.label_smoothing_cross_entropy, epsilon=0.2),
    "MbLS m = 6": partial(losses.margin_loss, margin=6.0),
}
seeds = range(max(5, budget.seeds))
runs = studies.train_together(recipes, seeds, epochs=50 * budget.longer)  # all networks at once
tests = {name: [test for _, _, test in row] for name, row in runs.items()}

# %% [markdown]
# ## What each mark means
#
# Two things are kept of each prediction: its *confidence* $\hat p = \max_k p_k$, and whether it was *right*. No single
# prediction is 90 % right, so we collect those of similar confidence in a bin, and compare two averages:
#
# $$\mathrm{ECE} = \sum_b \frac{n_b}{N}\,\bigl|\,\mathrm{acc}_b - \mathrm{conf}_b\,\bigr| .$$

# %% tags=["nbval-ignore-output"]
seen = tests["CE"][0]
confidence, guess = seen.probabilities.max(dim=1)
right = guess == seen.labels

by_hand = 0.0
for b in range(15):
    inside = (confidence.double() > b / 15) & (confidence.double() <= (b + 1) / 15)
    if inside.any():
        gap = right[inside].double().mean() - confidence[inside].double().mean()
        by_hand += inside.double().mean() * gap.abs()

bins = calibration.reliability(seen.probabilities, seen.labels, bins=15)
assert torch.isclose(by_hand, calibration.expected_calibration_error(bins))
print(bins)
diagram = scenes.reliability_diagram(seen, title="Cross-entropy")
print(diagram.description)
scenes.show(diagram)

# %% [markdown]
# - **The stairs** are the accuracy of each bin, as wide as the bin.
# - **A dot** stands at the bin's mean confidence and its accuracy. On the **dashed diagonal** they are equal.
# - **The thick line** from dot to diagonal is the gap. Below the diagonal the network promised too much.
# - **The thin line** says how well the accuracy is known: Wilson's 95 % interval. Where it crosses the diagonal, the gap
#   may be chance. Look how long it is where samples are few.
# - **The right panel** says how much each gap counts. A huge gap in a bin of three samples hardly moves ECE, but it *is*
#   MCE, the largest gap of any bin.
#
# The words above it are made from the numbers: a caption, and what a screen reader says. `plots.draw(diagram)` gives the
# picture as a matplotlib figure, light or dark; `scenes.save_page(diagram, "page.html")` as a page.
#
# ## Drag the bins
#
# Now the margin network. The predictions stand still; you move only the bins.
#
# **Predict.** What is ECE with a single bin? Does it rise or fall with more of them? With 100 bins, is that still the
# network's error?

# %% tags=["nbval-ignore-output"]
margin = tests["MbLS m = 6"][0]
sure, hit = calibration.top_label(margin.probabilities, margin.labels)
one, hundred = (calibration.reliability_of(sure, hit, bins=bins) for bins in (1, 100))
grown = 100 * float(calibration.expected_calibration_error(hundred) - calibration.expected_calibration_error(one))
truth = (grown < -0.5, -0.5 <= grown <= 0.5, 0.5 < grown <= 2, grown > 2)
scenes.predict(lesson.QUESTIONS["06.1"], lesson.number_of_bins(sure, hit), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# With one bin ECE is the distance between accuracy and mean confidence, hardly anything here: too sure in some places,
# too timid in others, and it evens out. More bins undo the evening out, so ECE climbs. With 100 bins there are six
# samples in each. Throw six coins, and in two of three times you do not get three heads: most of what you see is chance.
# </details>
#
# Splitting a bin never lowers ECE, because $|a + b| \le |a| + |b|$. The bins of 15 are those of 5, each cut in three:


# %% tags=["nbval-ignore-output"]
def error(test, bins=15, scheme="width"):
    return calibration.expected_calibration_error(
        calibration.reliability(test.probabilities, test.labels, bins=bins, scheme=scheme)
    ).item()


for name, runs in tests.items():
    figures = [error(runs[0], bins) for bins in (1, 5, 15, 30, 90)]
    assert all(more > less - 1e-9 for less, more in pairwise(figures)), "cut in pieces, never smaller"
    print(f"{name:10}", [f"{100 * figure:.1f} %" for figure in figures])

# %% [markdown]
# The network trained with cross-entropy is too sure almost everywhere. No gap evens out another, so its ECE hardly cares
# about bins. That is worth knowing: where an ECE moves with its bins, signs mix or samples are few.
#
# **Predict.** Below, drag the two edges (or use the sliders). Which place gives the smallest ECE, which the largest? Is
# there a limit below which no edges lead?

# %% tags=["nbval-ignore-output"]
places = [place / 20 for place in range(1, 20)]
tried = [
    calibration.reliability_of(sure, hit, edges=[0, low, high, 1]) for low in places for high in places if low <= high
]
lowest = min(calibration.expected_calibration_error(bins) for bins in tried)
apart = abs(sure.double().mean() - hit.double().mean())
smaller = lowest < apart - 1e-6
scenes.predict(lesson.QUESTIONS["06.2"], lesson.edges_by_hand(sure, hit), truth=(smaller, not smaller))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Put both edges far left, where no samples are: one bin holds everything, and ECE is |accuracy − mean confidence|. No
# edges lead below it. To make ECE large, part the samples where the sign of the gap changes. The right panel gives each
# bin the width of its share of the samples; the shaded area <i>is</i> ECE.
# </details>
#
# ## Equal width, equal mass
#
# Good networks are mostly sure, so bins of equal width put most samples in the last one. Bins of equal mass (AECE) have
# the same number of samples in each. Here are 200 made-up predictions, all in the last of 15 bins: half of them a
# little too timid, half a little too sure.

# %%
made_up = torch.tensor([0.94] * 100 + [0.99] * 100, dtype=torch.float64)
correct = torch.tensor([True] * 98 + [False] * 2 + [True] * 95 + [False] * 5)
for scheme, figure in (("width", 0.0), ("mass", 0.04)):
    found = calibration.reliability_of(made_up, correct, scheme=scheme)
    assert math.isclose(calibration.expected_calibration_error(found), figure, abs_tol=1e-9)
    print(f"equal {scheme}: {100 * figure:.1f} %, {int((found.counts > 0).sum())} bins hold samples")

# %% [markdown]
# That can turn 3.1 into 1.16: within the last wide bin, gaps of either sign cancel; narrower bins part them. We cannot
# know whether it did, for the poster prints no diagram.

# %% tags=["nbval-ignore-output"]
kinds = {"1 bin": (1, "width"), "15 bins": (15, "width"), "15 of equal mass": (15, "mass"), "100 bins": (100, "width")}
told = {
    name: ", ".join(
        f"{100 * records.mean_std([error(run, *kind) for run in runs]):.1f} ({how})" for how, kind in kinds.items()
    )
    for name, runs in tests.items()
}
assert all(
    error(m, b) < error(c, b) for m, c in zip(tests["MbLS m = 6"], tests["CE"], strict=True) for b in (1, 15, 100)
)


def by_chance(test, bins, scheme):  # the ECE of a calibrated network that is as sure: see the next section
    return float(calibration.chance_calibration_errors(test.confidence, bins=bins, scheme=scheme, draws=40).mean())


def lower(bins, how):
    pair = [tests[name] for name in ("MbLS m = 6", "CE")]
    margin, plain = ([error(run, bins, how) for run in runs] for runs in pair)
    floors = tuple(sum(by_chance(run, bins, how) for run in runs) / len(runs) for runs in pair)
    rule = {"relevant": 0.01, "floors": floors, "unit": " points", "digits": 1, "scale": 100}
    return records.verdict(margin, plain, claim="lower", **rule)


records.Claim(
    paper="MbLS on CIFAR-10 with ResNet-50: ECE 1.16, AECE 3.1 per cent, from one set of predictions (poster).",
    here=f"On digits, per cent, {len(seeds)} seeds: MbLS {told['MbLS m = 6']}; CE {told['CE']}.",
    verdict={f"MbLS lower than CE, {name}": lower(*kind) for name, kind in kinds.items()},
)

# %% [markdown]
# ## The ECE of perfect calibration
#
# Let us make networks that are calibrated *by construction*: take confidences $\hat p$, and let each sample be right with
# just that probability.
#
# **Predict.** What is their ECE with 500 samples and 15 bins? Zero? What do ten times fewer change, or ten times more?

# %% tags=["nbval-ignore-output"]
alike = [sure.repeat(9)[:N] for N in (50, 500, 5000)]
expected = [calibration.chance_calibration_errors(some, bins=15, draws=60).mean() for some in alike]
scenes.predict(lesson.QUESTIONS["06.3"], lesson.ece_by_chance(sure), truth=expected, mark=(1, "xy"))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Never zero. In each bin the share of right answers misses its mark by chance, and ECE adds up how far without the sign.
# Four times the samples halve it; more bins raise it. Set N to 50 and M to 100: an ECE near a fifth, and nothing is wrong
# with the network.
# </details>
#
# So an ECE must be read against what chance gives the same confidences:

# %% tags=["nbval-ignore-output"]
few, many = (calibration.chance_calibration_errors(sure.repeat(times)).mean() for times in (1, 4))
assert 1.7 < few / many < 2.3, "four times the samples, half the ECE"
assert 0.15 < calibration.chance_calibration_errors(sure[:50], bins=100).mean() < 0.3
for name, runs in tests.items():
    limits = [calibration.chance_calibration_errors(run.confidence).quantile(0.95).item() for run in runs]
    above = sum(error(run) > limit for run, limit in zip(runs, limits, strict=True))
    print(
        f"{name:10} ECE above what chance explains: {above} of {len(runs)} seeds (limit about {100 * limits[0]:.1f} %)"
    )
    assert above == len(runs) or name == "MbLS m = 6"

# %% [markdown]
# Cross-entropy and the strong smoothing are miscalibrated beyond doubt. Of the margin network's ECE most is chance: with
# 600 samples one cannot say much more than "close".
#
# ## Calibrated and useless
#
# Here is a network that looks at no picture. For every digit it states the share of each class in 400 others.
#
# **Predict.** Which of the four networks has the best ECE? Which would you use? Which number tells them apart?

# %% tags=["nbval-ignore-output"]
shares = studies.overfit_digits(0).calibration.labels.bincount() / 400
blind = records.Predictions(shares.log().expand(600, 10), seen.labels, seen.class_names, "test", 0)
named = {"blind": blind, **{name: runs[0] for name, runs in tests.items()}}
assert error(blind) < 0.02 < min(error(runs[0]) for runs in tests.values()) and blind.accuracy < 0.15
assert all(blind.accuracy < run.accuracy - 0.4 for runs in tests.values() for run in runs)
best = min(named, key=lambda name: error(named[name]))
truth = [best == name for name in ("blind", *recipes)]
scenes.predict(lesson.QUESTIONS["06.4"], lesson.networks_to_compare(named), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# The blind one: it is about a tenth sure and a tenth right. ECE asks whether confidence is honest, not whether it is
# worth anything. Accuracy and NLL do ask. Cross-entropy has good accuracy and bad manners; strong smoothing is as good
# and too modest. Quote ECE beside accuracy or NLL, never alone.
# </details>
#
# ## How sure when wrong?
#
# Two more numbers are in use: *overconfidence*, the mean confidence where the network is wrong, and *underconfidence*, the
# mean of $1 - \hat p$ where it is right. With accuracy they give the average confidence:
#
# $$\mathrm{average} = \mathrm{acc}\,(1 - \mathrm{under}) + (1 - \mathrm{acc})\,\mathrm{over} .$$
#
# An identity is a tool: it tests a table. These are the four rows of Table 1 in the adaptive label smoothing paper, where
# every object was taken out of the picture. Do they hold, up to the rounding of their fourth decimal?

# %%
for name, row in tables.ALS_TABLE_1.items():
    acc, over, under, average = (float(figure) for figure in row)
    follows = acc * (1 - under) + (1 - acc) * over
    rounding = 0.00005 * (abs(1 - under - over) + acc + (1 - acc) + 1)
    assert abs(follows - average) <= rounding
    print(f"{name:16} printed {average:.4f}, follows {follows:.4f}")

over, under = (f(seen.probabilities, seen.labels) for f in (calibration.overconfidence, calibration.underconfidence))
mixed = seen.accuracy * (1 - under) + (1 - seen.accuracy) * over
assert torch.isclose(mixed, calibration.average_confidence(seen.probabilities)), "and for our own network"

# %% [markdown]
# All four hold: a table that passes (lesson 08 meets others). Exercise 06.4 puts the identity to use.
#
# ## A gallery of wrong ECEs
#
# Five slips, all met in code that people use or write. On everyday predictions a wrong ECE looks like an ECE; the
# columns after the first were chosen to give one away. `by_the_library` and `by_masks` are right.

# %% tags=["nbval-ignore-output"]
probes = {
    "600 digits": (confidence, right, 15),
    "0.91 right, 1.0 not": (torch.tensor([0.91, 1.0]), torch.tensor([True, False]), 10),
    "one sample": (torch.tensor([0.7]), torch.tensor([False]), 10),
    "100,000 at 0.9": (torch.full((100_000,), 0.9), torch.arange(100_000) % 10 != 0, 10),
}
rows = [
    (name, *(f"{ece(*probe):.4f}" for probe in probes.values()), ece.__doc__)
    for name, ece in {**ece_gallery.RIGHT, **ece_gallery.WRONG}.items()
]
records.Table("ECE by seven implementations", ("implementation", *probes, "what it does"), tuple(rows))

# %% [markdown]
# ## Why two libraries print two ECEs
#
# Nobody needs to make a slip. Which bin does a confidence that lies on an edge belong to? The papers write (lo, hi], some
# libraries [lo, hi). Two hundred answers, half of them 50 % sure and 20 % right, half 30 % sure and 60 % right, in four bins:

# %%
on_edge = torch.tensor([0.5, 0.3]).repeat_interleave(100)
happened = torch.cat([torch.arange(100) < 20, torch.arange(100) < 60])
closed_above = calibration.expected_calibration_error(calibration.reliability_of(on_edge, happened, bins=4)).item()
closed_below = ece_gallery.phantom_bin(on_edge, happened, 4)
assert abs(closed_above - 0.0) < 1e-6 and abs(closed_below - 0.3) < 1e-6
print(f"(lo, hi]: ECE {closed_above:.3f}    [lo, hi): ECE {closed_below:.3f}")

# %% [markdown]
# With (lo, hi] the 0.5 shares a bin with the 0.3, and two errors of 30 points cancel; with [lo, hi) each stands alone. Now
# a real network, and six definitions, each of them some library's rule or some paper's; even the phantom bin is the rule
# of libraries in wide use.

# %% tags=["nbval-ignore-output"]
from_chance = [0.0, *(0.1 + 0.9 * b / 15 for b in range(15)), 1.0]
on_range = calibration.reliability(margin.probabilities, margin.labels, edges=from_chance)
definitions = {
    "15 bins (lo, hi], as here": error(margin),
    "15 bins [lo, hi), and one for exactly 1": ece_gallery.phantom_bin(sure, hit, 15),
    "15 bins between 1/K and 1": calibration.expected_calibration_error(on_range).item(),
    "15 bins of equal mass": error(margin, scheme="mass"),
    "100 bins": error(margin, bins=100),
    "every class, not the largest alone": calibration.classwise_calibration_error(
        margin.probabilities, margin.labels
    ).item(),
}
assert len({round(figure, 6) for figure in definitions.values()}) >= 4
for definition, figure in definitions.items():
    print(f"{100 * figure:5.2f} %  {definition}")
print(f"largest confidence: {sure.max():.4f}")


# %% [markdown]
# The first two agree where the extra bin stays empty, as for this network, which is never quite sure. Which figure is
# right? Each is what it says it is. The questions to ask of a printed ECE: how many bins, of equal width or mass, between
# which ends? Which side of a bin is closed, and where does 1.0 go? Of the largest probability or of every class? How many
# samples, and what would chance give?
#
# ## Exercises

# %% [markdown]
# <!-- exercise 06.1 -->
#
# ### 06.1 ★☆☆ Which bin does it fall in?
#
# M bins of equal width are numbered from 0 to M − 1. Bin b takes the confidences above b/M, up to and with (b + 1)/M;
# a confidence of 0 goes to the first bin, too. Which bin takes the confidence c?


# %% tags=["exercise"]
# exercise 06.1
def bin_of(confidence: float, bins: int) -> int:
    """The number of the bin, 0 … M − 1, that takes a confidence in [0, 1]."""
    ...


# %%
exercises.check("06.1", bin_of)

# %% [markdown]
# <!-- exercise 06.2 -->
#
# ### 06.2 ★★☆ ECE without a loop
#
# Write the expected calibration error of N predictions with M bins of equal width, without a loop over samples or
# bins. Note that in n·|acc − conf| the n cancels: it is |number of right ones − sum of confidences|.

# %% tags=["exercise"]
# exercise 06.2
import torch
from torch import Tensor


def ece(confidences: Tensor, right: Tensor, bins: int) -> float:
    """ECE in [0, 1] of confidences (N,) float64 in [0, 1] and right (N,) bool, with M bins of equal width."""
    ...


# %%
exercises.check("06.2", ece)

# %% [markdown]
# <!-- exercise 06.3 -->
#
# ### 06.3 ★★☆ How low can it go?
#
# You may choose the bins of a reliability diagram as you like: as many as you like, edges where you like. What is the
# smallest ECE that you can get for these predictions?

# %% tags=["exercise"]
# exercise 06.3
from torch import Tensor


def least_ece(confidences: Tensor, right: Tensor) -> float:
    """The smallest ECE that any choice of bins gives, for confidences (N,) float64 and right (N,) bool."""
    ...


# %%
exercises.check("06.3", least_ece)


# %% [markdown]
# <!-- exercise 06.4 -->
#
# ### 06.4 ★★☆ The missing column
#
# A table gives a network's average confidence, its overconfidence (mean confidence where it is wrong) and its
# underconfidence (mean of 1 − confidence where it is right), but not its accuracy. Recover it.


# %% tags=["exercise"]
# exercise 06.4
def missing_accuracy(average: float, over: float, under: float) -> float:
    """The accuracy in [0, 1] that goes with an average confidence, an overconfidence and an underconfidence."""
    ...


# %%
exercises.check("06.4", missing_accuracy)

# %% [markdown]
# <!-- exercise 06.5 -->
#
# ### 06.5 ★★★ A test of tests
#
# Write a check that tells a right ECE from the wrong ones of the gallery: a function that takes an implementation,
# calls it as `implementation(confidences, right, bins)` on predictions of your choice, and returns True if all it
# says is right. You will meet all seven of the gallery.

# %% tags=["exercise"]
# exercise 06.5
from collections.abc import Callable
import torch
from torch import Tensor


def is_right(implementation: Callable[[Tensor, Tensor, int], float]) -> bool:
    """True if an ECE, called as implementation(confidences, right, bins), is right wherever you look."""
    ...


# %%
exercises.check("06.5", is_right)

# %% [markdown]
# ## What to take away
#
# - A dot on the diagonal is honest; the gap counts by how many samples the bin holds. Look at both panels.
# - ECE is a property of predictions *and bins*. Splitting a bin never lowers it; one bin gives its floor.
# - On few samples even a perfect network has an ECE. Read it against chance, with an interval.
# - Honest is not the same as good: quote ECE beside accuracy or NLL.
# - Two ECEs differ in number, kind, range and closed side of their bins, or in which probabilities they look at.
#
# ## Further reading
#
# - Guo et al., *On Calibration of Modern Neural Networks*, 2017, arXiv 1706.04599: ECE and MCE.
# - Bröcker and Smith, *Increasing the Reliability of Reliability Diagrams*, 2007: what chance alone draws.
# - Krothapalli and Abbott, *One Size Doesn't Fit All: Adaptive Label Smoothing*, 2020, Table 1.
