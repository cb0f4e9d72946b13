"""Where the tables of the index are on its pages, and the empty tables that have to be there before rows can be."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ohbot.archive import IndexConfig
from ohbot.index.entries import Home, Part
from ohbot.index.fields import FIELDS, Field, heading_of
from ohbot.index.rows import END, START, IndexTable, find_index
from ohbot.model.counting import counted
from ohbot.wikitext.splice import TextEdit, edited
from ohbot.wikitext.tables import cell_text

_TABLE = (
    '<div style="overflow-x:auto">\n{{| class="wikitable sortable vcalendar"\n|+ {caption}\n|-\n{headings}|}}\n</div>'
)
"""A table that is wider than a telephone scrolls by itself, and the page stays."""

_ENCLOSED = (
    f"{START.format(part='upcoming')} or {START.format(part='past')} stands inside of another table, a template or a "
    f"tag, or twice; put each, and {END}, on a line of the page itself"
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page of the index whose tables are there: its text, the table of each part, and why not, where one is not."""

    text: str
    tables: Mapping[Part, IndexTable]
    problem: str = ""


def columns_of(config: IndexConfig) -> tuple[tuple[Field, str], ...]:
    """The columns that a new table gets: each field with its heading."""
    parted = (column.partition(":") for column in config.columns)
    named = ((name.strip(), heading.strip()) for name, _, heading in parted)
    return tuple(
        (field, heading or heading_of(field)) for name, heading in named for field in FIELDS if field == name
    )


def own_headings(config: IndexConfig) -> dict[str, Field]:
    """The configured headings, in small letters."""
    return {" ".join(heading.casefold().split()): field for field, heading in columns_of(config)}


def prepared(
    page: str, text: str | None, parts: Sequence[Part], config: IndexConfig, filled: Collection[Home]
) -> Prepared:
    """A page with a table for each of the parts that are ``filled``: found, or made where people want it."""
    own = own_headings(config)
    if text is None:
        made = {part: _table(part, config) if Home(page, part) in filled else "" for part in parts}
        blocks = [f"{START.format(part=part)}\n{table}\n{END}" for part, table in made.items()]
        new = "\n\n".join(blocks) if any(made.values()) else ""
        return Prepared(new, _assigned(find_index(new, page, own)[0], parts))
    tables, places = find_index(text, page, own)
    found = _assigned(tables, parts)
    wanted = [part for part in parts if part not in found and Home(page, part) in filled]
    edits = [TextEdit(one.start, one.end, f"\n{_table(one.part, config)}\n") for one in places if one.part in wanted]
    if lacking := [part for part in wanted if part not in {one.part for one in places}]:
        return Prepared(text, {}, _lacking(text, lacking[0]))
    if unread := next((table for table in found.values() if not table.is_readable), None):
        return Prepared(text, {}, _unread(unread))
    if not edits:
        return Prepared(text, found)
    new = edited(text, edits)
    found = _assigned(find_index(new, page, own)[0], parts)
    if any(part not in found for part in wanted):
        return Prepared(text, {}, _ENCLOSED)
    return Prepared(new, found)


def _assigned(tables: Sequence[IndexTable], parts: Sequence[Part]) -> dict[Part, IndexTable]:
    """The table of each part: the first that is told to be of it; of all parts the only one, if nothing is told."""
    if len(tables) == 1 and not tables[0].parts:
        return dict.fromkeys(parts, tables[0])
    return {part: table for table in reversed(tables) for part in table.parts if part in parts}


def _unread(table: IndexTable) -> str:
    read = sum(row.day is not None for row in table.rows)
    return (
        f"ohbot can read the dates of {read} of {counted(len(table.rows), 'row')} of the table alone, and would add "
        "rows for sessions that are there already; write dates with their year, as in 4 March 2021 or 2021-03-04"
    )


def _lacking(text: str, part: Part) -> str:
    html = "tables in HTML are not edited; " if "<table" in text.lower() else ""
    return (
        f"{html}there is no table of {part} sessions here whose headings ohbot knows (a date, and one more). "
        f"Put {START.format(part=part)} and {END} around such a table, or on two lines where a new one belongs"
    )


def _table(part: Part, config: IndexConfig) -> str:
    headings = "".join(f'! scope="col" | {cell_text(heading)}\n' for _, heading in columns_of(config))
    caption = config.captions[part == "past"] if len(config.captions) == 2 else ""
    table = _TABLE.format(caption=cell_text(caption), headings=headings)
    return table if caption else table.replace("|+ \n", "")
