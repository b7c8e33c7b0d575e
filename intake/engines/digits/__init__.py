"""Our networks that read numbers: strings, single signs, typed or by hand."""
