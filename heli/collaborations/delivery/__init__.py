"""Delivery (成果交付, clause 2.2.6): the delivery list, handing over, the receipt that is the final acceptance."""
