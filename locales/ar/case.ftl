# المعاملة الواحدة: مسارها، والمطلوب الآن، ومن يرى ماذا، وما حدث.
case-title = المعاملة { $reference }

progress = التقدم
progress-done = تم
progress-step = الخطوة { $number } من 7: { $name }
progress-number = الخطوة { $number } من 7
progress-all = كل الخطوات
progress-next = التالي: { $name }
stage-request = الطلب
stage-held = { $by ->
    [customer] محجوز لك
   *[other] الحجز
}
stage-meeting = المقابلة
stage-agreement = الاتفاق
stage-payment = الدفع
stage-papers = الوثائق
stage-arrival = الوصول
stage-closed = مغلقة

turn-yours = دورك الآن
next-yours = المطلوب منك الآن
next-theirs = بانتظار طرف آخر
next-over = انتهت هذه المعاملة
next-rests = لا شيء مطلوب الآن
next-nothing = ليس عليك فعل شيء. تصلك رسالة عندما يحين دورك.
next-until = حتى { $when }
next-by = قبل { $when }
wait-operator = بانتظار المشغّل
wait-agency = بانتظار المكتب
wait-customer = بانتظار الأسرة
wait-worker = بانتظار رد العامل أو العاملة
wait-several = بانتظار: { $who }
wait-time = { $state ->
    [meeting_set] الخطوة التالية هي المقابلة
    [handed_over] يبدأ الضمان بعد ذلك
    [in_guarantee] الضمان سارٍ
    [replacement] يمكن اختيار بديل
   *[other] لا شيء مطلوب من أحد الآن
}
wait-paused = المعاملة متوقفة مؤقتًا إلى أن يُرفع الإيقاف

timeline = ما الذي حدث
timeline-newest = العودة إلى أحدث الأحداث
timeline-older = أحداث أقدم
sees = من يرى ماذا الآن
sees-thing = البند
sees-visible = ظاهر
sees-masked = محجوب جزئيًا
sees-hidden = مخفي
sees-rules = القاعدة وراء كل خانة
sees-default = لا قاعدة تفتح هذا الآن، وما لا تفتحه قاعدة يبقى مغلقًا.
sees-log = من اطّلع على بياناتك
sees-you = أنت
notes = ملاحظات داخلية
notes-own = يقرؤها جانبكم وحده، ولا تظهر في صفحة غيركم ولا رسائله ولا سجله.
notes-new = ملاحظة جديدة
notes-keep = حفظ الملاحظة
notes-remove = إزالة
glass-title = حالة طارئة
glass-card = هل أحد في خطر أو مفقود ومهمتك لا تتيح لك رؤية ما يلزم؟ اطلب من شخص ثانٍ فتح هذه المعاملة 30 دقيقة.
glass-lede = يجيب شخص ثانٍ في الحال. فإن وافق فُتحت لك هذه المعاملة 30 دقيقة. ثم تُبلَّغ العاملة والأسرة، ويراجع شخص آخر ذلك خلال ثلاثة أيام.
glass-why = ماذا حدث؟
glass-message = ماذا ينبغي أن يعرف الشخص الثاني؟
glass-ask = طلب وصول طارئ
glass-to-answer = أجب عن طلب وصول طارئ
glass-to-review = راجع وصولًا طارئًا
glass-list = حالات الطوارئ
    .lede = من طلب الاطلاع خارج مهامه، ومن وافق، وما خلصت إليه المراجعة.
glass-tab-open = لم تُراجَع
glass-tab-reviewed = روجعت
glass-empty = لا يوجد شيء.
glass-asked-when = طُلب في
glass-until = حتى
glass-told = أُبلغ أصحاب الشأن
glass-untold = لم يُبلَّغ أصحاب الشأن بعد
glass-yes = أوافق: تُفتح 30 دقيقة
glass-no = لا أوافق
glass-justified = كان لازمًا
glass-unjustified = لم يكن لازمًا
glass-asked = ينتظر شخصًا ثانيًا
glass-lapsed = لم يجب أحد في الوقت
glass-refused = لم تتم الموافقة
glass-open = مفتوحة الآن
glass-unreviewed = تنتظر المراجعة
glass-late = تأخرت المراجعة
emergency-danger = حياة أحد أو صحته في خطر
emergency-missing = أحد مفقود ولا يمكن الوصول إليه
emergency-authority = تطلبه الشرطة أو المحكمة أو الوزارة الآن
verdict-justified = كان لازمًا
verdict-unjustified = لم يكن لازمًا
sees-agency = المكتب
sees-customer = الأسرة
sees-worker = صاحب الملف
sees-public = الجميع
sees-operator = المشغّل

