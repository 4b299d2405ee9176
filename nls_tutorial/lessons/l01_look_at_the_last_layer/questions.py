"""What lesson 01 asks before a picture opens."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Choice(
            "01.1",
            "The label is smoothed with ε = 0.1. You walk from the middle straight up along your template, "
            "and on beyond it. What does the loss do?",
            (
                "it falls all the way, ever more slowly",
                "it falls, then rises again",
                "it falls to the tip of the template, and stays there",
            ),
        ),
        Choice(
            "01.2",
            "All templates are made twice as long. Where does the smoothed label put the best place now?",
            ("twice as high", "where it was", "half as high"),
        ),
        Amount(
            "01.3",
            "On test pictures, how large is the tightness (spread within the classes over the distance "
            "between them) at ε = 0.6, in per cent of what it is at ε = 0?",
            0,
            200,
            step=10,
            within=20,
            unit=" %",
        ),
    )
}
