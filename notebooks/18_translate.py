# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Translate
#
# | | |
# |:--|:--|
# | **Do** | drag ε and T and watch BLEU, NLL and calibration go different ways; read one sentence word by word with a network that is sure and one that must not be; see where a translator looks |
# | **Learn** | a Transformer and its masks; three definitions of smoothing that meet in one field; what BLEU counts, and how a wrong bracket changes it; calibration where each sentence is many decisions |
# | **Need** | [lesson 02](02_soften_a_label.ipynb), [lesson 06](06_read_a_reliability_diagram.ipynb) and [lesson 07](07_scale_the_temperature.ipynb), or: label smoothing, ECE, temperature |
# | **Time** | 35 minutes to read, about 40 seconds to run on two CPU cores; no GPU needed |

# %%
import torch
from torch.nn.functional import log_softmax, nll_loss

from nls_tutorial import calibration, data, exercises, models, records, scenes, studies, tables
from nls_tutorial.lessons import l18_translate as lesson

print(studies.budget())

# %% [markdown]
# ## Sentences as numbers
#
# Müller, Kornblith and Hinton (WDLSH, section 3) found something odd in translation. With smoothed labels a Transformer is
# better calibrated and gets the better BLEU, the score that translators are judged by. Its likelihoods, though, are worse.
# We look at all three on sentences that a small grammar makes, then on real captions.
#
# The grammar writes English and German. Much is settled: endings follow gender and case, and behind "dass" the verb goes
# to the end. Some things are open, as in every translation: for "car" the reference says Auto or Wagen, and nobody can
# know which. A good translator is *unsure* there.
#
# A vocabulary of *pieces* is learnt from the training sentences: letters first, then the most frequent neighbours are joined,
# again and again. A ▁ is the space before a word; 0 is padding, 1 begins a sentence, 2 ends it.

# %%
splits = data.clauses(train=400, seed=0)
numbers = lesson.as_numbers(splits)
for pair in zip(splits.train.source[:3], splits.train.target[:3], strict=True):
    print(" → ".join(pair))
tokens = numbers.target.encode([splits.train.target[0]], longest=20, begin=True)
print(tokens.tolist(), numbers.target.pieces(tokens[0].tolist()))
assert numbers.target.decode(tokens) == [splits.train.target[0]]

# %% [markdown]
# ## Who may see whom
#
# An encoder reads the English sentence; a decoder writes the German one, a word at a time. In each layer every word takes a
# mean of what other words say, weighted by how well they fit (*attention*):
# $\mathrm{softmax}(QK^\top/\sqrt{d})\,V$. Two things must not be seen. Sentences of a batch are filled up with padding, which
# says nothing. And while it learns, the decoder gets the whole true sentence at once, and must guess each word from the ones
# *before* it. Both are masks: their scores become −∞, so that their weights are 0.

# %%
network = models.transformer(20, 30, width=16, heads=2, seed=0).eval()
source, target = torch.tensor([[5, 6, 2]]), torch.tensor([[1, 7, 8, 9]])
with torch.no_grad():
    logits = network(source, target)  # (1 sentence, 4 places, 30 words)
    padded = network(torch.cat([source, torch.zeros(1, 3, dtype=torch.int64)], dim=1), target)
    later = network(source, torch.tensor([[1, 7, 8, 25]]))  # another last word
assert torch.allclose(padded, logits, atol=1e-5)  # padding moves nothing
assert torch.allclose(later[:, :3], logits[:, :3], atol=1e-5)  # nobody saw the last word
assert not torch.allclose(later[:, 3], logits[:, 3], atol=1e-2)  # but the place itself

# %% [markdown]
# ## Three definitions of one word
#
# At every place the network gives logits over K pieces, and the loss is cross-entropy with a smoothed label. Over what is ε
# spread? The paper spreads it over all K. Others spread it over the K − 1 wrong pieces. A well-known annotated tutorial leaves
# out padding, too, and has K − 2.
#
# **Predict.** ε = 0.1. What does each definition leave for the true piece, and what does padding get, which never comes next?
# Does the choice matter for K = 10? For K = 37,000?

