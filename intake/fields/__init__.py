"""From zones to values: ink, marks, engines' opinions, agreement between fields, trust."""
