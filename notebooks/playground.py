# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Train in the notebook
#
# Two networks begin with the same weights and see the same points; a quarter of the labels is wrong. The left one learns
# by cross-entropy, the right one by the loss that you choose. Run the cell, press *Train*, and move what you like while
# they learn: it acts at once. The picture that stands there first shows both after 1000 steps; *Train* begins anew.
#
# This notebook is no lesson. It asks nothing, and needs none of them.

# %%
from nls_tutorial.playground import cell, playground

# %% tags=["nbval-ignore-output"]
play = playground(loss="smoothing", epsilon=0.2, noise=0.25, steps=1000)
play

# %% [markdown]
# The ground is the class that a network gives, the stronger the surer it is. Hollow points have a wrong label. ECE, how
# far confidence and accuracy lie apart on held-out points, stands beside what chance alone would give.
#
# **Look at the borders.** Cross-entropy winds them around single wrong points, and is sure on both sides. The smoothed
# network leaves a doubt there, and its ECE is lower.
#
# **Then set *wrong labels* to 0 %.** The same ε now does harm: the right network is too shy for what it knows, and its ECE
# is the higher one. Smoothing is medicine, not food. ([Lesson 02](02_soften_a_label.ipynb) says what a soft label asks of
# a network.)
#
# **Choose a margin**, and watch the largest logit distances stop near $m$ while the left ones go on growing
# ([lesson 05](05_keep_a_margin.ipynb)). **Move T** after a while: it divides the logits of both, and mends an overconfident
# network without training ([lesson 07](07_scale_the_temperature.ipynb)).
#
# ## Begin elsewhere, and take it along
#
# `playground` takes where things stand at first: data (`"blobs"`, `"moons"`, `"spirals"`), `noise`, `n` points, `seed`;
# the loss and its knobs; `rate` and `T`. `controls` and `panels` leave out what you do not want to see. A value that there
# is not is refused, with those that there are.

# %%
try:
    playground(loss="margin", m=6.2)
except ValueError as refused:
    print(refused)

# %% [markdown]
# What you moved is in `play.settings`. As a cell, with the library's own loss in PyTorch's own loop (*Copy Python* gives the
# same):

# %%
print(cell(play.settings, steps=1000))

# %% [markdown]
# **Who trains.** Here the kernel does, in a thread that begins with *Train* and ends with *Pause*. It ends, too, when you
# run the cell again, interrupt the kernel or close the output, and it waits while another cell runs. On
# [the site's page](https://nls-tutorial.github.io/nls_tutorial/playground.html) your browser trains, with nothing
# installed: the same networks, by the same library.
