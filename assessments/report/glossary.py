"""Glossary: each term of art that people read, in one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping

HARMED, WITHOUT_APP = "people seriously harmed (equivalent)", "person-years without the app"
HARMED_FIRST, WITHOUT_APP_FIRST = (words[:1].upper() + words[1:] for words in (HARMED, WITHOUT_APP))
ONE_HARMED = "serious harm to one person (equivalent)"
"""What people read for severe equivalents and for lifeline person-years, which is what method and schema call them."""

GLOSSARY: Mapping[str, str] = {
    "Reach": "The people whose readable data a state would have by one order about everybody, if it were carried out.",
    "Content": "Text, images, video, audio, and all data whose exposure could have serious consequences.",
    "Use": "What it would come to in a year if this app were like those on record.",
    "90% interval": "The range that 90 of 100 simulations lie in: 5 lie below it and 5 above.",
    "Simulation": "One run of all numbers of the map, each taken from its range.",
    HARMED_FIRST: "People weighed by how badly exposure could hurt them.",
    "Level 1 to 4": "How hard consequences are to overcome: easily, with difficulty, hardly, perhaps never.",
    "Score": "Ten times the logarithm of one plus the people seriously harmed a year: ten more is ten times as many.",
    WITHOUT_APP_FIRST: "Years of one person without any substitute for the app.",
    "Officials exposed": "People such as officials whose data a state could want; counted apart.",
    "Own state": "The state whose people are counted; its orders are another question, and stand apart.",
    "Foreign state": "Every other state.",
    "Specific to ownership": "What would go if the owner were from a state without a record or a stake.",
    "Reading": "What one side says of the numbers in dispute.",
    "Stated, counted, bracketed, judged": "Where a number comes from: map, counted cases, limits, or a judgement.",
    "Grade, such as B2": "How reliable a source is (A to F) and how likely its statement (1 to 6).",
    "Best trade-offs": "Options that no other beats both on risk and on what people lose.",
    "Route": "One chain of conditions from people's data to a state or someone else.",
}
