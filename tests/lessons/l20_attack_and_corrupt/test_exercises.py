"""The answers of lesson 20 by hand and against the library."""

import torch
from torch import nn

from nls_tutorial import studies
from nls_tutorial.attacks import fgsm, project
from nls_tutorial.exercises.find import find
from nls_tutorial.lessons.l20_attack_and_corrupt.exercises import explanation, masked_network, one_step, onto_ball


def test_a_step_by_hand() -> None:
    weight = torch.tensor([[2.0, -1.0, 0.0], [0.0, 0.0, 0.0]])
    moved = one_step(torch.tensor([0.5, 0.5, 0.5]), weight, 0, 0.2)
    torch.testing.assert_close(moved, torch.tensor([0.3, 0.7, 0.5]))


def test_a_step_is_the_librarys() -> None:
    draws = torch.Generator().manual_seed(0)
    for label in (0, 1):
        weight, image = torch.randn(2, 6, generator=draws), torch.rand(6, generator=draws)
        network = nn.Linear(6, 2, bias=False).eval()
        network.weight.data = weight
        expected = fgsm(network, image[None], torch.tensor([label]), radius=0.1)[0]
        torch.testing.assert_close(one_step(image, weight, label, 0.1), expected)


def test_the_ball_is_the_librarys() -> None:
    draws = torch.Generator().manual_seed(1)
    around = torch.rand(30, 5, generator=draws)
    moved = around + torch.randn(30, 5, generator=draws) * torch.rand(30, 1, generator=draws)
    torch.testing.assert_close(onto_ball(moved, around, 0.6), project(moved, around, 0.6, norm="l2"))
    assert torch.equal(onto_ball(around, around, 0.6), around)


def test_the_figures_of_the_last_question_are_the_stored_ones() -> None:
    stored = studies.bundled("attacks")
    asked = find("20.4").prompt
    for kind in ("fgsm", "pgd", "margin"):
        for arm in ("LS ε = 0.3", "CE"):
            share = stored.scores(arm, "accuracy", attack=kind, radius=0.2).mean()
            assert f"{100 * share:.1f}" in asked


def test_the_choices() -> None:
    assert masked_network() == "B"
    assert explanation() == "b"
