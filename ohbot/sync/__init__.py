"""What a sync decides (pure), and the loop that carries it out."""
