"""What lesson 06 asks before a picture opens."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Choice(
            "06.1",
            "From one bin to 100 bins, on the same predictions: what happens to ECE?",
            (
                "it falls: finer bins see more exactly",
                "it stays within a half of what it was",
                "it grows, up to fourfold",
                "it grows more than fourfold",
            ),
        ),
        Choice(
            "06.2",
            "You may put two edges wherever you like. How small can you make ECE?",
            (
                "as near to zero as you like",
                "|accuracy − mean confidence|, and no smaller",
                "no smaller than with 15 equal bins",
            ),
        ),
        Amount(
            "06.3",
            "A perfectly calibrated network is as sure of 500 test digits as ours. What is its ECE with 15 "
            "bins, on average?",
            0,
            10,
            step=0.5,
            within=1,
            digits=1,
            unit=" %",
        ),
        Choice(
            "06.4",
            "Four networks. The blind one says of every picture how frequent each digit is, and never looks. "
            "Which has the lowest ECE?",
            ("the blind one", "CE", "LS ε = 0.2", "MbLS m = 6"),
        ),
    )
}
