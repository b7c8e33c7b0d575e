"""The numbers of documents, letters, and print batches, as people see them on screens, on paper, and in barcodes."""


def document(row_id: int) -> str:
    """D0000012."""
    return f"D{row_id:07d}"


def letter(row_id: int) -> str:
    """N0000012."""
    return f"N{row_id:07d}"


def print_batch(row_id: int) -> str:
    """B00012."""
    return f"B{row_id:05d}"
