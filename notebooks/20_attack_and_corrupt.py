# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Attack and corrupt
#
# | | |
# |:--|:--|
# | **Do** | change a digit by less than the eye minds until the network says something else; drag the radius of the attack, the strength of a corruption, the share of wrong labels |
# | **Learn** | one signed step and many; why a robust look may be a gradient that has vanished; what each loss gives and takes under attack, corruption and wrong labels |
# | **Need** | [lesson 02](02_soften_a_label.ipynb), [lesson 05](05_keep_a_margin.ipynb) and [lesson 06](06_read_a_reliability_diagram.ipynb), or: label smoothing, the margin loss, ECE |
# | **Time** | 30 minutes to read, about 40 seconds to run on two CPU cores; no GPU needed |

# %%
import torch
from torch.nn.functional import cross_entropy

from nls_tutorial import attacks, data, exercises, records, scenes, studies
from nls_tutorial.lessons import l20_attack_and_corrupt as lesson

budget = studies.budget()
print(budget)

# %% [markdown]
# ## A digit that everybody can read
#
# A test set asks a network what it says of pictures like those it was trained on. Two harder questions: what does it say
# of a picture that somebody has changed *on purpose*, as little as possible, so that the answer turns? And of one that
# rain, a bad lens or a cheap camera has changed, with no purpose at all? The paper on normalized losses (NLS) claims that
# its loss withstands "attacks and aberrations"; the margin paper (MbLS) names shifted data as its next question.
#
# We train two small convolutional networks on real digits, with hard and with smoothed labels.

# %% tags=["nbval-ignore-output"]
splits = data.digits(train=600, seed=0)
test = splits.test
recipes = {"hard labels": {"loss": "smoothed", "epsilon": 0.0}, "ε = 0.1": {"loss": "smoothed", "epsilon": 0.1}}
networks = {
    name: lesson.train_network(splits, lesson.loss_of(recipe), seed=0, epochs=25) for name, recipe in recipes.items()
}
for name, network in networks.items():
    print(name, {what: round(value, 3) for what, value in lesson.score(network, test.images, test.labels).items()})

# %% [markdown]
# Both read nearly all digits. Hard labels leave the better ECE: the task is easy and clean, and there smoothing harms
# calibration. Keep it in mind; it returns below.
#
# ## One signed step
#
# To make a network wrong, climb its loss, not in the weights, but in the *picture*. The loss grows fastest along its
# gradient $\nabla_x L$. If each pixel may move by at most r, then to first order the best is to move every pixel by exactly
# r, along the sign of its own slope (the fast gradient sign method, FGSM), and to stay within the range of a picture:
#
# $$x' = \mathrm{clip}\big(x + r \,\mathrm{sign}\,\nabla_x L(x, y)\big).$$

# %%
network, radius = networks["hard labels"], 0.05
images = test.images.clone().requires_grad_()
(slope,) = torch.autograd.grad(cross_entropy(network(images), test.labels, reduction="sum"), images)

moved = (test.images + radius * slope.sign()).clamp(0, 1)
assert torch.equal(moved, attacks.fgsm(network, test.images, test.labels, radius=radius))
assert float(attacks.distance(test.images, moved).max()) <= radius + 1e-6

# %% [markdown]
# One step trusts the slope at the picture itself. Projected gradient descent (PGD) takes many small steps, looks again
# before each, and brings the picture back whenever it has left the ball of radius r:
#
# $$x \leftarrow \Pi_r\big(x + s\,\mathrm{sign}\,\nabla_x L(x, y)\big).$$

# %%
step, moved = 0.02, test.images
for _ in range(5):
    images = moved.clone().requires_grad_()
    (slope,) = torch.autograd.grad(cross_entropy(network(images), test.labels, reduction="sum"), images)
    moved = attacks.project(moved + step * slope.sign(), test.images, radius).clamp(0, 1)
how = {"radius": radius, "steps": 5, "step": step, "random_starts": False}
assert torch.equal(moved, attacks.pgd(network, test.images, test.labels, **how))

