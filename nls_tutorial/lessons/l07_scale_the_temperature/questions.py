"""What lesson 07 asks before a picture opens."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Amount(
            "07.1",
            "The network trained with cross-entropy: which T gives the lowest NLL on the test digits?",
            0,
            5,
            step=0.25,
            within=0.5,
            digits=2,
        ),
        Choice(
            "07.2",
            "At T = 1 the network is surer of B, which has nine distant rivals, than of A, which has one "
            "near. Is it ever surer of A?",
            ("never: T keeps the order of samples", "yes, at some T above 1", "yes, at some T below 1"),
        ),
        Choice(
            "07.3",
            "T is fitted on the training digits, which the network knows nearly by heart. In most of the "
            "networks, what comes out?",
            ("a T above 1, as on held-out digits", "T = 1, within a tenth", "a T below 1, or none at all"),
        ),
        Choice(
            "07.4",
            "Trained on labels from one-hot to softer than people's own: with which is ECE lowest?",
            ("one-hot", "people's, sharpened", "people's own", "people's, flattened"),
        ),
    )
}
