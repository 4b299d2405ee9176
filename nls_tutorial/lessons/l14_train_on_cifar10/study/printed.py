"""What the papers' own CIFAR-10 tables say of each other: gains, their noise, and how they hang on one row."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nls_tutorial.records import PublishedTable
from nls_tutorial.tables import MBLS_ACCURACY, MBLS_ECE, MBLS_SETTINGS, NLS_TABLE_3

TEST = 10_000  # test pictures of CIFAR-10
Numbers = npt.NDArray[np.float64]


def accuracies(table: PublishedTable[dict[str, str]] = NLS_TABLE_3) -> tuple[tuple[str, ...], tuple[str, ...], Numbers]:
    """The rows, the columns and the figures (rows, columns) of a published table, as numbers in its unit.

    First met in notebooks/14_train_on_cifar10.

    >>> rows, columns, figures = accuracies()
    >>> rows, columns[0], figures[:, 0].tolist()
    (('ResNet18', 'ResNet34', 'ResNet50'), 'CE', [93.23, 93.5, 91.53])
    """
    rows, columns = tuple(table), tuple(next(iter(table.values())))
    return rows, columns, np.array([[table.figure(row, column) for column in columns] for row in rows])


def gains(figures: Numbers, leave_out: int | None = None) -> Numbers:
    r"""The mean over rows of $T_{rc} - T_{r0}$ for each further column c; without row `leave_out`, where one is named.

    First met in notebooks/14_train_on_cifar10.

    >>> gains(np.array([[1.0, 2.0], [1.0, 4.0]])).tolist(), gains(np.array([[1.0, 2.0], [1.0, 4.0]]), 1).tolist()
    ([2.0], [1.0])
    """
    rows = figures if leave_out is None else np.delete(figures, leave_out, axis=0)
    return np.asarray((rows[:, 1:] - rows[:, :1]).mean(axis=0))


def noise(per_cent: float, other: float, test: int = TEST) -> float:
    r"""The standard error of a difference of two accuracies in per cent, each on `test` pictures, in points:
    $100 \sqrt{p(1-p)/N + q(1-q)/N}$, as if the two networks erred independently.

    Two networks tested on the same pictures share what is hard, so their own error is smaller; a table does not tell.
    First met in notebooks/14_train_on_cifar10.

    >>> round(noise(91.53, 93.23), 3)
    0.375
    """
    p, q = per_cent / 100, other / 100
    return float(100 * np.sqrt((p * (1 - p) + q * (1 - q)) / test))


def leads_on_the_poster(arm: str = "MbLS", others: Sequence[str] | None = None) -> dict[str, float]:
    """By how many points the poster's ECE of `arm` is below the lowest of the others, in each of its settings.

    First met in notebooks/14_train_on_cifar10.

    >>> {setting: round(lead, 2) for setting, lead in leads_on_the_poster().items()}["CIFAR-10 R-50"]
    1.63
    """
    names = [loss for loss in MBLS_ECE if loss not in (arm, "MbLS m = 0")] if others is None else list(others)
    return {
        setting: min(MBLS_ECE.figure(name, setting) for name in names) - MBLS_ECE.figure(arm, setting)
        for setting in MBLS_SETTINGS
    }


def depth_gains() -> dict[str, float]:
    """What the deeper network adds to the accuracy with each loss, in points: R-101 over R-50 on the poster's CIFAR-10.

    First met in notebooks/14_train_on_cifar10.

    >>> {loss: round(gain, 2) for loss, gain in depth_gains().items()}["FL"]
    -2.4
    """
    shallow, deep = "CIFAR-10 R-50", "CIFAR-10 R-101"
    return {loss: MBLS_ACCURACY.figure(loss, deep) - MBLS_ACCURACY.figure(loss, shallow) for loss in MBLS_ACCURACY}