# %% [markdown]
# **Predict.** Here is a three. By how much must each pixel move, on a scale from black (0) to white (1), until the
# network with hard labels reads something else? And which digit will it read? Drag the radius; then choose the other
# network.

# %% tags=["nbval-ignore-output"]
three = int((test.labels == 3).nonzero()[0])
radii = torch.linspace(0, 0.3, 25).tolist()
one = test.images[three : three + 1], test.labels[three : three + 1]
turned = [
    int(network(attacks.pgd(network, *one, radius=r, steps=20, random_starts=False)).argmax()) != 3 for r in radii
]
truth = radii[turned.index(True)] if any(turned) else radii[-1]
scenes.predict(lesson.QUESTIONS["20.1"], lesson.digit_under_attack(networks, test.images[three], 3, radii), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# The answer turns while you would still read a three without a thought. Past that point the network is <i>sure</i> of the
# wrong digit: an attack does not only turn the answer, it makes confidence worthless. The smoothed network turns later
# here, and is less sure while it does. One digit proves nothing: now all of them, and five seeds.
# </details>
#
# ## Six losses under three attacks
#
# Six losses, five seeds, 600 test digits, trained by the code of the first cell: cross-entropy, label smoothing with two ε,
# focal loss, the margin loss and the normalized loss. Each network is attacked by its own gradient: one step, 20 steps, and
# 20 steps that climb another loss, the *logit margin* $\max_{k\ne y} z_k - z_y$. The results ship with the course;
# `python -m nls_tutorial.studies run attacks` computes them again.
#
# **Predict.** Which loss keeps most digits at r = 0.1? Does the order hold for all three attacks?

# %%
stored = studies.bundled("attacks")
four = ("CE", "focal γ = 3", "LS ε = 0.3", "normLS ε = 0.1")
keeps = [stored.mean_std(arm, "accuracy", attack="pgd", radius=0.1).mean for arm in four]
scene = lesson.accuracy_under_attack(stored)
scenes.predict(lesson.QUESTIONS["20.2"], scene, truth=[share == max(keeps) for share in keeps])

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Smoothing and the margin lose digits later than cross-entropy, under every attack. Focal loss and the normalized loss lose
# them sooner. At r = 0.2 little is left of any. Now look at the right panel: where a network is wrong it should at least
# doubt, and hard labels do not. Smoothing starts with an ECE of its own, for it is underconfident on clean digits, passes
# through good calibration by accident, and ends overconfident as well.
# </details>

# %%
at = {"attack": "pgd", "radius": 0.1}
table = {arm: stored.summary(arm, "accuracy", **at) for arm in stored.arms}
print("accuracy in per cent under 20 steps at r = 0.1:")
for arm, told in table.items():
    print(f"  {arm:<15} {told}   ECE {stored.summary(arm, 'ECE', **at)}")

# %% [markdown]
# ## A gradient that has vanished
#
# An attack that follows a gradient is blind where there is none. Take the network with hard labels, and divide the logits
# by T = 0.01. No decision changes, nothing is learnt, nobody is protected.
#
# **Predict.** What do FGSM and PGD find now? And PGD on the logit margin?


# %% tags=["nbval-ignore-output"]
class Sharp(torch.nn.Module):
    """The same decisions, logits a hundred times as large."""

    def __init__(self, network: torch.nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.network(images) / 0.01


sharp = Sharp(network).eval()
kept = {
    name: {
        told: 100 * lesson.score(one, lesson.attack(one, test, kind, 0.1, 0), test.labels)["accuracy"]
        for told, kind in (("FGSM", "fgsm"), ("PGD", "pgd"), ("PGD on the margin", "margin"))
    }
    for name, one in (("as trained", network), ("T = 0.01", sharp))
}
more = kept["T = 0.01"]["PGD"] - kept["as trained"]["PGD"]
scene = scenes.named_bars(kept, title="Digits kept at r = 0.1", axis="accuracy, %", digits=0)
scenes.predict(lesson.QUESTIONS["20.3"], scene, truth=(abs(more) <= 5, more > 5, more < -5))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Sharpened, the network looks far more robust under both usual attacks, and is exactly as weak as before under the third.
# Cross-entropy's slope on the logits is p − q; where p has rounded to q it is 0, in all pixels, and sign(0) moves nothing.
# The margin's slope is +1 and −1, however sure the network is. This is called <i>gradient masking</i>, and a paper that
# shows only attacks through its own loss cannot rule it out.
# </details>

# %%
assert all(kept["T = 0.01"][name] > kept["as trained"][name] + 10 for name in ("FGSM", "PGD"))
assert abs(kept["T = 0.01"]["PGD on the margin"] - kept["as trained"]["PGD on the margin"]) < 5
gap = {}
for arm in ("CE", "LS ε = 0.1", "LS ε = 0.3", "MbLS m = 6"):
    pgd, margin = (stored.scores(arm, "accuracy", attack=kind, radius=0.1).mean() for kind in ("pgd", "margin"))
    gap[arm] = pgd - margin
    print(f"{arm:<11} PGD {pgd:.1%}, on the margin {margin:.1%}")
assert gap["CE"] < 0 < min(gap["LS ε = 0.1"], gap["LS ε = 0.3"], gap["MbLS m = 6"])

# %% [markdown]
# So it is here, in small: for cross-entropy its own loss is the better guide, for smoothed networks the margin finds a few
# more digits. Part of the lead was masking. The honest number of a network is its *worst*.

# %%
worst = {arm: lesson.worst_accuracy(stored, arm, radius=0.1) for arm in stored.arms}
claimed = ("normLS ε = 0.1", "LS ε = 0.1", "MbLS m = 6")
how = {"claim": "higher", "scale": 100, "unit": " points", "digits": 1}
records.Claim(
    paper="NLS: the normalized loss is more robust to attacks and aberrations than cross-entropy and label smoothing.",
    here="Worst of three attacks at r = 0.1, digits kept in per cent: "
    + ", ".join(f"{arm} {records.mean_std(100 * kept):.1f}" for arm, kept in worst.items()),
    verdict={f"{arm} against CE": records.verdict(worst[arm], worst["CE"], **how) for arm in claimed},
)

# %% [markdown]
# ## Changed without purpose
#
# Noise, blur, less contrast, more light, JPEG, a shift: five steps each. Nobody searches for the worst here, so accuracy
# falls more slowly. The question is whether confidence falls with it.
#
# **Predict.** On clean digits hard labels are calibrated and smoothed ones are not. Which of the two will be the better
# calibrated at strength 5? Is it the same one for all four corruptions?

# %% tags=["nbval-ignore-output"]
kinds = ("noise", "blur", "contrast", "shift")
bundled = studies.bundled("corrupted_digits")
hard, soft = (
    [bundled.mean_std(arm, "ECE", kind=kind, strength=5).mean for kind in kinds] for arm in ("CE", "LS ε = 0.3")
)
better = sum(one < other for one, other in zip(soft, hard, strict=True))
scene = lesson.reliability_under_corruption(networks, test, kinds)
scenes.predict(lesson.QUESTIONS["20.4"], scene, truth=(better == 0, better == 1, better == 2, better > 2))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# It depends on what is done. Under a shift hard labels stay sure while they go wrong, the bars sink under the diagonal, and
# the modesty of the smoothed network becomes right. Under noise and blur accuracy hardly falls at first, the smoothed
# network becomes <i>less</i> sure still, and hard labels stay the better calibrated. Neither network has learnt that a
# picture is bad: one had room to fall, the other had not.
# </details>

# %%
digits, photographs = studies.bundled("corrupted_digits"), studies.bundled("corrupted_photographs")
for name, results in (("digits", digits), ("photographs", photographs)):
    print(f"{name}: mean over six corruptions, accuracy and ECE in per cent")
    for arm in results.arms:
        told = [
            [records.mean_std(100 * results.scores(arm, what, strength=step).mean(1)) for step in (0, 3, 5)]
            for what in ("accuracy", "ECE")
        ]
        print(
            f"  {arm:<15}",
            " → ".join(f"{mean:.1f}" for mean in told[0]),
            "  ECE",
            " → ".join(f"{mean:.1f}" for mean in told[1]),
        )

# %% [markdown]
# The second set are patches of two photographs: is it the temple or the flower? The losses are the same, and the order is
# not. What holds on one set of pictures is one observation.


# %%
sets = {"digits": digits, "photographs": photographs}
records.Claim(
    paper="MbLS, outlook: what margin-based smoothing does for calibration when the data have shifted is open.",
    here="Mean ECE over six corruptions at strength 5, against cross-entropy, on digits and on photographs.",
    verdict={
        f"{arm}, {name}": lesson.against_ce(results, arm, "ECE", "lower", strength=5)
        for arm in ("MbLS m = 6", "LS ε = 0.1")
        for name, results in sets.items()
    },
)

# %% [markdown]
# ## Wrong labels
#
# The third trouble sits in the training set. Ma et al. (2020) made normalized losses for it: a bounded loss gives up on
# a label that it cannot fit, a wrong one among them (lesson 03, exercise 03.4).
#
# **Predict.** With two labels in ten wrong, which of the six losses reads most of the clean test digits? And which is the
# best calibrated? Drag the share.

# %%
noisy = studies.bundled("label_noise")
reads = [noisy.mean_std(arm, "accuracy", noise=0.2).mean for arm in ("CE", *four[2:0:-1], four[3])]
scenes.predict(
    lesson.QUESTIONS["20.5"], lesson.losses_on_wrong_labels(noisy), truth=[share == max(reads) for share in reads]
)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# The loss that was made for wrong labels reads the fewest; plain smoothing reads the most. A small network, few digits and
# a short training leave little time to learn wrong labels by heart, which is what a bounded loss protects from. Now look
# right: wrong labels teach every other loss to doubt, more than clean digits deserve, and smoothing teaches it twice. The
# normalized loss, which gives up on what it cannot fit, stays calibrated. Less right, and honest about it.
# </details>


# %%
told = [
    f"{arm} {noisy.summary(arm, 'accuracy', noise=0.2)}, {noisy.summary(arm, 'ECE', noise=0.2)}" for arm in noisy.arms
]
norm, smooth = "normLS ε = 0.1", "LS ε = 0.3"
records.Claim(
    paper="Ma et al. and NLS: normalized losses are robust to wrong labels; NLS: and better calibrated.",
    here="Two labels in ten wrong, accuracy and ECE on clean digits in per cent: " + "; ".join(told),
    verdict={
        "normLS against CE, accuracy": lesson.against_ce(noisy, norm, "accuracy", "higher", noise=0.2),
        "LS ε = 0.3 against CE, accuracy": lesson.against_ce(noisy, smooth, "accuracy", "higher", noise=0.2),
        "normLS against CE, ECE": lesson.against_ce(noisy, norm, "ECE", "lower", noise=0.2),
    },
)

# %% [markdown]
# ## Exercises
#
# Stuck? `exercises.hint("20.1", 1)` gives a nudge, 2 the method, 3 nearly the answer.

# %% [markdown]
# <!-- exercise 20.1 -->
#
# ### 20.1 ★☆☆ One step by hand
#
# A linear network with two classes, logits z = W x without bias. Cross-entropy grows with the other class's logit
# less the label's, so its gradient on the picture points along w_other − w_label. Write one FGSM step of radius r,
# clipped to [0, 1].

# %% tags=["exercise"]
# exercise 20.1
import torch
from torch import Tensor


def one_step(image: Tensor, weight: Tensor, label: int, radius: float) -> Tensor:
    """The attacked picture, (D,), of a picture (D,), weights (2, D), the label 0 or 1 and a radius."""
    ...


# %%
exercises.check("20.1", one_step)

# %% [markdown]
# <!-- exercise 20.2 -->
#
# ### 20.2 ★★☆ Back onto the ball
#
# After a step a picture may lie too far from where it began. Bring each picture of a batch back to the nearest one
# within an ℓ2 distance of r. A picture that is within r already must stay where it is; one that has not moved at all,
# too.

# %% tags=["exercise"]
# exercise 20.2
import torch
from torch import Tensor


def onto_ball(moved: Tensor, around: Tensor, radius: float) -> Tensor:
    """The nearest pictures, (B, D), within an ℓ2 distance `radius` of `around` (B, D), for moved pictures (B, D)."""
    ...


# %%
exercises.check("20.2", onto_ball)

# %% [markdown]
# <!-- exercise 20.3 -->
#
# ### 20.3 ★★☆ Find the masked gradient
#
# Four networks, and the share of digits (in per cent) that each still gets right under attacks of one radius:
#
# | network | clean | FGSM | PGD, 40 steps | PGD, 40 steps, on the logit margin | random noise |
# |:--|--:|--:|--:|--:|--:|
# | A | 97 | 55 | 31 | 32 | 96 |
# | B | 96 | 88 | 86 | 27 | 95 |
# | C | 95 | 78 | 66 | 65 | 94 |
# | D | 98 | 62 | 45 | 42 | 97 |
#
# One of them is not robust at all; its gradient has vanished, and two of the attacks ran blind. Which?

# %% tags=["exercise"]
# exercise 20.3
# The network whose gradient has vanished, "A", "B", "C" or "D".
masked_network = ...

# %%
exercises.check("20.3", masked_network)

# %% [markdown]
# <!-- exercise 20.4 -->
#
# ### 20.4 ★★★ One step, many steps
#
# At r = 0.2 networks smoothed with ε = 0.3 keep 19.2 per cent of the digits under one step, hard labels 5.6. Under 20
# steps it is 5.2 against 1.4, under 20 steps on the logit margin 4.0 against 2.2. Which explanation fits *all* of
# these numbers?
#
# a. Smoothing has moved the border between the classes beyond r for many more pictures.
#
# b. One step follows the slope at the picture itself; under smoothing that slope says less about what lies at r =
# 0.2. Many steps look again on their way.
#
# c. Smoothed networks are less accurate on clean pictures, so there is less to lose.
#
# d. FGSM leaves the range of the pictures, and smoothing forbids that.

# %% tags=["exercise"]
# exercise 20.4
# The letter of the explanation that fits, "a" to "d".
explanation = ...

# %%
exercises.check("20.4", explanation)

# %% [markdown]
# ## What to take away
#
# - A change that the eye forgives can turn an answer, and the network is sure of the new one.
# - Attack with more than one loss, more than one step and more than one start, and report the smallest number.
# - Smoothing and the margin keep more digits here, part of it by a weaker gradient; the normalized loss keeps fewer. With
#   wrong labels it is the least accurate and the best calibrated.
# - Modesty is right where accuracy falls far, and wrong where it does not. It is not knowledge of the trouble.
#
# ## Further reading
#
# - Uppal and Giddwani, *Normalized Label Distribution*, 2020, arXiv 2012.06876, and Ma et al., *Normalized Loss Functions
#   for Deep Learning with Noisy Labels*, 2020, arXiv 2006.13554.
# - Goodfellow et al., *Explaining and Harnessing Adversarial Examples*, 2015, arXiv 1412.6572; Madry et al., *Towards Deep
#   Learning Models Resistant to Adversarial Attacks*, 2018, arXiv 1706.06083.
# - Athalye et al., *Obfuscated Gradients Give a False Sense of Security*, 2018, arXiv 1802.00420.
# - Hendrycks and Dietterich, *Benchmarking Neural Network Robustness to Common Corruptions*, 2019, arXiv 1903.12261.
