# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Bring your own data
#
# | | |
# |:--|:--|
# | **Do** | take a folder of pictures of your own through the whole course: look, split, train, calibrate, decide, report; drag the threshold from which the network answers, and the cost of asking a human |
# | **Learn** | what a folder hides; why each choice needs a part of its own; that calibration pays where a decision has costs |
# | **Need** | [lesson 06](06_read_a_reliability_diagram.ipynb), [lesson 07](07_scale_the_temperature.ipynb) and [lesson 12](12_compare_the_losses.ipynb), or: ECE and its floor, temperature, verdicts by seed |
# | **Time** | 25 minutes to read, about 40 seconds to run on two CPU cores; no GPU needed |

# %%
import tempfile
from pathlib import Path

import torch

from nls_tutorial import calibration, data, exercises, records, reports, scenes
from nls_tutorial.lessons import l21_bring_your_own_data as lesson

FOLDER = None  # or "path/to/your/folder", with one folder of pictures for each class
work = Path(tempfile.mkdtemp())
folder = FOLDER or lesson.stand_in(work / "digits")

# %% [markdown]
# ## What a folder hides
#
# So far the data came with the course, clean and cut. Yours do not. If you have pictures in a folder, one folder inside for
# each class, write its name above, and run on. If not, the stand-in takes its place: a thousand real digits as files. It is
# as untidy as folders are, on purpose.
#
# **Predict.** Three files of the stand-in are wrong: one is cut off, one is a copy within its class, one is a four that lies
# among the nines as well. Which of them must stop the reading, and why not all three?

# %% tags=["nbval-ignore-output"]
untidy = folder if FOLDER is None else lesson.stand_in(work / "digits")
stops = lesson.what_stops_the_reading(untidy)
scene = scenes.named_bars({"": stops}, title="What stops the reading", axis="it stops: 1, it does not: 0", digits=0)
both = [name for name, stopped in stops.items() if stopped]
truth = (len(both) == 3, both == ["cut off", "four"], both == ["copy", "four"], not both)
scenes.predict(lesson.QUESTIONS["21.1"], scene, truth=truth)

# %% tags=["nbval-ignore-output"]
try:
    data.image_folder(folder, size=(8, 8))
except ValueError as error:
    print(str(error).replace(str(folder), "FOLDER"))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# The cut-off file cannot be read, and a picture in two classes has no label: both stop the reading, and both are told at
# once, so that you mend them in one go. A copy within its class is dropped without a question; what it must never do is to
# stand in the training part and in the test part at once.
# </details>
#
# You mend the files, or you say that they may be left out. A four among the nines teaches nobody, so neither of its two
# files is kept.

# %% tags=["nbval-ignore-output"]
own = reports.own_pictures(folder, size=8, on_bad="skip", seed=0)
pictures = own.folder.images
print(*(line.replace(str(folder), "FOLDER") for line in own.lines()), sep="\n")

# %% [markdown]
# The parts are cut by class, so that each has all of them, and no picture stands in two. If several pictures show one
# patient, one video or one day, say so with `group_by` or `groups`: then the whole group goes to one side. Otherwise the
# network may learn the patient, and the test part will not tell.

# %%
rows = torch.cat(list(own.rows.values()))
assert len(rows.unique()) == len(rows) == len(pictures)
counts = {name: pictures.labels[cut].bincount(minlength=pictures.classes) for name, cut in own.rows.items()}
assert all(int(count.min()) > 0 for count in counts.values())

# %% [markdown]
# ## Train, with more than one seed
#
# Two losses, cross-entropy with hard labels and with ε = 0.1, and three seeds of each. Only the training part is seen. What
# is trained is kept after every epoch, so that a long run of yours can be stopped and goes on.
#
# **Predict.** Will smoothing have the lower ECE, before a temperature? And after?

# %% tags=["nbval-ignore-output"]
plan = reports.Plan(losses=("CE", "LS"), seeds=3, epochs=15, network="cnn")
trained = reports.train_all(own, plan, work / "kept")
outcome = reports.calibrate_report(own, trained, plan, ask=0.1, resamples=200)
print(*outcome.report.lines[:3], sep="\n")

# %% [markdown]
# The second part chose the loss that is kept, its seed, its T, and a threshold that we come to. The third part chose
# nothing, and only it is told. Each ECE stands beside what chance alone would give a calibrated network of as many test
# pictures.

# %% tags=["nbval-ignore-output"]
networks = outcome.report.numbers["networks"]
bars = {
    called: {
        loss: 100 * sum(one[score] for one in networks if one["loss"] == loss) / plan.seeds for loss in plan.losses
    }
    for called, score in (("before T", "ECE"), ("after T", "ECE after T"), ("by chance", "ECE by chance after T"))
}
more = bars["before T"]["LS"] - bars["before T"]["CE"]
scene = scenes.named_bars(bars, title="ECE on the test part", axis="ECE, %", digits=1)
scenes.predict(lesson.QUESTIONS["21.2"], scene, truth=(more < -1, abs(more) <= 1, more > 1))

