"""Consultation before approval (事前沟通, clause 1.2.6.a): every unit concerned is asked, every objection answered."""
