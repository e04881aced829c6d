"""Singer tap for Acumatica Cloud ERP."""
