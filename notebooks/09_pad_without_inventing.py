# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Pad without inventing
#
# | | |
# |:--|:--|
# | **Do** | drag a kernel over the border; send a constant picture through layers; convert a network; train some and look where they err |
# | **Learn** | what zero padding tells a network; partial convolution and its ratio; what that ratio cannot repair; what a paper's code did instead |
# | **Need** | [lesson 01](01_look_at_the_last_layer.ipynb); convolution and a little PyTorch |
# | **Time** | 25 minutes to read, about 40 seconds to run on two CPU cores; no GPU needed |

# %%
import numpy as np
import torch
from torch.nn import functional as F

from nls_tutorial import data, exercises, models, partial_conv, records, scenes, studies, tables
from nls_tutorial.lessons import l09_pad_without_inventing as lesson

budget = studies.budget()
print(budget)

# %% [markdown]
# ## A black frame that nobody photographed
#
# A 3×3 kernel on the outermost pixel reaches over the border. There is nothing there, so most networks put *zeros*: a
# black frame around every picture, and around every map inside the network. Show such a layer a picture that is the same
# everywhere. What it answers should be the same everywhere, too.

# %%
average = torch.full((1, 1, 3, 3), 1 / 9)
response = F.conv2d(torch.ones(1, 1, 5, 5), average, padding=1)[0, 0]
print([[round(value, 2) for value in row] for row in response.tolist()])
assert torch.allclose(response[[0, 0, 2], [0, 2, 2]], torch.tensor([4 / 9, 6 / 9, 1]))

# %% [markdown]
# It is not. In the corner the averaging kernel sees four pixels of nine and reports four ninths of the brightness. The
# frame is invented, and the network cannot know that it is.
#
# *Partial convolution* (Liu et al. 2018) calls the frame what it is: holes. It leaves them out and lets the rest of the
# window speak for all of it:
#
# $$\mathrm{out} = \mathrm{conv}(x_p)\cdot r + b, \qquad
#   r = \frac{\text{elements of the window}}{\text{elements inside the picture}} .$$
#
# **Predict.** What is $r$ in a corner? Where is it 1? Drag the kernel and watch both responses.

# %%
corner = partial_conv.window_ratio((5, 5), kernel=3, padding=1)[0, 0]
scenes.predict(lesson.QUESTIONS["09.1"], lesson.kernel_over_border(), truth=corner)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# 9/4 in a corner, 9/6 along a side, 1 wherever the whole window lies inside. The blue bar always ends on the dotted line:
# for an averaging kernel, partial convolution gives the mean of what is really there. The bias comes from no pixel and is
# not scaled.
# </details>
#
# ## Where the ratio comes from
#
# A window adds up products $w_i x_i$. Some are hidden. Put in their place the *mean of the visible products*:
#
# $$\sum_{\text{seen}} w_i x_i + \text{hidden}\cdot\frac{1}{\text{seen}}\sum_{\text{seen}} w_i x_i
#   = \frac{\text{all}}{\text{seen}} \sum_{\text{seen}} w_i x_i .$$
#
# That is the ratio, exactly. So partial convolution does not refuse to guess. It guesses that a hidden product is like
# the visible ones.

# %%
x, w = data.scenes(1, seed=4).images, torch.randn(2, 3, 3, 3, generator=torch.Generator().manual_seed(0))
b = torch.tensor([0.5, -0.5])

seen = F.conv2d(torch.ones(1, 1, 32, 32), torch.ones(1, 1, 3, 3), padding=1)
r = 9 / seen
out = F.conv2d(x, w, padding=1) * r + b[:, None, None]
assert torch.allclose(out, partial_conv.partial_conv2d(x, w, b, padding=1), atol=1e-5)
assert torch.allclose(r[0, 0], partial_conv.window_ratio((32, 32), kernel=3, padding=1))
print("corner, side, inside:", r[0, 0, 0, 0].item(), r[0, 0, 0, 5].item(), r[0, 0, 5, 5].item())

