# صفحات المشغّل: مراجعة الملفات والرسائل المرسلة.
reviews-lede = المتأخر والأقرب موعدًا أولًا. الجواب خلال يومي عمل، ولا يُحسب الجمعة والسبت. لا تراجع ملفًا أنشأته بنفسك.
reviews-waiting = لدينا
reviews-asked = لدى المكاتب
reviews-due-none = بعد رد المكتب
reviews-empty = لا ملف ينتظر هنا.
reviews-sent = أُرسل
reviews-due = الموعد
review-new = جديد
review-again = تغيّر بعد طلبك
review-late = متأخر
review-title = مراجعة الملف { $reference }
review-lede = في جانب ما سيراه الجميع، وفي الجانب الآخر البيانات المختومة. افتح المختوم للمقارنة فقط.
review-no-flags = لا شيء لافت من تلقاء نفسه. اقرأ كل نص مع ذلك: هل يدل اسم أو مكان أو رقم على صاحب الملف؟
review-elsewhere = هذا الشخص معروض لدى مكتب آخر. لا يمكن عرضه مرتين.
review-sealed = الجانب المختوم
review-flag-place = نص يذكر مكانًا: { $word }.
review-flag-name = نص يذكر شخصًا أو صاحب عمل: { $word }.
review-flag-number = نص فيه رقم أو وسيلة اتصال: { $word }.
review-asked = طُلب تعديل وننتظر المكتب
review-asked-title = التعديل المطلوب
review-asked-when = طُلب
review-answered-when = أُعيد إرساله
review-edits = ما عدّله المكتب بعد الطلب
review-edits-none = أعاد المكتب إرسال السجل بلا تعديل.
review-edited-sealed = عُدّل، وهو مختوم.
review-field = الحقل
review-was = قبل
review-is = الآن
review-change = طلب تعديل واحد
    .why = يرى المكتب ما تطلبه. تتوقف مهلة يومي العمل حتى يعيد إرسال السجل، ثم تبدأ من جديد.
review-change-what = ما المطلوب تعديله
review-change-message = ما على المكتب أن يفعله
    .hint = 280 حرفًا على الأكثر. لا تكتب اسمًا ولا رقمًا ولا عنوانًا، فالنص يُحفظ ظاهرًا.
review-change-do = إرسال الطلب إلى المكتب
told-title-operator = فحص إمكان معرفة الشخص
told-title-agency = ما يُعرض من هذا الملف
told-title-worker = لماذا لا يرى الجميع أكثر عنك
told-whole = ما يقوله الملف ينطبق على { $count } من المعروضين على الأقل، ومنهم هذا الشخص. يُعرض كله.
told-coarser = الملف كاملًا ينطبق على أقل من { $count } من المعروضين. يُعرض بدقة أقل حتى ينطبق على { $count } منهم على الأقل:
told-rare = حتى أعم صورة للملف تنطبق على أقل من { $count } من المعروضين. لا يُعرض إلا هي، وبعد أن ينظر فيها مشرف:
told-look = قليل من المعروضين يمكن أن يكون هذا الشخص. لا تعرضه إلا بعد أن تنظر وتتأكد أن أحدًا لن يعرفه.
told-age = العمر: { $band } بدلًا من عدد السنوات
told-skills = لا يُعرض: { $words }
told-languages = لغات لا تُعرض: { $words }
told-region = بلد الأصل لا يُعرض أبدًا: حُسب أهل المنطقة كلها لا أهل البلد وحده
told-why-operator = يُحسب العمر والأصل واللغات والمهارات بين كل المعروضين الآن. يحفظ السجل الحقيقة كاملة، ويراها طرفا المعاملة حين تفتحها المعاملة.
told-why-agency = حتى لا يعرف أحد من القائمة العامة صاحب الملف. يبقى سجلك كما هو، ويراه طرفا المعاملة كاملًا حين تفتحه المعاملة. يُعاد الفحص عند تعديل السجل.
told-why-worker = حتى لا يعرف أحد من ملفك أنه ملفك. سجلك الخاص يحفظ كل شيء، ولا ترى أسرة أكثر من ذلك إلا بعد أن يقبل مكتبك طلبها.
jobs-lede = تُرسل كل رسالة حتى تصل أو تُترك بعد محاولات كثيرة. لا تظهر هنا الرموز ولا العناوين.
jobs-empty = لا توجد رسائل متروكة.
jobs-dead = رسائل متروكة
jobs-what = الرسالة
jobs-tries = المحاولات
jobs-fault = آخر عطل
jobs-when = الوقت
jobs-retry = إعادة المحاولة
jobs-do = ما العمل
jobs-settle = وضع علامة «عولجت»
    .why = لن تُرسل بعد الآن، ويُمحى عنوانها. يُحفظ ما تختاره.
