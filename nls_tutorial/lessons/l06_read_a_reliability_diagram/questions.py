"""What lesson 06 asks before a picture opens."""

from nls_tutorial.records import Axis, Choice, Sketch

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
        Sketch(
            "06.3",
            "A perfectly calibrated network is as sure of its test digits as ours. Drag the curve: what is its ECE "
            "with 15 bins, on average, for 50, 500 and 5000 digits?",
            (1.7, 2.7, 3.7),
            Axis("test digits N", 1.5, 3.9, ((1.7, "50"), (2.7, "500"), (3.7, "5000"))),
            Axis("ECE (share)", 0, 0.3),
            step=0.01,
            within=0.02,
            digits=2,
        ),
        Choice(
            "06.4",
            "Four networks. The blind one says of every picture how frequent each digit is, and never looks. Which "
            "has the lowest ECE?",
            ("the blind one", "CE", "LS ε = 0.2", "MbLS m = 6"),
        ),
    )
}
