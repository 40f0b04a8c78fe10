"""Acts (办理动作): the only way to change state. Rooms use `act`, `perform`, `on`, `consumer` and the `Row` base from here."""
