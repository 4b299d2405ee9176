"""What lesson 19 asks before a picture opens."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Amount(
            "19.1",
            "The detector has drawn its ten surest boxes, some of them around one object. How many stay, if a box goes "
            "whose IoU with a surer one of its class is above ½?",
            1,
            10,
            step=1,
            within=1,
        ),
        Amount(
            "19.4",
            "A box around all places whose map reaches half of its largest value: which share of all test pictures' "
            "objects does it find, with an IoU of at least ½?",
            0,
            100,
            step=5,
            within=10,
            unit=" %",
        ),
        Amount(
            "19.2",
            "Detectors from scratch end with a mean AP50 below 10 per cent. What do those reach that began with a "
            "classifier's layers, trained with hard labels, all else equal?",
            0,
            60,
            step=2,
            within=6,
            unit=" %",
        ),
        Choice(
            "19.3",
            "Detectors that began with hard labels. You raise the threshold from 0.05 to 0.3, and count only the boxes "
            "above it. What becomes of D-ECE?",
            ("it falls by more than a fifth", "it stays, within a fifth of itself", "it rises by more than a fifth"),
        ),
    )
}
