# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Train on CIFAR-10
#
# | | |
# |:--|:--|
# | **Do** | take a row out of the paper's table; drag the number of seeds until a verdict flips; drag the number of training pictures; make classes look alike |
# | **Learn** | what one odd network says of a whole table; how many seeds a difference needs; what a recipe must tell before two losses can be compared |
# | **Need** | [lesson 08](08_read_a_table_critically.ipynb) and [lesson 12](12_compare_the_losses.ipynb), or: standard errors, ECE and its floor, the losses LS, normLS, FL and MbLS |
# | **Time** | 30 minutes to read, about 40 seconds to run on two CPU cores; no GPU needed |

# %%
import numpy as np
from scipy import stats

from nls_tutorial import exercises, records, scenes, studies, tables
from nls_tutorial.lessons import l14_train_on_cifar10 as lesson

budget = studies.budget()
print(budget)

# %% [markdown]
# ## One row of three
#
# Uppal and Giddwani (NLS) trained three networks on CIFAR-10 with four losses, once each. They conclude that normLS beats
# LS, which beats CE. But read down the first column: ResNet50, the largest of the three, is *below* ResNet18.
#
# **Predict.** Averaged over the three networks, normLS leads LS by 0.75 points. How much of that lead is left if you leave
# ResNet50 out?

# %%
rows, columns, figures = lesson.accuracies()
rest = dict(zip(columns[1:], lesson.gains(figures, rows.index("ResNet50")), strict=True))
scenes.predict(lesson.QUESTIONS["14.1"], lesson.table_without_a_row(), truth=rest["normLS"] - rest["LS"])

# %%
for out in (None, rows.index("ResNet50")):
    gain = dict(zip(columns[1:], lesson.gains(figures, out), strict=True))
    told = "all three" if out is None else f"without {rows[out]}"
    print(f"{told:<17}", ", ".join(f"{loss} {points:+.2f}" for loss, points in gain.items()), end="; ")
    print(f"normLS less LS {gain['normLS'] - gain['LS']:+.2f}")
below = tables.NLS_TABLE_3.figure("ResNet18", "CE") - tables.NLS_TABLE_3.figure("ResNet50", "CE")
error = lesson.noise(tables.NLS_TABLE_3.figure("ResNet18", "CE"), tables.NLS_TABLE_3.figure("ResNet50", "CE"))
print(f"ResNet50 is {below:.2f} points below ResNet18; the test set's noise is {error:.2f}")
assert round(gain["normLS"] - gain["LS"], 2) == 0.20 and below > 4 * error

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# 0.20 of the 0.75 points, less than the 0.35 that is the standard error of a single difference. The lead comes from one row.
# </details>
#
# Is the odd row luck? Hardly: on 10,000 test pictures, 1.70 points are more than four standard errors. ResNet50 has twice the weights
# of ResNet18. What is left is the *recipe*: epochs, learning rate, schedule,
# first layers, which the paper does not tell. A network that has not finished learning can be helped by anything that
# changes the size of its steps, and the normalized loss does exactly that ([lesson 03](03_normalize_the_loss.ipynb)).
# So the row says little about soft labels, and the other columns of that row inherit the doubt: each is a figure of a
# recipe *and* a loss. The poster of MbLS has the same mark:

# %%
for loss, points in lesson.depth_gains().items():
    print(f"{loss:<11} ResNet101 less ResNet50: {points:+.2f} points of accuracy")
assert [loss for loss, points in lesson.depth_gains().items() if points < -1] == ["ECP", "LS", "FL", "FLSD"]
ls_above, norm_above = (figures[:, 1:3] > figures[:, :2]).all(0).tolist()
records.Claim(
    paper="NLS, Table 3: normLS is more accurate than LS, and LS than CE, on CIFAR-10 with all three networks.",
    here="The printed figures: every row, and what the mean gains are without the row in which depth does not help.",
    verdict={
        "normLS above LS in every row": records.fact(norm_above, "counted"),
        "LS above CE in every row": records.fact(ls_above, "ResNet50 is the exception"),
        "without ResNet50, normLS leads LS by two standard errors": records.fact(
            bool(gain["normLS"] - gain["LS"] > 2 * lesson.noise(93.7, 94.0)), "0.20 points of 0.35"
        ),
    },
)

