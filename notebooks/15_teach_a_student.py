# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Teach a student
#
# | | |
# |:--|:--|
# | **Do** | raise the temperature until a sure teacher shows its doubts; let students learn a digit that nobody shows them; watch a teacher forget which picture it sees |
# | **Learn** | distillation, its T² and the reduction that makes it K times too small; what smoothing erases, and when that matters; mutual information of a logit and its input |
# | **Need** | [lesson 01](01_look_at_the_last_layer.ipynb), [lesson 02](02_soften_a_label.ipynb) and [lesson 04](04_focus_and_penalize.ipynb), or: label smoothing, the last layer, entropy |
# | **Time** | 30 minutes to read, about 30 seconds to run on two CPU cores; no GPU needed |

# %%
import math

import torch
from torch.nn import functional as F

from nls_tutorial import data, exercises, geometry, losses, records, scenes, studies
from nls_tutorial.lessons import l15_teach_a_student as lesson

print(studies.budget())

# %% [markdown]
# ## What a teacher knows
#
# A large network has learnt its task, and a small one shall learn from it. The small one could read the same labels. But a
# teacher says more than "this is an eight": it says how much of a three there is in it, and how little of a one. Müller,
# Kornblith and Hinton asked in 2019 what label smoothing does to such teachers (WDLSH, section 4), and found that it
# makes them worse, although they are more accurate.
#
# Five teachers, one for each ε, start from the same first weights and see the same digits in the same order. They are
# trained together: their weights lie stacked in one tensor, and one pass computes what all of them say.

# %% tags=["nbval-ignore-output"]
splits = data.digits(train=797, seed=0)
views = lesson.noisy_views(splits.train, per_class=50, views=16, seed=0)
differences = []  # for the last part: what the teachers say of noisy threes and eights, on their way


def look(done: int, teachers: list[torch.nn.Module]) -> None:
    if done in lesson.EPOCHS:
        differences.append(torch.stack([lesson.logit_differences(teacher, views) for teacher in teachers]))


trained = lesson.train_teachers(splits.train, lesson.EPSILONS, seed=0, epochs=lesson.EPOCHS[-1], after_epoch=look)
teachers = dict(zip(map(lesson.arm_of, lesson.EPSILONS), trained, strict=True))
for name, teacher in teachers.items():
    print(f"teacher with {name}: {lesson.accuracy(teacher, splits.test):.1%} of the test digits")

# %% [markdown]
# **Predict.** The hard teacher is nearly certain of this eight. Which digits will it find a little of in it? And the
# teacher with ε = 0.4, which was told to give every wrong digit the same? Raise T, then change the teacher.

