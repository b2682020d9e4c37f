"""Does a file that is no code speak of a graphics card, or of builds that do without?"""

from mldebt import patterns as re
from mldebt.model import CardSigns, Source

SIGN = re.compile(r"nvidia|\bcuda\b|\bcu\d{2,3}\b|\bgpus?\b|whl/cpu|\+cpu|pytorch-cpu|\bcpuonly\b|rocm", re.IGNORECASE)


def card_signs(source: Source) -> CardSigns:
    """The first word that does, with its place."""
    found = SIGN.search(source.text)
    if found is None:
        return CardSigns()
    return CardSigns([(found[0].lower(), source.place(source.text.count("\n", 0, found.start()) + 1))])
