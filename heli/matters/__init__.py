"""Matters (闭环事项): open points with an owner, a clock, an answer, and a closing by the one who raised them (1.2.6)."""
