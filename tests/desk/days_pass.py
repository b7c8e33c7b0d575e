"""Part of the property test: days pass, so that most of its runs cross the turn of the year."""

from datetime import date, timedelta

from hypothesis.stateful import rule

from desk.system import calendar
from workers import daily


class DaysPass:
    """Part of a machine that has a desk. Several rules of one kind, because each run leaves some rules out."""

    @rule()
    def a_day_passes(self):
        """The clock does what the new day brings."""
        self.later(1)

    @rule()
    def a_week_passes(self):
        """From the last days of December into the new year."""
        self.later(7)

    @rule()
    def the_year_turns(self):
        """The first office day of the next January."""
        self.later((date(calendar.today().year + 1, 1, 2) - calendar.today()).days)

    @rule()
    def forty_days_pass(self):
        """Replies are overdue then."""
        self.later(40)

    def later(self, days: int) -> None:
        """Some days pass, with the daily work of the last one."""
        calendar.fix(calendar.today() + timedelta(days=days))
        daily.work(self.desk, "clock")