# %% tags=["nbval-ignore-output"]
for loss in plan.losses:
    told = {
        name: records.mean_std([100 * one[name] for one in networks if one["loss"] == loss])
        for name in ("accuracy", "ECE", "ECE by chance", "ECE after T", "ECE by chance after T")
    }
    print(loss, *(f"{name} {value}" for name, value in told.items()), sep="\n    ")

# %% tags=["nbval-ignore-output"]
ece = {
    end: [[one[f"ECE{end}"] for one in networks if one["loss"] == loss] for loss in ("LS", "CE")]
    for end in ("", " after T")
}
chance = {  # the ECE of calibrated networks that are as sure
    end: tuple(
        records.mean_std([one[f"ECE by chance{end}"] for one in networks if one["loss"] == loss]).mean
        for loss in ("LS", "CE")
    )
    for end in ece
}
how = {"claim": "lower", "unit": " points", "digits": 1, "scale": 100}
records.Claim(
    paper="WDLSH and MbLS: smoothed labels give better calibrated networks than hard ones.",
    here="ECE of LS and CE on the test part of this folder, before and after a temperature.",
    verdict={f"LS against CE{end}": records.verdict(*pair, floors=chance[end], **how) for end, pair in ece.items()},
)

# %%
smoothed, hard = ece[""]
assert FOLDER or min(smoothed) > max(hard) + 0.03  # so it is with the stand-in
assert FOLDER or min(smoothed) > 2 * max(ece[" after T"][0])

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# On the stand-in, smoothing is the worse calibrated of the two before T: digits are easy, hard labels are hardly too sure,
# and a smoothed network is too modest. A temperature takes most of that back. What is left after T is near what chance
# gives so few test pictures, and the verdict says how large a difference could have been seen. Your own folder may say
# something else: read the sign first, over- or underconfident.
# </details>
#
# ## The diagram, before and after
#
# Drag T from 1 to the value that the second part chose. No answer changes; look at what does.

# %% tags=["nbval-ignore-output"]
kept = next(one for one in trained if one.network is outcome.model.network)
labels = {name: pictures.labels[cut] for name, cut in own.rows.items()}
T = outcome.model.temperature
scenes.show(reports.temperature_scene(kept.test, labels["test"], T))

# %% [markdown]
# ## A decision with costs
#
# What is calibration for? For a decision. Say a wrong answer costs 1, and asking a human costs a, less than 1. Where the
# confidence $\hat p$ reaches a threshold t the network answers, otherwise a human is asked:
#
# $$c(t) = \frac{1}{N}\sum_i \Big( a\,1[\hat p_i < t] + 1[\hat p_i \ge t,\ \hat y_i \ne y_i] \Big).$$
#
# An answer of confidence $\hat p$ costs $1 - \hat p$ on average, if confidence means what it says. So a question is the
# cheaper one where $1 - \hat p > a$: answer from $t = 1 - a$ on (Chow, 1970). An overconfident network that follows this
# rule answers where it should ask.

# %%
a, t = 0.1, 0.9
sure, right = calibration.top_label((kept.test.double() / T).softmax(1), labels["test"])
asked, wrong = sure < t, (sure >= t) & ~right
cost = (a * asked.double() + wrong.double()).mean()
threshold = torch.tensor([t], dtype=torch.float64)
assert torch.allclose(cost, calibration.decision_costs(sure, right, threshold, ask=a))

# %% [markdown]
# **Predict.** A question costs a tenth of a wrong answer. From which confidence on would you answer? And if it costs a
# third? Drag the threshold to the lowest place of the blue curve, then the cost.

# %% tags=["nbval-ignore-output"]
parts = [
    ((z.double() / T).softmax(1), labels[name]) for name, z in (("calibration", kept.calibration), ("test", kept.test))
]
scenes.predict(lesson.QUESTIONS["21.3"], reports.decision_scene(*parts, ask=a), truth=1 - 1 / 3)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# From nine tenths, by Chow's rule; from two thirds, if a question costs a third. The curve is flat around its lowest place,
# so a threshold need not be exact, but it rises towards both ends: who answers all pays for the mistakes, who asks always
# pays a for every picture. The dashed curve chose the threshold, the blue one pays. They differ by the luck of two parts.
# </details>

# %%
chosen = calibration.best_threshold(*calibration.top_label(*parts[0]), ask=a)
tried = torch.tensor([0.0, chosen, 1 - a, 1.01], dtype=torch.float64)
paid = calibration.decision_costs(sure, right, tried, ask=a)
assert chosen == outcome.model.threshold and abs(float(paid[3]) - a) < 1e-12

