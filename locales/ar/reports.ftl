# مجموع المعاملات للمالية، وكشف حساب المكتب.
menu-reports = التقارير
reports-lede = ما فُوتر وما في الدفاتر والضريبة والمستحق والعمولة. المبالغ بالريال العماني، والضريبة مذكورة بجانبها.
reports-from = من
reports-until = إلى
reports-of = من { $from } إلى { $until }
reports-show = عرض
reports-by-month = المفوتر والضريبة والعمولة حسب الشهر
reports-by-age = أعمار الذمم: المجموع { $sum }
reports-tie-out = مطابقة المستندات والدفاتر
reports-vat = تقرير ضريبة القيمة المضافة
reports-ageing = أعمار الذمم المدينة
reports-commission = العمولات
reports-ties-out = متطابقة
reports-ties-not = غير متطابقة
reports-what = المقارنة
reports-papers = المستندات
reports-books = الدفاتر
reports-difference = الفرق
reports-verdict = النتيجة
reports-holds = مطابق
reports-differs = مختلف
reports-row-asked = الفواتير مخصومًا منها الإشعارات الدائنة، مقابل المستحق والمدفوع
reports-row-tax = ضريبة الفواتير مخصومًا منها ضريبة الإشعارات الدائنة، مقابل الضريبة في الدفاتر
reports-row-commission = العمولة المفوترة، مقابل المستحق على المكاتب
reports-row-commission_tax = ضريبة العمولة المفوترة
reports-row-lines = كل المستندات، مقابل بنودها كما يجمعها تقرير الضريبة
reports-found-asked = تختلف مستندات هذه المعاملة عن دفاترها في المستحق والمدفوع
reports-found-tax = تختلف مستندات هذه المعاملة عن دفاترها في الضريبة
reports-found-commission = تختلف مستندات هذه المعاملة عن دفاترها في العمولة
reports-found-commission_tax = تختلف مستندات هذه المعاملة عن دفاترها في ضريبة العمولة
reports-found-uneven = مدين هذه المعاملة لا يساوي دائنها
reports-found-seal = هذا المستند لا يقول ما صدر فعلًا
reports-found-lines = مبالغ هذا المستند ليست مجموع بنوده
reports-found-no_entry = لا قيد في الدفاتر لهذا المستند
reports-found-no_paper = يتطلب قيدٌ هذا المستند وهو غير موجود
reports-found-gap = رقم مفقود من هذه السلسلة
reports-found-currency = عملة مختلفة عن غيرها، فلا تدخل في أي مجموع
reports-found-stray = بنود أو قيود لا تتبع شيئًا
reports-more = { ARABIC($count) ->
    [zero] ولا شيء غيرها
    [one] وملاحظة أخرى
    [two] وملاحظتان أخريان
    [few] و{ $count } ملاحظات أخرى
    [many] و{ $count } ملاحظة أخرى
   *[other] و{ $count } ملاحظة أخرى
}
reports-count-cases = { ARABIC($count) ->
    [zero] لا معاملات
    [one] معاملة واحدة
    [two] معاملتان
    [few] { $count } معاملات
    [many] { $count } معاملة
   *[other] { $count } معاملة
}
reports-count-papers = { ARABIC($count) ->
    [zero] لا مستندات
    [one] مستند واحد
    [two] مستندان
    [few] { $count } مستندات
    [many] { $count } مستندًا
   *[other] { $count } مستند
}
reports-count-entries = { ARABIC($count) ->
    [zero] لا قيود
    [one] قيد واحد
    [two] قيدان
    [few] { $count } قيود
    [many] { $count } قيدًا
   *[other] { $count } قيد
}
reports-month = الشهر
reports-issuer = المُصدر
reports-agencies = المكاتب
reports-platform = المنصة
reports-rate = النسبة
reports-net = الخدمات بدون الضريبة
reports-tax = الضريبة
reports-credited-net = الإشعارات الدائنة بدون الضريبة
reports-credited-tax = ضريبة الإشعارات الدائنة
reports-outside = بالتكلفة خارج نطاق الضريبة
reports-owed-tax = صافي الضريبة
reports-gross = المفوتر شامل الضريبة
reports-total = المجموع
reports-number = الفاتورة
reports-due = تاريخ الاستحقاق
reports-late-days = أيام التأخير
reports-age = العمر
reports-left = المتبقي
reports-age-not_due = لم يحن موعده
reports-age-late_7 = متأخر من يوم إلى 7 أيام
reports-age-late_30 = متأخر من 8 أيام إلى 30 يومًا
reports-age-late_more = متأخر أكثر من 30 يومًا
reports-agency = المكتب
reports-agency-name = الاسم
reports-accrued = مستحقة
reports-reversed = ملغاة
reports-invoiced = مفوترة
reports-empty = لا شيء في هذه الأيام.
reports-csv = { $report } بصيغة CSV
reports-xlsx = { $report } ملف إكسل
reports-on-record = تنزيل التقرير يُسجَّل مع اسمك.
fault-report_period = اكتب الأيام مثل 2026-11-01، الأول قبل الأخير، وخمس سنوات على الأكثر.
menu-statement = كشف الحساب
statement-lede = ما استحق لمكتبكم من المعاملات وما سيُصرف لكم. تصرفه مالية المنصة.
statement-payout = واجب الصرف
statement-earned = مستحق بدون الضريبة
statement-fees = رسوم حكومية بالتكلفة
statement-tax = الضريبة في المدفوع
statement-commission = العمولة شاملة الضريبة
statement-empty = لم يُستحق شيء بعد.
statement-note = الضريبة عليكم للدولة. تُخصم العمولة بعد صدور فاتورتها. لا يُحمَّل أي عامل شيئًا.
