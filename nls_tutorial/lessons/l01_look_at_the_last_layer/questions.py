"""What lesson 01 asks before a picture opens."""

from nls_tutorial.losses import optimal_gap
from nls_tutorial.records import Amount, Axis, Choice, Spot

BEFORE = optimal_gap(0.1, 3) / (1.5 * 1.5)  # the best height at the length 1.5
TEMPLATES = ((0.0, 3.0, "template 1"), (2.6, -1.5, "template 2"), (-2.6, -1.5, "template 3"))

QUESTIONS = {
    one.name: one
    for one in (
        Choice(
            "01.1",
            "The label is smoothed with ε = 0.1. You walk from the middle straight up along your template, and on "
            "beyond it. What does the loss do?",
            (
                "it falls all the way, ever more slowly",
                "it falls, then rises again",
                "it falls to the tip of the template, and stays there",
            ),
        ),
        Spot(
            "01.2",
            "All templates are made twice as long: 3 in the place of 1.5. The smoothed label of class 1 had its best "
            "place at the small square. Where is it now?",
            Axis("", -4, 4),
            Axis("", -2.5, 5.5),
            step=0.1,
            within=0.5,
            landmarks=(*TEMPLATES, (0.0, BEFORE, "best place before")),
        ),
        Amount(
            "01.3",
            "On test pictures, how large is the tightness (spread within the classes over the distance between them) "
            "at ε = 0.6, in per cent of what it is at ε = 0?",
            0,
            200,
            step=10,
            within=20,
            unit=" %",
        ),
    )
}
