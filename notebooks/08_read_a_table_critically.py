# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Read a table critically
#
# | | |
# |:--|:--|
# | **Do** | drag the number of images until a published table adds up; change the order of a test set and watch precision jump; train one recipe ten times |
# | **Learn** | what arithmetic alone can tell about a table: how many images, which row is impossible, how it was scored, which differences are noise |
# | **Need** | [lesson 06](06_read_a_reliability_diagram.ipynb), or: accuracy, precision, recall, a little probability |
# | **Time** | 30 minutes to read, about 20 seconds to run on two CPU cores; no GPU needed |

# %%
import itertools
import math
from fractions import Fraction

import torch
from sklearn.metrics import precision_recall_fscore_support

from nls_tutorial import exercises, progress, records, scenes, studies, tables
from nls_tutorial.lessons import l08_read_a_table_critically as lesson

budget = studies.budget()
print(budget)

# %% [markdown]
# ## A table is evidence
#
# Here is Table 1 of the normalized-label paper (NLS), figure by figure: five networks, three losses, each scored by
# accuracy, weighted precision, recall and F1 on the authors' validation set of stubble-burning pictures. The whole set
# has 858 images; how many of them were for validation is not said, and the pictures were never published.
#
# So we cannot repeat the experiment. But the authors printed every figure, and released their code. That is a merit, for
# it lets us do what we do now: reason about the figures. We look for what *follows*, and stop where we cannot know.

# %%
losses = ("CE", "LSCE", "normLSCE")
records.Table(
    "NLS Table 1, per cent: accuracy / precision / recall / F1",
    ("model", *losses),
    tuple((m, *(" / ".join(row[loss]) for loss in losses)) for m, row in tables.NLS_TABLE_1.items()),
)

# %% [markdown]
# ## How many images?
#
# An accuracy is a whole number of right images, $k$, over the number of all, $N$. From seven images no one gets 50 %.
# Turn that round: which $N$ can have given *all* the accuracies that were printed? This is the GRIM test. A printed 80.35
# may have been rounded, and then stands for 80.345 to 80.355, or cut after two decimals: 80.35 to 80.36. We allow both.


# %%
def possible(figure, N):
    low, high = Fraction(figure) / 100 - Fraction("0.00005"), Fraction(figure) / 100 + Fraction("0.0001")
    return any(low <= Fraction(k, N) <= high for k in range(N + 1))


rows = tables.stubble_rows()
accuracies = [scores.accuracy for scores in rows.values()]
for N in (200, 223, 224, 225):
    assert possible("80.35", N) == bool(tables.counts_of("80.35", N))
    print(N, "images:", sum(possible(figure, N) for figure in accuracies), "of", len(accuracies), "accuracies possible")

# %% [markdown]
# **Predict.** Tables 1 and 2 hold 24 accuracies, 15 of them different. How many values of $N$ below 858 will explain
# them all: hundreds, a few, or none? Drag $N$ (the arrow keys go one image at a time).

