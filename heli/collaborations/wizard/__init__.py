"""立项: the five steps in which a need is written, each of them one act."""
