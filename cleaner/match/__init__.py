"""Finding what rules describe: phrases, patterns, detectors, and the engine that drives them."""
