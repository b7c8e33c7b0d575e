"""The office's rules and records; imports none of the project's other folders."""
