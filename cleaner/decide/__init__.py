"""From findings to edits: evidence, guards, and the ledger."""
