"""From zones to values: ink, check marks, engines' opinions, agreement between fields, trust."""
