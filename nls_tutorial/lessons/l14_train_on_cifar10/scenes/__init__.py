"""The scenes of lesson 14: the papers' table, the number of seeds, of training pictures, and of kinds."""
