"""What lesson 11 asks before a picture opens."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Amount(
            "11.4",
            "A network is trained with hard labels on crops. How sure is it, on average, of pictures whose object has"
            " been taken away?",
            0,
            100,
            step=5,
            within=10,
            unit=" %",
        ),
        Choice(
            "11.1",
            "Follow the mean of the points with β = 1 (ask for as much confidence as there is object). In crops that "
            "the object fills to 80 % and more, it lies",
            ("above the diagonal: overconfident", "on it, within two points", "below it: too timid"),
        ),
        Choice(
            "11.2",
            "Which share of its map does a network have inside the object's box: more with hard labels, or with "
            "adaptive ones (β = 1)?",
            ("more with hard labels", "alike, within a point", "more with adaptive labels"),
        ),
        Amount(
            "11.5",
            "With three shapes, networks with hard labels tell nearly every test picture apart. How many do networks "
            "with β = 1 tell apart?",
            0,
            100,
            step=5,
            within=10,
            unit=" %",
        ),
        Choice(
            "11.3",
            "Which of these confidences sorts pictures with and without an object best (AUROC)?",
            ("hard labels", "adaptive labels, β = 1", "adaptive labels with context samples"),
        ),
        Choice(
            "11.6",
            "A grey box lies beside the object. To what is the confidence of the network with context samples nearer?",
            (
                "to what it says without the object: it knows the box",
                "to what it says of the whole picture: it misses the object",
            ),
        ),
    )
}
