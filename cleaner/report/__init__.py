"""A page for looking at what a run does to a corpus, and what its reader marks there."""
