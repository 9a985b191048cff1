"""The place Options: what would change the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from assessments.conclusions.verdict import verdict
from assessments.report.blocks import Block, Text
from assessments.report.checks import Check
from assessments.report.checks.options import option_checks
from assessments.report.figures.option_figures import MOST_LINES, lines, over_time_figures, scatter_figures
from assessments.report.glossary import HARMED, WITHOUT_APP
from assessments.report.option_words import QUESTION, by_title, cut, verdict_words
from assessments.report.sections import option_answers
from assessments.report.sections import options as option_words
from assessments.report.sections.option_answers import library as library_table
from assessments.report.sentences import the_actor
from assessments.results.actors import all_actors
from assessments.results.options.questions import OptionQuestions
from assessments.results.options.questions import answers as answered
from assessments.results.options.table import STATUS_QUO, Options, options_of
from assessments.run import Run
from dashboard import background, beside, comparing, fields, presses, session, show
from dashboard.answers import PageAnswers
from dashboard.head import foot, head, second_looks
from dashboard.reasons import ALL
from dashboard.show import Look
from data_maps.edits import with_own_options
from data_maps.model import DataMap
from data_maps.problems import Problem, did_you_mean, shown
from risk.options.ready import parties_at_home, ready_options
from risk.options.search import Limits
from risk.options.timeline import in_order

SHOWS = "This page compares what could be done: the risk each option removes, and what people would lose by it."
NONE = ""
OPTIONS_ACT = "Not told while options are in force."
NONE_YET = "No option is in this map yet: choose some that are ready, and they are compared here."
EMPTIED = "none"  # what `together` is in the address while options are in force and none is looked at
NUMBERS = {
    "burden": "a burden: write a number such as 5000",
    "costs": "an amount: write a number such as 1000000",
    "most": "a number of options: write one such as 2",
    "months": "a number of months: write one such as 6",
    "under": f"a number of {HARMED}: write one such as 100",
    "target": f"a number of {HARMED}: write one such as 1000",
}
MOST = {**dict.fromkeys(NUMBERS, 1e12), "most": 1000.0, "months": 1200.0}
MONTHS_LATER = 6.0
Combination = tuple[str, ...]
OfOptions = Callable[[Options, Run, Combination], tuple[Block, ...]]
"""A function that makes blocks of the options of a map, the chosen combination beside its own."""
READY_SHOWS = (
    "Options that come with Datareach, as far as they apply here. Put into force, one is compared here and acts in "
    "every place. Written into the map, it is the map's own."
)


def page() -> None:
    """The options, in the order in which they are seen."""
    run, answers = head(SHOWS), PageAnswers()
    with st.container(key=show.result_key("options", session.current().since)):
        if run.data_map.options:
            verdict_place = st.container()
            options = run.data_map.options
            for name in session.setting_values("options"):
                if name not in options:
                    hint = str(did_you_mean(name, options))
                    notice = f"This map has no option {shown(name)}{f' ({hint})' if hint else ''}. It is left aside."
                    show.notice(notice, "broken")
            in_force = [name for name in session.setting_values("options") if name in options]
            looked_at = [name for name in session.setting_values("together") if name in options]
            together = looked_at if looked_at or session.setting_values("together") == (EMPTIED,) else in_force
            with st.container(horizontal=True, vertical_alignment="bottom"):
                st.multiselect(
                    "Look at these together",
                    list(options),
                    format_func=lambda name: cut(options[name].title or name),
                    key=fields.standing("options:chosen", together),
                    on_change=presses.on_use(_choose),
                    placeholder="choose options",
                    help="Here alone, until they are put into force in every place.",
                )
                if together != in_force:
                    label = "Put into force in every place" if together else "Take all out of force"
                    st.button(label, key="options:force", on_click=presses.on_use(_force, together))
            chosen = in_order(run.data_map, together)
            with verdict_place:
                answers.show(partial(_blocks, what="verdict", chosen=chosen))
            with st.expander("Ranking"):
                answers.show(_every_option)  # from best values at once, while the rest is compared
            comparing.follow(session.with_draws())
            answers.add_intervals()
            _show("picture", chosen)
            _show("in one", chosen, "close")
            with st.expander("Why an option does little"):
                _show("little", chosen)
            library()
            with st.expander("Every number"):
                _show("every number", chosen)
            with st.expander("Over the years"):
                _show("years", chosen)
            with st.expander("Best sets and later starts"):
                _questions(run)
            with st.expander("What would have to be true"):
                _show("sentences", chosen)
            second_looks("Second looks at the options", session.computed("Checking options", _looks), "looks")
        else:
            answers.show(_verdict_of_ready)
            show.text(NONE_YET)
            library()
            answers.show(_every_option)
            comparing.follow(session.with_draws())
            answers.add_intervals()
    foot()


def _choose() -> None:
    emptied = (EMPTIED,) if session.setting_values("options") else ()
    session.choose("together", *(fields.several("options:chosen") or emptied))


def _force(together: Sequence[str]) -> None:
    """Have the options that are looked at here act in every place, and no others."""
    session.pin_before_change()
    session.choose("together")
    session.choose("options", *together)


def _blocks(run: Run, what: str, chosen: Combination) -> tuple[Block, ...]:
    """The blocks of one kind; none of a pinned map without options."""
    return BLOCKS[what](_with(run, chosen), run, chosen) if run.data_map.options else ()


def _every_option(run: Run) -> tuple[Block, ...]:
    return (option_answers.every_option(run),)


def _show(what: str, chosen: Combination, look: Look = "") -> None:
    """Blocks on the options and the combination that is chosen."""
    made = beside.computed_with_base("Comparing options", partial(_blocks, what=what, chosen=chosen), drawn=True)
    show.blocks(made, about=ALL, look=look)


def _with(run: Run, chosen: Combination) -> Options:
    """The comparison of the map, with the chosen combination beside its own; of options that it has, if any."""
    options = options_of(run) or Options(run)
    together = in_order(run.data_map, chosen)
    return options if not together or "+".join(together) in options.names else Options(run, [together], options)


def library() -> None:
    """The ready options, and a choice of some to take over; those in force here stand in the comparison."""
    view = session.current().view
    written = background.reading(view.opened).data_map if view else None
    if written is None:
        return
    with st.expander("Ready options", expanded=not written.options):
        show.text(READY_SHOWS, "quiet")
        ready = ready_options(written)
        st.pills(
            "Take from the library",
            list(ready),
            format_func=lambda name: str(ready[name].title),
            selection_mode="multi",
            key="library",
            on_change="ignore",
        )
        with st.container(horizontal=True):
            force = presses.button_beside("library", "Put into force", key="library:force")
            off = not session.is_one_file()
            write = presses.button_beside("library", "Write into the map", key="library:write", disabled=off)
        chosen: Sequence[str] = force.choice or write.choice or ()
        if (force.pressed or write.pressed) and not chosen:
            show.notice("Choose one or more of them first.", "broken")
        elif force.pressed:
            session.pin_before_change()
            session.choose("options", *session.setting_values("options"), *chosen)
            session.write_address()
            st.rerun()
        elif write.pressed:
            _write(written, chosen)
        if st.toggle("What each is, and what it acts on here", value=bool(written.options), key="library:table"):
            show.blocks((library_table(written),))


def _write(written: DataMap, chosen: Sequence[str]) -> None:
    """Write options of the library into the text of the open map, or say why that cannot be."""
    open_map = session.opened_map()
    if open_map is None:
        return
    file, content = next(iter(open_map.texts.items()))
    ready = ready_options(written)
    text = content.decode("utf-8", "replace")
    changed = with_own_options(text, file, {id_: ready[id_] for id_ in chosen}, parties_at_home(written))
    if isinstance(changed, Problem):
        show.notice(f"They are not written into the map: {changed}.", "broken")
        return
    session.write(file, changed, replaced=True)
    session.write_address()
    st.rerun()


def _questions(run: Run) -> None:
    """Questions beyond the comparison, each as a field; a mistake in one leaves the others as they are."""
    rows = [name for name in _with(run, ()).names if name != STATUS_QUO]
    first, second, third = st.columns(3)
    with first:
        _field("burden", f"At most so many {WITHOUT_APP}", "5000")
        _select("later", "What if this started later", rows)
        _select("close", "What closes every way to", [row.actor for row in all_actors(run)], the_actor)
    with second:
        _field("costs", "At most such costs", "1000000")
        _field("months", "By so many months", "6")
        _field("under", f"Or leaves it so many {HARMED} a year", "0")
    with third:
        _field("most", "At most so many options", "2")
        _field("target", f"At most so many {HARMED} a year left", "1000")
    numbers = {name: _number(name) for name in NUMBERS}
    burden, costs, most = (numbers[name] for name in ("burden", "costs", "most"))
    limits = Limits(burden, costs, None if most is None else int(most))
    later, close = session.one("later"), session.one("close")
    names = _with(run, ()).names
    delays = ((later, numbers["months"] or MONTHS_LATER),) if later in names and later != STATUS_QUO else ()
    actors = (close,) if close in [row.actor for row in all_actors(run)] else ()
    questions = OptionQuestions(delays, limits, actors, (numbers["under"] or 0.0) if actors else 0.0, numbers["target"])
    if questions.asks:
        answer_blocks = session.computed("Answering what is asked", partial(_answers, questions=questions), drawn=True)
        show.blocks(answer_blocks, about=ALL)


def _field(name: str, label: str, example: str) -> None:
    """A number to be typed."""
    key = fields.standing(f"options:{name}", session.one(name) or "")
    st.text_input(label, key=key, placeholder=example, max_chars=20, on_change=presses.on_use(_take, name))


def _take(name: str) -> None:
    session.choose(name, (fields.one(f"options:{name}") or "").strip())


def _select(name: str, label: str, choices: Sequence[str], say: Callable[[str], str] = str) -> None:
    """One of a few to be chosen, or none."""
    fields.select(name, label, [NONE, *choices], lambda choice: say(choice) if choice else "–")


def _number(name: str) -> float | None:
    """The number of a field; None where it is empty, or is none."""
    text = session.one(name)
    try:
        number = float((text or "").replace(",", "").replace("_", ""))
    except ValueError:
        number = -1.0
    if text and not 0.0 <= number <= MOST[name]:
        show.notice(f"{shown(text)} is not {NUMBERS[name]}. It is left aside.", "broken")
    return number if text and 0.0 <= number <= MOST[name] else None


def _answers(run: Run, questions: OptionQuestions) -> tuple[Block, ...]:
    options = _with(run, ())
    return option_answers.blocks(options, answered(options, questions))


def _looks(run: Run) -> tuple[Check, ...]:
    return option_checks(_with(run, ()))


def _verdict_of_ready(run: Run) -> tuple[Block, ...]:
    """The question on a ban and its whole answer over the ready options, which run on any map by themselves."""
    first, *others = verdict_words(verdict(run, pairs=True)) or (OPTIONS_ACT,)
    return Text(QUESTION), Text(first, lead=True), *map(Text, others)


def _verdict(options: Options, run: Run, chosen: Combination) -> tuple[Block, ...]:
    """The question on a ban and its answer in a sentence; then whether that holds of the map's own options too."""
    first, *others = verdict_words(verdict(run, pairs=True)) or (OPTIONS_ACT,)
    return Text(QUESTION), Text(first, lead=True), Text(" ".join(others[:MOST_BESIDE]))


