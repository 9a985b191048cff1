"""What an object keeps is worked out once, and nobody waits for another object's."""

from __future__ import annotations

import threading

from data_maps.caching import cached_property


class Meeting:
    """Two of these can only say they met if both work it out at once."""

    def __init__(self, together: threading.Barrier) -> None:
        self.together = together
        self.asked = 0

    @cached_property
    def met(self) -> bool:
        """Whether another one was at work meanwhile."""
        self.asked += 1
        self.together.wait(600)
        return True


def test_two_objects_work_out_the_same_thing_at_once() -> None:
    together = threading.Barrier(2)
    one, other = Meeting(together), Meeting(together)
    thread = threading.Thread(target=lambda: other.met, daemon=True)
    thread.start()
    assert one.met
    thread.join(600)
    assert other.met
    assert (one.asked, other.asked) == (1, 1)


def test_all_that_an_assessment_keeps_is_kept_so() -> None:
    from assessments.results.options.table import Options
    from assessments.run import Run
    from risk.uncertainty.propagation import Uncertain

    kept = [each for of in (Run, Options, Uncertain) for each in vars(of).values() if hasattr(each, "attrname")]
    assert len(kept) > 20
    assert {type(each) for each in kept} == {cached_property}
