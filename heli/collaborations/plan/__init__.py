"""The plan: tasks with dates and links, dated stage goals, named risks, and the baseline that the final approval freezes."""
