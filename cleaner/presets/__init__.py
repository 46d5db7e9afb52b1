"""Line filters of well-known corpora, as data, run through the same ledger as our own rules."""
