"""What the machine read and what people keyed: writing readings, blind keying, sampling for quality."""
