"""Exercises of lesson 00, start_here: two small ones, to learn how exercises work."""

from nls_tutorial.exercises.define import WrongAnswer, exercise


def _one_too_far(label: int, classes: int) -> list[float]:
    return [1.0 if k == label - 1 else 0.0 for k in range(classes)]


@exercise(
    "00.1",
    title="A hard label",
    stars=1,
    prompt=(
        "A *hard label* puts everything on one class. Write it as a list: for class 2 of 4 it is `[0, 0, 1, 0]`. "
        "Classes are counted from 0."
    ),
    hints=(
        "How long is the list? Which of its places is not zero?",
        "Start with `[0] * classes`, a list of zeros. Then change one entry.",
        "Three lines: `row = [0] * classes`, then set `row[label]` to 1, then return `row`.",
    ),
    cases=[(2, 4), (0, 3), (1, 2), (9, 10)],
    wrong=[
        WrongAnswer(_one_too_far, "Your 1 is one place too early: classes are counted from 0, so class 2 is third."),
        WrongAnswer(
            lambda label, classes: [0.0] * label + [1.0],
            "Your list ends at the 1: the classes after it need their zeros too.",
        ),
        WrongAnswer(
            lambda label, classes: [0.0 if k == label else 1.0 for k in range(classes)],
            "Zeros and ones are swapped: the true class gets the 1.",
        ),
        WrongAnswer(lambda label, classes: label, "That is the number of the class; the list has one entry a class."),
    ],
    remark="Such a list is also called one-hot.",
)
def hard_label(label: int, classes: int) -> list[float]:
    """A list of `classes` numbers: 1 at the place `label`, 0 everywhere else."""
    return [1.0 if k == label else 0.0 for k in range(classes)]


@exercise(
    "00.2",
    title="Is this a label?",
    stars=1,
    prompt=(
        "A label may also be soft: any list of shares that are not negative and sum to 1. Say whether a list is one. "
        "Try it on ten shares of 0.1, too."
    ),
    hints=(
        "There are two rules, and both must hold.",
        "`min(shares)` tells you about the sign. For the sum, print `sum([0.1] * 10)` before you use `==`.",
        "Return `min(shares) >= 0 and ...`, where the rest asks whether the sum is within 1e-6 of 1: use `abs`.",
    ),
    cases=[
        ([0.2, 0.3, 0.5],),
        ([0.5, 0.6],),
        ([1.5, -0.5],),
        ([0.0, 0.0, 1.0],),
        ([0.25, 0.25, 0.25],),
        ([0.1] * 10,),
        ([-0.2, 0.6, 0.6],),
        ([0.5, 0.45],),
        ([0.9, 0.6, 0.5],),
    ],
    wrong=[
        WrongAnswer(
            lambda shares: min(shares) >= 0 and sum(shares) == 1,
            "A computer rounds: ten times 0.1 gives 0.9999999999999999. Ask whether the sum is near 1, not equal to 1.",
        ),
        WrongAnswer(
            lambda shares: abs(sum(shares) - 1) < 1e-6,
            "You looked at the sum only: [1.5, −0.5] sums to 1, but a share cannot be negative.",
        ),
        WrongAnswer(
            lambda shares: sum(shares) == 1,
            "You looked at the sum only, and asked for exactly 1: a share cannot be negative, and sums are rounded.",
        ),
        WrongAnswer(lambda shares: min(shares) >= 0, "You looked at the sign only: the shares must also sum to 1."),
        WrongAnswer(
            lambda shares: max(shares) <= 1 and abs(sum(shares) - 1) < 1e-6,
            "You looked at the largest share: [−0.2, 0.6, 0.6] has none above 1 and sums to 1, but a share cannot be "
            "negative.",
        ),
        WrongAnswer(
            lambda shares: min(shares) >= 0 and abs(sum(shares) - 1) < 0.1,
            "You are too generous: rounding moves a sum by far less than a millionth, and [0.5, 0.45] lacks 0.05.",
        ),
        WrongAnswer(
            lambda shares: min(shares) >= 0 and sum(shares) > 1 - 1e-6,
            "You looked at one side of the sum only: it must not exceed 1 either.",
        ),
        WrongAnswer(
            lambda shares: min(shares) > 0 and abs(sum(shares) - 1) < 1e-6,
            "You refuse a share of exactly 0, but a hard label is full of zeros.",
        ),
    ],
    remark="Every label of this course passes this test, and so does what softmax gives.",
)
def is_label(shares: list[float]) -> bool:
    """True when the shares are not negative and sum to 1 (up to rounding), else False."""
    return min(shares) >= 0 and abs(sum(shares) - 1) < 1e-6
