# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Scale the temperature
#
# | | |
# |:--|:--|
# | **Do** | drag one number T through real logits; fit it on one split and score it on another; set it against label smoothing; break it |
# | **Learn** | what temperature scaling changes and what it cannot; why NLL has one best T, or none; why ECE may want another |
# | **Need** | [lesson 02](02_soften_a_label.ipynb) and [lesson 06](06_read_a_reliability_diagram.ipynb), or: label smoothing, reliability diagrams, ECE |
# | **Time** | 25 minutes to read, about 30 seconds to run on two CPU cores; no GPU needed |

# %%
from functools import partial

import torch

from nls_tutorial import calibration, exercises, losses, progress, records, scenes, studies
from nls_tutorial.lessons import l07_scale_the_temperature as lesson

budget = studies.budget()
print(budget)

# %% [markdown]
# ## One number
#
# A network has been trained. It is overconfident, and you may not train it again. What can you still do? Divide all its
# logits by the same number, the *temperature*, before the softmax:
#
# $$p = \mathrm{softmax}(z/T), \qquad T > 0 .$$
#
# Above 1, T brings the logits together and the probabilities towards 1/K. Below 1 it pulls them apart.

# %%
z = torch.tensor([4.0, 3.0, 1.0])

for T in (0.2, 1.0, 2.5, 100.0):
    p = torch.softmax(z / T, dim=0)
    assert p.argmax() == z.argmax()
    print(f"T = {T:5.1f}   p =", [round(share, 3) for share in p.tolist()])

# %% [markdown]
# ## Real logits
#
# We need networks that are too sure. As in lesson 05 we train on 256 digits, a quarter of them with a *wrong* label, until
# they are learnt by heart. Each network then speaks about three parts: the digits it was trained on, 400 held out for
# *calibration*, and 600 for the *test*. The last two are labelled correctly and share no picture. Cross-entropy and three
# strengths of label smoothing, five seeds, all trained now.

# %%
recipes = {"CE": torch.nn.functional.cross_entropy}
for epsilon in (0.05, 0.1, 0.2):
    recipes[f"LS ε = {epsilon}"] = partial(losses.label_smoothing_cross_entropy, epsilon=epsilon)

seeds, epochs = range(max(5, budget.seeds)), 50 * budget.longer
runs = studies.train_together(recipes, seeds, epochs=epochs)  # all networks at once

# %% [markdown]
# **Predict.** The first network below was trained with cross-entropy. Which way must T go for its bars to meet the
# diagonal? And does the T of the lowest NLL (*negative log-likelihood*, the cross-entropy on the test digits) also give
# the lowest ECE? NLL is drawn as a share of log 10, which is what guessing costs. Then switch to the network trained with
# ε = 0.2. Which way there? Watch accuracy all the while.

# %% tags=["nbval-ignore-output"]
shown = {name: runs[name][0][2] for name in ("CE", "LS ε = 0.2")}
T = calibration.fit_temperature(shown["CE"].logits, shown["CE"].labels).temperature
scenes.predict(lesson.QUESTIONS["07.1"], lesson.temperature(shown), truth=T)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Cross-entropy is too sure: T goes above 1, and both curves have a valley there. The smoothed network is too timid, and
# wants a T below 1. NLL is a smooth curve with a single bottom. ECE is ragged, because samples jump from bin to bin, and
# its lowest place lies near the other, not on it. Accuracy has not moved, not by one digit.
# </details>
#
# ## Downhill to the best T
#
# Write $\beta = 1/T$. The NLL of one sample is $\log\sum_k e^{\beta z_k} - \beta z_y$, and its derivative by β is
#
# $$\sum_k p_k z_k - z_y ,$$
#
# the logit that the network *expects* less the logit that the label *has*. Averaged over the samples it never falls as β
# grows. So there is one bottom, where the two agree. The library finds it to eight digits.

# %% tags=["nbval-ignore-output"]
_, held_out, test = runs["CE"][0]
fit = calibration.fit_temperature(held_out.logits, held_out.labels, split=held_out.split)

logits = held_out.logits.double()
p = torch.softmax(logits / fit.temperature, dim=1)
label_logit = logits.gather(1, held_out.labels[:, None]).squeeze(1)
assert abs(((p * logits).sum(1) - label_logit).mean()) < 1e-6
fit

# %% [markdown]
# ## Fit on one split, score on another
#
# T is a parameter, if only one, and a parameter looks best on the data that chose it. So it is fitted on the calibration
# digits and scored on the test digits. The library will not be talked out of that, where it can tell:

