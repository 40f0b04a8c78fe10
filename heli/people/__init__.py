"""People (组织人员): units as a dated tree, persons, posts, who holds them, and the three administrators."""