opens-at = يظهر في الخطوة { $number }، { $name }
opens-once = { $state ->
    [enquiry] يظهر بعد تقديم الطلب
    [held] يظهر بعد الحجز
    [accepted] يظهر بعد قبول المكتب
    [meeting_set] يظهر بعد تحديد موعد المقابلة
    [met] يظهر بعد المقابلة
    [offered] يظهر بعد تقديم العرض
    [signed] يظهر بعد توقيع الجميع
    [deposit_paid] يظهر بعد دفع العربون
    [permit] يظهر بعد تقديم طلب التصريح
    [travel] يظهر بعد صدور التصريح
    [arrived] يظهر بعد الوصول
    [handed_over] يظهر عند التسليم
    [in_guarantee] يظهر عند بدء الضمان
    [claim] يظهر إذا قُدمت مطالبة
   *[other] مختوم
}
opens-never = مختوم
opens-not-shared = لم تتم مشاركته

panel-worker = صاحب الملف
panel-customer = الأسرة
panel-agency = المكتب
panel-mine = بياناتك
end-title = خيارات أخرى

reveal-open = فتح بيانات مختومة
reveal-own = عرض تاريخ ميلادي أو وثائقي
    .title = ما الذي تريد الاطلاع عليه؟
    .readers = هذه بياناتك. يُسجَّل أنها فُتحت، ويطّلع على ذلك: { $readers }.
reveal-own-show = عرض
reveal-nothing = لا شيء مسجل هناك.
reveal-title = لماذا تحتاج هذه البيانات؟
reveal-readers = يُحفظ السبب، ويطّلع عليه: { $readers }.
reveal-what = ما الذي تريد فتحه
reveal-why = السبب
reveal-only = لا يفتحه لهذا الدور في هذه المرحلة سبب آخر. تقول القاعدة:
reveal-confirm = فتح لهذا السبب
reveal-done = تم الفتح والتسجيل
reveal-done-lede = لا تُحفظ هذه الصفحة. لرؤية القيمة مرة أخرى، اطلبها من جديد.
reveal-back = رجوع

quote = العرض
quote-what = البند
quote-payer = يدفعه
quote-sum = المبلغ
quote-tax = ضريبة القيمة المضافة { $rate } ٪
quote-total = الإجمالي
quote-deposit = المستحق قبل تقديم طلب التصريح
terms-wage = الأجر الشهري لصاحب الملف
terms-hours = الساعات والراحة
quote-worker-nothing = لا يدفع صاحب الملف أي رسوم، لا الآن ولا لاحقًا.

cases-lede = تظهر أولًا المعاملات التي تنتظر منك إجراءً.
cases-empty = لا توجد معاملات هنا.
cases-find = ابحث عن مساعدة لمنزلك
case = المعاملة
case-about = الموضوع
case-with = الطرف الآخر
case-state = الحالة
case-next = التالي
tabs = عرض
tab-waiting = بانتظاري
tab-open = مفتوحة
tab-over = منتهية
reference = المرجع
worker = صاحب الملف
who-looked-title = من اطّلع على بياناتي
    .roster = من اطّلع على بيانات عاملاتنا
who-looked-lede = كل فتح لبياناتك المختومة يُسجَّل هنا. لا يستطيع أحد حذف أي سطر.
    .roster = كل فتح لبيانات عاملاتكم المختومة من أسرة أو من المشغّل لأجل معاملة أو مراجعة يُسجَّل هنا مع سببه. أما ما يُفتح للوصول إلى شخص أو لحمايته فلا يُخبَر به أي مكتب.
who-looked-empty = لم يفتح أحد بياناتك المختومة.
    .roster = لا يوجد بعدُ ما نخبركم به.
who-looked-saw = ما فُتح:
who-looked-why = السبب:
who-looked-worker = العاملة:
who-looked-case = في المعاملة:
who-looked-emergency = وصول طارئ وافق عليه شخص ثانٍ.

