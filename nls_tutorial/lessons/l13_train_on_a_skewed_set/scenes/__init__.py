"""The scenes of lesson 13: the set, a place that cannot be told apart, the layer and its pictures, the stored study."""
