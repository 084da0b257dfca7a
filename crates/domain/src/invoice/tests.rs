//! What parts are of their whole, whatever the sums.

use proptest::prelude::*;

use super::*;
use crate::sample;

fn agreement(service: i64, travel: i64, insurance: i64, government: i64, deposit: u16) -> Agreement {
    let vat = BasisPoints::try_from(500).expect("5 %").of(service);
    let total = service + vat + travel + insurance + government;
    Agreement {
        terms: sample::terms(),
        total_minor: total,
        deposit_minor: BasisPoints::try_from(deposit).expect("a share").of(total),
        service_minor: service,
        vat_minor: vat,
        travel_minor: travel,
        insurance_minor: insurance,
        government_minor: government,
        reserve_minor: 0,
    }
}

#[test]
fn a_deposit_of_half_has_half_of_each_line_and_the_balance_the_rest() {
    let agreed = agreement(600_000, 0, 29_001, 141_000, 5_000);
    let said = |lines: &[InvoiceLine]| {
        let one = |line: &InvoiceLine| format!("{} {}+{}", line.item, line.net_minor, line.vat_minor);
        lines.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(agreed.deposit_minor, 400_001);
    assert_eq!(
        said(&agreed.deposit_lines()),
        "service_fee 300000+15000, insurance 14501+0, government_fee 70500+0",
        "the odd baisa is where the remainder is largest"
    );
    assert_eq!(said(&agreed.balance_lines()), "service_fee 300000+15000, insurance 14500+0, government_fee 70500+0");
}

#[test]
fn a_refund_gives_back_the_service_first_and_the_government_last() {
    let lines = agreement(600_000, 0, 29_001, 141_000, 5_000).lines();
    let back = credited(&lines, 315_000).expect("less than all");
    assert_eq!(back, [InvoiceLine { item: InvoiceItem::ServiceFee, net_minor: 300_000, vat_minor: 15_000 }]);
    assert_eq!(sums(&credited(&lines, 700_000).expect("less than all")), (670_000, 30_000));
    assert_eq!(credited(&lines, total(&lines)).expect("all"), lines);
    assert_eq!((credited(&lines, total(&lines) + 1), credited(&lines, -1)), (None, None));
}

#[test]
fn numbers_are_counted_by_series_and_year() {
    let day = jiff::civil::date(2026, 11, 23);
    let said = InvoiceKind::ALL.iter().map(|kind| number(*kind, day, 17)).collect::<Vec<_>>();
    assert_eq!(said, ["INV-2026-00017", "INV-2026-00017", "COM-2026-00017", "CRN-2026-00017"]);
    assert_eq!(number(InvoiceKind::Deposit, day, 1_234_567), "INV-2026-1234567");
}

proptest! {
    #[test]
    fn parts_are_the_whole_to_the_last_baisa(
        service in 0..1_000_000_000_i64, travel in 0..1_000_000_000_i64, insurance in 0..1_000_000_i64,
        government in 0..1_000_000_000_i64, deposit in 0..=10_000_u16, back in 0..=10_000_u16,
    ) {
        let agreed = agreement(service, travel, insurance, government, deposit);
        let (whole, first, rest) = (agreed.lines(), agreed.deposit_lines(), agreed.balance_lines());
        prop_assert_eq!(total(&whole), agreed.total_minor);
        prop_assert_eq!(total(&first), agreed.deposit_minor);
        prop_assert_eq!(total(&rest), agreed.total_minor - agreed.deposit_minor);
        prop_assert_eq!(sums(&first).1 + sums(&rest).1, agreed.vat_minor);
        let rate = BasisPoints::try_from(500).expect("5 %");
        for line in first.iter().chain(&rest) {
            prop_assert!(line.net_minor >= 0 && line.vat_minor >= 0, "{:?}", line);
            let exact = if line.item.is_taxed() { rate.of(line.net_minor) } else { 0 };
            prop_assert!((line.vat_minor - exact).abs() <= 1, "{:?} is a unit off at most", line);
        }
        let refund = BasisPoints::try_from(back).expect("a share").of(agreed.total_minor);
        let given = credited(&whole, refund).expect("no more than all");
        prop_assert_eq!(total(&given), refund);
        for line in &given {
            let paid = whole.iter().find(|one| one.item == line.item).expect("of the whole");
            prop_assert!(line.net_minor <= paid.net_minor && line.vat_minor <= paid.vat_minor);
        }
    }
}
