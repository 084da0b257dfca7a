//! Papers as the product makes them; nobody on them is real.

use exchange::paper::{Paper, Party, Table};

fn pair((label, value): (&str, &str)) -> (String, String) {
    (label.into(), value.into())
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn party(label: &str, lines: &[&str]) -> Party {
    Party { label: label.into(), lines: texts(lines) }
}

/// An invoice in English.
pub fn english() -> Paper {
    Paper {
        rtl: false,
        language: "en".into(),
        title: "Tax invoice".into(),
        title_other: "فاتورة ضريبية".into(),
        number: "INV-2026-00731".into(),
        banner: "A demonstration: nothing here is real.".into(),
        parties: vec![
            party("From", &["Amana Platform LLC", "VAT number OM1100006789", "Way 3021, Al Khuwair, Muscat"]),
            party("To", &["Salim Al-Harthy", "Building 12, Flat 3, Al Seeb", "+968 9123 4567"]),
        ],
        facts: [
            ("Issued", "24 November 2026"),
            ("Due", "30 November 2026"),
            ("Case", "C-2026-0418"),
            ("Currency", "Omani rial (OMR)"),
            ("Agency", "Al Waha, AG-021"),
            ("Agreement", "24 November 2026"),
        ]
        .map(pair)
        .to_vec(),
        tables: vec![Table {
            caption: "What you pay for".into(),
            head: texts(&["Item", "Net", "VAT", "Sum"]),
            rows: vec![
                texts(&["Agency's fee, set in your agreement", "480.000", "24.000", "504.000"]),
                texts(&["Service of the platform: keeping the case, checking documents", "65.000", "3.250", "68.250"]),
                texts(&["Rebate for a replacement", "-10.000", "-0.500", "-10.500"]),
            ],
        }],
        totals: [("Net", "OMR 535.000"), ("VAT 5%", "OMR 26.750"), ("Total", "OMR 561.750")].map(pair).to_vec(),
        notes: texts(&[
            "The worker pays no fee, now or later.",
            "You can have everything back until the visa is issued; after that Article 4 of your agreement applies to the fee.",
        ]),
        code: "https://amana.example/verify/INV-2026-00731?seal=7c419f0e52abd318".into(),
        code_note: "Point a telephone's camera here to see whether this paper is the one in the books.".into(),
        seal: "7c41 9f0e 52ab d318".into(),
        issued_at: 1_795_478_400,
    }
}

/// The same in Arabic.
pub fn arabic() -> Paper {
    Paper {
        rtl: true,
        language: "ar-OM".into(),
        title: "فاتورة ضريبية".into(),
        title_other: "Tax invoice".into(),
        banner: "عرض تجريبي. لا شيء هنا حقيقي.".into(),
        parties: vec![
            party("من", &["شركة أمانة للوساطة ش.م.م", "الرقم الضريبي OM1100006789", "سكة 3021، الخوير، مسقط"]),
            party("إلى", &["سالم بن علي الحارثي", "بناية 12، شقة 3، السيب", "+968 9123 4567"]),
        ],
        facts: [
            ("تاريخ الإصدار", "2026-11-24"),
            ("تستحق", "30 نوفمبر 2026"),
            ("المعاملة", "C-2026-0418"),
            ("العملة", "ريال عماني"),
            ("المكتب", "الواحة، AG-021"),
            ("الاتفاق", "24 نوفمبر 2026"),
        ]
        .map(pair)
        .to_vec(),
        tables: vec![Table {
            caption: "ما الذي تدفع مقابله".into(),
            head: texts(&["البند", "الصافي", "الضريبة", "المبلغ"]),
            rows: vec![
                texts(&["رسوم المكتب المحددة في اتفاقك بتاريخ 2026-11-24", "480.000", "24.000", "504.000"]),
                texts(&["خدمة المنصة: إدارة المعاملة وفحص الوثائق", "65.000", "3.250", "68.250"]),
                texts(&["خصم عن الاستبدال", "-10.000", "-0.500", "-10.500"]),
            ],
        }],
        totals: [("المجموع", "535.000 ر.ع."), ("ضريبة القيمة المضافة 5٪", "26.750 ر.ع."), ("الإجمالي", "561.750 ر.ع.")]
            .map(pair)
            .to_vec(),
        notes: texts(&[
            "لا تدفع العاملة أي رسوم، لا الآن ولا لاحقًا.",
            "استرداد كامل قبل إصدار التأشيرة. بعد ذلك تُطبق المادة 4 من اتفاقك على رسوم المكتب.",
        ]),
        code_note: "وجّه كاميرا الهاتف إلى هذا الرمز لترى إن كانت هذه الورقة هي المقيدة في الدفاتر.".into(),
        ..english()
    }
}

/// A statement with so many rows.
pub fn long(rows: usize) -> Paper {
    let row = |at: usize| texts(&[&format!("Payment {at} received by transfer"), "480.000", "24.000", "504.000"]);
    let mut paper = english();
    paper.tables[0].rows = (1..=rows).map(row).collect();
    paper
}
