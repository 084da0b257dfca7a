# الدفعات كما تعمل بها المالية والمكاتب: تدوينها وتأكيدها، وكشوف البنك، وما يظهر في الفواتير.
menu-payments = الدفعات
menu-bank = البنك
menu-billing = بيانات الفواتير
payments-lede = ما وصل من مال وما أُعيد. يدوّنه شخص ويؤكده آخر، وعندئذ فقط يدخل الدفاتر ويصدر إيصاله.
payments-waiting = بانتظار شخص ثانٍ
payments-all = كل الدفعات
payments-none = لم تُدوَّن أي دفعة بعد.
payments-number = الإيصال
payments-method = طريقة الدفع
payments-way = الاتجاه
    .hint = لا يُعاد إلا ما وصل ولم يُحتسب على شيء.
payments-what = { $way }، { $method }
payments-noted = دُوّنت
payments-standing = الحالة
payments-confirm = تأكيد
payments-refuse = رفض
payments-own = أنت من دوّن هذه الدفعة، ويؤكدها شخص آخر من المالية.
payments-not-now = لا يمكن الرد على هذه الدفعة الآن: المعاملة متوقفة أو منتهية.
payments-finance = بانتظار المالية
payments-method-cash = نقدًا
payments-method-bank = تحويل بنكي
payments-method-card = بطاقة
payments-way-in = وارد
payments-way-out = مُعاد
payments-state-noted = بانتظار شخص ثانٍ
payments-state-confirmed = مؤكدة
payments-state-refused = مرفوضة
payments-amount = المبلغ بالريال
    .hint = كما دُفع، مثل 563.000 أو ١٬٢٥٠٫٥٠٠، وبثلاث خانات عشرية على الأكثر.
payments-note = تدوين دفعة
    .lede = لا تدخل الدفاتر حتى يؤكدها شخص آخر من المالية.
    .do = دوّنها
payments-counter = دُفع نقدًا في مكتبنا
    .lede = اكتب ما دفعه العميل نقدًا. تؤكده المالية، ثم يصل العميل إيصال وتتابع المعاملة.
payments-counter-noted = ما دُوّن من قبل
bankfile-lede = اقرأ كشف الحساب الذي يصدره البنك. ما يذكر مرجع فاتورة بعينها يُحتسب على معاملتها، والباقي ينتظرك أدناه. وقراءة الملف نفسه مرتين لا تغيّر شيئًا.
bankfile-file = ملف البنك
    .hint = ملف CSV أو camt.053 (XML) بترميز UTF-8، حتى 10 ميبيبايت.
