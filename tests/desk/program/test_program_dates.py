"""Over all days from 2021 to 2030: where domain.md knows nothing, a person decides."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk.program import applications, enrollment, income, issue, paper, replacement, rules, season
from desk.program.enrollment import Enrollment
from desk.program.facts import ApplicationFacts
from desk.program.identity import CallResult, Documents
from desk.program.replacement import Channel, Request
from desk.program.words import Action, Route

DAYS = st.dates(date(2021, 1, 1), date(2030, 12, 31))
REVISIONS = st.sampled_from(["2021-01", "2024-01", "2025-01", "2031-01"])
LATER = st.integers(0, 400)


def good(received, today, revision):
    """An application with nothing wrong but, perhaps, its dates."""
    return ApplicationFacts(
        received, today, revision, agi=1, filing_status="single", last_filed_year=2020,
        calls=(CallResult.PASSED,),
    )  # fmt: skip


@given(DAYS, LATER, REVISIONS)
def test_an_application_without_a_rule_is_reviewed_for_that_reason(received, later, revision):
    """A good application is approved exactly when limit and timing are known, else reviewed."""
    facts = good(received, received + timedelta(days=later), revision)
    got = applications.assess(facts)
    limit = income.limit(received)
    if limit is not None and not got.plan.review:
        assert got.action is Action.APPROVE
        return
    assert got.action is Action.REVIEW
    assert limit is not None or f"No income limit is known for {received.year}." in got.reasons
    assert not got.plan.review or got.plan.reason in got.reasons


@given(DAYS, LATER)
def test_in_person_without_a_rule_is_reviewed_for_that_reason(received, later):
    """The same in person, where documents have rules of their own."""
    shown = Documents(2, 2, 3)
    facts = ApplicationFacts(received, received + timedelta(days=later), None, Route.TAC, documents=shown)
    got = applications.assess(facts)
    known = bool(rules.find("documents", received)) and bool(rules.find("issue_tac", received))
    assert got.action is (Action.APPROVE if known else Action.REVIEW)
    assert known or any(reason.startswith("No rule says") for reason in got.reasons)


@given(DAYS, LATER, st.sampled_from(["f15227", "tac"]))
def test_a_plan_never_issues_while_closed_or_in_the_past(received, later, route):
    """A planned day is open, not before today, in the PIN's own year, and mailing follows it."""
    today = received + timedelta(days=later)
    plan = issue.issue_plan(route, None, received, today)
    if not plan.review:
        assert not season.closed(plan.issue_on)
        assert plan.issue_on >= today
        assert plan.issue_on.year == plan.calendar_year
        assert plan.mail_by is None or plan.mail_by >= plan.issue_on


@given(DAYS)
def test_the_2021_rule_gives_the_next_years_pin_and_no_other_rule_does(received):
    """Only Forms 15227 received in 2021 wait for the next calendar year while issuing is open."""
    plan = issue.issue_plan("f15227", None, received, received)
    if not plan.review and not season.closed(received):
        assert (plan.calendar_year == received.year + 1) is (received.year == 2021)


@given(DAYS, st.sampled_from(list(Route)), st.dates(date(2015, 1, 1), date(2030, 12, 31)))
def test_annual_run_and_opt_out_are_open_only_where_no_rule_holds(day, route, since):
    """None comes exactly from a gap in the rules, never from a rule."""
    run = enrollment.annual([Enrollment(route, since)], day.year)
    if run.include is None:
        assert rules.find("recipients", date(day.year, 1, 1)) is None
    subject = "opt_out_victim" if route is Route.VICTIM else "opt_out"
    assert (enrollment.opt_out(route, day).allowed is None) is (rules.find(subject, day) is None)


@given(DAYS, st.sampled_from(list(Route)), st.booleans(), st.booleans(), st.sampled_from(list(Channel)))
def test_a_replacement_is_judged_on_every_day_with_a_reason(day, route, minor, moved, channel):
    """Every request gets an answer, and an allowed one is mailed in the year of its PIN."""
    moved_on = date(day.year, 1, 1) if moved else None
    asked = Request(day, channel, route, date(2018, 5, 1), moved_on=moved_on, minor=minor)
    got = replacement.judge(asked)
    assert got.reasons
    if got.allowed:
        assert got.mail_on.year == day.year
        assert not season.closed(got.mail_on)


@given(DAYS, st.one_of(st.none(), DAYS))
def test_the_year_of_a_return_is_that_of_postmark_or_receipt(received, postmark):
    """No other year ever counts, and an implausible postmark is a doubt."""
    got = paper.year_of(received, postmark)
    assert got.year in {received.year, (postmark or received).year}
    assert got.doubt or postmark is None or (postmark <= received and got.year == postmark.year)