# %% tags=["nbval-ignore-output"]
for attempt in (
    lambda: calibration.fit_temperature(test.logits, test.labels, split=test.split),
    lambda: fit.apply_to(held_out),
):
    try:
        attempt()
    except ValueError as refusal:
        print(refusal)

cooled = fit.apply_to(test)
assert torch.equal(cooled.predicted, test.predicted) and cooled.accuracy == test.accuracy

study = studies.score_runs(runs, f"256 digits, {epochs} epochs; T from 400 digits, scores from 600 others.")
hot, cold = (study.scores("CE", score) for score in ("NLL", "NLL cooled"))
T = {name: study.scores(name, "temperature") for name in study.arms}
assert (cold < hot - 0.1).all() and (T["CE"] > 1.5).all() and (T["LS ε = 0.2"] < 0.95).all()
study

# %% [markdown]
# "Cooled" scores are those after temperature, all others as trained. For cross-entropy NLL falls in every seed.
# Read down the column of temperatures: it tells how overconfident a network was before you look at any diagram.
#
# And you? Your guesses have a T, too. A question with K answers says of yours c, and of each other one $(1-c)/(K-1)$; from
# these K probabilities the best T follows as from a network's.

# %% tags=["nbval-ignore-output"]
own, said = progress.own_guesses(), torch.tensor([0.6, 0.8, 0.95], dtype=torch.float64)
yours = progress.own_temperature(own.shown)
print(own.whose + (": no T is best" if yours is None else f": best T {yours:.2f}"))
becomes = progress.at_temperature(said, torch.full_like(said, 0.5), yours or 1.0)
print("of two answers,", ", ".join(f"{c:.0%} sure should read {t:.0%}" for c, t in zip(said, becomes, strict=True)))

# %% [markdown]
# With fewer than 15 guesses this is a made-up class, which is too sure. One T mends a habit, not a mistake: it does not
# change a single answer. And the T of a dozen guesses is itself a guess.
#
# ## What T cannot change
#
# Dividing by a positive number keeps the order of the logits *within* a sample. The arg max stays, so accuracy stays, and
# a mistake stays a mistake. It does not keep the order *between* samples.
#
# **Predict.** Sample A has one close rival, sample B nine distant ones. At T = 1 the network is surer of B. Is there a T
# at which it is surer of A?

