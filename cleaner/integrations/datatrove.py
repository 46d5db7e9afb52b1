"""datatrove: a step of a pipeline.

    from cleaner.integrations.datatrove import CleanFilter

    pipeline = [JsonlReader("in"), CleanFilter(), JsonlWriter("out", compression="zstd")]

It goes where a filter or formatter goes, and runs wherever datatrove does: local, Slurm, Ray.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from cleaner.config import Config
from cleaner.integrations.pinned import Pinned
from cleaner.io.audit import removed
from cleaner.io.fields import Fields
from cleaner.io.records import flagged, process, reason
from cleaner.io.storage import need

need("datatrove", "datatrove", "a step of datatrove")
from datatrove.pipeline.filters.base_filter import BaseFilter  # noqa: E402

FIELDS = Fields(
    text=("text",),
    url=("metadata.url",),
    language=("metadata.identification.label",),
    date=("metadata.date", "metadata.crawl_date", "metadata.date_download"),
)  # fmt: skip
"""Where datatrove's documents keep things."""


class CleanFilter(BaseFilter):  # type: ignore[misc]
    """Cleans the text of each document in place and fills its `metadata`, as for JSON lines.

    A document that cannot be processed goes to `exclusion_writer` with the reason under
    `metadata.cleaner.error`, or through unchanged if there is none. drop: flags, such as
    `no-content`, of documents that shall go there, too (or nowhere).
    Counted, beside what every filter counts: documents `changed`, `failed`, by flag, and the
    characters that each category of rules took.
    """

    name = "🧹 cleaner"

    def __init__(
        self,
        config: Config | None = None,
        exclusion_writer: Any = None,
        drop: Collection[str] = (),
        fields: Fields = FIELDS,
    ) -> None:
        super().__init__(exclusion_writer)
        self.pinned, self.drop = Pinned(config, fields), frozenset(drop)

    def filter(self, doc: Any) -> bool | tuple[bool, str]:
        """Clean a document; whether it stays, and if not, why."""
        tool, fields = self.pinned.cleaner, self.pinned.fields
        record = {"id": doc.id, "text": doc.text, "metadata": doc.metadata}
        try:
            out, result = process(tool, record, fields=fields)
        except Exception as err:
            self.stat_update("failed")
            doc.metadata = flagged(tool, record, reason(err))["metadata"]
            return (False, "failed") if self.exclusion_writer else True
        doc.text, doc.metadata = out["text"], out["metadata"]
        self.stat_update(*(["changed"] if result.changed else []), *result.flags)
        for one in removed(doc.id, result):
            self.stat_update(f"removed_{one['category']}", value=len(one["removed"]))
        unwanted = self.drop.intersection(result.flags)
        return (False, min(unwanted)) if unwanted else True
