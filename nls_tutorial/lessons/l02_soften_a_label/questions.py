"""What lesson 02 asks before a picture opens."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Choice(
            "02.1",
            "Two classes, ε = α = 1. What is left for the true class when smoothing goes over the other K − 1 classes?",
            (
                "one half: the label knows nothing",
                "nothing: the label has changed sides",
                "all of it: with two classes nothing changes",
            ),
        ),
        Amount(
            "02.2",
            "ε = 0.1. By how much does the best gap grow when there are 1000 classes in the place of 10?",
            0,
            20,
            step=0.5,
            within=1,
            digits=1,
            unit=" nats",
        ),
    )
}
