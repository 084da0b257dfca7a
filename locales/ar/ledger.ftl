# الدفاتر.
menu-ledger = الأموال
ledger-lede = ما دُفع، وما هو محفوظ لكم، وإلى أين ذهب. لا يُعدَّل قيد أبدًا: الخطأ يُلغى بقيد آخر.
ledger-lede-staff = كل حركة مال كما سُجِّلت، بالقيد المزدوج. لا يُعدَّل قيد أبدًا: الخطأ يُلغى بقيد آخر.
ledger-find = رقم المعاملة
ledger-balances = أرصدة الحسابات
ledger-empty = لم يُسجَّل شيء بعد.
ledger-what = القيد
ledger-lines = الحسابات
ledger-when = الوقت
ledger-entry = رقم { $n }
ledger-worker = لا حساب هنا لعامل: لا يمكن تحميل أي عامل شيئًا.
ledger-open = كل قيود هذه المعاملة
side-debit = مدين
side-credit = دائن
account-bank = البنك والنقد
account-receivable = مستحق على العميل
account-billed = مفوتر لم يُدفع
account-held = محفوظ للعميل
account-refundable = واجب الرد
account-earned = مستحق للمكتب
account-fees_at_cost = رسوم حكومية بتكلفتها
account-vat = ضريبة القيمة المضافة
account-commission_due = عمولة على المكتب
account-commission = عمولة المنصة
entry-commission_accrued = استحقاق العمولة
entry-commission_reversed = إلغاء العمولة
entry-deposit_held = عربون مستلم ومحفوظ
entry-balance_invoiced = فاتورة الرصيد
entry-balance_reversed = إلغاء فاتورة الرصيد
entry-balance_received = استلام الرصيد
entry-earned = تحويل إلى مستحق
entry-refund_approved = اعتماد الرد
entry-refund_reversed = إلغاء اعتماد الرد
entry-refunded = رد مدفوع
audit-books = الأموال
audit-entries = { $count ->
    [zero] لا قيود
    [one] قيد واحد
    [two] قيدان
    [few] { $count } قيود
    [many] { $count } قيدًا
   *[other] { $count } قيد
}
audit-books-checked = { $count ->
    [zero] لم تُشتق معاملة
    [one] أُعيد اشتقاق آخر معاملة
    [two] أُعيد اشتقاق آخر معاملتين
    [few] أُعيد اشتقاق آخر { $count } معاملات
    [many] أُعيد اشتقاق آخر { $count } معاملة
   *[other] أُعيد اشتقاق آخر { $count } معاملة
}
