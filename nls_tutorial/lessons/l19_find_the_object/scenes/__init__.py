"""The scenes of lesson 19: ways to begin, a threshold, suppression by hand, maps beside a detector."""

from nls_tutorial.lessons.l19_find_the_object.scenes.maps import found_by_maps, maps_beside_detector
from nls_tutorial.lessons.l19_find_the_object.scenes.suppression import suppress_by_hand
from nls_tutorial.lessons.l19_find_the_object.scenes.threshold import drag_threshold
from nls_tutorial.lessons.l19_find_the_object.scenes.transfer import compare_beginnings

__all__ = ["compare_beginnings", "drag_threshold", "found_by_maps", "maps_beside_detector", "suppress_by_hand"]
