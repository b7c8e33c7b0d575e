"""The letters that leave the office: data in, the bytes of a one-page PDF out; nothing here knows the database."""