# %%
epsilon, bars = 0.1, {}
for K in (10, 37_000):
    rows = {
        "over K": (1 - epsilon + epsilon / K, epsilon / K, epsilon / K),
        "over K − 1": (1 - epsilon, epsilon / (K - 1), epsilon / (K - 1)),
        "over K − 2": (1 - epsilon, epsilon / (K - 2), 0.0),
    }
    sums = [label + padding + (K - 2) * other for label, other, padding in rows.values()]
    assert all(abs(total - 1) < 1e-9 for total in sums)
    bars |= {f"K = {K}, padding": {name: padding for name, (_, _, padding) in rows.items()}}
    bars |= {f"K = {K}, label": {name: label for name, (label, _, _) in rows.items()}}
given = sum(share > 0 for share in bars["K = 10, padding"].values())
scene = scenes.named_bars(bars, title="What the label and padding get", axis="share", digits=5)
scenes.predict(lesson.QUESTIONS["18.1"], scene, truth=[given == count for count in range(4)])

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Over K the label keeps a tenth of ε more when K is 10, and nothing that counts when K is 37,000. What differs is padding:
# twice it gets a share, although it is never the next word. Whoever writes "ε = 0.1" should say over what.
# </details>
#
# Padding must also stay out of the mean. Here is the loss by hand, and then three networks, ε = 0, 0.1 and 0.4, from the same
# first weights and trained together.

# %% tags=["nbval-ignore-output"]
epsilons = (0.0, 0.1, 0.4)
networks = dict(zip(epsilons, lesson.train_translators(numbers, epsilons, seed=0, epochs=25), strict=True))
inputs, labels = lesson.next_words(numbers.test, None)
with torch.no_grad():
    log_p = log_softmax(networks[0.1](*inputs), dim=-1)[labels != 0]  # a row for each word that is not padding
by_hand = 0.9 * nll_loss(log_p, labels[labels != 0]) - 0.1 / log_p.shape[1] * log_p.sum(1).mean()
assert torch.isclose(
    by_hand, lesson.smoothed_words(log_softmax(networks[0.1](*inputs), -1), labels, epsilon=0.1), atol=1e-4
)
seen = {epsilon: lesson.ask(network, numbers.test) for epsilon, network in networks.items()}
for epsilon, one in seen.items():
    told = lesson.token_scores(one, lesson.ask(networks[epsilon], numbers.calibration))
    print(f"ε = {epsilon:<4}", ", ".join(f"{name} {value:.3f}" for name, value in told.items()))

# %% [markdown]
# A decision is one piece, with the true pieces before it given; `seen[0.0].group` says to which sentence it belongs. Decisions
# of one sentence are not independent, so an interval draws whole sentences. "By chance" is a calibrated network's ECE.
#
# ## What BLEU counts
#
# BLEU compares whole translations. It takes the share $p_n$ of runs of n words, n = 1 to 4, that stand in the reference, each
# counted at most as often as there, and a penalty for short answers, with c words against r:
#
# $$\mathrm{BLEU} = 100 \cdot \min(1, e^{1 - r/c}) \cdot (p_1\,p_2\,p_3\,p_4)^{1/4}.$$
#
# We let `sacrebleu` count, and tell its signature; chrF does the same with letters. How the references are nested decides
# what is counted, and no error warns you: look at the last two lines.

# %% tags=["nbval-ignore-output"]
from sacrebleu.metrics import BLEU

answers = lesson.translate(networks[0.0], numbers, numbers.test.source)
print(lesson.bleu(answers, numbers.texts.target))
said, right = (
    ["der Hund sieht den Ball", "das Kind malt ein rotes Haus"],
    ["ein Hund sucht den Ball", "das Kind malt ein rotes Haus"],
)
for references in ([right], [[one] for one in right], right):
    print(f"{BLEU().corpus_score(said, references).score:5.1f}  {references}")
assert BLEU().corpus_score(said, [[one] for one in right]).score == BLEU().corpus_score(said[:1], [right[:1]]).score

# %% [markdown]
# One set of references for both; two sets of one sentence each, so that only the first is scored; two strings, taken letter by
# letter. Only the first line is right.
#
# ## Drag ε and T
#
# One seed is one story, so the scenes show stored studies: five seeds of the grammar, three of real captions (Multi30k). The
# translation is searched with a *beam*: the four best beginnings are kept and grown by one word, again and again.
#
# **Predict.** Start at T = 1 and raise ε. Which of BLEU, NLL and ECE get better, which worse? And which T makes a smoothed
# network as good again as ε = 0: above 1 or below?

