"""What only lesson 21, bring_your_own_data, needs."""

from nls_tutorial.lessons.l21_bring_your_own_data.questions import QUESTIONS
from nls_tutorial.lessons.l21_bring_your_own_data.rubric import rubric
from nls_tutorial.lessons.l21_bring_your_own_data.stand_in import stand_in, what_stops_the_reading
from nls_tutorial.records import Lesson

LESSON = Lesson(
    idea="from a folder of your own to a calibrated network, and a decision with costs",
    drag="the threshold, the cost of asking",
    session=9,
    needs=("06", "07", "12"),
    ask="a report on pictures of your own that earns its ten points",
)

__all__ = ["LESSON", "QUESTIONS", "rubric", "stand_in", "what_stops_the_reading"]
