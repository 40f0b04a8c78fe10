"""The ledger (留痕台账): an append-only record of deeds. Tree and heads come later; the leaf is final from the start."""
