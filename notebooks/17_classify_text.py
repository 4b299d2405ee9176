# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Classify text
#
# | | |
# |:--|:--|
# | **Do** | drag the margin of a network that reads; let it read less and less of a text, and watch how sure it stays; catch one that reads nothing but the letterhead |
# | **Learn** | words as numbers, a bag of embeddings, a convolution over words; what six losses do for calibration on text; a leak, and why no score on the test set shows it |
# | **Need** | [lesson 04](04_focus_and_penalize.ipynb), [lesson 05](05_keep_a_margin.ipynb) and [lesson 06](06_read_a_reliability_diagram.ipynb), or: focal loss, the margin loss, ECE and its floor by chance |
# | **Time** | 30 minutes to read, about 35 seconds to run on two CPU cores; no GPU needed |

# %%
import torch

from nls_tutorial import data, exercises, models, records, scenes, studies
from nls_tutorial.lessons import l17_classify_text as lesson

print(studies.budget())

# %% [markdown]
# ## Texts that you have already
#
# The margin paper (MbLS) ends its list of experiments with text: posts of 20 Newsgroups. That set must be downloaded, and
# its host often refuses, so this lesson begins with real texts which are on your disk anyway: what eight libraries say about
# their own functions. Which library wrote a text? Some are easy to confuse: numpy and scipy speak of the same arrays.
#
# Every text is there twice. *Whole* it has a header, as a post has a subject and a sender, and examples in code. *Stripped*
# it is prose only, without the names of the eight libraries.

# %% tags=["nbval-ignore-output"]
splits = data.documentation(seed=0)
print(splits.train.whole[0][:330], "\n…")
splits

# %% [markdown]
# **Predict.** Here are the beginnings of three stripped texts. Which library is each from: matplotlib, networkx, numpy,
# pandas, scipy, sklearn, sympy or torch? And how sure are you, in per cent? Note all three; the third is asked below.

# %% tags=["nbval-ignore-output"]
for text in splits.test.stripped[1:4]:
    print("·", " ".join(text.split()[:24]), "…\n")

# %% [markdown]
# Behind the guess is a reader without any network: of the training texts that hold a word, which share is from each library?
# The bars are the mean over the words of a beginning; the legend tells where each text is from.

