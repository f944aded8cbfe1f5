"""How differences are brought about, in steps that neither lock for long nor fail on rows."""