bankfile-send = اقرأه
bankfile-wrong = لم يُقرأ شيء من هذا الملف
bankfile-read-lines = { ARABIC($number) ->
    [zero] لا أسطر فيها مال وارد
    [one] سطر واحد فيه مال وارد
    [two] سطران فيهما مال وارد
    [few] { $number } أسطر فيها مال وارد
    [many] { $number } سطرًا فيها مال وارد
   *[other] { $number } سطر فيها مال وارد
}
bankfile-read-known = { ARABIC($number) ->
    [zero] لم يكن أي منها معروفًا
    [one] واحد منها معروف من قبل
    [two] اثنان منها معروفان من قبل
    [few] { $number } منها معروفة من قبل
    [many] { $number } منها معروفة من قبل
   *[other] { $number } منها معروفة من قبل
}
bankfile-read-paid = { ARABIC($number) ->
    [zero] لم يُحتسب أي منها على معاملة
    [one] واحد منها احتُسب على معاملته
    [two] اثنان منها احتُسبا على معاملتيهما
    [few] { $number } منها احتُسبت على معاملاتها
    [many] { $number } منها احتُسبت على معاملاتها
   *[other] { $number } منها احتُسبت على معاملاتها
}
bankfile-read-open = { ARABIC($number) ->
    [zero] لا شيء ينتظرك
    [one] واحد ينتظرك
    [two] اثنان ينتظرانك
    [few] { $number } تنتظرك
    [many] { $number } تنتظرك
   *[other] { $number } تنتظرك
}
bankfile-more = { ARABIC($number) ->
    [zero] لا أخطاء أخرى.
    [one] خطأ آخر لم يُعرض.
    [two] خطآن آخران لم يُعرضا.
    [few] { $number } أخطاء أخرى لم تُعرض.
    [many] { $number } خطأً آخر لم تُعرض.
   *[other] { $number } خطأ آخر لم تُعرض.
}
bankfile-line = السطر { $line }: { $what }
bankfile-entry = السطر { $line }، القيد { $entry }: { $what }
bankfile-empty = الملف فارغ. اختر ملفًا آخر.
bankfile-too-large = الملف أكبر من 10 ميبيبايت. اطلب من البنك مدة أقصر.
bankfile-too-many-lines = في الملف أكثر من 20,000 سطر. اطلب من البنك مدة أقصر.
bankfile-utf16 = الملف بترميز UTF-16. احفظه بصيغة «CSV UTF-8» ثم أرسله من جديد.
bankfile-not-utf8 = السطر { $line } ليس بترميز UTF-8، وقد يكون Windows-1256. احفظ الملف بصيغة «CSV UTF-8» ثم أرسله من جديد.
bankfile-no-head = لا عناوين في أول 20 سطرًا. المطلوب: التاريخ، والمبلغ (أو الدائن والمدين)، والبيان أو المرجع.
bankfile-no-lines = لا أسطر تحت العناوين. اختر ملفًا آخر.
bankfile-not-a-statement = هذا ملف XML لكنه ليس كشف camt.053. اطلب من البنك camt.053.
bankfile-version = إصدار camt.053 رقم { $version } لا يُقرأ. اطلب من البنك إصدارًا من 02 إلى 13.
bankfile-half = ينتهي الملف قبل أوانه. نزّله من البنك من جديد.
bankfile-not-xml = هذا ليس XML سليم البنية. نزّل الملف من البنك من جديد.
bankfile-outside = هناك شيء خارج المستند. نزّل الملف من البنك من جديد.
bankfile-document-type = فيه نوع مستند أو كيانات لا ترد في أي كشف. نزّل الملف من البنك من جديد.
bankfile-encoding = يذكر الملف ترميزًا غير UTF-8. اطلب من البنك UTF-8.
bankfile-too-deep = عناصره أو سماته أكثر أو أعمق مما في أي كشف. نزّل الملف من البنك من جديد.
bankfile-missing = { $what } غير موجود.
bankfile-amount = { $what } «{ $text }» لا يُقرأ. { $why }
bankfile-date = «{ $text }» ليس تاريخًا. اكتب 2026-01-31 أو 31/01/2026 واليوم أولًا.
bankfile-currency = العملة { $found }، بينما الحساب بعملة { $expected }.
bankfile-word = { $what } «{ $text }» غير معروف.
bankfile-sides = يجب أن يرد المبلغ في واحد فقط من الدائن والمدين.
bankfile-negative = { $what } لا يكون أقل من صفر.
bankfile-too-long = { $what } أطول من 1,000 حرف.
bankfile-width = عدد الأعمدة { $found } بينما العناوين { $expected }. السطر مقطوع، أو في أحد النصوص فاصل بلا علامتي اقتباس.
bankfile-quote = علامة اقتباس تُفتح أو تُغلق في غير موضعها.
bankfile-twice = { $what } مكرر.
bankfile-balance = الرصيد { $found } لا ينتج عن السطر السابق الذي يؤدي إلى { $expected }. سطر ناقص أو تغيّر.
bankfile-parts = مجموع الأجزاء { $found } بينما القيد { $expected }.
bankfile-closing = المجموع لا يطابق: الرصيد الافتتاحي والقيود تعطي { $expected } بينما الرصيد الختامي { $found }.
bankfile-total = المجموع لا يطابق: { $what } يذكر «{ $said }» بينما القيود تعطي { $found }.
bankfile-gap = لا يبدأ هذا الكشف بالرصيد الذي انتهى به ما قبله. هناك كشف ناقص بينهما.
bankfile-accounts = الملف لعدة حسابات. اطلب من البنك ملفًا لكل حساب.
bankfile-column-date = التاريخ
bankfile-column-amount = المبلغ
bankfile-column-credit = الدائن
bankfile-column-debit = المدين
bankfile-column-balance = الرصيد
bankfile-column-currency = العملة
bankfile-column-description = البيان
bankfile-column-reference = المرجع
bankline-open = ما ينتظرك
    .lede = هذه الأسطر لا تذكر معاملة بعينها. احتسب كلًا منها على معاملته، أو قل إنه لا يخصنا.
