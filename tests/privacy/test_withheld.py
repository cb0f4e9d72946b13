"""What is looked for in all lines of a chat at once, or in lines like the ones before, is what each line has."""

from hypothesis import given
from hypothesis import strategies as st

from ohbot.privacy.addresses import NUMBER, without_addresses
from ohbot.privacy.heads import Addressing
from ohbot.privacy.withheld import withheld

STAMPS = (
    "|18:04 |18:04:05 |[18:04] |(6:04:05 PM) |2021-05-06 18:04:05\t|2021-05-06T18:04:05Z |May 06 18:04:05 |• 18:04 "
    "|06.05.2021, 18:04 |5/6/2021 6:04 am |12.10.21 |[14 May 18:04] |[Thursday 06 May 2021] [18:04:05] "
    "|2021-05-06T18:04:05  |\t|  | [18:04]\u00a0|#b 2021-05-06 18:04 "
).split("|")
SIGNS = """*bo* qzq
>bo< qzq
-bo(~b@h.example)- qzq
-bo!b@h.example- qzq
-NickServ- qzq
->bo<- qzq
-> *bo* qzq
[msg(bo)] qzq
[bo(~b@h.example)] qzq
[bo!b@h.example] qzq
MSG(bo) qzq
-- notice(bo): qzq
query(bo) -> kim: qzq
| *bo* qzq
│ >bo< qzq""".split("\n")
HEADS = (
    "kim|Bo Ek|From Kim to Everyone|From Kim to Bo|Kim (Direct Message)|pm|a|12|at 18:05|от Kim кому Bo|x: y|".split(
        "|"
    )
)
ENDS = [": ", ":", "\t", "：", " : ", ":\t", ": :", ": 18:05 ", ": so: ", "> "]


@given(
    st.sampled_from(
        ["18:04 ", "18:04:05 ", "[18:04]  ", "(6:04:05 PM) ", "2021-05-06 18:04:05\t", "• 18:04 ", "Oct  6 18:04 "]
    ),
    st.sampled_from(SIGNS),
    st.lists(st.sampled_from(["", "hi", "18:01 <bo> hi"])),
)
def test_a_sign_is_seen_wherever_its_line_stands(stamp: str, sign: str, around: list[str]) -> None:
    """Behind any stamp, below and above blank lines and others."""
    assert withheld(list(enumerate([*around, stamp + sign, *around])))[len(around)] == "direct message"


LINES = st.builds("{}{}{}{}".format, *map(st.sampled_from, (STAMPS, HEADS, ENDS, ["", "hi", "hi: you", "am"])))


@given(LINES, LINES)
def test_a_head_is_the_same_below_others_of_its_kind(line: str, other: str) -> None:
    """Lines like the one before are read more quickly, and in the same way."""
    like = "".join("7" if sign.isdigit() else sign for sign in line)
    below, above = Addressing([like, line, other]), Addressing([line, "", like, other])
    assert (below.head(line), below.audience(line)) == (above.head(line), above.audience(line))
    assert below.audience(line) == above.audience(line)


def test_a_number_with_wide_gaps_is_found_beside_an_address() -> None:
    """A text is looked through for numbers where seven digits are as far from each other as a number's may be."""
    assert without_addresses("bo@h.example (030)   1234 5678")[1].count(NUMBER) == 1
