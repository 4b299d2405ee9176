# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Compare the losses
#
# | | |
# |:--|:--|
# | **Do** | train nine losses on the same digits; score them before and after temperature; watch their order change with the score and with the seeds that are counted |
# | **Learn** | what a comparison of losses needs: pairs by seed, the ECE that chance gives, one dial turned as far as the other; and what is left of the poster's table here |
# | **Need** | [lesson 05](05_keep_a_margin.ipynb), [lesson 06](06_read_a_reliability_diagram.ipynb) and [lesson 07](07_scale_the_temperature.ipynb), or: the margin loss, ECE, temperature |
# | **Time** | 25 minutes to read, about 40 seconds to run on two CPU cores; no GPU needed |

# %%
from functools import partial

import torch

from nls_tutorial import exercises, losses, records, scenes, studies, tables
from nls_tutorial.lessons import l12_compare_the_losses as lesson

budget = studies.budget()
print(budget)

# %% [markdown]
# ## One bench
#
# Here are the losses of lessons 02 to 05 on the same 256 digits, a quarter of them with a wrong label: a set that a network
# learns by heart, and becomes overconfident. Five seeds each, trained live and all together. A seed decides the digits, the wrong labels,
# the first weights and the order, alike for all losses, so that they can be compared *seed by seed*.
#
# Why so few digits, and why wrong labels? Because there must be something to cure. On clean and plentiful digits
# cross-entropy is nearly calibrated, and then every loss that softens makes it worse: these losses are a medicine for
# overconfidence, not food. Read the table below as a test of the medicine on a patient who is ill on purpose.
#
# All use Adam with learning rate 0.01, except normLSCE, which needs three times that to learn its training set. Smoothing
# and the margin have ε = λ = 0.1. One row has half of that, because ε is a dial as good as m, and a fair comparison turns
# it.

# %% tags=["nbval-ignore-output"]
nine = {
    "CE": torch.nn.functional.cross_entropy,
    "ECP": partial(losses.confidence_penalty_loss, weight=0.1),
    "LS": partial(losses.label_smoothing_cross_entropy, epsilon=0.1),
    "LS ε = 0.05": partial(losses.label_smoothing_cross_entropy, epsilon=0.05),
    "FL": partial(losses.focal_loss, gamma=3.0),
    "FLSD": losses.flsd_loss,
    "MbLS m = 0": partial(losses.margin_loss, margin=0.0),
    "MbLS": partial(losses.margin_loss, margin=6.0),
    "normLSCE": lesson.normlsce,
}
seeds = range(max(5, budget.seeds))
table = studies.compare_losses_together(nine, seeds=seeds, epochs=50 * budget.longer, rates={"normLSCE": 0.03})

# %% [markdown]
# Each network is scored twice: as trained, and after *temperature*, the one number T from 400 held-out digits by which all
# logits are divided (lesson 07). AECE is ECE with equally full bins. NLL is the mean cross-entropy on the test digits.
#
# **Predict.** After temperature, how much of the difference between the losses is left?

# %% tags=["nbval-ignore-output"]
eight = [name for name in table.arms if name != "normLSCE"]
before, after = ([table.mean_std(name, score).mean for name in eight] for score in ("ECE", "ECE cooled"))
left = 100 * (max(after) - min(after)) / (max(before) - min(before))
scenes.predict(lesson.QUESTIONS["12.1"], lesson.losses_side_by_side(table), truth=left)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Little. Most losses end near one another, cross-entropy among them. Most of what the others do during training, one number
# does afterwards, if you have held-out data to fit it on. normLSCE is the exception: some of its mistakes are so sure that
# the T which suits them leaves the other samples timid. Once it has learnt its training set its NLL is worse than
# cross-entropy's: a bounded loss, with unbounded logits.
# </details>

# %% tags=["nbval-ignore-output"]
table


# %%
def margin_lower(own, than, other):
    """The verdict on "the margin's score is lower than the other loss's", by seed, with the floors by chance."""
    places = ("MbLS", own, {}), (than, other, {})
    pair = (table.scores(arm, score) for arm, score, _ in places)
    rule = {"relevant": 0.01, "unit": " points", "digits": 1, "scale": 100}
    return records.verdict(*pair, claim="lower", floors=records.chance_floors(table, *places), **rule)


