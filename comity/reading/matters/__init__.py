"""What a phrase is about: its matters out of the closed list, and the theatre they belong to."""