# %% [markdown]
# ## What the border tells a network
#
# If a constant picture does not come out constant, a network can tell from nothing *where* it is looking (Islam et al.
# 2020). Some tasks like that, but nobody asked for it.
#
# **Predict.** With the averaging kernel: how far in is the border felt after four layers? Now the guess above: is it a
# good one for a kernel with *uneven* weights, or for an *edge* detector, whose weights sum to zero?

# %%
edge = torch.tensor([[[[-1.0, 0.0, 1.0]] * 3]])
sides = [
    layer(torch.ones(1, 1, 5, 5), edge, padding=1)[0, 0, 2, 0].abs()
    for layer in (F.conv2d, partial_conv.partial_conv2d)
]
false = (sides[1] / sides[0]).item()
truth = (false < 0.95, 0.95 <= false <= 1.05, false > 1.05)
scenes.predict(lesson.QUESTIONS["09.2"], lesson.constant_picture(), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# One pixel further with every layer. Partial convolution keeps the constant picture constant for the average, at every
# depth. For the other two kernels it does not. The edge detector sees a false edge under zero padding, and the ratio makes
# it half as strong again: the hidden products were just <i>not</i> like the visible ones. Replicating the border pixels
# keeps a constant constant whatever the kernel.
# </details>
#
# A network starts with random weights. So how do the paddings compare on average? Take 20,000 random kernels with weights
# of mean 0 and standard deviation 1, look at the side of a constant picture of ones, and measure how far the response is
# from the one in the middle. Three of nine weights are hidden. Zero padding loses them, which costs $\sqrt 3$. The ratio
# also enlarges the other six by a half, so the error is $\sqrt{3 + 6/4}$.

# %%
ones = torch.ones(1, 1, 5, 5)
kernels = torch.randn(20_000, 1, 3, 3, generator=torch.Generator().manual_seed(0))
error = {}
for name, lift in (("mean 0", 0.0), ("mean 1", 1.0)):
    for padding, convolve in (("zero", F.conv2d), ("partial", partial_conv.partial_conv2d)):
        answer = convolve(ones, kernels + lift, padding=1)[0]
        error[name, padding] = (answer[:, 0, 2] - answer[:, 2, 2]).square().mean().sqrt().item()
        print(f"weights of {name}, {padding:8} error at the side {error[name, padding]:.2f}")
assert abs(error["mean 0", "zero"] - 3**0.5) < 0.05 and abs(error["mean 0", "partial"] - 4.5**0.5) < 0.05
assert error["mean 1", "partial"] < error["mean 1", "zero"]

# %% [markdown]
# Where weights have a common sign, partial convolution repairs the border. Where they cancel, it makes it *worse* than
# zeros did. Keep that in mind for the end of the lesson.
#
# ## A hole in the middle
#
# Padding is only one kind of hole. The same function takes a mask, and hands on an *updated* mask: a window that saw
# anything is no hole any more. So holes close from their rim inwards, round by round.

# %%
star = data.scenes(1, size=24, seed=3).images[0]
known = torch.ones(24, 24, dtype=torch.bool)
known[6:10, 5:18] = known[14:20, 12:15] = False
scenes.show(lesson.hole_that_fills(star, known))

# %% [markdown]
# Liu et al. invented partial convolution for this, inpainting, with learnt kernels in place of the average.
#
# ## Convert a network
#
# `to_partial` walks through any model and replaces what pads with zeros. The weights stay.
#
# **Predict.** This residual network has nine convolutions. Which of them will be left as they are?

# %%
network = models.resnet_cifar(3, classes=10)
converted = partial_conv.to_partial(network)
assert converted.state_dict().keys() == network.state_dict().keys()

before, after = (partial_conv.survey(model) for model in (network, converted))
assert (len(after.partial), len(after.left), after.zero_padded) == (7, 2, ())
kernel, stride = {}, {}
for name, layer in network.named_modules():
    if isinstance(layer, torch.nn.Conv2d):
        kernel[name], stride[name] = layer.kernel_size[0], layer.stride[0]
short = {name: name.removeprefix("body.").replace(".", " ") for name in kernel}  # as it stands under a bar
left = {name: size for name, size in kernel.items() if name in after.left}
ones = {name for name, size in kernel.items() if size == 1}
twos = {name for name, step in stride.items() if step == 2}
truth = (not left, set(left) == {next(iter(kernel))}, set(left) == ones, set(left) == twos)
parts = {"becomes partial": after.partial, "is left": after.left}
series = {what: {short[name]: kernel[name] for name in names} for what, names in parts.items()}
scene = scenes.named_bars(series, title="Which convolutions change", axis="width of the kernel", digits=0)
scenes.predict(lesson.QUESTIONS["09.4"], scene, truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# The two 1×1 shortcuts: they look at one pixel and pad nothing. A layer that pads with the picture's own pixels
# (<code>padding_mode="reflect"</code>) would be left, too.
# </details>
#
# The larger networks do it on request: `models.resnet18(10, padding="partial")`.
#
# ## What the released code does instead
#
# The NLS paper reports its Tables 2 and 3 "with partial convolution". Its released code does something else: it multiplies
# the whole picture by one number, (elements with padding)/(elements without), and pads with zeros. For 32×32 that is
# $34^2/32^2$. How different is that?

# %%
paddings = {"zero": F.conv2d, "global rescale": partial_conv.globally_rescaled_conv2d}
rim = r[0, 0] > 1
off = {}
for name, convolve in paddings.items():
    far = (convolve(x, w, b, padding=1) - out).abs().mean(dim=(0, 1)) / (out - b[:, None, None]).abs().mean()
    off[name] = far[rim].mean().item(), far[~rim].mean().item()
    print(f"{name:15} differs from partial by {off[name][0]:.0%} at the rim, by {off[name][1]:.1%} inside")
assert off["zero"][1] < 1e-6 and abs(off["global rescale"][1] - (34**2 / 32**2 - 1)) < 0.03

# %% [markdown]
# The rim stays wrong, and the inside, which was right, is wrong now. And there is more. In a ResNet each convolution is
# followed by batch norm, which divides by the spread of its input. A common factor does not survive that.
#
# **Predict.** By how much do the logits, and the gradients, of the residual network change under the global rescale?

# %% tags=["nbval-ignore-output"]
pictures = data.scenes(64, seed=5)


def logits_and_slope(model):
    logits = model.train()(pictures.images)
    F.cross_entropy(logits, pictures.labels).backward()
    return logits.detach(), model.body[3].conv1.weight.grad


z, slope = logits_and_slope(models.resnet_cifar(3, 10))
changed = {}
for name, convert in (("partial", partial_conv.to_partial), ("global rescale", partial_conv.to_globally_rescaled)):
    other, other_slope = logits_and_slope(convert(models.resnet_cifar(3, 10)))
    pairs = {"logits": (other, z), "a gradient": (other_slope, slope)}
    changed[name] = {what: 100 * ((a - c).norm() / c.norm()).item() for what, (a, c) in pairs.items()}
assert max(changed["global rescale"].values()) < 5 < 15 < min(changed["partial"].values())
far = changed["global rescale"]["logits"]
scene = scenes.named_bars(changed, title="What the padding changes in a residual network", axis="change, %", digits=1)
scenes.predict(lesson.QUESTIONS["09.5"], scene, truth=(far < 5, 5 <= far < 10, 10 <= far <= 25, far > 25))

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# By next to nothing: what is left comes from the small ε in batch norm and from rounding. With batch norm behind every
# convolution, the global rescale <i>is</i> zero padding. If it was the released code that made the "PC" columns of the
# paper's ResNets, they compare a method with itself, run twice, and their differences should look like noise.
# </details>

# %%
stubble, cifar = (np.array([*tables.padding_pairs(name).values()]) for name in ("stubble", "CIFAR-10"))
one_error = 100 * (2 * 0.8 * 0.2 / 224) ** 0.5  # of the difference of two accuracies near 80 %, each on 224 pictures
assert abs(stubble.mean()) < one_error and (stubble > 0).sum() == 4 and abs(cifar).max() < 0.25
records.Claim(
    paper='Partial convolution returns "a better convergence rate while training" and has a "tangible impact" on '
    "performance (NLS, abstract and Tables 1 to 3).",
    here=f"The paper's own pairs: {records.mean_std(stubble):.1f} points over nine on the stubble set, {(stubble > 0).sum()} up "
    f"and {(stubble < 0).sum()} down, one standard error is {one_error:.1f}; on CIFAR-10 {records.mean_std(cifar):.2f}.",
    verdict={
        name: records.verdict(pairs, claim="higher", relevant=relevant, unit=" points", of="pairs")
        for name, pairs, relevant in (("higher on the stubble set", stubble, 2), ("higher on CIFAR-10", cifar, 0.5))
    },
)

# %% [markdown]
# ## Where the errors live
#
# So let us test it. Four shapes on random textures, five convolutions with batch norm and no shortcut, five seeds, and
# three paddings: zeros, partial, and a third that repeats the border pixels. For each seed the pictures, first weights and
# order are the same. The test moves the *same objects* to 0, 1, 2, 3 and 4 pixels from the border. Training them takes
# most of this lesson's time.


# %% tags=["nbval-ignore-output"]
def replicate(model):
    for layer in model.modules():
        if isinstance(layer, torch.nn.Conv2d):
            layer.padding_mode = "replicate"
    return model


three = {"zero": lambda model: model, "partial": partial_conv.to_partial, "replicate": replicate}
study = studies.run_study(lesson.compare_paddings(three, epochs=8 * budget.longer), seeds=range(max(5, budget.seeds)))
study.table("accuracy")

# %% [markdown]
# **Predict.** Is a network worse on objects at the border? Will partial convolution help there? Which loss falls fastest?

# %% tags=["nbval-ignore-output"]
moved = torch.stack([lesson.at_border(distance).images[:4] for distance in study.axes["distance"]])
least = min(three, key=lambda name: lesson.drop(study, name).mean())
truth = [least == name for name in three]
scenes.predict(lesson.QUESTIONS["09.3"], lesson.accuracy_near_border(study, moved), truth=truth)

# %% [markdown]
# <details><summary><b>Reveal</b></summary>
#
# Yes: the same object is recognized less often the nearer it stands to the border. But that holds for every padding, so
# invented pixels are at most part of the reason; an object at the edge is also seen by fewer windows. (Repeating the border
# pixels has the smallest drop, but not by doing better at the border: four pixels in it is worse.) Partial convolution
# learns no faster here than zeros do and, if anything, more slowly. That fits what the random kernels told us.
# </details>

# %% tags=["nbval-ignore-output"]
assert min(100 * lesson.drop(study, name).mean() for name in ("zero", "partial")) > 2
lesson.claim_of_paddings(study)

# %% [markdown]
# Eight epochs and a handful of seeds cannot carry the first two verdicts: their intervals are wider than what would matter.
# So here is a stored run of the same study, five times as long and over ten seeds.

# %%
longer = studies.bundled("paddings_longer")
behind = longer.scores("zero", "accuracy") - longer.scores("partial", "accuracy")
assert sum(behind[:, 0] > 0) >= 8, "at the border partial convolution is behind zeros"
lesson.claim_of_paddings(longer)

# %% [markdown]
# Now it is settled, and against the claim: at the border partial convolution is behind zeros, and its loss falls more slowly.
# (That replicate padding seemed to lose less at the border is gone, too.) It fits what the random kernels said, though the study does not show the
# reason: where weights cancel, the ratio makes the border worse.
#
# Read it for what it is: one small network and small pictures. With large networks on ImageNet, Liu et al. report that
# partial convolution "consistently outperforms" zero padding. What does not depend on size is the algebra above, and you can
# always look at the border directly.
#
# ## Exercises

# %% [markdown]
# <!-- exercise 09.1 -->
#
# ### 09.1 ★☆☆ The corner of a wide kernel
#
# A 3×3 kernel with padding 1 has the ratio 9/4 in the corner. Predict the ratio in the corner for a **7×7** kernel
# with padding 3, on a large picture.

# %% tags=["exercise"]
# exercise 09.1
# The ratio r in the corner: the window's elements over those inside the picture.
corner_ratio = ...

# %%
exercises.check("09.1", corner_ratio)


# %% [markdown]
# <!-- exercise 09.2 -->
#
# ### 09.2 ★☆☆ How far in is the border felt?
#
# A stack of equal k×k convolutions, stride 1, each padded by (k − 1)/2. In the output, how many pixels from the edge
# inwards can depend on what was padded? Look at the widget with the uneven kernel and count.


# %% tags=["exercise"]
# exercise 09.2
def reach(layers: int, kernel: int) -> int:
    """How many pixels from the edge inwards can feel the border, for odd `kernel`."""
    ...


# %%
exercises.check("09.2", reach)

# %% [markdown]
# <!-- exercise 09.3 -->
#
# ### 09.3 ★★☆ The ratio with two convolutions
#
# Write partial convolution with two calls of `torch.nn.functional.conv2d`: one of the pictures, one of a picture of
# ones with a kernel of ones, which counts what each window sees. Stride 1, padding (k − 1)/2. The bias is not scaled.

# %% tags=["exercise"]
# exercise 09.3
import torch
from torch import Tensor
from torch.nn import functional as F


def partial_by_two(images: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """conv(x)·r + b for images (B, C, H, W), weight (O, C, k, k) with odd k, bias (O,), padded by (k − 1)/2."""
    ...


# %%
exercises.check("09.3", partial_by_two)


# %% [markdown]
# <!-- exercise 09.4 -->
#
# ### 09.4 ★★☆ Leave it alone
#
# A converter walks through a network and meets many layers. Say which it must leave alone, because no window of
# theirs holds a hole, or because they are no 2-D convolutions at all. You get the layer's class name, its kernel k×k,
# its padding as a text ("0", "1", …, "same" or "valid") and its padding mode.


# %% tags=["exercise"]
# exercise 09.4
def leave_alone(kind: str, kernel: int, padding: str, mode: str) -> bool:
    """True for a layer that a converter to partial convolution must leave as it is."""
    ...


# %%
exercises.check("09.4", leave_alone)

# %% [markdown]
# <!-- exercise 09.5 -->
#
# ### 09.5 ★★★ A hole in the picture
#
# Fill the holes of a picture by partial convolution with a 3×3 average. In each round an unknown pixel whose window
# sees at least one known pixel becomes the mean of the known pixels in it, and is known from the next round on. Known
# pixels stay as they are. Go on until nothing is unknown (at least one pixel is known).

# %% tags=["exercise"]
# exercise 09.5
import torch
from torch import Tensor
from torch.nn import functional as F


def fill_holes(image: Tensor, known: Tensor) -> Tensor:
    """The picture (C, H, W) with its holes filled, round by round; `known` (H, W) is True where a pixel is known."""
    ...


# %%
exercises.check("09.5", fill_holes)

# %% [markdown]
# ## What to take away
#
# - Zero padding is a black frame that nobody photographed, and every layer hands it one step further in.
# - Partial convolution takes padding for holes: the ratio puts the mean of the visible products in the place of the hidden
#   ones. That is right for kernels that average and wrong for kernels that compare.
# - A converter leaves alone what does not pad, and what pads with the picture's own pixels.
# - One factor for the whole picture is not partial convolution, and batch norm undoes it.
# - Errors do gather at the border. Partial convolution does not cure them here; trained to the end, it has more of them.
#
# ## Further reading
#
# - Liu, Shih, Wang, Reda, Sapra, Yu, Tao, Catanzaro, *Partial Convolution based Padding*, 2018, arXiv 1811.11718.
# - Liu, Reda, Shih, Wang, Tao, Catanzaro, *Image Inpainting for Irregular Holes Using Partial Convolutions*, 2018,
#   arXiv 1804.07723.
# - Islam, Jia, Bruce, *How Much Position Information Do Convolutional Neural Networks Encode?*, 2020, arXiv 2001.08248.
# - Uppal and Giddwani, *Normalized Label Distribution*, 2020, arXiv 2012.06876, Tables 1 to 3.
