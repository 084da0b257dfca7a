# ما يعود إلى الأسرة: يُذكر قبل الدفع، ويُحسب سطرًا سطرًا، ويُطبع؛ والتذكير بما لم يُدفع.
refund-before = ما الذي يُرد إلى الأسرة ومتى
refund-before-note = بحسب قواعد هذه المعاملة، وهي لا تتغير بعد العرض. قبل الوصول يُحسب من الدفعة المقدمة، وبعده من كامل المبلغ.
refund-how = كيف يُحسب المبلغ المردود
refund-never-more = لا يُرد أكثر مما دُفع، ولا أقل من صفر.
refund-rounding = يُقرَّب المبلغ مرة واحدة إلى أصغر وحدة في العملة، والنصف إلى الأعلى.
refund-between = من { $least } إلى { $most }
refund-zero = لا شيء
refund-or-replacement = { $sum }، أو عاملة بديلة
refund-end-household = إذا ألغت الأسرة قبل الوصول: كل ما دُفع عدا التكاليف الموثقة
refund-end-others = إذا ألغى المكتب أو انسحبت العاملة أو تأخر الوصول طويلًا
refund-end-permit = إذا رُفض التصريح: كل ما دُفع عدا الرسوم الحكومية المعتمدة
refund-end-days = { ARABIC($count) ->
    [zero] إذا غادرت العاملة يوم الوصول
    [one] إذا غادرت العاملة خلال يوم واحد من الوصول
    [two] إذا غادرت العاملة خلال يومين من الوصول
    [few] إذا غادرت العاملة خلال { $count } أيام من الوصول
    [many] إذا غادرت العاملة خلال { $count } يومًا من الوصول
   *[other] إذا غادرت العاملة خلال { $count } يوم من الوصول
}
refund-end-months = { ARABIC($count) ->
    [zero] إذا غادرت العاملة في شهر الوصول
    [one] إذا غادرت العاملة خلال شهر واحد من الوصول
    [two] إذا غادرت العاملة خلال شهرين من الوصول
    [few] إذا غادرت العاملة خلال { $count } أشهر من الوصول
    [many] إذا غادرت العاملة خلال { $count } شهرًا من الوصول
   *[other] إذا غادرت العاملة خلال { $count } شهر من الوصول
}
refund-end-later = بعد ذلك
refund-end-abuse = إذا أساء صاحب العمل إلى العاملة
refund-rule-nothing = لم يُدفع شيء، أو لا يُستحق رد شيء.
refund-rule-full = يُرد كل ما دُفع.
refund-rule-less_actual_cost = يُرد كل ما دُفع عدا تكاليف يوثقها المكتب، وفي حدود سقف معين.
refund-rule-less_government_fee = يُرد كل ما دُفع عدا الرسوم الحكومية التي اعتُمدت من قبل.
refund-rule-by_formula = يُحسب المبلغ المردود بالقاعدة المطبقة على المدة منذ الوصول.
refund-rule-forfeited = لا يُرد شيء لأن صاحب العمل أساء إلى العاملة. وتبقى حاجات العاملة مغطاة.
refund-least = الحد الأدنى بعد التكاليف الموثقة
refund-approved = المبلغ المعتمد
refund-paid = المبلغ المردود
refund-pay-until = آخر موعد للرد
refund-printed = طُبعت طريقة الاحتساب
refund-print = اطبعها للملف
refund-print-counts = بالطباعة تقر باسمك أن المبلغ مطابق للمعادلة المطبوعة مع الملف.
refund-paper-open = افتحها كورقة للطباعة
refund-paper = طريقة احتساب المبلغ المردود
refund-agency = المكتب
refund-made = حُررت في
refund-line = الخطوة
refund-figure = القيمة
working-total = إجمالي المستحق
working-paid = المدفوع
working-service_fee = أتعاب المكتب مع ضريبتها
working-arrived = يوم الوصول
working-left = آخر يوم محسوب
working-within = ضمن المدة المنتهية في
working-after = بعد آخر يوم يُرد فيه شيء
working-since = يبدأ العد من
working-months_begun = الأشهر التي بدأت
working-months_full = الأشهر الكاملة
working-months_left = الأشهر المتبقية
working-portion = مقابل الأشهر المتبقية
working-less_per_month = يُخصم عن كل شهر
working-at_least = هذه النسبة على الأقل
working-all_of_it = كامل المبلغ
working-or_replacement = للأسرة أن تختار عاملة بديلة عوضًا عنه
working-costs_documented = التكاليف الموثقة
working-costs_cap = سقف التكاليف المحتسبة
working-less_costs = تُخصم التكاليف
working-less_government_fee = تُخصم الرسوم الحكومية المعتمدة
working-paid_only = لا أكثر مما دُفع
working-employer_abuse = لا شيء: أساء صاحب العمل إلى العاملة
working-employer_offence = لا شيء: خالف صاحب العمل القانون
working-employer_named = لا شيء: سمّى صاحب العمل العاملة بنفسه
working-nothing_owed = لا يُستحق رد شيء
working-refund = المبلغ المردود
working-refund_at_least = المبلغ المردود على الأقل
working-months = { ARABIC($count) ->
    [zero] أقل من شهر
    [one] شهر واحد
    [two] شهران
    [few] { $count } أشهر
    [many] { $count } شهرًا
   *[other] { $count } شهر
}
working-of-portion = { $of } × { $times } / { $over } = { $is }
working-of-share = { $of } × { $share } % = { $is }
working-of-share-times = { $of } × { $share } % × { $times } = { $is }
message-invoice-overdue = الفاتورة { $number } متأخرة السداد
    .text = انقضى موعد سداد الفاتورة { $number } في المعاملة { $case }. سجّل الدخول لمعرفة المتبقي وطرق الدفع. وإذا كنت قد دفعت فقد يستغرق وصول التحويل البنكي يوم عمل.
message-task-invoices-late = فواتير متأخرة السداد
    .text = { ARABIC($number) ->
        [zero] لا فواتير متأخرة
        [one] فاتورة واحدة متأخرة
        [two] فاتورتان متأخرتان
        [few] { $number } فواتير متأخرة
        [many] { $number } فاتورة متأخرة
       *[other] { $number } فاتورة متأخرة
    } عن موعد السداد، وقد ذُكِّرت الأسر بها. سجّل الدخول وافتح «المعاملات».
delivery-invoice-overdue = تذكير بفاتورة متأخرة
delivery-task-invoices-late = إشعار للمالية: فواتير متأخرة