jobs-settle-do = تمت معالجتها
jobs-how = كيف
jobs-choose = اختيار
jobs-retried = تُعاد محاولة الإرسال. إذا تعذرت مرة أخرى عادت إلى هذه القائمة.
jobs-settled = وُضعت علامة «عولجت».
settled-told_otherwise = أُبلغ الشخص بطريقة أخرى
settled-not_needed = لم يعد أحد بحاجة إليها
settled-address_wrong = كان العنوان خاطئًا وصُحح
delivery-sign-in-code = رمز الدخول
delivery-your-turn = «حان دورك»
delivery-task-break-glass = تنبيه للموظفين: طلب وصول طارئ
delivery-break-glass-open = «المعاملة مفتوحة لك»
delivery-break-glass-refused = «لم تتم الموافقة على الوصول الطارئ»
delivery-break-glass-unjustified = تنبيه للموظفين: وصول طارئ لم يكن لازمًا
delivery-break-glass-over = «اطلع موظفون في حالة طارئة»
delivery-tell-break-glass = مهمة: إبلاغ أصحاب الشأن بوصول طارئ
delivery-case-moved = «تقدمت المعاملة»
delivery-reminder = تذكير
delivery-meeting-day-before = تذكير بالمقابلة قبل يوم
delivery-meeting-hour-before = تذكير بالمقابلة قبل ساعة
delivery-task-review-text = نص عن مكتب ينتظر القراءة
delivery-review-published = نص عن مكتب أصبح ظاهرًا
delivery-review-refused = نص عن مكتب لم يظهر
delivery-case-paused = «المعاملة متوقفة مؤقتًا»
delivery-case-resumed = «استؤنفت المعاملة»
delivery-replacement-invited = «يمكنك اختيار شخص آخر»
delivery-task-overdue = إشعار للموظفين: انقضت مهلة
delivery-task-stuck = إشعار للموظفين: رُفضت خطوة
delivery-task-refund-owed = إشعار للموظفين: مبلغ مستحق الرد
delivery-task-hear-worker = إشعار للموظفين: الاستماع إلى صاحب الملف
delivery-task-safeguard = إشعار للموظفين: قد يكون شخص في خطر
delivery-arrival-code = رمز الوصول
delivery-phone-code = رمز إثبات رقم الهاتف
delivery-change-asked = «يطلب المشغّل تعديلًا»
delivery-licence-lapsed = «ترخيص غير سارٍ»
delivery-licence-renewed = «الترخيص سارٍ من جديد»
delivery-invitation = دعوة
delivery-invitation-household = دعوة أسرة
delivery-invitation-worker = دعوة صاحب ملف
delivery-export-ready = «ملف بياناتك جاهز»
delivery-export-failed = «تعذّر تجهيز ملف بياناتك»
delivery-session-stolen = تحذير: ربما استخدم شخص آخر الحساب
delivery-identity-linked = إشعار: رُبط حساب
delivery-identity-unlinked = إشعار: أُزيل حساب مرتبط
delivery-factor-on = إشعار: فُعّل تطبيق مصادقة
delivery-factor-off = إشعار: أُوقف تطبيق مصادقة
delivery-codes-made = إشعار: رموز احتياطية جديدة
delivery-recovery-used = إشعار: استُخدم رمز احتياطي
delivery-tell-org = مهمة: إبلاغ جهة
delivery-tell-worker = مهمة: إبلاغ صاحب ملف
delivery-tell-operator = مهمة: إبلاغ موظفي المشغّل
delivery-rest-worker = مهمة: وضع سجل في فترة راحة
delivery-leave-case = مهمة: إخراج صاحب ملف من معاملة
delivery-destroy-key = مهمة: إتلاف مفتاح شخص حُذفت بياناته
delivery-rotate-keys = مهمة: إعادة تغليف مفاتيح جهة
delivery-rotate-root = مهمة: إعادة تغليف مفاتيح كل الجهات بمفتاح رئيسي جديد
agencies-lede = المكاتب وتراخيصها، والأسر التي تنتظر التحقق من هويتها.
agencies-title = المكاتب
agencies-code = الرمز
    .hint = AG- ثم ثلاثة إلى ستة أرقام كما في الترخيص.
agencies-name = الاسم
agencies-name-en = الاسم التجاري بالحروف اللاتينية
agencies-name-ar = الاسم التجاري بالعربية
agencies-licence = الترخيص
agencies-valid = سارٍ حتى { $day }
agencies-lapsed = غير سارٍ
agencies-until = آخر يوم للترخيص
    .hint = كما هو مكتوب في الترخيص.
