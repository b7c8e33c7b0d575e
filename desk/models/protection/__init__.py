"""What keeps whoever can write into the database from forging a row: seals bound to the row, and marks over rows."""
