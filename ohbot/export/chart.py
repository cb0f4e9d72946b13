"""The numbers of an archive as a picture; the only door to matplotlib, which is the extra ``charts``."""

import io
import warnings
from typing import TYPE_CHECKING

from ohbot.errors import InputError
from ohbot.export.stats import Stats

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST = 15
"""So many speakers fit below each other."""
_BARS = ("questions", "answers", "unanswered", "messages")


def svg(found: Stats) -> bytes:
    """A picture of questions, answers and messages by year, and of words by speaker; the same for the same numbers.

    Raises InputError where matplotlib is not installed.
    """
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError:
        raise InputError(
            "a chart needs matplotlib, which is not installed here: pip install 'ohbot[charts]', "
            "or 'pip install matplotlib' beside ohbot"
        ) from None
    style = matplotlib.rc_context({"svg.hashsalt": "ohbot", "svg.fonttype": "none", "text.parse_math": False})
    with style, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of letters that its font lacks, which the reader's has
        figure = Figure(layout="constrained")
        _draw(figure, found)
        file = io.BytesIO()
        figure.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()


def _draw(figure: "Figure", found: Stats) -> None:
    years = [(str(year), numbers) for year, numbers in found.by_year() if year is not None]
    speakers = found.by_speaker()[:_MOST][::-1]
    figure.set_size_inches(9, 4 + 0.3 * len(speakers))
    above, below = figure.subplots(2, 1, height_ratios=(3, 1 + 0.3 * len(speakers)))
    for place, name in enumerate(_BARS):
        at = [index + (place - 1.5) * 0.2 for index in range(len(years))]
        above.bar(at, [getattr(numbers, name) for _, numbers in years], width=0.2, label=name)
    above.set_xticks(range(len(years)), [year for year, _ in years])
    above.set_title("By year")
    figure.legend(loc="outside right upper")
    below.barh([name for name, _ in speakers], [numbers.words for _, numbers in speakers])
    below.set_title("Words by speaker")
