"""Exercises of lesson 21, bring_your_own_data: a cost, a threshold, a leak."""

import torch
from torch import Tensor

from nls_tutorial.exercises.define import WrongAnswer, exercise

_SURE = torch.tensor([0.55, 0.62, 0.71, 0.78, 0.84, 0.9, 0.95, 0.99], dtype=torch.float64)
_RIGHT = torch.tensor([False, True, False, True, True, True, True, True])
_CASES = [
    (_SURE, _RIGHT, 0.8, 0.1),
    (_SURE, _RIGHT, 0.0, 0.1),
    (_SURE, _RIGHT, 1.01, 0.25),
    (_SURE, _RIGHT, 0.71, 0.3),
    (_SURE.flip(0), torch.tensor([True, False] * 4), 0.7, 0.5),
]


@exercise(
    "21.1",
    title="What a threshold costs",
    stars=1,
    prompt=(
        "A wrong answer costs 1 and a question to a human costs `ask`. Where the confidence is at least the threshold, "
        "the network answers; below, a human is asked, who is always right. Write the mean cost of a picture."
    ),
    hints=(
        "Every picture costs one of three things: nothing, 1, or what a question costs. When does it cost which?",
        "`sure < threshold` are the questions; `(sure >= threshold) & ~right` are the wrong answers.",
        "The mean of a bool tensor in float64 is a share: ask times that of questions, plus that of wrong answers.",
    ),
    cases=_CASES,
    wrong=[
        WrongAnswer(
            lambda sure, right, threshold, ask: (ask * (sure < threshold).double() + (~right).double()).mean(),
            "You let a wrong answer cost 1 also where nothing was answered: the human has put it right.",
        ),
        WrongAnswer(
            lambda sure, right, threshold, ask: (
                (ask * (sure <= threshold) + ((sure > threshold) & ~right)).double().mean()
            ),
            "At the threshold itself the network answers: coverage counts confidences that reach it.",
        ),
        WrongAnswer(
            lambda sure, right, threshold, ask: ((sure >= threshold) & ~right).double().mean(),
            "Your questions are free. Then it is best to ask always.",
        ),
        WrongAnswer(
            lambda sure, right, threshold, ask: (
                ask * (sure < threshold).double() + ((sure >= threshold) & ~right).double()
            ).sum(),
            "That is the cost of all pictures together; the mean is asked for.",
        ),
    ],
    remark="The threshold that makes this least is 1 − ask, if confidence means what it says.",
)
def mean_cost(sure: Tensor, right: Tensor, threshold: float, ask: float) -> Tensor:
    """The mean cost, of confidences (N,) float64, whether each is right (N,) bool, a threshold and a cost."""
    asked, wrong = sure < threshold, (sure >= threshold) & ~right
    # mean of ask·1[p < t] + 1[p ≥ t, wrong]
    return (ask * asked.double() + wrong.double()).mean()


@exercise(
    "21.2",
    title="Find the leak",
    stars=2,
    prompt=(
        "Four students bring skin photographs, several of each patient, and tell how they cut them. Each tells "
        "accuracy and ECE on the test part. Of one student both can be believed. Whose?\n\n"
        "A. shuffles all photographs, and cuts 60, 20 and 20 per cent.\n\n"
        "B. deals the patients out, 60, 20 and 20 per cent; of the nine losses that were tried the one with the best "
        "test accuracy is told.\n\n"
        "C. deals the patients out, removes photographs that are there twice, and chooses the loss and T on the second "
        "part.\n\n"
        "D. deals the patients out, and fits T on the test part, since T changes no answer."
    ),
    hints=(
        "For each: what has the network, or the student, seen of the test part before it was scored?",
        "A patient's second photograph is nearly the first. A choice among nine is a fit, too.",
        "T changes no answer, but it changes every confidence: what is an ECE worth on the part that chose T?",
    ),
    options=("A", "B", "C", "D"),
    wrong=[
        WrongAnswer(
            "A", "Photographs of one patient lie on both sides: the network may know the patient, not the illness."
        ),
        WrongAnswer(
            "B", "The best of nine on the test part is chosen by it: the score is too high by what luck gives nine."
        ),
        WrongAnswer("D", "No answer changes, but the ECE and NLL that are told come from the part that chose T."),
    ],
    remark="What is chosen on a part cannot be told from it. That holds for weights, losses, T, thresholds and seeds.",
)
def honest_student() -> str:
    """The student whose test score can be believed, "A", "B", "C" or "D"."""
    return "C"


def _looked_up(sure: Tensor, right: Tensor, ask: float) -> Tensor:
    tried = torch.cat([sure.new_zeros(1), sure.sort().values, sure.new_full((1,), 1.01)])
    costs = [(ask * (sure < t).double() + ((sure >= t) & ~right).double()).mean() for t in tried]
    return tried[torch.stack(costs).argmin()]


@exercise(
    "21.3",
    title="The cheapest threshold",
    stars=3,
    prompt=(
        "Find the threshold with the least mean cost on these pictures. Try 0 (answer all), each confidence, and 1.01 "
        "(ask always); where several cost the same, take the lowest."
    ),
    hints=(
        "Between two neighbouring confidences the cost does not change: which thresholds need to be tried at all?",
        "Put 0, the sorted confidences and 1.01 into one row, and compute the cost of exercise 21.1 for each.",
        "`torch.stack(costs).argmin()` gives the first of the smallest; the row rises, so it is the lowest threshold.",
    ),
    cases=[
        (_SURE, _RIGHT, 0.1),
        (_SURE, _RIGHT, 0.45),
        (_SURE, ~_RIGHT, 0.2),
        (_SURE[torch.tensor([3, 0, 7, 1, 6, 2, 5, 4])], _RIGHT[torch.tensor([3, 0, 7, 1, 6, 2, 5, 4])], 0.3),
        (_SURE, torch.ones(8, dtype=torch.bool), 0.1),
    ],
    wrong=[
        WrongAnswer(
            lambda sure, right, ask: torch.tensor(1 - ask, dtype=torch.float64),
            "1 − ask is best if the network is calibrated. Here the pictures themselves decide.",
        ),
        WrongAnswer(
            lambda sure, right, ask: _looked_up(sure, right, 1.0),
            "Your question costs as much as a wrong answer.",
        ),
        WrongAnswer(
            lambda sure, right, ask: sure[right].min(),
            "The lowest confidence of a right answer is not a cost: wrong answers may lie above it.",
        ),
    ],
    remark="On the part that chose it, its cost flatters. Pay it on another one, as the scene does.",
)
def cheapest_threshold(sure: Tensor, right: Tensor, ask: float) -> Tensor:
    """The threshold, a float64 number, of confidences (N,) float64, whether each is right (N,) bool, and a cost."""
    tried = torch.cat([sure.new_zeros(1), sure.sort().values, sure.new_full((1,), 1.01)])
    costs = [(ask * (sure < t).double() + ((sure >= t) & ~right).double()).mean() for t in tried]
    # t* = argmin c(t), the lowest of several
    return tried[torch.stack(costs).argmin()]
