"""What lesson 02 asks before a picture opens."""

from nls_tutorial.records import Axis, Choice, Sketch

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
        Sketch(
            "02.2",
            "ε = 0.1. With ten classes the best gap is 4.5 nats. Drag the curve: how large is it with 2, 10, 100 and "
            "1000 classes?",
            (0, 1, 2, 3),
            Axis("classes K", -0.2, 3.2, ((0, "2"), (1, "10"), (2, "100"), (3, "1000"))),
            Axis("best gap, nats", 0, 20),
            step=0.5,
            within=1,
            digits=1,
            unit=" nats",
        ),
    )
}
