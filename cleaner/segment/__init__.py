"""From text to structure: lines, blocks, zones, document kind; and from HTML to text."""
