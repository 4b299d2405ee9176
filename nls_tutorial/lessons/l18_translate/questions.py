"""What lesson 18 asks before a picture opens."""

from nls_tutorial.records import Choice

QUESTIONS = {
    one.name: one
    for one in (
        Choice(
            "18.1",
            "In how many of the three definitions does padding, which never comes next, get a share?",
            (
                "in none",
                "in one",
                "in two",
                "in all three",
            ),
        ),
        Choice(
            "18.2",
            "On the grammar, at T = 1, from ε = 0 to ε = 0.1: which of NLL and ECE get better?",
            (
                "both",
                "NLL only",
                "ECE only",
                "neither",
            ),
        ),
    )
}