bankline-none = لا سطر ينتظر.
bankline-no-words = لم يكتب الدافع مرجعًا.
bankline-put = احتسبه على { $case }
bankline-put-there = احتسبه عليها
bankline-other = معاملة أخرى
bankline-leave = لا يخصنا
billing-lede = تظهر في كل فاتورة من الآن، وما صدر يبقى كما هو.
billing-keep = حفظ
billing-vat_number = الرقم الضريبي
    .hint = كما أصدره جهاز الضرائب: OM ثم عشرة أرقام. ومن دونه تكون الورقة فاتورة لا فاتورة ضريبية.
billing-register_number = رقم السجل التجاري
    .hint = يظهر تحت الاسم.
billing-address = العنوان بالإنجليزية
    .hint = عنوان المكتب، حتى 200 حرف.
billing-address_ar = العنوان بالعربية
    .hint = عنوان المكتب، حتى 200 حرف.
billing-iban = رقم الحساب المصرفي الدولي (IBAN)
    .hint = إليه يدفع العملاء، ويظهر في فواتيرهم طريقةً للدفع بالتحويل.
conflict-payment_more_than_there = المبلغ المُعاد أكبر مما وصل ولم يُحتسب. راجع مال المعاملة.
conflict-payment_own = يجب أن يرد شخص آخر: أنت من دوّن هذه الدفعة.
conflict-payment_over = رد شخص على هذه الدفعة من قبل. راجع القائمة.
conflict-bank_line_over = سوّى شخص هذا السطر من قبل. راجع القائمة.
fault-payment_case = لا معاملة متاحة لك بهذا المرجع. اكتبه كما يظهر في المعاملة، مثل C-7K2M9QX4.
fault-payment_method = اختر نقدًا أو تحويلًا بنكيًا. والمكتب يدوّن النقد فقط.
fault-payment_way = اختر هل وصل المبلغ أم أُعيد. والمكتب يدوّن ما وصل فقط.
fault-payment_amount = تكون الدفعة أكثر من صفر وحتى 1,000,000 ريال.
fault-billing_text = حتى 200 حرف وفي سطر واحد.
fault-billing_number = لا يمكن أن يكون هذا الرقم صحيحًا. اكتبه كما في الشهادة أو رسالة البنك.
fault-amount_empty = اكتب المبلغ.
fault-amount_too_long = هذا أطول من أي مبلغ.
fault-amount_signed = لا تكتب علامة زائد ولا ناقص ولا أقواسًا.
fault-amount_not_a_number = اكتب أرقامًا وفاصلة عشرية فقط، مثل 563.000 أو ٥٦٣٫٠٠٠.
fault-amount_grouping = يمكن أن يُقرأ هذا بطريقتين. افصل الآلاف بفاصلة (ثلاثة أرقام لكل منها) والكسور بنقطة: 1,250.500.
fault-amount_decimals = الخانات العشرية أكثر مما في العملة. للريال ثلاث خانات.
fault-amount_other_currency = هذه عملة أخرى.
fault-amount_too_large = هذا أكبر من أي دفعة.
