"""Page mode: which lines of a whole page's text are its main content, told by a trained model."""
