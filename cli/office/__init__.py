"""Commands about the office itself: accounts, the audit trail, reports, delayed returns."""