# %% [markdown]
# Twice the depth costs four of seven losses more than a point. With one recipe for all, and one seed, no reader can say
# whether a loss is worse or merely slower.
#
# ## Deeper, and worse at what it has learnt
#
# Small networks make the same mark, and let us look at the pictures that were *learnt*. Residual
# networks of 8 and 32 layers on 2,500 photographs, averaged to 12×12 pixels, with cross-entropy, three seeds, by one recipe in two
# lengths (`python -m nls_tutorial.studies run cifar10_depth --budget class --data FOLDER`):

# %%
said = lesson.by_depth(studies.bundled("cifar10_depth"), "ResNet-32, CE", "ResNet-8, CE")
assert [one.word for one in said.values()] == 4 * ["shows"] + ["not settled with 3 seeds"]
records.Claim(
    paper="NLS, Table 3, CE: the deeper network is less accurate (ResNet50 91.53, ResNet18 93.23).",
    here="Residual networks of 32 and of 8 layers, 2,500 pictures of 12×12 pixels, three seeds, by a short and a longer recipe.",
    verdict=said,
)

# %% [markdown]
# The deeper network is worse on the pictures that it was shown, so it has learnt too little, not too much. Four times the epochs
# are still too few. (One of 20 layers was left out to save time: its one seed lay 1.5 points behind, in both lengths.) In a row of such networks, losses may differ by how fast they learn, and not by where they lead.
#
# ## A recipe, told
#
# So before two losses are compared, all else must be told, and be the same. Here are two recipes of ours for the papers'
# networks, one of 30 epochs and a fast one:

# %%
for study in (lesson.CIFAR10_NETWORKS, lesson.CIFAR10_NETWORKS_FAST):
    print(f"{study.name}, {len(study.arms)} arms: {study.told()}\n")
print(f"labels smoothed by 0.2 and again by 0.1: ε = {1 - (1 - 0.2) * (1 - 0.1):.2f}")

# %% [markdown]
# `python -m nls_tutorial.studies run cifar10_networks --budget full --data FOLDER --arms "ResNet18, CE"` trains one row on a GPU,
# and `--budget quick` the same on a few pictures on a CPU. We have not run the full budget: no figure of it stands here.
#
# Two things hide in fast recipes. The best-known speed-run of CIFAR-10 **smooths all labels by 0.2**, so its "CE" would be
# LS, and it scores with **test-time augmentation**: the mean over mirrored and shifted copies, an ensemble that changes the
# confidence which we came to measure. Both must be off before losses are compared. So they are here.
#
# ## How many seeds
#
# The tables have one seed a cell. Small networks are cheap, so train four losses with ten seeds, live; on your CIFAR-10, if
# the environment variable `NLS_CIFAR10` names its folder, else on few, noisy digits.

# %% tags=["nbval-ignore-output"]
splits, told = lesson.own_cifar10()
print(told)
live = lesson.train_live(("CE", "LS", "normLS", "MbLS"), range(10), epochs=20 * budget.longer, splits=splits)
print(live.table("accuracy", "ECE"))

# %% [markdown]
# **Predict.** Drag the number of seeds from 2 up. Which way will an interval's width go, and can a verdict that was reached
# be taken back?