# %% tags=["nbval-ignore-output"]
eight = splits.train.images[int((splits.train.labels == 8).nonzero()[0])]
temperatures = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
said = trained[0](eight[None]).detach().softmax(1)[0]
wrong = torch.cat([said[:8], said[9:]])
truth = 100 * wrong.topk(2).values.sum() / wrong.sum()
scenes.predict(lesson.QUESTIONS["15.1"], lesson.what_a_teacher_says(teachers, eight, 8, temperatures), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# The blue bars of the hard teacher show an eight and nothing else; the temperature brings out what is behind it. The orange
# bars are uneven: a few digits take most of the rest. These ratios are knowledge about likeness, learnt from thousands of
# comparisons, and no label holds them. Under smoothing the orange bars draw towards the dotted line at one ninth each: the
# teacher was paid for making them alike.
# </details>
#
# Look at the same on the last layer. In [lesson 01](01_look_at_the_last_layer.ipynb) smoothing drew the features of a class
# together. For a teacher this is a loss: where an eight lies within its heap is what it could have told.

# %% tags=["nbval-ignore-output"]
scenes.show(lesson.teachers_on_a_plane(teachers, splits.train, (3, 8, 5)))

# %% [markdown]
# ## Distillation
#
# The student is trained on the teacher's probabilities. Both networks' logits are divided by a temperature T, which lifts
# small probabilities, and the loss is multiplied by T²:
#
# $$L = T^2 \Big(-\sum_k p^t_k \log p^s_k\Big), \qquad p^t = \mathrm{softmax}(z^t/T),\quad p^s = \mathrm{softmax}(z^s/T).$$
#
# Why T²? The slope of the sum on a student's logit is $(p^s_k - p^t_k)/T$, and for a large T the difference itself
# shrinks like 1/T. Together that is 1/T²; the factor keeps the pull at one size, so that T can be chosen without choosing
# another learning rate.

# %%
student_logits = torch.tensor([[2.0, 0.5, -1.0], [0.0, 0.2, 0.1]], dtype=torch.float64, requires_grad=True)
teacher_logits = torch.tensor([[4.0, 1.0, 0.0], [0.0, 3.0, 1.0]], dtype=torch.float64)
labels = torch.tensor([0, 1])

for T in (1.0, 4.0, 16.0, 64.0):
    log_p = F.log_softmax(student_logits / T, dim=1)
    loss = T**2 * -(F.softmax(teacher_logits / T, dim=1) * log_p).sum(1).mean()
    assert torch.allclose(loss, losses.distillation_loss(student_logits, teacher_logits, labels, temperature=T))
    (slope,) = torch.autograd.grad(loss, student_logits)
    print(f"T = {T:4.0f}: length of the gradient {slope.norm():.3f}, without T² {slope.norm() / T**2:.5f}")

# %% [markdown]
# Much code writes this loss with PyTorch's `KLDivLoss`, which differs from the cross-entropy above by the teacher's own
# entropy only, so its gradient is the same. But as it comes, `reduction="mean"`, it divides by the number of *all
# probabilities*, B·K, and not by the number of pictures. PyTorch warns of it; the training does not look broken, only slow.
#
# **Predict.** Three classes, two pictures: how many times is the gradient of that loss too small? And with 1000 classes?

# %%
T, classes = 4.0, student_logits.shape[1]
log_p, p = F.log_softmax(student_logits / T, dim=1), F.softmax(teacher_logits / T, dim=1)
over_pictures = T**2 * F.kl_div(log_p, p, reduction="batchmean")
over_everything = T**2 * F.kl_div(log_p, p, reduction="none").mean()  # what reduction="mean" does
right, small = (
    torch.autograd.grad(loss, student_logits, retain_graph=True)[0] for loss in (over_pictures, over_everything)
)
assert torch.allclose(right, classes * small)
assert torch.allclose(right, T * (log_p.exp() - p) / len(labels))
norms = {"over pictures": right.norm().item(), "over everything": small.norm().item()}
scene = scenes.named_bars({"": norms}, title="Two means, two gradients", axis="length of the gradient", digits=4)
times = norms["over pictures"] / norms["over everything"]
truth = [math.isclose(times, count, rel_tol=0.01) for count in (len(labels), classes, len(labels) * classes)]
scenes.predict(lesson.QUESTIONS["15.2"], scene, truth=truth)

# %% [markdown]
# ## A digit that nobody shows
#
# Now the students: small perceptrons, each taught by one of the teachers on 300 digits, from the teacher's probabilities
# alone. One class of students sees all ten digits. For the other, every 8 is taken out of the 300. What these students
# learn of an eight, they learn from what the teacher says of threes, nines and ones.
#
# **Predict.** Which teacher's students will be the more accurate with all digits? And can a student name an eight without
# ever having been shown one?

# %% tags=["nbval-ignore-output"]
lessons = [lesson.transfer_set(teacher, splits.train, 300) for teacher in trained]
lacking = [one.without(lesson.MISSING) for one in lessons]
students = {
    "all digits": lesson.teach(lessons, (4.0,), seed=0, epochs=60),
    "without an 8": lesson.teach(lacking, (4.0,), seed=0, epochs=60),
}
told = {
    f"{what}, {name}": {
        teacher: 100 * lesson.accuracy(student, splits.test, label)
        for teacher, (student,) in zip(teachers, taught, strict=True)
    }
    for name, taught in students.items()
    for what, label in (("accuracy", None), ("eights named", lesson.MISSING))
}
scene = scenes.named_bars(told, title="Students at T = 4, one seed", axis="per cent", digits=1)
hard, *smooth = (share > 5 for share in told["eights named, without an 8"].values())
truth = (hard and not any(smooth), not hard and any(smooth), hard and any(smooth), not hard and not any(smooth))
scenes.predict(lesson.QUESTIONS["15.3"], scene, truth=truth)

# %% [markdown]
# One seed is one story. The study behind it has five, and four temperatures; `python -m nls_tutorial.studies run teachers`
# computes it again in about three minutes. Drag T.

# %%
stored = studies.bundled("teachers")
scenes.show(lesson.students_of_teachers(stored))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Two panels, two orders. With all digits the smoothed teachers are the better ones here, at every temperature: their advice
# is a clean, softened label, and that suits a student which sees every class anyway. Without an 8 only the hard teacher's
# students name any eights, about one in four from T = 4 on, and none at T = 1, where its doubts are too small to be heard.
# The more accurate teachers pass on none at all.
# </details>

# %%
others = [arm for arm in stored.arms if arm != "ε = 0"]
assert all(stored.scores(arm, "missing").max() == 0 for arm in others)
assert stored.scores("ε = 0", "missing", temperature=1.0).max() == 0
for arm in stored.arms:
    told = [stored.summary(arm, score, temperature=4.0) for score in ("whole", "lacking", "missing")]
    print(
        f"{arm:<9} teacher {stored.summary(arm, 'teacher')}   students, T = 4: all digits {told[0]}, without an 8 {told[1]},"
    )
    print(f"{'':<9} of the eights {told[2]}")
print(f"a student of the labels alone, all digits: {stored.summary('ε = 0', 'alone')}")

# %% [markdown]
# And on photographs, with the whole set, as in the paper: a small residual network teaches a small convolutional one on
# 5,000 pictures of CIFAR-10. The paper had ResNet-56 and AlexNet on 50,000 pictures, and its students lost with every bit
# of smoothing. Ours are trained for ten epochs, far too few: read them as a trial of the code path, which
# `--budget full` takes to the paper's size on a GPU.

# %%
photographs = studies.bundled("teachers_cifar10")
for arm in photographs.arms:
    told = [photographs.summary(arm, "whole", temperature=T) for T in photographs.axes["temperature"]]
    print(f"{arm:<8} teacher {photographs.summary(arm, 'teacher')}   students at T = 1 and 4: {', '.join(told)}")
print(f"a student of the labels alone: {photographs.summary('ε = 0', 'alone')}")

# %% [markdown]
# Neither here do the students of the smoothed teacher fall behind. So much for figure 5 at this size; now with a rule.

# %%
T = 4.0
records.Claim(
    paper="WDLSH, figure 5: students of smoothed teachers are less accurate than students of hard ones.",
    here=f"Teacher with ε = 0.1 against ε = 0, accuracy of the students at T = {T:g}, five seeds each: digits with every "
    "class; photographs with every class; digits without an 8, and there the eights.",
    verdict={
        "digits, all": lesson.compare_teachers(stored, "whole", "ε = 0.1", "lower", temperature=T),
        "photographs, all": lesson.compare_teachers(photographs, "whole", "ε = 0.1", "lower", temperature=T),
        "digits without an 8": lesson.compare_teachers(stored, "lacking", "ε = 0.1", "lower", temperature=T),
        "the eights": lesson.compare_teachers(stored, "missing", "ε = 0.1", "lower", temperature=T),
    },
)

# %%
records.Claim(
    paper="WDLSH, section 4: a teacher with better accuracy is not necessarily the one that distils better.",
    here="ε = 0.1 against ε = 0: the teacher's own accuracy, and the eights that its students name, T = 4, five seeds.",
    verdict={
        "the teacher is more accurate": lesson.compare_teachers(stored, "teacher", "ε = 0.1", "higher"),
        "its students name fewer eights": lesson.compare_teachers(
            stored, "missing", "ε = 0.1", "lower", temperature=4.0
        ),
    },
)

# %% [markdown]
# ## What a logit tells of its picture
#
# How would one measure what is lost? The paper asks how much a *logit* tells about *which picture* it came from. Take 50
# threes and 50 eights, each under 16 draws of noise, and one number for each: $v = z_3 - z_8$. If every picture is a
# Gaussian around its own mean $\mu_i$ with a common σ, then
#
# $$\hat I = \frac{1}{NL}\sum_{i,l}\Big[\log \mathcal N(v_{il};\mu_i,\sigma^2) - \log \frac1N\sum_j \mathcal
# N(v_{il};\mu_j,\sigma^2)\Big]$$
#
# estimates the mutual information of v and the picture, in nats. If v gave away the picture, it would be log N; if it told
# only *three or eight*, it would be log 2.

# %%
values = differences[-1][0].double()  # hard labels, after the last epoch: (pictures, views)
means = values.mean(1)
sigma = (values - means[:, None]).square().mean().sqrt()


def log_density(v: torch.Tensor, mu: torch.Tensor) -> torch.Tensor:
    return -((v - mu) ** 2) / (2 * sigma**2) - torch.log(sigma * math.sqrt(2 * math.pi))


own = log_density(values, means[:, None])
mixture = log_density(values[:, :, None], means).logsumexp(2) - math.log(len(values))
estimate = (own - mixture).mean()
assert torch.allclose(estimate, geometry.mutual_information(values))
assert math.log(2) < estimate < math.log(len(values))

# %% [markdown]
# **Predict.** While the teachers learn, does this number rise or fall? Towards which value will it go under smoothing?
# Drag the epoch; then choose a teacher, and look at the heaps on the right.

# %% tags=["nbval-ignore-output"]
scene = lesson.information_during_training(lesson.EPOCHS, tuple(teachers), torch.stack(differences))
left = geometry.mutual_information(differences[-1][-1].double())
scenes.predict(lesson.QUESTIONS["15.4"], scene, truth=left)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# It falls for all of them, for learning to name digits means to stop caring which one it is. Hard labels stop early: once
# the training digits are right, little pulls on them. Smoothing has a target for every logit, and pulls until all threes lie
# in one heap and all eights in another: the curve goes down towards log 2, <i>which of two classes</i>, and nothing else.
# </details>

# %%
first, last = (stored.axes["epoch"][place] for place in (0, -1))
for arm in stored.arms:
    told = [stored.summary(arm, "information", epoch=epoch) for epoch in (first, last)]
    print(f"{arm:<9} information after {first} epoch {told[0]}, after {last} epochs {told[1]} nats")
records.Claim(
    paper="WDLSH, figure 6: smoothing erases information about the input from the teacher's logits.",
    here=f"Information after {last} epochs in nats, each ε against ε = 0, five seeds.",
    verdict={
        arm: records.verdict(
            stored.scores(arm, "information", epoch=last),
            stored.scores("ε = 0", "information", epoch=last),
            claim="lower",
            unit=" nats",
            digits=2,
        )
        for arm in ("ε = 0.05", "ε = 0.1", "ε = 0.4")
    },
)

# %% [markdown]
# So the paper's *reason* shows at this size without any doubt, and its *consequence* only where the teacher's doubts are the
# only source: with a class that the student never sees.
#
# ## Exercises
#
# Stuck? `exercises.hint("15.1", 1)` gives a nudge, 2 the method, 3 nearly the answer.

# %% [markdown]
# <!-- exercise 15.1 -->
#
# ### 15.1 ★☆☆ How the wrong classes share the rest
#
# A teacher's logits of one picture, its class and T. Of the tempered probabilities, take away the true class and
# scale the others so that they sum to 1: p_k/(1 − p_y) for every k ≠ y, in the order of the classes.

# %% tags=["exercise"]
# exercise 15.1
import torch
from torch import Tensor
from torch.nn import functional as F


def rest_shares(logits: Tensor, label: int, temperature: float) -> Tensor:
    """p_k/(1 − p_y) of the classes k ≠ label, (K − 1,), from logits (K,) at a temperature."""
    ...


# %%
exercises.check("15.1", rest_shares)

# %% [markdown]
# <!-- exercise 15.2 -->
#
# ### 15.2 ★☆☆ Hire a teacher
#
# Two schools look for a teacher. In school W the pupils see digits of all ten kinds; in school L nobody will ever
# show them an 8, and they must name eights all the same. T = 4. Five seeds, in per cent:
#
# | teacher | its own accuracy | students in W, accuracy | students in L, eights named |
# |:--|--:|--:|--:|
# | ε = 0 | 96.9 | 93.8 | 26.6 |
# | ε = 0.1 | 98.5 | 95.6 | 0.0 |
# | ε = 0.4 | 98.6 | 95.6 | 0.0 |
#
# What do these numbers say?
#
# a. The more accurate teacher is the better one, in both schools.
#
# b. The smoothed teachers are better in W, the hard one is better in L.
#
# c. Smoothing harms teaching, in both schools.
#
# d. In W the teacher does not matter; in L the more accurate one is better.

# %% tags=["exercise"]
# exercise 15.2
# The letter of what the numbers say, "a" to "d".
schools = ...

# %%
exercises.check("15.2", schools)

# %% [markdown]
# <!-- exercise 15.3 -->
#
# ### 15.3 ★★☆ K times too small
#
# Much distillation code calls `torch.nn.KLDivLoss()` as it comes, which takes the mean over all B·K numbers. Write
# the loss as it should be: T² · KL(p^t ‖ p^s) of the tempered probabilities, the mean over the *pictures*. Use
# `torch.nn.functional.kl_div`.

# %% tags=["exercise"]
# exercise 15.3
from torch import Tensor
from torch.nn import functional as F


def distillation(student: Tensor, teacher: Tensor, temperature: float) -> Tensor:
    """T² · KL of tempered probabilities, the mean over the batch, of logits (B, K)."""
    ...


# %%
exercises.check("15.3", distillation)

# %% [markdown]
# <!-- exercise 15.4 -->
#
# ### 15.4 ★★☆ Find the factor by its gradient
#
# Somebody's loss may be too small by a factor, and its value will not tell: other losses have other values and the
# same gradient. The gradient of T²·KL, as a mean over B pictures, is T(p^s − p^t)/B with tempered probabilities. By
# how many times is the gradient of a given loss(student, teacher) shorter than that?

# %% tags=["exercise"]
# exercise 15.4
from collections.abc import Callable
import torch
from torch import Tensor
from torch.nn import functional as F


def times_too_small(
    loss: Callable[[Tensor, Tensor], Tensor], student: Tensor, teacher: Tensor, temperature: float
) -> float:
    """How many times the gradient of `loss` on the student's logits (B, K) is too short."""
    ...


# %%
exercises.check("15.4", times_too_small)

# %% [markdown]
# <!-- exercise 15.5 -->
#
# ### 15.5 ★★★ Information by hand
#
# N inputs, L noisy views of each, one number v for each view: values (N, L). Take every input as a Gaussian around
# its own mean μ_i with one common σ², the mean squared deviation of all values from their row's mean. Write the mean
# over all values of log N(v_il; μ_i, σ²) − log (1/N) Σ_j N(v_il; μ_j, σ²), in nats.

# %% tags=["exercise"]
# exercise 15.5
import math
import torch
from torch import Tensor


def information(values: Tensor) -> float:
    """The estimated mutual information of values (N, L) and their input, in nats."""
    ...


# %%
exercises.check("15.5", information)

# %% [markdown]
# ## What to take away
#
# - A teacher's wrong-class probabilities are knowledge; a temperature makes them heard, T² keeps the gradient's size.
# - `KLDivLoss` with its default reduction makes the loss K times too small. Check gradients, not values.
# - Smoothing erases what a logit tells of its picture, down to which class it is.
# - Whether that harms a student depends on what only the teacher can tell. With every class in the transfer set, smoothed
#   teachers taught no worse on digits; with one class missing, they taught nothing of it.
#
# ## Further reading
#
# - Hinton, Vinyals and Dean, *Distilling the Knowledge in a Neural Network*, 2015, arXiv 1503.02531: also omits a class.
# - Müller, Kornblith and Hinton, *When Does Label Smoothing Help?*, 2019, arXiv 1906.02629 (WDLSH), section 4.
# - Shen et al., *Is Label Smoothing Truly Incompatible with Knowledge Distillation?*, 2021, arXiv 2104.00676.
