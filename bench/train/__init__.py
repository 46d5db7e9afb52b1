"""Training of page mode's model. See docs/page-mode.md."""
