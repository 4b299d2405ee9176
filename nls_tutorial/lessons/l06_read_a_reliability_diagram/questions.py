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
                "it stays as it is, to half a point",
                "it grows by one or two points",
                "it grows by more than two points",
            ),
        ),
        Choice(
            "06.2",
            "You may put two edges wherever you like. Can ECE become smaller than with a single bin?",
            (
                "yes, with edges that part the samples well",
                "no: a single bin has the smallest ECE",
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