def _every_number(options: Options, run: Run, chosen: Combination) -> tuple[Block, ...]:
    return (
        *map(Text, verdict_words(verdict(run, pairs=True))[1 + MOST_BESIDE :]),
        *map(Text, option_words.in_short(options)),
        *scatter_figures(options)[1:],
        *option_words.tables(options, by_title),
        Text(option_words.NOTE),
        Text(option_words.PERSON_YEAR),
        *option_words.sources(options, by_title),
    )


def _years(options: Options, run: Run, chosen: Combination) -> tuple[Block, ...]:
    """The chosen options and their combination over the years; without a choice those a report shows."""
    named = [name for name in dict.fromkeys((STATUS_QUO, "+".join(chosen), *chosen)) if name in options.combinations]
    return over_time_figures(options, named[:MOST_LINES] if chosen else lines(options))


MOST_BESIDE = 1
"""Sentence beside the verdict on a first screen; the others stand with every number."""
BLOCKS: Mapping[str, OfOptions] = {
    "verdict": _verdict,
    "picture": lambda options, run, chosen: scatter_figures(options)[:1],
    "in one": lambda options, run, chosen: (option_words.in_one(options),),
    "little": lambda options, run, chosen: (option_answers.why_little(options),),
    "every number": _every_number,
    "years": _years,
    "sentences": lambda options, run, chosen: tuple(option_words.sentences(_with(run, ()))),
}
"""The blocks of this page by what they are of."""


if __name__ == "__main__":
    page()
