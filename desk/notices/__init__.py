"""The letters that leave the office: from data to a one-page PDF; no database."""