# %% tags=["nbval-ignore-output"]
mean = {name: table.mean_std(name, "ECE").mean for name in table.arms}
cooled = {name: table.mean_std(name, "ECE cooled").mean for name in table.arms}
assert all(mean[name] < mean["CE"] - 0.03 for name in ("LS", "FL", "FLSD", "MbLS")), "calibrated better than CE"
assert mean["MbLS"] < mean["MbLS m = 0"] and mean["MbLS"] < mean["LS"]
assert abs(mean["LS"] - mean["MbLS m = 0"]) < 0.04, "m = 0 is like smoothing with ε = λ"
assert cooled["CE"] < mean["CE"] - 0.04 and abs(cooled["CE"] - cooled["MbLS"]) < 0.05
assert cooled["normLSCE"] > cooled["MbLS"], "no single T suits it"
assert table.mean_std("normLSCE", "NLL").mean > table.mean_std("CE", "NLL").mean
records.Claim(
    paper="MbLS, poster: training with a margin calibrates better than cross-entropy, also after temperature.",
    here="ECE over five seeds, MbLS against cross-entropy: both as trained, both after temperature, and MbLS as trained "
    "against cross-entropy after temperature.",
    verdict={
        what: margin_lower(own, "CE", other)
        for what, own, other in (
            ("as trained", "ECE", "ECE"),
            ("after temperature", "ECE cooled", "ECE cooled"),
            ("as trained, against CE after temperature", "ECE", "ECE cooled"),
        )
    },
)

# %% [markdown]
# ## What 600 digits can tell apart
#
# An ECE is a mean of absolute values, so it is never 0. A network that is *perfectly* calibrated, and as sure of these 600
# digits as ours, would have an ECE by chance alone: draw for each digit whether it is right, with its confidence as the
# probability, score that, and repeat ([lesson 06](06_read_a_reliability_diagram.ipynb)). The green triangles of the scene
# are these floors.
#
# **Predict.** How many of the nine losses can be told from a perfectly calibrated one?

# %% tags=["nbval-ignore-output"]
floors = {name: lesson.against_floor(table, name) for name in table.arms}
at_floor = [name for name, seen in floors.items() if seen.word != "shows"]
clear = len(floors) - len(at_floor)
ece = {
    called: {name: 100 * table.mean_std(name, score).mean for name in table.arms}
    for called, score in (("measured", "ECE"), ("by chance", "ECE by chance"))
}
scene = scenes.named_bars(ece, title="ECE, and the ECE of a calibrated network", axis="ECE, %", digits=1)
truth = (clear == 0, 1 <= clear <= 3, 4 <= clear <= 6, clear >= 7)
scenes.predict(lesson.QUESTIONS["12.3"], scene, truth=truth)

# %% tags=["nbval-ignore-output"]
for name, seen in floors.items():
    print(f"{name:<12} ECE {table.summary(name, 'ECE')}, by chance {table.summary(name, 'ECE by chance')}: {seen.word}")
assert "CE" not in at_floor and "ECP" not in at_floor and "LS" not in at_floor

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Cross-entropy, the confidence penalty, smoothing with ε = 0.1, the margin of 0 and the normalized loss stand clear of their
# floor. Of those that do not, nothing but chance decides who comes first: not the loss, and not the dial.
# </details>
#
# Could more work settle it? There are two kinds of work, and they mend different things. *More seeds* make the mean of a
# score surer: its error falls with the square root of their number. They do not lower the floor, for every seed is scored
# on so few digits. *More test pictures* lower the floor itself, with the square root of their number, too: with 10,000 in the
# place of 600 it would lie at about a quarter of what it is here, and the four losses that share it might come apart. A
# verdict therefore says which difference so many seeds could have seen, and a table of ECEs should say which ECE so many
# pictures give to a network without fault. Printed tables hardly ever do.
#
# Now the poster's table beside ours. Its networks and pictures are far larger, so compare the *order*, not the size. Behind
# each verdict stands in how many seeds and settings ECE is lower than cross-entropy's.

# %% tags=["nbval-ignore-output"]
assert tables.MBLS_ECE["MbLS"]["CIFAR-10 R-50"] == "1.16" and tables.MBLS_AECE["ECP"]["CIFAR-10 R-50"] == "2.99"
lesson.beside_poster(table)

# %% tags=["nbval-ignore-output"]
told = {name: table.summary(name, "ECE") for name in table.arms}
records.Claim(
    paper="MbLS has the lowest ECE of all seven losses, on both data sets and with both networks (poster, first table).",
    here=f"ECE in per cent over {len(seeds)} seeds: CE {told['CE']}, LS {told['LS']}, MbLS m = 0 {told['MbLS m = 0']}, "
    f"MbLS {told['MbLS']}; and FL {told['FL']}, FLSD {told['FLSD']}, LS with ε = 0.05 {told['LS ε = 0.05']}.",
    verdict={
        f"lower than {name}'s": margin_lower("ECE", name, "ECE")
        for name in table.arms
        if name not in ("MbLS", "normLSCE")
    },
)

# %% [markdown]
# ## Which loss is the best?
#
# That depends on whom you ask. Look at the poster's MbLS on CIFAR-10 with ResNet-50: ECE 1.16, AECE 3.1. Same network, same
# predictions, other bins; and by AECE the confidence penalty, with 2.99, is ahead of it.
#
# **Predict.** Here are four scores. Will a loss that is first by one of them be first by all? How much will the order change
# when only one seed is counted? Drag the seeds.