# %% tags=["nbval-ignore-output"]
for name, price in zip(("answer all", "chosen on the second part", "1 − a", "ask always"), paid, strict=True):
    print(f"{name:<26} {price:.3f} wrong answers a picture")

# %% [markdown]
# ## Ten points
#
# A report that others can believe earns ten points. Nine check themselves, from what was computed and not from what is
# claimed (the third needs groups to look at); the tenth is yours, and somebody else reads it. Write what is answered, what is asked, and what that costs.

# %% tags=["nbval-ignore-output"]
decision = "Write here, in twenty words or more, what your network answers, what it asks, and what a question costs."
lesson.rubric(own, trained, plan, outcome, decision)

# %% [markdown]
# ## Take it with you
#
# The same without a notebook: `nls-tutorial calibrate FOLDER` writes a page with these scenes, all numbers as JSON, and the
# network with its T in one file, which `nls-tutorial predict` asks about new pictures. `nls-tutorial report` does it with
# the outputs of a network of your own.

# %% tags=["nbval-ignore-output"]
files = {**outcome.report.files(), "model.npz": outcome.model.packed(), "splits.csv": own.table()}
place = reports.write_folder(work / "report", files)
model = reports.load_model(place / "model.npz")
(answer,) = reports.predict(model, [Path(folder) / own.folder.files[0]])
print(sorted(file.name for file in place.iterdir()))
print(f"{own.folder.files[0]}: {answer.name}, {answer.confidence:.1%}, {'answer' if answer.answer else 'ask a human'}")

# %% [markdown]
# ## Exercises
#
# Stuck? `exercises.hint("21.1", 1)` gives a nudge, 2 the method, 3 nearly the answer.

# %% [markdown]
# <!-- exercise 21.1 -->
#
# ### 21.1 ★☆☆ What a threshold costs
#
# A wrong answer costs 1 and a question to a human costs `ask`. Where the confidence is at least the threshold, the
# network answers; below, a human is asked, who is always right. Write the mean cost of a picture.

# %% tags=["exercise"]
# exercise 21.1
from torch import Tensor


def mean_cost(sure: Tensor, right: Tensor, threshold: float, ask: float) -> Tensor:
    """The mean cost, of confidences (N,) float64, whether each is right (N,) bool, a threshold and a cost."""
    ...


# %%
exercises.check("21.1", mean_cost)

# %% [markdown]
# <!-- exercise 21.2 -->
#
# ### 21.2 ★★☆ Find the leak
#
# Four students bring skin photographs, several of each patient, and tell how they cut them. Each tells accuracy and
# ECE on the test part. Of one student both can be believed. Whose?
#
# A. shuffles all photographs, and cuts 60, 20 and 20 per cent.
#
# B. deals the patients out, 60, 20 and 20 per cent; of the nine losses that were tried the one with the best test
# accuracy is told.
#
# C. deals the patients out, removes photographs that are there twice, and chooses the loss and T on the second part.
#
# D. deals the patients out, and fits T on the test part, since T changes no answer.

# %% tags=["exercise"]
# exercise 21.2
# The student whose test score can be believed, "A", "B", "C" or "D".
honest_student = ...

# %%
exercises.check("21.2", honest_student)

# %% [markdown]
# <!-- exercise 21.3 -->
#
# ### 21.3 ★★★ The cheapest threshold
#
# Find the threshold with the least mean cost on these pictures. Try 0 (answer all), each confidence, and 1.01 (ask
# always); where several cost the same, take the lowest.

# %% tags=["exercise"]
# exercise 21.3
import torch
from torch import Tensor


def cheapest_threshold(sure: Tensor, right: Tensor, ask: float) -> Tensor:
    """The threshold, a float64 number, of confidences (N,) float64, whether each is right (N,) bool, and a cost."""
    ...


# %%
exercises.check("21.3", cheapest_threshold)

# %% [markdown]
# ## What to take away
#
# - A folder hides copies, strays and groups; look before you cut, and cut so that nothing stands on two sides.
# - What is chosen on a part cannot be told from it: weights, loss, T and threshold on the first two, the score on the third.
# - A calibrated network knows when to ask: answer from 1 − a on, and tell what that costs on pictures that chose nothing.
# - Beside each ECE stands what chance gives. With few test pictures "not settled" is the honest verdict.
#
# ## Further reading
#
# - Chow, *On optimum recognition error and reject tradeoff*, 1970.
# - Guo et al., *On Calibration of Modern Neural Networks*, 2017, arXiv 1706.04599.
# - Liu, Ben Ayed, Galdran, Dolz, *The Devil is in the Margin: Margin-based Label Smoothing for Network Calibration*,
#   CVPR 2022.
