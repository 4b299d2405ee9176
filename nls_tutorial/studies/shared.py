"""The studies that several lessons share."""
