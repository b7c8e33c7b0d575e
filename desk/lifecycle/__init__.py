"""What happened to a document, letter, or case, and what may happen next: states, history, audit trail."""
