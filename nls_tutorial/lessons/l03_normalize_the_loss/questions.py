"""What lesson 03 asks before a picture opens."""

from nls_tutorial.records import Choice

QUESTIONS = {
    one.name: one
    for one in (
        Choice(
            "03.1",
            "ε = 0.9. Where does normLSCE's gradient on the true logit change its sign?",
            ("at the best gap of lesson 02, as LSCE's does", "where all logits are equal", "nowhere"),
        ),
        Choice(
            "03.2",
            "By about which factor must the learning rates of normLSCE with ε = 0 be divided to give what "
            "cross-entropy gives?",
            ("1: the same rates", "3", "30", "300"),
        ),
        Choice(
            "03.3",
            "The clearly lower ECE, by a fifth or more: after how much training does normLSCE have it, "
            "against cross-entropy?",
            ("after 12 epochs only", "after 200 epochs only", "after both", "after neither"),
        ),
    )
}