# %% tags=["nbval-ignore-output"]
two, ten = (stats.t.ppf(0.975, seeds - 1) / seeds**0.5 for seeds in (2, 10))  # half an interval, in spreads
truth = (two / ten < 3, 3 <= two / ten < 10, two / ten >= 10)
scenes.predict(lesson.QUESTIONS["14.2"], lesson.verdicts_by_seeds(live, ("accuracy", "ECE")), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# With two seeds hardly any interval fits the picture; with ten they are several times shorter. A difference that is
# there moves from <i>not settled</i> to a verdict. One that has just settled may open again: stopping at the first seed that pleases is
# a way to be wrong, so say the number of seeds before you start.
# </details>
#
# ## At desk scale
#
# Now photographs, stored: a ResNet-8 on 5,000 of CIFAR-10, averaged to 12×12 pixels so that a laptop can, ten ways, five
# seeds (`python -m nls_tutorial.studies run cifar10_small --budget class --data FOLDER`). *normLS × 10* has ten times the
# learning rate.
#
# **Predict.** Which rows will five seeds settle: more of them in accuracy, or in ECE?

# %%
stored, at = studies.bundled("cifar10_small"), {"pictures": 5000}
settled = {
    score: sum(
        not lesson.compare(stored, score, arm, "CE", "lower", **at).word.startswith("not") for arm in stored.arms[1:]
    )
    for score in ("accuracy", "ECE")
}
assert settled == {"accuracy": 4, "ECE": 9}
truth = [
    settled["accuracy"] > settled["ECE"],
    settled["accuracy"] == settled["ECE"],
    settled["accuracy"] < settled["ECE"],
]
scenes.predict(lesson.QUESTIONS["14.3"], lesson.verdicts_by_seeds(stored, ("accuracy", "ECE"), at=at), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# In ECE all nine, in accuracy four: ECE moves by several points, accuracy by tenths. LS gains half a point; of ECP, FL,
# FLSD and MbLS nothing can be said, in either direction. The tables that print one run each give differences of that size.
# </details>
#
# Look at the column *fitted*, the accuracy on the pictures that were learnt. At the rate of the others, normLS has not
# learnt them, so it cannot be overconfident; ten times the rate helps a little. It is the paper's odd row the other way round: a loss
# that changes the size of the step is compared at a step that suits another. Its low ECE is the ECE of a network that is unsure since it knows little.

# %%
fitted = {arm: stored.scores(arm, "fitted", **at).mean() for arm in stored.arms}
assert fitted["normLS"] < 0.6 < 0.7 < fitted["CE"]
records.Claim(
    paper="NLS, Table 3: LS and normLS are more accurate than CE on CIFAR-10, normLS more than LS; with partial convolution "
    "(PC) normLS gains with two networks of three.",
    here="ResNet-8, 5,000 pictures of 12×12 pixels, ten epochs without augmentation, five seeds: accuracy on 1,000 pictures.",
    verdict={
        f"{arm} against {other}": lesson.compare(stored, "accuracy", arm, other, "higher", **at)
        for arm, other in (("LS", "CE"), ("normLS", "CE"), ("normLS × 10", "LS"), ("normLS + PC", "normLS"))
    },
)

# %%
records.Claim(
    paper="MbLS, poster, CIFAR-10 columns: MbLS has the lowest ECE of seven losses, and all six others a lower one than CE.",
    here="The same networks: ECE, 15 bins, with what chance alone gives.",
    verdict={
        **{
            f"{arm} below CE": lesson.compare(stored, "ECE", arm, "CE", "lower", **at)
            for arm in ("ECP", "LS", "FL", "FLSD", "MbLS m = 0", "MbLS")
        },
        "MbLS below LS": lesson.compare(stored, "ECE", "MbLS", "LS", "lower", **at),
    },
)

# %% [markdown]
# So every loss of the poster is calibrated better than CE here, too, but MbLS is not the best of them: by
# definition it asks nothing of logits within its margin of 6, and at m = 0, where every distance is paid for, ECE is half as large.
#
# ## Figure 4
#
# The paper draws the penultimate layer of three ResNet18s by t-SNE and sees better separated classes with soft labels. Lesson 13
# counted neighbors instead of looking; so do we here, for three losses and three seeds: of each of 1,000 test pictures the
# ten nearest others in the layer, and in the picture by t-SNE, that are of its class. (On a GPU, ResNet18:
# `python -m nls_tutorial.studies run cifar10_layer --budget full --data FOLDER`; if memory ends, add `--set batch=64`.)

# %%
layers = studies.bundled("cifar10_layer")
for arm in layers.arms:
    told = [layers.summary(arm, score) for score in (lesson.LAYER, lesson.PICTURE, "accuracy", "fitted")]
    print(f"{arm:<7} neighbors {told[0]} in the layer, {told[1]} in its picture; accuracy {told[2]}, fitted {told[3]}")
assert layers.scores("normLS", lesson.LAYER).max() < layers.scores("CE", lesson.LAYER).min()
assert layers.scores("normLS", "fitted").max() < 0.4 < 0.5 < layers.scores("CE", "fitted").min()
records.Claim(
    paper="NLS, Figure 4 and text: on CIFAR-10, LSCE and normLSCE separate the classes of the penultimate layer better than CE.",
    here="ResNet-8, 2,500 pictures of 12×12 pixels, ten epochs, three seeds: same-class neighbors among ten, by chance a tenth.",
    verdict=lesson.clearer_than_ce(layers),
)

# %% [markdown]
# normLS comes last, for it has hardly learnt at this rate; between CE and LS three seeds settle nothing. A tidy picture of a
# layer tells first of all how far a network has learnt, and its share of neighbors is nearly that of the layer.
#
# One more warning. All seeds share 1,000 test pictures, so the interval over seeds says nothing of *their* luck. Networks
# that were right on mostly the same pictures can be compared more sharply than two lonely accuracies:

# %%
first, second = (stored.array(arm, "correct", seed=0).astype(bool) for arm in ("LS", "CE"))
paired = 100 * np.std(first.astype(float) - second) / np.sqrt(len(first))
alone = lesson.noise(100 * first.mean(), 100 * second.mean(), len(first))
print(f"LS less CE, seed 0: {100 * (first.mean() - second.mean()):+.1f} points")
print(f"standard error from the pictures on which they differ {paired:.1f}, from the accuracies alone {alone:.1f}")
assert paired < alone
lower = stored.scores("MbLS m = 0", "ECE", **at).mean() / stored.scores("MbLS", "ECE", **at).mean()
assert 0.45 < lower < 0.55

# %% [markdown]
# ## How many pictures
#
# **Predict.** With fewer training pictures and as many epochs, will the networks be more overconfident, or less? Drag from
# 5,000 down to 1,250.

# %%
fewer = studies.bundled("cifar10_fewer")
many, half, few = (
    results.scores("CE", "ECE", pictures=count).mean()
    for results, count in ((stored, 5000), (fewer, 2500), (fewer, 1250))
)
for results, count in ((fewer, 1250), (fewer, 2500), (stored, 5000)):
    told = [results.summary("CE", score, pictures=count) for score in ("fitted", "accuracy", "confidence", "ECE")]
    apart = np.diff([results.scores(arm, "ECE", pictures=count).mean() for arm in ("LS", "CE")])[0]
    assert 0.035 < apart < 0.075 and told[3].startswith({1250: "15", 2500: "8", 5000: "12"}[count])
truth = (many < half < few, many > half > few, half < min(many, few), half > max(many, few))
scenes.predict(lesson.QUESTIONS["14.4"], lesson.scores_by_pictures(stored, fewer), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Neither way: cross-entropy's ECE goes from 12 to 8 and up again to 15. Confidence hardly moves; look at what was fitted.
# In ten epochs 2,500 pictures are fitted worst, fewer are learnt by heart, and more bring more steps. A network is as overconfident as it
# is further on its own pictures than on new ones. LS is below CE at each number, by four to seven points.
# </details>
#
# ## Many classes, and classes that look alike
#
# The poster's lead is not the same everywhere:

# %%
for setting, lead in lesson.leads_on_the_poster().items():
    print(
        f"{setting:<20} MbLS {tables.MBLS_ECE.printed('MbLS', setting)}, the best of the others {lead:.2f} points above"
    )
cub = tables.MBLS_CUB
print(f"CUB-200-2011         MbLS {cub.figure('CE', 'ECE') - cub.figure('MbLS', 'ECE'):.2f} points below CE")
print(
    f"CUB-200-2011         MbLS {cub.printed('MbLS', 'ECE')}, LS {cub.printed('LS', 'ECE')}, CE {cub.printed('CE', 'ECE')}"
)
leads = lesson.leads_on_the_poster()
assert min(leads[s] for s in leads if "CIFAR" in s) > max(leads[s] for s in leads if "Tiny" in s)

# %% [markdown]
# 200 birds that look alike, and the lead over CE is 3.97 points; but from ten classes (CIFAR-10) to two hundred (Tiny-ImageNet) the lead
# over the best other loss *falls*. Kinds, likeness, pictures and networks all change at once. So we draw birds: a kind is the tones
# of a cap, a wing bar and a tail. Ten or forty kinds, and forty with bodies of their own, which are easy to tell apart; always 400 pictures.
#
# **Predict.** From ten kinds to forty that look alike, will the lead of MbLS over CE grow? And from unlike to alike?

# %%
birds = studies.bundled("fine_grained")
sure = [
    np.subtract(*(birds.scores(arm, "confidence", set=name).mean() for arm in ("CE", "MbLS"))) for name in lesson.SETS
]
assert min(sure) > 0.135 and max(sure) < 0.185
ece = {name: {arm: birds.scores(arm, "ECE", set=name).mean() for arm in birds.arms} for name in lesson.SETS}
assert 0.055 < ece["10 kinds, alike"]["CE"] < 0.065 and 0.19 < ece["40 kinds, alike"]["CE"] < 0.2
assert round(100 * (ece["40 kinds, alike"]["CE"] - ece["40 kinds, alike"]["MbLS"])) == 13
assert (
    ece["10 kinds, alike"]["MbLS"] > ece["10 kinds, alike"]["CE"]
    and max(ece["10 kinds, alike"], key=ece["10 kinds, alike"].get) == "LS"
)
ten, unlike, alike = (ece[name]["CE"] - ece[name]["MbLS"] for name in lesson.SETS)
grows = (alike > ten, alike > unlike)
truth = [grows == which for which in ((True, True), (True, False), (False, True), (False, False))]
scenes.predict(lesson.QUESTIONS["14.5"], lesson.losses_on_birds(birds), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Both, clearly: with ten kinds MbLS is <i>behind</i> CE, with forty alike it leads by 13 points. But look what moves. The margin
# lowers the confidence by 14 to 18 points on each set; what grows is the overconfidence of CE, from 6 to 20 %, since forty kinds from 400 pictures are
# hard and learnt by heart all the same. LS, which lowers the confidence most, gains most by the change, and is worst where little was needed.
# </details>

# %%
records.Claim(
    paper="MbLS, poster: MbLS has the lowest ECE on Tiny-ImageNet (200 classes) and CUB-200-2011 (200 birds), as on CIFAR-10.",
    here="Generated birds, a small network, five seeds: ECE against CE and LS on each set, and where the lead over CE is larger.",
    verdict={
        **{
            f"{name}: MbLS below {other}": lesson.compare(birds, "ECE", "MbLS", other, "lower", set=name)
            for name in lesson.SETS
            for other in ("CE", "LS")
        },
        "the lead grows with kinds": lesson.lead(birds, "40 kinds, alike", "10 kinds, alike"),
        "the lead grows with likeness": lesson.lead(birds, "40 kinds, alike", "40 kinds, unlike"),
    },
)


# %% [markdown]
# So the lead over CE grows with kinds and with likeness here, as the poster has it for its birds. It is no property of the
# margin alone: LS's grows, too, and which of the two has the lower ECE depends on the set. A loss without a validated strength is right where its
# pull happens to equal the overconfidence that is there.
#
# ## Exercises
#
# Stuck? `exercises.hint("14.1", 1)` gives a nudge, 2 the method, 3 nearly the answer.

# %% [markdown]
# <!-- exercise 14.1 -->
#
# ### 14.1 ★☆☆ Smoothed twice
#
# A recipe smooths the labels by `first`, and the loss you came to test smooths what it is given by `second`, both the
# same way: p → (1 − ε)·p + ε/K. By which one ε has the label been smoothed in the end?


# %% tags=["exercise"]
# exercise 14.1
def smoothed_twice(first: float, second: float) -> float:
    """The ε of one smoothing that equals two, from their shares `first` and `second`."""
    ...


# %%
exercises.check("14.1", smoothed_twice)

# %% [markdown]
# <!-- exercise 14.2 -->
#
# ### 14.2 ★★☆ The same pictures
#
# Two networks were tested on the same N pictures; `first` and `second` (N,) say where each was right. Give the
# standard error of the difference of their accuracies, with what they share taken into account: that of the mean of
# the N differences −1, 0 or 1. Take their variance over N, not N − 1.

# %% tags=["exercise"]
# exercise 14.2
from torch import Tensor


def paired_error(first: Tensor, second: Tensor) -> float:
    """The standard error of the accuracies' difference, from where two networks were right (N,), as a share."""
    ...


# %%
exercises.check("14.2", paired_error)

# %% [markdown]
# <!-- exercise 14.3 -->
#
# ### 14.3 ★★☆ How many seeds
#
# The differences of two losses, paired by seed, have the standard deviation `spread`. What is the smallest number of
# seeds n ≥ 2 at which the 95 % interval reaches no further than `wanted` to each side: t·spread/√n ≤ wanted, with t
# the 97.5 % quantile of Student's distribution with n − 1 degrees of freedom?

# %% tags=["exercise"]
# exercise 14.3
import math
from scipy.stats import t as student


def seeds_needed(spread: float, wanted: float) -> int:
    """The smallest number of seeds whose interval reaches no further than `wanted`, both in points."""
    ...


# %%
exercises.check("14.3", seeds_needed)

# %% [markdown]
# <!-- exercise 14.4 -->
#
# ### 14.4 ★★★ What one cell does alone
#
# A table (M networks, L losses) of accuracies. If networks and losses only *add*, each cell is a row part plus a
# column part, and every loss gains the same with every network. Return what is left of each cell (M, L) when the best
# such sum is taken away, so that every row and every column of what is left has the mean 0.

# %% tags=["exercise"]
# exercise 14.4
from torch import Tensor


def beyond_the_sum(table: Tensor) -> Tensor:
    """What is left of a table (M, L) when row and column parts are taken away, (M, L)."""
    ...


# %%
exercises.check("14.4", beyond_the_sum)

# %% [markdown]
# ## What to take away
#
# - One network below a smaller one is a mark of the recipe, and it taints its whole row. Without that row, most of normLS's
#   lead over LS in the paper's table is gone.
# - One run a cell cannot settle a few tenths of a point. Pair by seed, say the number of seeds beforehand, and keep predictions.
# - A loss that changes the size of the step needs its own learning rate before it is compared; look at how well the training
#   pictures were fitted.
# - A recipe may hide label smoothing and test-time augmentation. Tell it in full.
#
# ## Further reading
#
# - Uppal and Giddwani, *Normalized Label Distribution*, 2020, arXiv 2012.06876 (NLS), Table 3.
# - Liu, Ben Ayed, Galdran and Dolz, *The Devil is in the Margin*, CVPR 2022, arXiv 2111.15430 (MbLS).
# - Jordan, 2024, arXiv 2404.00498: the speed-run recipe.
# - Bouthillier et al., *Accounting for Variance in Machine Learning Benchmarks*, 2021, arXiv 2103.03098.
