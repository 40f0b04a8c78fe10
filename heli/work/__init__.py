"""Work (协作实施, chapter 4): what happens to a task after the plan is approved. Depth comes with later issues."""
