"""What lesson 04 asks before a picture opens."""

from nls_tutorial.records import Amount, Choice

QUESTIONS = {
    one.name: one
    for one in (
        Amount(
            "04.1",
            "γ = 3. Up to which probability of the true class does focal loss push harder than cross-entropy?",
            0,
            1,
            step=0.05,
            within=0.1,
            digits=2,
        ),
        Choice(
            "04.2",
            "γ = 3, and the gap to nine equal logits grows from 0 to 15. Which of the two curves turns round on the "
            "way?",
            ("focal loss", "its lower bound, CE − γH", "both", "neither"),
        ),
        Choice(
            "04.3",
            "Focal loss never stops, the penalty has a place to stop. Both are trained three times as long on labels "
            "that are partly wrong. What happens to their confidence on the training pictures?",
            (
                "both grow surer",
                "with focal loss it grows, with the penalty it does not",
                "with the penalty it grows, with focal loss it does not",
                "neither grows surer",
            ),
        ),
    )
}