agencies-check = تسجيل تحقق
agencies-checked = اطّلعت عليه
agencies-itself = المكتب
organisations-agency = إضافة مكتب
    .lede = اطّلع على الترخيص أولًا. يُدعى مدير المكتب، ثم يدعو غيره.
organisations-household = إضافة أسرة
    .lede = يُدعى أول فرد فيها فيعرّف بنفسه. وللأسرة أن تسجّل نفسها أيضًا.
organisations-first = أول شخص في الجهة
households-title = أسر تنتظر التحقق
households-reference = الأسرة
households-none = لا توجد أسرة بانتظار التحقق.
households-seen = اطّلعت على البطاقة

# مجموعات السياسات
policies-lede = من يرى ماذا ومن يفعل ماذا. المجموعة التي تضيّق الوصول تسري فورًا، والتي توسّعه تنتظر شخصًا ثانيًا. تُقترح المجموعات بأمر أو عبر واجهة البرامج.
policies-now = السارية الآن:
policies-none = لم تُقترح أي مجموعة أخرى، والسارية هي التي بُني بها هذا البرنامج.
policies-proposed = المجموعات المقترحة
policies-set = المجموعة
policies-number = المجموعة { $number }
policies-stands = حالها
policies-changes = التغييرات
policies-when = وقت الاقتراح
policies-in_force = سارية
policies-replaced = حلّت محلها أخرى
policies-waiting = تنتظر
policies-lapsed = سقطت
policies-opens = تفتح { $count }
policies-closes = تغلق { $count }
policies-missing = { $count ->
        [1] تلزم موافقة شخص آخر
        [2] تلزم موافقة شخصين آخرين
       *[other] تلزم موافقة { $count } آخرين
    }
policies-wait = اقرأ ما تفتحه أدناه. من اقترحها لا يوافق عليها. تسقط بعد 24 ساعة، أو إذا سرت مجموعة غيرها، وعندها تُقترح من جديد.
policies-approve = وافق واجعلها سارية
policies-own = أنت من اقترح هذه المجموعة أو وافق عليها. تلزم موافقة مدير منصة آخر.
policies-others = يوافق عليها مدير منصة لم يوافق بعد.
policies-widens = ما تفتحه
policies-narrows = ما تغلقه
policies-nothing = لا شيء.
policies-who = من
policies-may = ما له أن يفعله
policies-states = في الحالات
policies-for = للأغراض
policies-under = ما يعلو المعاملة
policies-comma = {"، "}
policies-any-state = أي حالة
policies-any-purpose = أي غرض أو دون غرض
policies-any-stated = أي غرض مذكور
policies-no-purpose = دون غرض
policies-as-none = دون علاقة
policies-as-subject = عن نفسه
policies-as-own_org = في جهته
policies-as-party = طرف في المعاملة
policies-as-assigned = ضمن مهمة مسندة إليه
policies-as-break_glass = عند الوصول الطارئ
policies-under-none = لا شيء
policies-under-any = أي شيء
policies-under-licence_lapsed = ترخيص منتهٍ
policies-under-frozen = نزاع أو عطل
policies-under-safeguarding = حماية
agency-reviews-lede = ما كتبته الأسر عن مكاتبها. انشر ما يتحدث عن تنسيق المكتب وحده.
agency-reviews-empty = لا نص ينتظر القراءة.
agency-reviews-publish = نشر النص
agency-reviews-refuse = عدم نشره
agency-reviews-why = لماذا؟ تُبلَّغ الأسرة بالسبب.

audit-lede = كل ما حدث بترتيبه. تحقّق من أن القيد موجود في السجل وأن شيئًا قبله لم يُغيَّر ولم يُحذف، ويمكنك إعادة كل خطوة على حاسوبك.
audit-search = البحث
audit-case = الطلب، بمعرّفه
audit-object = الموضوع أو صاحب الملف، بمعرّفه
audit-actor = الشخص، برمزه
audit-what = ما حدث
audit-why = السبب
audit-anything = أي حدث
audit-any = أي سبب
audit-from = من
audit-until = إلى
audit-find = ابحث
audit-clear = امسح
audit-none = لا قيد بهذه الصفة.
audit-found = القيود
audit-entry = القيد
audit-who = من
audit-when = متى
audit-refused = مرفوض
audit-wrong-id = المعرّف على هذا الشكل: ‎0192f1c0-0000-7000-8000-0000000000aa‎.
audit-wrong-day = اكتب اليوم هكذا: 2026-11-21.
audit-wrong-purpose = اختر سببًا من القائمة.
audit-health = سلامة السجل
audit-order = الترتيب
audit-growth = النمو منذ التوقيع
audit-records = { $count ->
    [zero] لا قيود
    [one] قيد واحد
    [two] قيدان
    [few] { $count } قيود
    [many] { $count } قيدًا
   *[other] { $count } قيد
}
audit-unsigned = لم يُوقَّع بعد
audit-passed = سليم
audit-failed = غير سليم
audit-waits = بالانتظار
audit-late = متأخر
audit-closed = قيود أُتلف نصها
audit-closed-by = آخرها بالقيد { $n }
audit-proved = البصمات باقية
audit-dropped = أُتلف نص القيد { $n }
    .why = انقضت مدة حفظه ولم يبق من يحق له السؤال عنه. رقمه وبصمته ورابطه في السجل كما كانت، فيُثبت كل ما سواه كما كان.
