"""A window that runs whatever step the case stands on."""

from bot.escalation.case import Case
from bot.escalation.deadlines import Window
from bot.escalation.timing import Timing


def lasting_window(case: Case, timing: Timing) -> Window | None:
    """The limitation that has run since the place's own day (its licence was revoked), whatever is
    sent meanwhile; None for a place without one, and on a route that claims nothing there."""
    since = timing.path.places[case.place].since
    if since is None:
        return None
    route = timing.path.route(case.place, case.problem)
    windows = (timing.clock(case, step).window for step in route.steps)
    return next((window for window in windows if window and window.start_on == since), None)
