"""The ledger (留痕台账): an append-only record of deeds. Tree, heads and proofs come later; the leaf is final from the first entry."""
