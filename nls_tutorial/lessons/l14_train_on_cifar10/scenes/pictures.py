"""The number of training pictures under the hand."""

from collections.abc import Sequence

import numpy as np

from nls_tutorial import checks
from nls_tutorial.lessons.l14_train_on_cifar10.scenes.rows import rows_of_shares
from nls_tutorial.records import Control, Readout, Results, Scene, track

SCORES = ("accuracy", "ECE", "ECE by chance")


def scores_by_pictures(*results: Results, arms: Sequence[str] = ("CE", "LS", "MbLS")) -> Scene:
    """Drag the number of training pictures: accuracy and ECE, a row for each loss, a dot for each seed.

    Args:
        results: of studies whose scores have the axis "pictures", with the same seeds.
        arms: the losses shown, with the one to compare with first.

    Returns:
        The scene. Raises ValueError for results of different seeds. First met in notebooks/14_train_on_cifar10.
    """
    if len({one.seeds for one in results}) != 1:
        checks.refuse("results", "must have the same seeds", [one.seeds for one in results], "Select those of both.")
    found = {
        count: np.array([[one.scores(arm, name, pictures=count) for arm in arms] for name in SCORES])
        for one in results
        for count in one.axes["pictures"]
    }
    counts = sorted(found)
    accuracy, ece, chance = np.stack([found[count] for count in counts], axis=1)  # each (counts, arms, seeds)
    over = ("pictures",)
    means = 100 * ece.mean(-1)
    return Scene(
        "What more pictures change",
        "A row for each loss, a dot for each seed, a diamond the mean; triangles are the ECE that chance alone gives.",
        (
            rows_of_shares("Accuracy", arms, accuracy, over),
            rows_of_shares("ECE", arms, ece, over, floors=chance.mean(-1)),
        ),
        (Control("pictures", "training pictures", tuple(map(float, counts)), digits=0),),
        (
            Readout(f"ECE of {arms[0]}", track(means[:, 0], *over), 1, " %"),
            *(
                Readout(f"{arm} less {arms[0]}", track(means[:, a] - means[:, 0], *over), 1, " points")
                for a, arm in enumerate(arms)
                if a > 0
            ),
        ),
    )
