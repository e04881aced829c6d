"""What the tap and the target of Acumatica share: sessions, error bodies, the contract."""
