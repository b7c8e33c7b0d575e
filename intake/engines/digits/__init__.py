"""The project's networks that read numbers: whole strings and single characters, typed or handwritten."""
