"""The cleaner in other people's frameworks."""
