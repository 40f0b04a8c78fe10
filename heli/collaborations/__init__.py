"""Collaborations (协作事项): the need, the parties, the duty list, the plan, the seven stages. Every chapter stands on it."""
