"""Questions asked of a deal: what each party gets, why, and what changed."""