# %%
A, B = torch.tensor([0.0, -3.0, *[-10.0] * 8]), torch.tensor([0.0, *[-6.0] * 9])
surer = [T for T in (0.25, 0.5, 2.0, 4.0, 8.0) if torch.softmax(A / T, 0)[0] > torch.softmax(B / T, 0)[0]]
truth = (not surer, any(T > 1 for T in surer), any(T < 1 for T in surer))
scenes.predict(lesson.QUESTIONS["07.2"], lesson.two_samples(), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Yes, already a little above 1. Heat gives weight to the losers, and B has nine of them. So if you sort samples by
# confidence, to hand the doubtful ones to a person, T can change who is handed over.
# </details>


# %% tags=["nbval-ignore-output"]
def surer(confidence):
    return confidence[:, None] > confidence[None, :]


changed = surer(test.confidence) != surer(cooled.confidence)
pairs = torch.triu(torch.ones_like(changed), diagonal=1)
swapped = changed[pairs].double().mean().item()
assert 0 < swapped < 0.2
print(f"{swapped:.1%} of the pairs of test digits change places in confidence; no prediction changes")

# %% [markdown]
# ## Temperature or smoothing?
#
# Smoothing calibrates during training, temperature afterwards. Müller, Kornblith and Hinton (2019; "WDLSH" in this
# course, table 3) set one against the other. Their rows stand first, ours last. And lesson 06 taught that a perfectly
# calibrated network has an ECE, too: how often would one, as sure as ours, have as large an ECE?

# %% tags=["nbval-ignore-output"]
for name in ("LS ε = 0.05", "CE"):
    by_luck = []
    for _, held, seen in runs[name]:
        fitted = calibration.fit_temperature(held.logits, held.labels, split=held.split)
        seen = fitted.apply_to(seen) if name == "CE" else seen
        bins = calibration.reliability(seen.probabilities, seen.labels)
        chance = calibration.chance_calibration_errors(seen.confidence, draws=200)
        by_luck.append(float((chance >= calibration.expected_calibration_error(bins)).double().mean()))
    print(f"{name}{' and T' if name == 'CE' else ''}, seed by seed:", ", ".join(f"{share:.2f}" for share in by_luck))
lesson.beside_table_3(study, "LS ε = 0.05", 0.05)

# %% tags=["nbval-ignore-output"]
places = [(name, score, {}) for name, score in (("CE", "ECE"), ("CE", "ECE cooled"))]
places += [(name, "ECE", {}) for name in ("LS ε = 0.05", "LS ε = 0.2")]
hard, after, soft, softest = (study.scores(name, score) for name, score, _ in places)
assert after.mean() < hard.mean() - 0.03 and soft.mean() < hard.mean() - 0.05
assert abs(after.mean() - soft.mean()) < 0.06 and softest.mean() > hard.mean() - 0.02


def judge(first, second, claim, relevant=None):
    """The verdict on two of the places, by number, with the ECE of calibrated networks that are as sure."""
    pair = places[first], places[second]
    rule = {"floors": records.chance_floors(study, *pair), "unit": " points", "digits": 1, "scale": 100}
    scores = (study.scores(name, score) for name, score, _ in pair)
    return records.verdict(*scores, claim=claim, relevant=relevant, **rule)


records.Claim(
    paper="Both methods reduce ECE to a similar and smaller value than an uncalibrated network trained with hard targets "
    "(WDLSH, section 3 and table 3).",
    here=f"ECE {records.mean_std(hard):.3f} with hard labels, {records.mean_std(after):.3f} after temperature, "
    f"{records.mean_std(soft):.3f} with ε = 0.05 and {records.mean_std(softest):.3f} with ε = 0.2; {len(seeds)} seeds.",
    verdict={
        "temperature, lower than hard labels": judge(1, 0, "lower"),
        "ε = 0.05, lower than hard labels": judge(2, 0, "lower"),
        "ε = 0.2, lower than hard labels": judge(3, 0, "lower", relevant=0.02),
        "temperature and ε = 0.05 alike": judge(1, 2, "alike", relevant=0.02),
    },
)

# %% [markdown]
# One caution. ε = 0.05 was chosen by looking at test digits, and T was not: read a draw in temperature's favour. And where
# the printed share is above 0.05, nobody can tell that network from a perfect one by 600 digits; a rank between two of those
# is luck.
#
# ## When NLL and ECE disagree
#
# On the calibration digits we can pick T by either score. Here both are tried on a fine grid, for each of the
# cross-entropy networks, and scored on the test digits.


# %% tags=["nbval-ignore-output"]
def scores(seen, T):
    bins = calibration.reliability(torch.softmax(seen.logits.double() / T, dim=1), seen.labels)
    nll = calibration.negative_log_likelihood(seen.logits / T, seen.labels)
    too_sure = (bins.confidence_sums.sum() - bins.correct.sum()) / bins.total
    return float(nll), float(calibration.expected_calibration_error(bins)), float(too_sure)


grid = [2 ** (step / 32) for step in range(97)]
picked = [[min(grid, key=lambda T: scores(part, T)[by]) for by in (0, 1)] for _, part, _ in runs["CE"]]
apart = [abs(by_ece / by_nll - 1) for by_nll, by_ece in picked]
assert sum(gap > 0.05 for gap in apart) >= len(seeds) / 2, "not the same T"
assert sum(by_nll >= by_ece for by_nll, by_ece in picked) > len(seeds) / 2, "NLL asks for more heat"
scored = [[scores(part, T) for T in pair] for (*_, part), pair in zip(runs["CE"], picked, strict=True)]
for pair, (by_nll, by_ece) in zip(picked, scored, strict=True):
    told = [
        f"T = {T:.2f}: NLL {nll:.3f}, ECE {ece:.3f}" for T, (nll, ece, _) in zip(pair, (by_nll, by_ece), strict=True)
    ]
    print(f"by NLL  {told[0]}, confidence − accuracy {by_nll[2]:+.1%}   by ECE  {told[1]}")
better = sum(by_ece[1] < by_nll[1] for by_nll, by_ece in scored)
assert sum(by_nll[2] < 0 for by_nll, _ in scored) > len(seeds) / 2, "the network is now less sure than it is right"
print(f"lower ECE on the test digits: the T picked by ECE in {better} of {len(seeds)} seeds")

# %% [markdown]
# They name different temperatures. NLL is a *proper* score: on average nothing beats the true probabilities, and one sure
# mistake costs it dearly, so it asks for more heat here: more than it takes, and the overconfident network comes out less
# sure than it is right. ECE looks only at averages within bins. Overconfident and underconfident samples that share a bin
# cancel, and where the bins are drawn matters (lesson 06). So whoever wants a low ECE and nothing else does well to fit by
# ECE. Whoever wants the probabilities fits by NLL. Report both, and say which chose T.
#
# ## When no temperature is best
#
# The curve needs two ends that rise. What if every label already has the largest logit of its row? Then more
# certainty is always better. And if the labels' logits are no larger than the others? Then less certainty is.
#
# **Predict.** What happens if you fit T on the *training* digits, which the network knows by heart? And if somebody stored
# *costs*, where small is good, and you take them for logits?

# %% tags=["nbval-ignore-output"]
on_training = [calibration.fit_temperature(part.logits, part.labels, split="train") for part, _, _ in runs["CE"]]
assert all(not fit.exists or fit.temperature < 1 for fit in on_training)
none = [fit for fit in on_training if not fit.exists]
print(f"fitted on training digits: no optimum in {len(none)} of {len(seeds)} networks; {none[0].reason}\n")

costs = calibration.fit_temperature(-held_out.logits, held_out.labels)
assert not costs.exists
print(f"fitted on costs: {costs.reason}")

learnt = runs["CE"][on_training.index(none[0])][0]
backwards = records.Predictions(-test.logits, test.labels, test.class_names, "test", 0)
scene = lesson.temperature({"training digits": learnt, "costs as logits": backwards}, choose="scored on")
middle = sorted(fit.temperature if fit.exists else 0 for fit in on_training)[len(on_training) // 2]
scenes.predict(lesson.QUESTIONS["07.3"], scene, truth=(middle > 1.1, 0.9 <= middle <= 1.1, middle < 0.9))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Neither curve has a bottom: one falls to the left for ever, the other to the right. Where a training set is not quite
# learnt by heart a T exists, but below 1: it would make an overconfident network surer still. That is why T is fitted on
# <i>held-out</i> digits. A routine that returns a number here returns the place where it stopped.
# </details>
#
# ## When people soften the labels
#
# Who says how soft a label should be? So far it was ε, the same for every picture. About 51 people have labelled each of
# CIFAR-10's 10,000 test pictures (the set CIFAR-10H). Its authors trained networks on what people said, in ten rounds,
# each time predicting the tenth that was left out. They also sharpened and flattened people's labels by a temperature of
# their own. Their predictions are public, and we scored them.
#
# **Predict.** From one-hot labels, over sharpened ones and people's own, to ever softer ones: where will ECE be lowest?

# %%
people = lesson.human_label_runs()
lowest = min((run for run in people if run.network == "wrn_28_10"), key=lambda run: run.ece).softened
soft = lowest or 0  # None: one-hot
truth = (soft == 0, 0 < soft < 1, soft == 1, soft > 1)
scenes.predict(lesson.QUESTIONS["07.4"], lesson.labels_softened(people), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# At people's own labels, neither sharpened nor flattened. Accuracy is highest there too, and the best T for that network
# is 1: nothing is left to scale. ε has to be guessed. People were simply asked.
# </details>

# %%
swept = [run for run in people if run.network == "wrn_28_10"]
best = min(swept, key=lambda run: run.ece)
assert best.softened == 1 and best.accuracy == max(run.accuracy for run in swept)
assert abs(best.temperature - 1) < 0.01 and best.nll == min(run.nll for run in swept)

pairs = [tuple(r for r in people if r.network == n and r.softened in (None, 1)) for n in {r.network for r in people}]
assert len(pairs) == 8 and all(own.ece < hard.ece and own.accuracy > hard.accuracy for hard, own in pairs)
assert all(hard.half_cooled[1] < own.half[1] for hard, own in pairs), "ECE: one-hot and a T is below people's labels"
assert all(own.half_cooled[0] < hard.half_cooled[0] for hard, own in pairs), "NLL: people's labels stay ahead"
assert sum(own.half_cooled[1] < hard.half_cooled[1] for hard, own in pairs) == 4, "ECE, a temperature for both: a draw"
lesson.human_vs_one_hot(people)

# %% [markdown]
# For all eight networks people's labels give more accuracy and a lower ECE than one-hot labels. But read on. One-hot labels
# *and a temperature* reach a lower ECE still, for all eight; give people's labels a temperature as well, and it is a draw,
# four against four. NLL is no draw: there one-hot labels stay behind, for all eight, when both sides have had their
# temperature. A temperature treats every picture alike. People say which picture is doubtful, and what else
# it might be; that is worth something no T can add.
#
# The sweep is one network, one run for each kind of label. And these labels cost half a million glances.
#
# ## Exercises

# %% [markdown]
# <!-- exercise 07.1 -->
#
# ### 07.1 ★☆☆ Temper
#
# Write the tempered probabilities p = softmax(z/T) of a batch of logits z.

# %% tags=["exercise"]
# exercise 07.1
import torch
from torch import Tensor


def tempered(logits: Tensor, temperature: float) -> Tensor:
    """softmax(z/T), shape (B, K), of logits z (B, K) and a temperature T > 0."""
    ...


# %%
exercises.check("07.1", tempered)

# %% [markdown]
# <!-- exercise 07.2 -->
#
# ### 07.2 ★☆☆ What stays
#
# A network is right on 437 of 600 test pictures, and its mean confidence is 90 per cent. You divide all logits by T =
# 2.5. On how many pictures is it right now?

# %% tags=["exercise"]
# exercise 07.2
# How many of the 600 pictures are right after the division by T.
right_now = ...

# %%
exercises.check("07.2", right_now)

# %% [markdown]
# <!-- exercise 07.3 -->
#
# ### 07.3 ★★☆ Which way downhill?
#
# With β = 1/T the negative log-likelihood is the mean over the batch of log Σₖ exp(β zₖ) − β z_y. Write its
# derivative by β at a given T: the logit that the tempered network expects, less the label's logit.

# %% tags=["exercise"]
# exercise 07.3
import torch
from torch import Tensor


def slope(logits: Tensor, labels: Tensor, temperature: float) -> Tensor:
    """The derivative of NLL by β = 1/T, one number, for logits (B, K), labels (B,) and T > 0."""
    ...


# %%
exercises.check("07.3", slope)

# %% [markdown]
# <!-- exercise 07.4 -->
#
# ### 07.4 ★★☆ Is there a best T?
#
# Say of a batch whether a best temperature exists: return "exists", or "T → 0" where a smaller T is always better, or
# "T → ∞" where a larger one is.

# %% tags=["exercise"]
# exercise 07.4
from torch import Tensor


def optimum(logits: Tensor, labels: Tensor) -> str:
    """ "exists", "T → 0" or "T → ∞", for logits (B, K), not all equal, and labels (B,)."""
    ...


# %%
exercises.check("07.4", optimum)

# %% [markdown]
# <!-- exercise 07.5 -->
#
# ### 07.5 ★★★ Fit T
#
# Find the best T of a batch that has one, by bisection: keep a β too small and a β too large, look at the sign of the
# derivative (07.3) half-way between, and move one of the two there. Six digits of T are checked.

# %% tags=["exercise"]
# exercise 07.5
import torch
from torch import Tensor


def best_temperature(logits: Tensor, labels: Tensor) -> float:
    """The T > 0 with the lowest NLL, for logits (B, K) and labels (B,) for which one exists."""
    ...


# %%
exercises.check("07.5", best_temperature)

# %% [markdown]
# ## What to take away
#
# - One number, fitted on held-out logits, mends much of a network's overconfidence. It never changes a prediction; it can
#   change which of two samples the network is surer of.
# - NLL has one best T, or none: none if every label wins, and none if the labels' logits are no larger than the rest.
# - The T of the lowest ECE is another one; that of the lowest NLL may make a network too timid. Say which you took, and
#   fit it on a split that you do not report.
# - Smoothing with an ε picked by the answer does as well as temperature, which needs no second training and no peeping.
# - Labels softened by people calibrate a network without any dial, and know more than a dial can.
# - Train a network in the page, then drag T and find its best: [the playground](https://nls-tutorial.github.io/nls_tutorial/playground.html#loss=cross_entropy&T=1.5).
#
# ## Further reading
#
# - Guo, Pleiss, Sun, Weinberger, *On Calibration of Modern Neural Networks*, 2017, arXiv 1706.04599, section 4.2.
# - Müller, Kornblith, Hinton, *When Does Label Smoothing Help?*, 2019, arXiv 1906.02629, section 3 and table 3.
# - Peterson, Battleday, Griffiths, Russakovsky, *Human uncertainty makes classification more robust*, ICCV 2019; its
#   predictions: <https://github.com/jcpeterson/cifar10-human-experiments>.
