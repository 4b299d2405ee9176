r"""Small changes to a picture that raise a network's loss: within a radius of the picture, and inside its range.

The network is only asked: its weights, its gradients and its mode are left as they were. A normalization of pictures
belongs into the network, so that `radius`, `low` and `high` are in the pictures' own unit.

A network can look robust because its gradient has vanished, not because its answer holds (gradient masking). Attack it
with more than one loss (`logit_margin` has a gradient where cross-entropy's has rounded to 0), more than one step, and
more than one start, and compare.
"""

from nls_tutorial.attacks.fgsm import fgsm
from nls_tutorial.attacks.margin import logit_margin
from nls_tutorial.attacks.pgd import pgd
from nls_tutorial.attacks.project import distance, project

__all__ = ["distance", "fgsm", "logit_margin", "pgd", "project"]
