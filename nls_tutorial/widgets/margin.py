"""What a margin asks for: the poster's own figure, four losses as prices on a distance, and networks that obey."""

import math
from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import torch
from torch import Tensor

from nls_tutorial import checks
from nls_tutorial.losses import (
    confidence_penalty_loss,
    focal_loss,
    label_smoothing_cross_entropy,
    margin_loss,
    optimal_gap,
)
from nls_tutorial.losses.soft import soft_cross_entropy