audit-dropped-by = بالقيد
audit-dropped-leaf = بصمة القيد
audit-dropped-archive = بصمة SHA-256 للأرشيف الذي يحفظ النص
audit-dropped-self = من عنده الأرشيف يستطيع إثبات القيد.
audit-own-copy = نسخة هذا الخادم
audit-root = الجذر الموقَّع
audit-key = مفتاح التحقق
    .why = أعطه لمن سيتحقق، بطريق غير طريق الملفات.
audit-title = القيد { $n }
audit-holds = القيد { $n } موجود في السجل كما كُتب
audit-broken = القيد { $n } لا يؤدي إلى الجذر الموقَّع
audit-holds-why = { $count ->
    [zero] يؤدي المسار من القيد إلى الجذر الموقَّع لسجل فارغ.
    [one] يؤدي المسار من القيد إلى الجذر الموقَّع لسجل فيه قيد واحد.
    [two] يؤدي المسار من القيد إلى الجذر الموقَّع لسجل فيه قيدان.
    [few] يؤدي المسار من القيد إلى الجذر الموقَّع لسجل فيه { $count } قيود.
    [many] يؤدي المسار من القيد إلى الجذر الموقَّع لسجل فيه { $count } قيدًا.
   *[other] يؤدي المسار من القيد إلى الجذر الموقَّع لسجل فيه { $count } قيد.
}
audit-broken-why = غُيِّر القيد بعد كتابته أو غُيِّر السجل. احتفظ بنسخة من كل شيء على حاله، وشغّل التحقق من السجل كله.
audit-objects = بشأن
audit-rules = سُمح به بموجب
audit-more = وغير ذلك
audit-proof = الإثبات
audit-computed = محسوب
audit-given = من السجل
audit-drawn = { ARABIC($count) ->
    [zero] شجرة السجل: القيد { $n } هو الجذر الموقَّع نفسه.
    [one] شجرة السجل: ينضم إلى المسار من القيد { $n } إلى الجذر الموقَّع جار واحد. الخطوة نفسها مذكورة أدناه كاملة.
    [two] شجرة السجل: ينضم إلى المسار من القيد { $n } إلى الجذر الموقَّع جاران. الخطوتان مذكورتان أدناه كاملتين.
    [few] شجرة السجل: ينضم إلى المسار من القيد { $n } إلى الجذر الموقَّع { $count } جيران. الخطوات نفسها مذكورة أدناه كاملة.
    [many] شجرة السجل: ينضم إلى المسار من القيد { $n } إلى الجذر الموقَّع { $count } جارًا. الخطوات نفسها مذكورة أدناه كاملة.
   *[other] شجرة السجل: ينضم إلى المسار من القيد { $n } إلى الجذر الموقَّع { $count } جار. الخطوات نفسها مذكورة أدناه كاملة.
}
audit-step-leaf = احسب بصمة القيد.
audit-step-left = اجمعها مع الجار الأيسر.
audit-step-right = اجمعها مع الجار الأيمن.
audit-step-root = تساوي الجذر الموقَّع.
audit-step-not = لا تساوي الجذر الموقَّع.
audit-try = جرّب: غيّر بايتًا واحدًا في نسخة
    .why = تُصنع النسخة لهذا الجواب ثم تُتلف، ويبقى السجل كما هو.
audit-byte = البايت
audit-change = غيّره
audit-tried = غُيِّر البايت { $byte } في النسخة: { $change }.
audit-caught = رفض المتحقق النسخة: مسارها لا يؤدي إلى الجذر الموقَّع.
audit-tried-leaf = بصمة النسخة
audit-tried-root = ما يؤدي إليه مسارها
audit-near = القيود القريبة منه
audit-near-dropped = قيود أُتلف نصها:
audit-self = تحقّق بنفسك
    .why = لا يحتاج إلى حساب ولا إلى ثقة بهذا الخادم.
audit-event-file = القيد
audit-proof-file = الإثبات
audit-checkpoint-file = نقطة التحقق
