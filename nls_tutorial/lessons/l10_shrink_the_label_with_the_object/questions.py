"""What lesson 10 asks before a picture opens."""

from nls_tutorial.records import Amount, Axis, Choice, Sketch

QUESTIONS = {
    one.name: one
    for one in (
        Choice(
            "10.1",
            "Ten classes, β = 1, and the crop holds nothing of the star. What does the label say about the star?",
            (
                "a tenth, as of every class: I do not know",
                "nothing: anything but a star",
                "a half: a star was in the picture",
            ),
        ),
        Sketch(
            "10.2",
            "The picture is labelled “orange”; there are five classes, and β = 1. A crop holds the lemon and nothing "
            "else. Which label does it get?",
            (0, 1, 2, 3, 4),
            Axis("", -0.6, 4.6, ((0, "orange"), (1, "lemon"), (2, "banana"), (3, "apple"), (4, "pear"))),
            Axis("share of the label", 0, 1),
            step=0.05,
            within=0.1,
            digits=2,
            bars=True,
        ),
        Amount(
            "10.3",
            "Two classes, dog and cat, β = 1. Below which objectness does the label of a dog's picture say “rather a "
            "cat”?",
            0,
            1,
            step=0.05,
            within=0.1,
            digits=2,
        ),
        Amount(
            "10.4",
            "Two classes, and random crops of 8 to 100 % of the pictures. In how many of them does the label turn "
            "against its class?",
            0,
            100,
            step=5,
            within=10,
            unit=" %",
        ),
    )
}
