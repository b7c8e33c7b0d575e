"""The IP PIN program's rules: pure functions over dated data; no database, clock or I/O."""

from desk.program.issue import IssuePlan, issue_plan
from desk.program.settings import DEFAULTS, ProgramSettings

__all__ = ["DEFAULTS", "IssuePlan", "ProgramSettings", "issue_plan"]