# %%
fitting = sum(all(tables.counts_of(figure, N) for figure in set(accuracies)) for N in range(1, 858))
truth = (fitting == 0, 1 <= fitting <= 10, 11 <= fitting <= 100, fitting > 100)
scenes.predict(lesson.QUESTIONS["08.1"], lesson.whole_images(accuracies), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Three: 224 and its multiples 448 and 672. No other N explains more than 8 of the 15. Drag a single image away from 224,
# and the picture falls apart.
# </details>

# %%
sizes = {
    reading: tables.consistent_sample_sizes(accuracies, 857, reading=reading, decimals=2)
    for reading in ("either", "rounded", "cut")
}
assert sizes == {"either": [224, 448, 672], "rounded": [], "cut": []}
counts = {k for figure in accuracies for k in tables.counts_of(figure, 448, decimals=2)}
assert all(k % 2 == 0 for k in counts)
fitting = [sum(bool(tables.counts_of(f, N, decimals=2)) for f in set(accuracies)) for N in range(1, 858) if N % 224]
assert max(fitting) == 8
print(sizes)
print(f"one of 224 images is worth {100 / 224:.2f} points")
print(f"with 448 images all {len(counts)} numbers of right answers would be even: 1 in {2 ** len(counts)} by chance")

# %% [markdown]
# It takes both readings: some figures were rounded, others cut; why, we cannot know. Of the three sizes, 448 would need
# only even numbers of right answers, which is hard to believe (and so would the mean of two runs on 224). So: 224 images,
# one run a row, and one image is worth 0.45 points.
#
# ## An impossible row
#
# F1 is the harmonic mean of precision and recall, and never above the arithmetic mean:
#
# $$F_1 = \frac{2PR}{P+R} \le \frac{P+R}{2}, \qquad\text{as}\quad (P-R)^2 \ge 0 .$$
#
# Now average over classes, with equal weights (macro) or by class size (weighted), and then over batches, if you like.
# If the three scores are averaged with the *same* weights, the inequality survives. So it must hold in every
# row of every such table.

# %%
for (model, loss), scores in rows.items():
    P, R, F1 = (float(figure) for figure in scores[1:])
    if F1 > (P + R) / 2:
        print(f"{model}, {loss}: F1 {F1} is above the mean of {P} and {R}, {(P + R) / 2:.3f}")
        print(f"with this recall and F1, precision is at least {2 * F1 - R:.2f}")
others = [float(s.precision) for key, s in rows.items() if key != ("MobileNetV2", "LSCE")]
print(f"the other {len(others)} precisions lie between {min(others)} and {max(others)}")
P, R, F1 = (float(figure) for figure in rows["MobileNetV2", "LSCE"][1:])
assert (P, R, F1) == (83.17, 81.72, 86.39) and 2 * F1 - R <= 93.17 and min(others) < 93.17 < max(others)

# %% [markdown]
# What follows: at least one of these three figures is not what was computed. What is likely: 93.17 would fit in every
# way, and differs by one digit. What cannot be known from here: which figure it is.
#
# ## A precision that is too good
#
# Something else is odd, in all 24 rows. *Weighted* recall is accuracy under another name: each class's recall counts by
# its size, so the right answers of all classes are added up and divided by $N$. Yet the two columns differ. And
# 90 % precision with 78 % accuracy? It can be, where nearly all mistakes are blamed on one rare class. But in every row?
#
# The released code has the answer. It scores each batch of 100 images, averages over the batches, and its loader hands
# the images over sorted by class. To see what that does, here are 224 predictions. They are *made up*, and so are the
# class sizes; only their number, and that 175 are right, is taken from the table.

# %%
# (true class, predicted class, how many), as the loader hands them over
blocks = [(0, 0, 87), (0, 1, 8), (0, 2, 5), (0, 0, 24), (0, 1, 6), (0, 2, 5), (1, 1, 29), (1, 0, 6)]
blocks += [(2, 2, 16), (2, 0, 14), (2, 2, 19), (2, 0, 5)]
labels = torch.tensor([true for true, _, many in blocks for _ in range(many)])
predicted = torch.tensor([said for _, said, many in blocks for _ in range(many)])

P, R, F1, _ = precision_recall_fscore_support(labels, predicted, average="weighted")
accuracy = (predicted == labels).double().mean().item()
assert math.isclose(R, accuracy) and tables.weighted_scores(labels, predicted).tolist() == [P, R, F1]
print(f"all at once: accuracy {accuracy:.4f}  precision {P:.4f}  recall {R:.4f}  F1 {F1:.4f}")

# %% [markdown]
# **Predict.** Not one prediction will change. What happens to precision if we average it over batches of 100? Over
# batches of 8? And if the images are shuffled first?

# %%
parts = [torch.arange(a, b) for a, b in itertools.pairwise((0, 100, 135, 170, 200, 224))]
mixed = torch.cat([part[torch.randperm(len(part), generator=torch.Generator().manual_seed(0))] for part in parts])
gain = 100 * (tables.scores_by_batches(labels, predicted[mixed], 8).mean(dim=0)[0].item() - P)
scene = lesson.scored_by_batches(labels, predicted[mixed], ("farm", "burning", "fire"))
scenes.predict(lesson.QUESTIONS["08.2"], scene, truth=(gain < -1, abs(gain) <= 1, 1 < gain <= 10, gain > 10))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# In a batch that holds one class only, whatever is predicted as that class <i>is</i> that class: precision is 1, however
# bad the network, as long as it gets one picture of the batch right. Sorted batches of 8 are nearly all of that kind. Shuffled batches of 100 come near the whole set.
# (The images within a class were mixed for this picture, which changes no batch of 100.)
# </details>

# %%
each = [
    precision_recall_fscore_support(*part, average="weighted", zero_division=0)[:3]
    for part in zip(labels.split(100), predicted.split(100), strict=True)
]
by_hand = torch.tensor(each, dtype=torch.float64)
assert torch.allclose(by_hand, tables.scores_by_batches(labels, predicted, 100))
printed = rows["ResNet18", "CE"]
for figure, value in zip(printed, [accuracy, *by_hand.mean(dim=0).tolist()], strict=True):
    assert tables.prints_as(Fraction(value), figure, reading="cut", decimals=2)
print("batches:", by_hand.round(decimals=4).tolist())
print("mean, cut after two decimals:", *printed)

# %% [markdown]
# Cut after two decimals, our made-up predictions give the first entry of Table 1, all four figures of it. That proves
# that such a table *can* come about in this way. Did it? The recall column can tell, whatever the classes and the order.
# Three batches, of 100, 100 and 24, with $k$ right answers in all and $c$ in the last batch, average to
#
# $$\text{recall} = \tfrac13\left(\frac{k-c}{100} + \frac{c}{24}\right).$$
#
# The accuracy gives $k$, so the recall must lead to a *whole* number $c$ from 0 to 24. By luck that happens seldom.

# %%
k, c = 175, 19
assert tables.prints_as(Fraction(k - c, 100) / 3 + Fraction(c, 24) / 3, "78.38")


def explained(N, batch):
    return [key for key, s in rows.items() if tables.last_batch_counts(s.accuracy, s.recall, N, batch)]


fits = {batch: len(explained(224, batch)) for batch in range(2, 225)}
best = sorted(fits, key=fits.get, reverse=True)[:2]
assert best[0] == 100 and fits[100] == 23
print(
    f"batches of {best[0]} explain {fits[best[0]]} of 24 recalls; the next best size, {best[1]}, explains {fits[best[1]]}"
)
print(f"batches of 100 explain {len(explained(448, 100))} with 448 images, and {len(explained(672, 100))} with 672")
assert tables.last_batch_counts("75.00", "59.17", 224, 100) == [3]
(exception,) = set(rows) - set(explained(224, 100))
nearest = (Fraction(182 - 19, 100) + Fraction(19, 24)) / 3
print(
    f"not explained: {exception}, recall {rows[exception].recall}; the nearest possible is {100 * float(nearest):.2f}"
)

# %%
records.Claim(
    paper="Precision, recall and F1 'on our validation dataset' (NLS, captions of Tables 1 and 2).",
    here=f"{fits[100]} of 24 recalls are means over batches of 100, 100 and 24 images; no other batch size explains more "
    f"than {fits[best[1]]}. Precisions of 90 % and more fit batches of nearly one class.",
    verdict=records.fact(
        all(row.recall == row.accuracy for row in rows.values()),
        f"recall is accuracy on a whole set, and they differ in {sum(r.recall != r.accuracy for r in rows.values())} of 24",
    ),
)

# %% [markdown]
# A second column has confirmed the 224. The last batch, of 24 images, has a third of all weight. That is why EfficientNet
# under CE, 75.00 accurate, has a recall of 59.17: of those 24 it got 3.
#
# ## How much is noise?
#
# Other test images would have given another accuracy. How far away? The *standard error* says:
#
# $$\mathrm{SE} = \sqrt{a(1-a)/N}, \qquad \mathrm{SE}_{a-b} = \sqrt{\frac{a(1-a) + b(1-b)}{N}} .$$

# %%
a, N = 0.80, 224
assert math.isclose(math.sqrt(a * (1 - a) / N), tables.standard_error(a, N))
assert math.isclose(math.sqrt(2 * a * (1 - a) / N), tables.difference_error(a, a, N))
print(f"one accuracy of 80 % on {N} images: ± {100 * tables.standard_error(a, N):.1f} points")
print(f"the difference of two such: ± {100 * tables.difference_error(a, a, N):.1f} points")
print(f"93 % on 10,000 images: ± {100 * tables.standard_error(0.93, 10000):.2f} points")

guessed = lesson.class_table(progress.sample_class(), title="A made-up class: surer than right?")
shares = [row[2] for row in guessed.rows[:-1]]
sizes = [n for n in range(1, 60) if all(possible(share, n) for share in shares)]
stand = sum(row[-1] == "yes" for row in guessed.rows[:-1])
print(f"class sizes that explain all {len(shares)} shares: {sizes}; rows that stand clear: {stand}")
assert sizes[0] == 12 and guessed.rows[-1][-1] == "yes" and stand < len(shares) / 2
guessed

# %% [markdown]
# The last table is of a class like yours, and **made up** (`progress.sample_class()`, twelve readers and fifteen questions; a
# real one comes from `tools/classroom.py curve`). Read it as coldly as a printed one. GRIM finds the size of the class. With
# so few guesses a row's share may be 28 points off, so a row proves next to nothing, and the question "on which they
# were surest and wrong" is mostly the unluckiest of fifteen. All rows together stand clear: the class is too sure.
#
# **Predict.** A difference stands clear when 0 is more than 1.96 standard errors away. How many of the ten gains over CE
# in Table 1 do? And in Table 3, with the 10,000 test images of CIFAR-10? (An interval is drawn as far as the axis goes.)

# %%
share = lambda scores: float(getattr(scores, "accuracy", scores)) / 100
pairs = lambda table, loss: [(model, share(row["CE"]), share(row[loss])) for model, row in table.items()]
stubble = {f"{name} − CE": pairs(tables.NLS_TABLE_1, name) for name in ("LSCE", "normLSCE")}
cifar = {f"{name} − CE": pairs(tables.NLS_TABLE_3, name.replace("CE", "")) for name in ("LSCE", "normLSCE")}
titles, reaches = ("Table 1, stubble", "Table 3, CIFAR-10"), ((-8, 16), (-2, 4))
clear = lambda table, N: sum(abs(b - a) > 1.96 * tables.difference_error(a, b, N) for _, a, b in table)
found = sum(clear(table, 224) for table in stubble.values())
truth = (found == 0, 1 <= found <= 3, 4 <= found <= 6, found >= 7)
scenes.predict(lesson.QUESTIONS["08.3"], lesson.differences_in_a_table(stubble, cifar, titles, reaches), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# With 224 images none of the ten stands clear. With 10,000, the gains of the normalized loss on ResNet18 and
# ResNet50 do; those of plain smoothing do not. In Table 3 drag back to 224: nothing would be left.
# </details>

# %%
assert [clear(table, 224) for table in stubble.values()] == [0, 0]
assert [clear(table, 10000) for table in cifar.values()] == [0, 2]
ups = sum(b > a for _, a, b in stubble["normLSCE − CE"])
print(f"normLSCE is above CE in {ups} of 5 rows; five coins fall alike in 1 of {2**5 // 2} throws")
for lost in (0, 2, 6, 12):
    print(f"ResNet18, 6 images ahead: {6 + lost} against {lost}, p = {tables.paired_chance(6 + lost, lost):.3f}")

# %% [markdown]
# Be fair to the table, in two ways. First, all five rows point the same way: a hint, if not five independent ones, for
# the images are the same. Second, on the *same* images a paired test may see more. It needs the
# images that one network alone gets right. ResNet18 gains 6 images. If it won 6 and lost none, a coin would do that in
# 3 % of cases; if it won 12 and lost 6, in 24 %. The table does not tell, so this cannot be known.
#
# ## The same recipe, ten times
#
# Test images are one source of chance. The seed is another: the first weights, the order of the batches. The table has
# one run a row, from the epoch that did best on these very images, as the released code has it. We train one recipe,
# plain cross-entropy on 256 digits, ten times now. Nothing differs but the seed.
#
# **Predict.** ResNet18's published gain is 2.68 points. On 224 test images, how many pairs of runs of *one*
# recipe will be that far apart?

# %% tags=["nbval-ignore-output"]
runs = studies.run_study(lesson.SAME_RECIPE.with_settings(epochs=50 * budget.longer), seeds=range(10))
right = torch.from_numpy(runs.arrays("correct")[0])  # ten runs, 600 digits
ours = 100 * right[:, :224].double().mean(dim=1)
far = 100 * (torch.pdist(ours[:, None]) >= 2.68).double().mean()
scenes.predict(lesson.QUESTIONS["08.4"], lesson.one_recipe_again(right, 2.68), truth=far)

# %% tags=["nbval-ignore-output"]
on_224 = 100 * right[:, :224].double().mean(dim=1)
gaps = torch.tensor([abs(x - y) for x, y in itertools.combinations(on_224.tolist(), 2)])
spread, error = on_224.std().item(), 100 * tables.standard_error(on_224.mean().item() / 100, 224)
assert 0.4 < spread < 4 and gaps.max() > 1.5, "seeds alone move the accuracy"
records.Claim(
    paper="ResNet18 gains 2.68 points by the normalized loss, 80.8 against 78.12 (NLS Table 1, one run each).",
    here=f"One recipe, ten seeds, other data: accuracy {on_224.mean():.1f} ± {spread:.1f} points on the same 224 images; "
    f"two runs differ by up to {gaps.max():.1f} points, {(gaps >= 2.68).sum()} of {len(gaps)} pairs by 2.68 or more. "
    f"The images' own standard error, {error:.1f}, comes on top.",
    verdict=records.verdict([80.8], [78.12], claim="higher", unit=" points"),
)

# %% [markdown]
# ## A table that passes
#
# Most checks end well, and that is worth saying. In Table 1 of the adaptive-smoothing paper (ALS) four columns are tied
# by an identity: average confidence = acc · (1 − underconfidence) + (1 − acc) · overconfidence.
#
# And a last habit: look *down* a column, too. On CIFAR-10 a ResNet50 is usually the better network.

# %%
for name, row in tables.ALS_TABLE_1.items():
    acc, over, under, average = (float(figure) for figure in row)
    computed = acc * (1 - under) + (1 - acc) * over
    assert abs(computed - average) < 0.0002
    print(f"{name:15} printed {average}  computed {computed:.4f}")

small, large = (share(tables.NLS_TABLE_3[model]["CE"]) for model in ("ResNet18", "ResNet50"))
errors = (small - large) / tables.difference_error(small, large, 10000)
assert errors > 4
print(f"CE: ResNet50 lies {100 * (small - large):.2f} points below ResNet18, {errors:.1f} standard errors")


# %% [markdown]
# The four rows agree to the last digit or so. The ResNet50 is another matter: that is not chance. Something in the
# recipe held the larger network back, more than any loss moved it. The paper does not state that recipe.
#
# ## Exercises

# %% [markdown]
# <!-- exercise 08.1 -->
#
# ### 08.1 ★☆☆ The impossible row
#
# Precision, recall and F1 of a row are averages over classes with the same weights. Say whether the row is
# impossible: True or False. Take the figures as exact.


# %% tags=["exercise"]
# exercise 08.1
def impossible(precision: float, recall: float, f1: float) -> bool:
    """True where no predictions can give these averages, for figures in per cent."""
    ...


# %%
exercises.check("08.1", impossible)

# %% [markdown]
# <!-- exercise 08.2 -->
#
# ### 08.2 ★★☆ GRIM
#
# An accuracy is printed with two decimals, such as 80.35. Can it have come from `samples` test images? Some authors
# round to two decimals, others cut off the rest: accept either.

# %% tags=["exercise"]
# exercise 08.2
import math


def could_be(printed: float, samples: int) -> bool:
    """True where some whole number of `samples` images, as a percentage, rounds or is cut to `printed`."""
    ...


# %%
exercises.check("08.2", could_be)

# %% [markdown]
# <!-- exercise 08.3 -->
#
# ### 08.3 ★★☆ How many images?
#
# Two networks have accuracies of 80 and 81 per cent, each on N test images of its own. What is the smallest N for
# which the difference is at least 1.96 standard errors? Write it for any two shares.

# %% tags=["exercise"]
# exercise 08.3
import math


def images_needed(first: float, second: float) -> int:
    """The smallest N for which two different shares are at least 1.96 unpaired standard errors apart."""
    ...


# %%
exercises.check("08.3", images_needed)


# %% [markdown]
# <!-- exercise 08.4 -->
#
# ### 08.4 ★★★ What the last batch did
#
# An accuracy is k right answers of N. The recall beside it is the plain mean of the recalls of all batches; the last
# batch is smaller than the others. How many images of the last batch were right? Both figures are in per cent,
# shortened to two decimals; answer with a whole number.


# %% tags=["exercise"]
# exercise 08.4
def right_in_last_batch(accuracy: float, recall: float, samples: int, batch: int) -> int:
    """The number of right images in the last, smaller batch, for figures in per cent; `batch` does not divide N."""
    ...


# %%
exercises.check("08.4", right_in_last_batch)

# %% [markdown]
# ## What to take away
#
# A checklist for the next table you read, or print:
#
# 1. **How many** test images? What is one of them worth, and do all figures fit that number?
# 2. Do the columns obey their **identities**: weighted recall = accuracy, F1 ≤ (P + R)/2?
# 3. Was it scored **on the whole set** at once? If in batches: in which order?
# 4. Is the difference more than **two standard errors**? Were the same images used, and is the pairing reported?
# 5. How many **seeds**, and how far are they apart? On which images was the best epoch chosen?
# 6. Do the **baselines** look right, down the column as well as across?
# 7. Say what follows, what is likely, and what cannot be known.
#
# ## Further reading
#
# - Uppal and Giddwani, [Normalized Label Distribution](https://arxiv.org/abs/2012.06876), 2020: the tables.
# - Brown and Heathers, [The GRIM test](https://doi.org/10.1177/1948550616673876), 2017.
# - Dietterich, [Approximate statistical tests](https://doi.org/10.1162/089976698300017197), 1998: paired tests, and more.
# - Bouthillier et al., [Accounting for variance in machine learning benchmarks](https://arxiv.org/abs/2103.03098), 2021.