# %% tags=["nbval-ignore-output"]
means = {score: {name: table.mean_std(name, score).mean for name in table.arms} for score in ("ECE", "AECE", "NLL")}
firsts = {min(row, key=row.get) for row in means.values()}
firsts.add(max(table.arms, key=lambda name: table.mean_std(name, "accuracy").mean))
scene = lesson.ranks_by_score(table, ("accuracy", *means))
scenes.predict(lesson.QUESTIONS["12.2"], scene, truth=(len(firsts) == 1, len(firsts) > 1))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# The lines cross at every step. ECE and AECE agree best; accuracy has an order of its own, in which a few pictures decide.
# With one seed the order is another one than with five, most of all among losses that lie close together. A table that
# shows one score of one run shows one of these orders.
# </details>

# %% [markdown]
# ## Exercises
#
# Stuck? `exercises.hint("12.1", 1)` gives a nudge, 2 the method, 3 nearly the answer.

# %% [markdown]
# <!-- exercise 12.1 -->
#
# ### 12.1 ★☆☆ Difference by seed
#
# Two losses, one score for each seed; a seed means the same digits, first weights and order for both. Give the mean
# of the differences, first less second, and its standard error: their standard deviation (with S − 1) over √S.

# %% tags=["exercise"]
# exercise 12.1
import torch
from torch import Tensor


def difference_by_seed(first: Tensor, second: Tensor) -> Tensor:
    """Mean difference and its standard error, (2,), of scores (S,) of two losses, S ≥ 2."""
    ...


# %%
exercises.check("12.1", difference_by_seed)

# %% [markdown]
# <!-- exercise 12.2 -->
#
# ### 12.2 ★★☆ What luck would do
#
# A loss was better in k of S seeds. If there were no difference at all, each seed would be a fair coin. How probable
# is it that at least k of S coins show heads?

# %% tags=["exercise"]
# exercise 12.2
import math


def luck(agree: int, seeds: int) -> float:
    """The probability that at least `agree` of `seeds` fair coins show heads."""
    ...


# %%
exercises.check("12.2", luck)

# %% [markdown]
# <!-- exercise 12.3 -->
#
# ### 12.3 ★★☆ What may be ranked
#
# ECE of four losses in per cent over ten seeds, 600 test digits, and what chance gives a calibrated network that is
# as sure:
#
# | loss | ECE | by chance |
# |:--|--:|--:|
# | A | 4.1 ± 0.6 | 4.0 |
# | B | 4.3 ± 0.7 | 4.2 |
# | C | 7.9 ± 0.5 | 3.8 |
# | D | 3.9 ± 0.5 | 3.9 |
#
# Which sentence may stand in a paper?
#
# a. D is the best calibrated of the four.
#
# b. C is worse calibrated than the others, which cannot be told from calibrated ones here, nor ranked.
#
# c. The order is D, A, B, C.
#
# d. None of the four is calibrated, for no ECE is 0.

# %% tags=["exercise"]
# exercise 12.3
# The letter of the sentence that may stand, "a" to "d".
sentence = ...

# %%
exercises.check("12.3", sentence)

# %% [markdown]
# <!-- exercise 12.4 -->
#
# ### 12.4 ★★★ An unfair table
#
# A paper compares its new loss with smoothing, ECE in per cent over five seeds on 10,000 test pictures:
#
# | loss | setting | ECE |
# |:--|:--|--:|
# | smoothing | ε = 0.1, as usual | 3.4 ± 0.2 |
# | the new loss | λ = 0.03, the best of seven on the test pictures | 2.1 ± 0.2 |
#
# What is the gravest objection?
#
# a. Five seeds are too few for a difference of 1.3 with a spread of 0.2.
#
# b. ECE depends on the number of bins.
#
# c. One dial was turned seven times, on the test pictures; the other was not touched.
#
# d. Temperature was not fitted.

# %% tags=["exercise"]
# exercise 12.4
# The letter of the gravest objection, "a" to "d".
objection = ...

# %%
exercises.check("12.4", objection)

# %% [markdown]
# ## What to take away
#
# - Compare losses seed by seed, with their dials turned alike, and say which difference so many seeds could have seen.
# - Write the ECE that chance gives beside an ECE. Losses at their floor have no order.
# - On overfitted digits the margin, focal loss and a smaller ε calibrate about alike, far better than cross-entropy as
#   trained; a temperature afterwards takes most of the difference away.
# - The best loss by one score need not be the best by the next.
#
# ## Further reading
#
# - Liu, Ben Ayed, Galdran, Dolz, *The Devil is in the Margin: Margin-based Label Smoothing for Network Calibration*, CVPR
#   2022, the first table of its poster.
# - Mukhoti et al., *Calibrating Deep Neural Networks using Focal Loss*, 2020, arXiv 2002.09437.
# - Bouthillier et al., *Accounting for Variance in Machine Learning Benchmarks*, 2021, arXiv 2103.03098.
