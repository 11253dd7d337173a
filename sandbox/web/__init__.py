"""Face 2: people, in French and English; plain pages and forms that work without JavaScript."""
