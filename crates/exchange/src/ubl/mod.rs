//! Electronic invoices and credit notes in UBL 2.1.