# %% tags=["nbval-ignore-output"]
grammar, captions = studies.bundled("clauses"), studies.bundled("captions")
better = tuple(
    grammar.mean_std("ε = 0.1", score).mean < grammar.mean_std("ε = 0", score).mean for score in ("NLL", "ECE")
)
truth = [better == which for which in ((True, True), (True, False), (False, True), (False, False))]
scenes.predict(lesson.QUESTIONS["18.2"], lesson.drag_temperature(grammar), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# NLL and ECE get worse: with ε = 0 this network is only a little too sure, so that ε = 0.1 already makes it less sure than it
# is right. BLEU moves less than from seed to seed. T below 1 takes most of the loss back. Now set ε = 0.4 and T above 1: BLEU breaks down, too,
# although the order of the words has not changed. A beam adds up log-probabilities, and where each further word costs so
# much, short sentences win.
# </details>
#
# The same for real captions, English to German: seven epochs over 12,000 captions, far fewer than a good system sees.

# %% tags=["nbval-ignore-output"]
scenes.show(lesson.drag_temperature(captions))

# %% [markdown]
# Below, the paper's numbers of Table 3 for translation stand beside ours, in per cent.

# %%
both = {"grammar": grammar, "captions": captions}
columns = ("ECE", "ECE by chance", "temperature", "ECE cooled", "NLL", "NLL cooled", "BLEU", "chrF")
for name, results in both.items():
    print(f"{name:<10}", "".join(f"{column:>15}" for column in columns))
    for arm in results.arms:
        print(f"{arm:<10}", "".join(f"{results.summary(arm, column)!s:>15}" for column in columns))
row = tables.WDLSH_TABLE_3["EN-DE, Transformer"]
records.Claim(
    paper=f"WDLSH Table 3, EN-DE: ECE {row.hard}, {row.tempered} with T = {row.temperature}, {row.smoothed} with ε = {row.alpha}.",
    here=f"Token ECE, {len(grammar.seeds)} seeds of the grammar and {len(captions.seeds)} of the captions.",
    verdict={
        f"{what}, {name}": said
        for name, results in both.items()
        for what, said in (
            ("T lowers ECE for ε = 0", lesson.compare_with_itself(results, "ε = 0", "ECE cooled", "ECE", "lower")),
            ("ε = 0.1 has the lower ECE", lesson.compare(results, "ε = 0.1", "ε = 0", "ECE", "lower")),
        )
    },
)

# %% [markdown]
# On captions the paper's row repeats itself, each number about three tenths larger: cross-entropy is too sure, and a T
# above 1 or ε = 0.1 mend it alike. On the grammar T helps a little and ε = 0.1 makes calibration worse: a network that is
# hardly too sure needs no smoothing.

# %%
records.Claim(
    paper="WDLSH section 3: with smoothing better BLEU and worse NLL; a temperature does not bring both together.",
    here="ε = 0.1 against ε = 0, greedy BLEU on all test sentences, and NLL a word, by seed.",
    verdict={
        f"{what}, {name}": lesson.compare(results, "ε = 0.1", "ε = 0", score, "higher")
        for name, results in both.items()
        for what, score in (("higher BLEU", "BLEU"), ("higher NLL", "NLL"), ("higher NLL after T", "NLL cooled"))
    },
)

# %% [markdown]
# Whether BLEU gains is not settled on either set: the means are higher, and seeds differ as much. Where smoothing overshoots, on
# the grammar, NLL is worse. On captions it is *better* at T = 1, for there ε = 0 pays for being too sure. After T it is worse on
# both: what smoothing erased, a temperature cannot bring back.
#
# ## Word by word
#
# **Predict.** Take one test sentence. Where will a good network be unsure, and will the smoothed one be unsure at the same
# places? Drag the place, then ε.

# %% tags=["nbval-ignore-output"]
open_word = next(row for row, text in enumerate(numbers.texts.source) if "car" in text and "often" in text)
surest = [lesson.surest_at_each_place(network, numbers, open_word) for network in (networks[0.0], networks[0.4])]
sure, loss = surest[0] > 0.9, surest[0] - surest[1]
apart = float(loss[sure].mean() - loss[~sure].mean())
truth = (apart > 0.05, apart < -0.05, abs(apart) <= 0.05)
scenes.predict(lesson.QUESTIONS["18.3"], lesson.word_by_word(networks, numbers, open_word), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Unsure where the grammar leaves a choice: before the adverb or the object, between "oft" and "häufig", between Auto and Wagen,
# where "das" or "der" often decides already, so that the noun behind it is certain. The smoothed network doubts everywhere.
# Where nothing is open it gives about ε away, to pieces that nobody would say. That costs likelihood at every word; which
# word is likeliest, which is all that a greedy search looks at, stays.
# </details>
#
# Attention can be seen. A row is the next piece, a column a piece of the source, dark is a large weight.

# %% tags=["nbval-ignore-output"]
scenes.show(lesson.see_attention(networks[0.0], numbers, range(4)))

# %% [markdown]
# Follow a row from the top: which English word is read before the next German one is said? Does the dark place jump where German
# has the verb last? Heads differ.
#
# ## A wider beam
#
# A beam adds up log-probabilities, so here calibration might matter: a network that is sure at a wrong beginning cannot come
# back.
#
# **Predict.** Who gains more from a wider beam, the sure network or the smoothed one?

# %% tags=["nbval-ignore-output"]
gains = [
    captions.scores(arm, "BLEU at width", width=4) - captions.scores(arm, "BLEU at width", width=1)
    for arm in ("ε = 0.2", "ε = 0")
]
word = records.verdict(*gains, claim="higher").word
truth = (word == "the opposite shows", word == "shows", word.startswith(("not settled", "does not")))
scenes.predict(lesson.QUESTIONS["18.4"], lesson.widen_the_beam(both), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Both gain about a point from a beam of 4, not more than seeds differ. Wider is not better: on captions, with ε = 0.2, a beam of 8
# lost in all three seeds what 4 had won.
# </details>

# %%
wide = {width: captions.scores("ε = 0.2", "BLEU at width", width=width) for width in (4, 8)}
assert (wide[8] < wide[4]).all()
records.Claim(
    paper="Common advice: search with a beam of 4. WDLSH, Figure 4: BLEU depends on T through the beam alone.",
    here="BLEU of a beam of 4 against greedy, the first 200 test sentences.",
    verdict={
        f"{arm}, {name}": lesson.compare_with_itself(
            results, arm, "BLEU at width", "BLEU at width", "higher", at=4, instead=1
        )
        for name, results in both.items()
        for arm in ("ε = 0", "ε = 0.1", "ε = 0.2")
    },
)

# %% [markdown]
# ## Your own sentences
#
# `data.sentence_pairs("pairs.tsv")` reads a sentence, a tab and its translation from each line; a line without a tab is named
# with its number. `data.multi30k("folder")` reads the captions. And some real pairs are installed already: what JupyterLab
# says, in German. All give the same record, so every cell above runs on it.

# %%
messages = data.interface_messages("de-DE")
for pair in list(zip(messages.train.source, messages.train.target, strict=True))[:3]:
    print(" → ".join(pair)[:100])
assert len(messages.train) > 500

# %% [markdown]
# ## Exercises
#
# Stuck? `exercises.hint("18.1", 1)` gives a nudge, 2 the method, 3 nearly the answer.

# %% [markdown]
# <!-- exercise 18.1 -->
#
# ### 18.1 ★☆☆ What is left for the label
#
# K = 8, ε = 0.1. Three definitions of smoothing spread ε over different words: all K; the K − 1 wrong ones; the wrong
# ones without padding, K − 2, as in a well-known annotated tutorial. Give the probability that each leaves for the
# true word, three numbers **in that order**. Padding is not the true word.

# %% tags=["exercise"]
# exercise 18.1
# The probability of the true word, where ε is spread over K, over K − 1, over K − 2.
left_for_the_label = ...

# %%
exercises.check("18.1", left_for_the_label)

# %% [markdown]
# <!-- exercise 18.2 -->
#
# ### 18.2 ★★☆ The mask
#
# A decoder reads all places of a target at once, and must not peek. Write the mask (B, T, T), True where place t (the
# row) may see place s (the column): s ≤ t, and no padding. Its own place it may see: what is asked is the word behind
# it.

# %% tags=["exercise"]
# exercise 18.2
import torch
from torch import Tensor


def may_see(target: Tensor) -> Tensor:
    """The mask (B, T, T), bool, of target tokens (B, T)."""
    ...


# %%
exercises.check("18.2", may_see)

# %% [markdown]
# <!-- exercise 18.3 -->
#
# ### 18.3 ★★☆ Too good, too bad
#
# 1,000 translations `answers`, one reference each in the list `references`. Three people score them with sacrebleu
# and get 27.3, 100.0 and 0.0:
#
# | | call | BLEU |
# |:--|:--|--:|
# | A | `BLEU().corpus_score(answers, [references])` | 27.3 |
# | B | `BLEU().corpus_score(answers, [[one] for one in references])` | 100.0 |
# | C | `BLEU().corpus_score(answers, references)` | 0.0 |
#
# Nobody saw an error. What happened?
#
# a. B is right: each answer has its own list of references; A gives all references to every answer.
#
# b. A is right. B gave 1,000 sets of one reference, so that only the first sentence was scored, and that one was
# perfect; C's references were taken letter by letter.
#
# c. C is right: BLEU is 0 whenever one sentence shares no four words with its reference.
#
# d. All are right: B and C average over sentences, A over words.

# %% tags=["exercise"]
# exercise 18.3
# The letter of what happened, "a" to "d".
nested_references = ...

# %%
exercises.check("18.3", nested_references)

# %% [markdown]
# <!-- exercise 18.4 -->
#
# ### 18.4 ★★☆ Smooth with a padding class
#
# Token 0 is padding: no next word will ever be 0, so no probability should go there. Write the targets (N, K),
# float64: 1 − ε on the label, ε shared by the K − 2 other words, 0 on padding; a row whose label is padding is all
# zeros, so that it has no part in the loss. K is at least 3.

# %% tags=["exercise"]
# exercise 18.4
import torch
from torch import Tensor


def smooth_without_padding(labels: Tensor, classes: int, epsilon: float) -> Tensor:
    """Targets (N, K), float64, of labels (N,)."""
    ...


# %%
exercises.check("18.4", smooth_without_padding)

# %% [markdown]
# <!-- exercise 18.5 -->
#
# ### 18.5 ★★★ BLEU by hand
#
# Write BLEU of one answer against one reference, in points: split both at spaces; p_n is the share of the answer's
# runs of n words, n = 1 … 4, that stand in the reference, each run counted at most as often as it stands there. BLEU
# is 100 · min(1, e^(1 − r/c)) · (p₁ p₂ p₃ p₄)^(1/4), for c words in the answer and r in the reference. If one p_n is
# 0, so is BLEU. All sentences here have four words or more.

# %% tags=["exercise"]
# exercise 18.5
import math
from collections import Counter


def bleu_by_hand(answer: str, reference: str) -> float:
    """BLEU of one answer, in points from 0 to 100."""
    ...


# %%
exercises.check("18.5", bleu_by_hand)

# %% [markdown]
# ## What to take away
#
# - A translator makes one decision a word. Their calibration is measured like any other, with sentences as the groups.
# - BLEU sees which word is likeliest, NLL how likely it is. Smoothing moves the second more than the first; a temperature takes
#   most of that back. It helps networks that are too sure, and no others.
# - "ε = 0.1" needs three more words: over what? And a BLEU needs its signature, and one look at how the references are nested.
# - Two masks make a Transformer honest. Test them by changing what must not be seen.
#
# ## Further reading
#
# - Müller, Kornblith, Hinton, *When Does Label Smoothing Help?*, NeurIPS 2019, arXiv 1906.02629 (WDLSH), section 3.
# - Vaswani et al., *Attention Is All You Need*, NeurIPS 2017, arXiv 1706.03762.
# - Post, *A Call for Clarity in Reporting BLEU Scores*, 2018, arXiv 1804.08771.
# - Elliott et al., *Multi30K: Multilingual English-German Image Descriptions*, 2016, arXiv 1605.00459.
