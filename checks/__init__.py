"""What holds for the code as a whole: arrows between packages, sizes, and the pages made from the code."""
