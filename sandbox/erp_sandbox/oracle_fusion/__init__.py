"""An Oracle Fusion Cloud ERP pod with the generated company."""
