"""What lesson 21 asks before a picture opens."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Choice(
            "21.1",
            "A file that is cut off, a copy within its class, a four among the nines as well: what stops the reading",
            (
                "all three",
                "the cut-off file and the four",
                "the copy and the four",
                "nothing: training will show it",
            ),
        ),
        Choice(
            "21.2",
            "Before a temperature: the mean ECE of smoothed labels on the test part, against that of hard ones, is",
            (
                "lower by more than a point",
                "within a point",
                "higher by more than a point",
            ),
        ),
        Amount(
            "21.3",
            "A question costs a third of a wrong answer, and confidence means what it says. From which confidence on "
            "would you answer?",
            0,
            1,
            step=0.05,
            within=0.05,
            digits=2,
            unit="",
        ),
    )
}