case-lede = مع { $with }.
states-title = ما يمكنك الإقرار به
states-send = أُقرّ بهذا
terms-hours-rest = ساعات العمل في اليوم { $hours } على الأكثر، وأيام الراحة في الأسبوع: { $rest }
tab-request = الطلب
tab-held = محجوزة
tab-meeting = المقابلة
tab-agreement = الاتفاق
tab-payment = الدفع
tab-papers = الوثائق
tab-arrival = الوصول
tab-guarantee = في الضمان
tab-claim = المطالبات والاسترداد
cases-lede-staff = الأحدث أولًا. ما ينتظر منك إجراءً تجده في صفحة «اليوم».
cases-search = ابحث عن معاملة بمرجعها
cases-not-found = لا معاملة لديك بالمرجع { $reference }.
wait-colleague = بانتظار زميل له صلاحية أخرى

# مقابلة المعاملة.
meeting = المقابلة
meeting-set = متفق عليها
meeting-called-off = ملغاة
meeting-held = تمت
meeting-muscat = بتوقيت مسقط
meeting-weekend = عطلة نهاية الأسبوع أو عطلة رسمية
meeting-offered = المواعيد المعروضة
meeting-others = مواعيد أخرى ما زالت معروضة
meeting-chosen = المختار
meeting-by-customer = عرضته الأسرة
meeting-by-agency = عرضه المكتب
meeting-minutes = { ARABIC($count) ->
    [zero] { $count } دقيقة
    [one] دقيقة واحدة
    [two] دقيقتان
    [few] { $count } دقائق
    [many] { $count } دقيقة
   *[other] { $count } دقيقة
}
meeting-moves = { ARABIC($count) ->
    [zero] لا يمكنك تغيير الموعد مرة أخرى.
    [one] يمكنك تغيير الموعد مرة واحدة.
    [two] يمكنك تغيير الموعد مرتين.
    [few] يمكنك تغيير الموعد { $count } مرات.
    [many] يمكنك تغيير الموعد { $count } مرة.
   *[other] يمكنك تغيير الموعد { $count } مرة.
}
meeting-calendar = أضف إلى تقويمي
own-time = ({ $time } بتوقيتك)
interpreter-needs = { $side ->
    [customer] تحتاج الأسرة إلى مترجم للغة { $language }.
    [worker] يحتاج صاحب الملف إلى مترجم للغة { $language }.
   *[other] يطلب المكتب مترجمًا للغة { $language }.
}
interpreter-wanted = يجد المكتب مترجمًا قبل المقابلة.
interpreter-comes = يحضر مترجم المقابلة.
calendar-title = مقابلة في المعاملة { $case }
calendar-about = يمكن تغيير الموعد بعد تسجيل الدخول إلى أمانة. لا يذكر هذا الموعد اسم أحد.

# ما تقوله الأسرة عن مكتبها.
review-agency = كيف نسّق المكتب
review-agency-title = قل كيف نسّق المكتب
review-agency-lede = ثلاثة أسئلة عن المكتب. تظهر إجاباتك في صفحته دون اسمك ودون معاملتك.
review-agency-coordination = كيف كان تنسيقه؟
review-agency-meetings = كيف حُددت مواعيد المقابلة؟
review-agency-fees = هل كانت الرسوم واضحة مسبقًا؟
review-agency-text = بكلماتك
    .hint = عن المكتب فقط. لا تكتب شيئًا عن الشخص الذي يعمل: لا تقييم هنا للأشخاص، ولا يُقبل نص كهذا. دون أسماء أو أرقام أو روابط. يقرأه المراجع قبل أن يظهر.
review-agency-send = إرسال
review-agency-shown = صفحة المكتب
review-agency-take-back = سحب ما قلته
review-text-waiting = النص قيد القراءة
review-text-published = النص ظاهر
review-text-refused = النص غير ظاهر
experience-well = جيد
experience-partly = جيد جزئيًا
experience-badly = غير جيد
text-fault-person = يتحدث عن شخص، والتقييم للمكتب وحده.
text-fault-contact = يذكر كيف أو أين يمكن الوصول إلى أحد.
text-fault-insult = فيه إساءة.
text-fault-elsewhere = لا يتعلق بتنسيق المكتب.
