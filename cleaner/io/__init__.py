"""Reading and writing: files, JSON lines, records, audits."""