# %% tags=["nbval-ignore-output"]
names, beginnings = splits.test.class_names, [" ".join(text.split()[:24]) for text in splits.test.stripped[1:4]]
told = [names[label] for label in splits.test.labels[1:4].tolist()]
votes = lesson.votes_of_words(splits.train, beginnings)
bars = {
    f"text {place} is from {name}": dict(zip(names, row, strict=True))
    for place, (name, row) in enumerate(zip(told, votes.tolist(), strict=True), start=1)
}
scene = scenes.named_bars(bars, title="Where the words of a beginning stand", axis="share")
truth = [told[2] in answer.split(" or ") for answer in lesson.QUESTIONS["17.1"].answers]
scenes.predict(lesson.QUESTIONS["17.1"], scene, truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# One word can settle it, and without that word you would guess between three or four; the mean over all words hardly leans to
# any library. A good reader's confidence goes up and down with what stands there. Keep your own numbers in mind: in "Read less" below, a network gets the third of these texts.
# </details>
#
# ## Words as numbers
#
# A network reads numbers. The vocabulary, made from the training texts alone, gives each of the most frequent words one from
# 2 on; 1 stands for any other word, 0 for the end of the text. No tokenizer, no download.

# %%
small = data.vocabulary(["the cat sat", "the cat purred", "the dog"], size=3)
tokens = small.encode(["The cat barked.", "Purred? The dog?"], longest=4)
print(small.words, tokens.tolist())
assert tokens.tolist() == [[2, 3, 1, 0], [1, 2, 4, 0]]

# %% [markdown]
# The first network is a *bag of embeddings*: each word has a vector $e_w$, a text is the mean of its n words' vectors,
#
# $$\bar e = \frac1n \sum_{i=1}^{n} e_{w_i},$$
#
# and one hidden layer turns it into eight logits. The order of the words does not count, and padding must not.

# %%
network = models.word_bag(len(small), classes=2, seed=0)
vectors, there = network.embedding[tokens], (tokens != 0)[..., None]
mean = (vectors * there).sum(1) / there.sum(1)
logits = network.head(torch.relu(network.hidden(mean)))
assert torch.allclose(logits, network(tokens), atol=1e-6)
assert torch.allclose(network(tokens), network(tokens[:, [2, 0, 1, 3]]), atol=1e-6)  # another order, the same logits

# %% [markdown]
# ## Six losses that read
#
# 640 stripped texts to learn from, 800 to test. One network for each loss, and for the margin loss one for each of six m,
# from the same first weights, trained together.

# %% tags=["nbval-ignore-output"]
known, (learnt, held_out, test) = lesson.as_tokens(splits)
bags = lesson.train_readers(learnt, len(known), lesson.LOSSES, network="bag", seed=0)
seen = {name: lesson.ask(bag, test) for name, bag in bags.items()}
for name in ("CE", "LS", "FL", "FLSD", "ECP", "MbLS m = 6"):
    told = lesson.score(seen[name], lesson.ask(bags[name], held_out))
    print(f"{name:<11} accuracy {told['accuracy']:.1%}, confidence {told['confidence']:.1%}, ECE {told['ECE']:.1%}")

# %% [markdown]
# One seed is one story. Two studies have five: the docstrings, and real posts of 20 Newsgroups, seven groups, two of them about
# hardware, one each about cars and motorcycles. The test posts were written later than those learnt from.
#
# **Predict.** For m = 0 the margin loss wants all logits alike, as smoothing does; for a large m it is cross-entropy. Where
# between them will ECE be least, and will it reach the floor that chance gives? At the same m for both kinds of texts? Drag m.

# %% tags=["nbval-ignore-output"]
stored, posts = studies.bundled("docstrings"), studies.bundled("posts")
margins = {m: seen[f"MbLS m = {m:g}"] for m in lesson.MARGINS}
least = min(lesson.MARGINS, key=lambda m: stored.mean_std(f"MbLS m = {m:g}", "ECE", world="stripped").mean)
scene = lesson.drag_the_margin(margins, stored, {"posts": posts})
scenes.predict(lesson.QUESTIONS["17.2"], scene, truth=[least in some for some in ((0,), (2, 4), (6, 8), (10,))])

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# For docstrings a valley: at m = 0 the network is less sure than it is right, at m = 10 surer, and at m = 6, one of the two
# values that the paper tried, the dots lie on the grey floor. For posts the same m is too large, and the lowest place is where
# smoothing lies, at 0 to 4, above a floor of their own that is lower, for they are more (the table has it). A margin is a bound on confidence; which bound is right depends on how often the network
# can be right, and posts are harder.
# </details>

# %%
both = {"docstrings": stored, "posts": posts}
columns = ("ECE", "ECE by chance", "ECE cooled", "AECE", "temperature", "accuracy", "NLL")
for name, results in both.items():
    print(f"{name:<11}", "".join(f"{column:>15}" for column in columns))
    for arm in ("CE", "LS", "FL", "FLSD", "ECP", "MbLS m = 0", "MbLS m = 6"):
        told = [results.summary(arm, column, world="stripped") for column in columns]
        print(f"{arm:<11}", "".join(f"{cell!s:>15}" for cell in told))
best = {
    name: min(lesson.MARGINS, key=lambda m: results.scores(f"MbLS m = {m:g}", "ECE", world="stripped").mean())
    for name, results in both.items()
}
assert best["docstrings"] == 6 and best["posts"] in (0, 2, 4)

# %% [markdown]
# Cross-entropy is badly overconfident on both, the confidence penalty hardly less. Focal loss is as well calibrated as the
# margin on docstrings, and pays with accuracy. A temperature, fitted on the calibration part, brings all of them to nearly
# one ECE, and makes those worse that were good: FL on docstrings, LS on posts. On posts all stay above the floor, for the
# posts that chose T are older than those of the test.

# %%
margin = "MbLS m = 6"
records.Claim(
    paper="MbLS, poster: best calibrated on several tasks, text classification (20 Newsgroups) among them.",
    here="ECE of m = 6 on stripped texts, docstrings and posts, a bag of embeddings, five seeds each.",
    verdict={
        f"against {other}, {name}": lesson.compare_with(results, margin, other, "ECE", "lower")
        for name, results in both.items()
        for other in ("CE", "LS", "FL")
    },
)

# %% [markdown]
# ## A leak
#
# Now the other network, a *convolution over words*: each of 64 filters looks at five words at a time, and its largest answer
# anywhere in the text counts, $x_f = \max_t \mathrm{relu}(\sum_j w_{fj} \cdot e_{w_{t+j}} + b_f)$. One phrase is enough for
# it. It is trained twice: on stripped texts, and on whole ones, header and code included.
#
# **Predict.** The network that learnt whole texts is tested on whole texts that it has not seen. How accurate is it, and
# how well calibrated? What is left of both on the same test texts, stripped?

# %% tags=["nbval-ignore-output"]
known_whole, (learnt_whole, held_whole, test_whole) = lesson.as_tokens(splits, whole=True)
test_moved = known_whole.tokens(splits.test, longest=test.tokens.shape[1])  # stripped, in the words that it knows
ce = {"CE": lesson.LOSSES["CE"]}
honest = lesson.train_readers(learnt, len(known), ce, network="convolution", seed=0)["CE"]
leaky = lesson.train_readers(learnt_whole, len(known_whole), ce, network="convolution", seed=0)["CE"]
told = {
    "stripped, stripped": lesson.ask(honest, test),
    "whole, whole": lesson.ask(leaky, test_whole),
    "whole, stripped": lesson.ask(leaky, test_moved),
}
bars = {
    "accuracy": {name: 100 * one.accuracy for name, one in told.items()},
    "confidence": {name: 100 * float(one.confidence.mean()) for name, one in told.items()},
}
scene = scenes.named_bars(bars, title="Learnt on, tested on", axis="per cent", digits=1)
scenes.predict(lesson.QUESTIONS["17.3"], scene, truth=bars["accuracy"]["whole, stripped"])

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Nearly every whole text is named rightly, and the network is right to be sure of them. Stripped, fewer than half are, fewer
# than by the network that never saw a header, and how wrong its confidence is there differs much from seed to seed. Nothing on
# whole texts, no test set, no ECE, no temperature, could have told: training and test have the same letterhead.
# </details>
#
# Ask the networks themselves. Take a word out of a text and see how far the *lead* of the predicted class falls, its logit
# less the next one. Choose a text.

# %% tags=["nbval-ignore-output"]
readers = {
    "Learnt on whole texts": (leaky, known_whole, test_whole),
    "Learnt on stripped texts": (honest, known, test),
}
scenes.show(lesson.telling_words(readers, range(8)))

# %% [markdown]
# A question mark stands for words that are not in the vocabulary. Left are words of the header and the code, the library's
# name among them; right, words of the prose. Below are five seeds of both sets. The posts' header is a subject line only (our copy
# has no senders and organizations), beside quotations and signatures. They help a lot and spoil little there: a subject is
# about the subject. (The convolution is a poor reader of so few posts; that is another matter.) Leaks are found by looking.

# %%
arm, own, other = "CE, convolution", "whole", "moved"
for name, results in both.items():
    for world in results.axes["world"]:
        accuracy, ece, chance = (
            results.summary(arm, what, world=world) for what in ("accuracy", "ECE", "ECE by chance")
        )
        print(f"{name + ', ' + world:<21} accuracy {accuracy}, ECE {ece}, by chance {chance}")
assert stored.scores(arm, "accuracy", world=other).max() < stored.scores(arm, "accuracy", world="stripped").min()
records.Claim(
    paper="Guides to 20 Newsgroups: classifiers learn headers, signatures and quotations, so strip them.",
    here="Cross-entropy, convolution over words, docstrings and posts, five seeds: learnt on whole texts, tested on stripped "
    "ones, against the same network on whole ones, and against a network that learnt stripped ones.",
    verdict={
        f"{what}, {name}": lesson.compare_with(results, arm, arm, score, claim, world=worlds)
        for name, results in both.items()
        for what, score, claim, worlds in (
            ("less accurate than on whole texts", "accuracy", "lower", (other, own)),
            ("worse calibrated than on whole texts", "ECE", "higher", (other, own)),
            ("less accurate than the stripped one", "accuracy", "lower", (other, "stripped")),
        )
    },
)

# %% [markdown]
# ## Read less
#
# In [lesson 10](10_shrink_the_label_with_the_object.ipynb) the part of the object that a crop shows decided how sure a
# network should be. A text has such a thing, too: the share of it that one has read.
#
# **Predict.** The bag reads the first two per cent of a text, one to three words. It will be less accurate. Will it be less
# sure? And the convolution? Drag the share, then change the network.

# %% tags=["nbval-ignore-output"]
networks = {"bag, CE": bags["CE"], "bag, MbLS m = 6": bags["MbLS m = 6"], "convolution, CE": honest}
little, all_of_it = (stored.mean_std("CE", "first words: confidence", share=share).mean for share in (0.02, 1.0))
grows = 100 * (little - all_of_it)
scene = lesson.read_less(networks, known, test, 3, lesson.SHARES)
scenes.predict(lesson.QUESTIONS["17.4"], scene, truth=(grows < -10, abs(grows) <= 10, grows > 10))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# The bag does <i>not</i> get less sure the less it reads; with the margin, and on posts with both, it gets surer. The mean of
# two word vectors lies farther out than the mean of a hundred, which partly cancel, and farther out means larger logits. The
# margin lowers the whole curve and does not turn it. The convolution takes a maximum: with fewer words there is less to find,
# and on docstrings its confidence falls with its accuracy, though not as far; on posts it stays where it is until few words
# are left.
# </details>

# %%
for arm in ("CE", margin, "CE, convolution"):
    told = [
        [stored.summary(arm, f"first words: {what}", share=share) for what in ("accuracy", "confidence")]
        for share in (0.02, 1.0)
    ]
    print(f"{arm:<16} 2 % read: accuracy {told[0][0]}, confidence {told[0][1]};  all: {told[1][0]}, {told[1][1]}")
records.Claim(
    paper="ALS, for pictures: a network should be less sure the less of the object it sees; usual training does not care.",
    here="Mean confidence after 2 % of the words against all of them, stripped texts, five seeds.",
    verdict={
        f"{arm} is less sure, {name}": lesson.compare_shares(results, arm, "confidence", 0.02, "lower")
        for name, results in both.items()
        for arm in ("CE", margin, "CE, convolution")
    },
)

# %% [markdown]
# ## Your own texts
#
# `data.text_folder("letters")` reads a folder for each class, with .txt files in it; a file that is empty, of another
# encoding or nothing but quotations is named, with its line. `data.newsgroups()` asks scikit-learn's loader for the twenty
# groups, and `data.newsgroups("folder")` reads the unpacked archive. All give the same record, so every cell above runs on it.

# %% [markdown]
# ## Exercises
#
# Stuck? `exercises.hint("17.1", 1)` gives a nudge, 2 the method, 3 nearly the answer.

# %% [markdown]
# <!-- exercise 17.1 -->
#
# ### 17.1 ★☆☆ Words as numbers
#
# A network reads numbers. Turn the words of one text, in lower case, into `longest` tokens: the number that `numbers`
# has for a word, 1 for a word that is not there, 0 where the text has ended. Of a longer text take the beginning.

# %% tags=["exercise"]
# exercise 17.1
import torch
from torch import Tensor


def as_numbers(words: list[str], numbers: dict[str, int], longest: int) -> Tensor:
    """The tokens (longest,) of one text."""
    ...


# %%
exercises.check("17.1", as_numbers)

# %% [markdown]
# <!-- exercise 17.2 -->
#
# ### 17.2 ★★☆ A mean without padding
#
# Texts of different lengths stand in one tensor, so the shorter ones end in zeros. Write the mean of the word vectors
# of each text: padding must neither add its vector nor count as a word.

# %% tags=["exercise"]
# exercise 17.2
from torch import Tensor


def mean_vectors(tokens: Tensor, vectors: Tensor) -> Tensor:
    """The mean vectors (B, D) of texts: tokens (B, L) int64, vectors (V, D)."""
    ...


# %%
exercises.check("17.2", mean_vectors)

# %% [markdown]
# <!-- exercise 17.3 -->
#
# ### 17.3 ★★☆ Too good
#
# A team sorts letters to a town hall into eight offices. Accuracy and ECE in per cent:
#
# | network | trained on | last year's letters, set aside | after T | letters typed anew, without letterhead |
# |:--|:--|--:|--:|--:|
# | A | letters as scanned | 99.8, ECE 0.2 | 99.8, ECE 0.2 | 41.0, ECE 14.1 |
# | B | letters typed anew | 63.5, ECE 4.4 | 63.5, ECE 4.3 | 63.5, ECE 4.4 |
#
# From January on, letters come by a web form. What do you say?
#
# a. Take A: it is better on letters that it has not seen, and calibrated.
#
# b. Take A, and fit its temperature once more on last year's letters.
#
# c. Take B: A has learnt the letterhead, and no score on scanned letters can show that.
#
# d. Take neither: B is wrong more than one time in three, so nothing can be learnt from such letters.

# %% tags=["exercise"]
# exercise 17.3
# The letter of what you say, "a" to "d".
town_hall = ...

# %%
exercises.check("17.3", town_hall)

# %% [markdown]
# <!-- exercise 17.4 -->
#
# ### 17.4 ★★☆ The word that made it sure
#
# Which word of a text does a network's answer hang on? Take a word out wherever it stands (what comes behind moves
# up, zeros fill the end) and see by how much the *lead* of the class that was predicted for the whole text falls: its
# logit less the largest other logit. Return the token whose removal makes it fall most. No text here is made of one
# word alone.

# %% tags=["exercise"]
# exercise 17.4
from collections.abc import Callable
import torch
from torch import Tensor


def telling_word(says: Callable[[Tensor], Tensor], tokens: Tensor) -> int:
    """The token on which the answer hangs, for says(tokens (B, L)) -> logits (B, K) and one text (L,)."""
    ...


# %%
exercises.check("17.4", telling_word)


# %% [markdown]
# <!-- exercise 17.5 -->
#
# ### 17.5 ★★★ Find the leak before you train
#
# A leak is often a word that stands in many texts, all of one class: a club's name in a signature, a mailing list in
# a header. Given the words of each training text and its label, return the words that stand in at least `least`
# texts, all of one class, in the order of the alphabet, as one text with a space between. Count texts, not how often
# a word comes in one.


# %% tags=["exercise"]
# exercise 17.5
def giveaways(texts: list[list[str]], labels: list[int], least: int) -> str:
    """Words that stand in `least` or more texts, all of one class, sorted, with a space between."""
    ...


# %%
exercises.check("17.5", giveaways)

# %% [markdown]
# ## What to take away
#
# - Text needs little: words as numbers, a mean or a maximum over them, padding without a say.
# - Cross-entropy is overconfident on text, too; a margin mends most of it, and so do focal loss and a temperature.
# - A network is calibrated for texts like those of its test. What will be gone tomorrow must be gone from the test today.
# - How sure a network is after two words depends on how it reads. None of these losses teaches it to wait for the rest.
#
# ## Further reading
#
# - Liu, Ben Ayed, Galdran, Dolz, *The Devil is in the Margin: Margin-based Label Smoothing for Network Calibration*, CVPR
#   2022, arXiv 2111.15430 (MbLS).
# - Lang, *NewsWeeder: Learning to Filter Netnews*, 1995: where the twenty groups come from. What to strip from them, and
#   why, is in scikit-learn's user guide, under "The 20 newsgroups text dataset".
# - Kim, *Convolutional Neural Networks for Sentence Classification*, 2014, arXiv 1408.5882.
# - Geirhos et al., *Shortcut Learning in Deep Neural Networks*, 2020, arXiv 2004.07780: leaks of every kind.
