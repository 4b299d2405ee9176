"""Small inputs for every scene of lesson 12."""

import numpy as np
from spec.results_by_hand import losses_by_hand

from nls_tutorial.lessons import l12_compare_the_losses as lesson

NAMES = ("LS", "FL", "MbLS", "CE", "ECP")
GENERATOR = np.random.default_rng(0)
BEFORE, AFTER = GENERATOR.uniform(0, 0.5, (2, len(NAMES), 3, 4))
AFTER[2, 1] = np.nan
CHANCE = GENERATOR.uniform(0.02, 0.05, (len(NAMES), 3))
STUDY = losses_by_hand(NAMES, (0, 1, 2), BEFORE, AFTER, by_chance=CHANCE)
SCORES = ("accuracy", "ECE", "AECE", "NLL")
BUILDERS = {
    "losses_side_by_side": lambda: lesson.losses_side_by_side(STUDY),
    "ranks_by_score": lambda: lesson.ranks_by_score(STUDY, SCORES),
}
