"""
The commands that a page for operators shows, so that tests can run them.
"""

import re

from stack import ROOT


def blocks(page, heading):
    """The fenced blocks of docs/operations/PAGE below a heading, up to the
    next one, as they are to be typed."""
    text = (ROOT / "docs/operations" / page).read_text()
    part = re.split(r"^#+ ", text.partition(f"# {heading}\n")[2],
                    maxsplit=1, flags=re.M)[0]
    found = re.findall(r"^( *)```[a-z]*\n(.*?)^\1```", part, re.M | re.S)
    assert found, f"{page} has no commands below {heading}"
    return [re.sub(f"^{indent}", "", body, flags=re.M)
            for indent, body in found]
