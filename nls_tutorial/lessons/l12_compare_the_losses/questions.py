"""What lesson 12 asks before a picture opens."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Amount(
            "12.1",
            "The distance from the highest ECE to the lowest, among the nine losses but normLSCE: how much of it is "
            "left after temperature?",
            0,
            100,
            step=5,
            within=10,
            unit=" %",
        ),
        Choice(
            "12.3",
            "Nine losses, five seeds, 600 test digits. How many of them have an ECE that stands clear of what a "
            "perfectly calibrated network, as sure as they are, gets by chance?",
            ("none", "one to three", "four to six", "seven or more"),
        ),
        Choice(
            "12.2",
            "Accuracy, ECE, AECE and NLL, each averaged over five seeds. Does one loss come first by all four?",
            ("yes: the best is the best", "no: by another score another loss"),
        ),
    )
}
