"""What people do about a document: decisions and their consequences, calls, answers, regrouping, setting aside."""
