# صفحات المكتب: يومه، وقائمة العاملين، والسجل الواحد، واستيراد قائمة.
today-lede = { ARABIC($count) ->
    [zero] لا شيء بانتظارك.
    [one] أمر واحد بانتظارك.
    [two] أمران بانتظارك.
    [few] { $count } أمور بانتظارك، الأقرب موعدًا أولًا.
    [many] { $count } أمرًا بانتظارك، الأقرب موعدًا أولًا.
   *[other] { $count } أمر بانتظارك، الأقرب موعدًا أولًا.
}
today-empty = أُنجز كل شيء. تظهر الطلبات الجديدة هنا.
licence-not-in-force = ترخيص مكتبك غير سارٍ. أُخفيت ملفاته ولا يمكن بدء شيء جديد، أما المعاملات الجارية فتستمر. بعد تجديده اطلب من المشغّل التحقق منه، فيعود كل شيء تلقائيًا.
stat-listed = معروضة
stat-held = محجوزة
stat-in-case = في معاملة
stat-papers = وثائق تنتهي قريبًا
stat-waiting = بانتظارك
stat-reply = زمن رد مكتبك
stat-reviews = مراجعة الملفات
stat-reviews-late = مراجعات متأخرة
stat-open-cases = معاملات مفتوحة
stat-late = متأخرة
stat-dead = متروكة
stat-sent = أُرسلت اليوم
stat-queued = بانتظار الإرسال
stat-oldest = أقدم رسالة منتظرة

roster-lede = تبقى الأسماء داخل مكتبك. لا ترى المكاتب الأخرى عامليك أو معاملاتك.
roster-board = عرض كلوحة
roster-table = عرض كجدول
roster-find = ابحث بالاسم أو المرجع
roster-stages = المراحل
roster-more = عرض الكل
roster-empty = لا توجد نتائج مطابقة.
roster-open = فتح السجل
roster-actions = إجراءات { $reference }
roster-locked = التعديل متوقف خلال الحجز أو المعاملة.
roster-note = ملاحظة
roster-any = الكل
roster-show = عرض
roster-full = الاكتمال
roster-percent = اكتمل { $percent }٪
roster-missing = ينقص: { $what }
roster-incomplete = سجلات ينقصها شيء
filter-papers = الوثائق
many-for = للعاملين الذين اخترتهم
many-all = اختر كل من في هذه الصفحة
many-choose = اختر { $reference }
many-submit = إرسال للمراجعة
    .what = تُقر عن كل سجل بأن صاحبه لم يدفع شيئًا. بهذا وبموافقة صاحب السجل يستطيع المشغّل مراجعته.
many-invite = طلب الموافقة
    .what = تصل رسالة إلى الرقم الخاص المحفوظ في السجل: تسجيل الدخول ثم القراءة ثم القبول أو الرفض.
many-list = ما زال متاحًا
    .what = تبقى الملفات المعروضة في القائمة العامة أسبوعين آخرين.
many-unlist = إزالة من القائمة
    .what = تخرج الملفات المعروضة من القائمة العامة فورًا. ولا تعود إلا بعد مراجعتها وعرضها من جديد.
many-lede = { $refused ->
    [0] تم للجميع، وعددهم { $done }.
   *[other] تم لعدد { $done }، ولم يتم لعدد { $refused }.
}
many-refused = لم يتم
many-done = تم
many-nobody = لا أحد في قائمتك
many-unknown = لا شيء في قائمتك بهذا الاسم.
many-not-now = لا يمكن ذلك ما دام السجل في حالة "{ $state }".
many-failed = تعذر ذلك الآن. حاول مرة أخرى.
filter-incomplete = الاكتمال
record-in-case = صاحب الملف طرف في معاملة، وتستمر هناك.
lane-finish = بحاجة لإكمال
    .note = لا يراها إلا مكتبك.
lane-review = قيد المراجعة
    .note = يرد المشغّل خلال يومي عمل.
lane-listed = معروضة
    .note = الملف العام محجوب: بلا اسم ولا صورة.
lane-case = محجوزة أو في معاملة
    .note = مقفلة آليًا. لا يمكن الحجز مرتين.
hold-left = الوقت المتبقي للحجز
hold-until = محجوز حتى { $when }
hold-sealed = مقفل باتفاق
consent-on-file = الموافقة محفوظة
consent-missing = لا موافقة
paper-passport-past = انتهى جواز السفر في { $month }
paper-passport-soon = ينتهي جواز السفر في { $month }
paper-passport-later = ينتهي جواز السفر في { $month }
paper-fitness-past = انتهت صلاحية نتيجة الفحص الطبي في { $month }
paper-fitness-soon = تنتهي صلاحية نتيجة الفحص الطبي في { $month }
paper-fitness-later = تنتهي صلاحية نتيجة الفحص الطبي في { $month }

record-title = السجل { $reference }
record-edit = تعديل
record-asked = يطلب المشغّل:
record-asked-edits = { $count ->
    [zero] لم يُعدّل شيء بعد. إن كان السجل صحيحًا كما هو فأعد إرساله.
    [one] عُدّل حقل واحد. أعد إرسال السجل حين تنتهي.
    [two] عُدّل حقلان. أعد إرسال السجل حين تنتهي.
    [few] عُدّلت { $count } حقول. أعد إرسال السجل حين تنتهي.
    [many] عُدّل { $count } حقلًا. أعد إرسال السجل حين تنتهي.
   *[other] عُدّل { $count } حقل. أعد إرسال السجل حين تنتهي.
}
record-asked-task = تعديل سجل
record-asked-badge = بطلب من المشغّل
record-answer = إعادة الإرسال إلى المراجعة
record-ends = الإزالة أو السحب
record-public = بيانات عامة
record-private = لمكتبك فقط
record-sealed = مختومة
worker-new = إضافة عامل أو عاملة
worker-edit = تعديل { $reference }
worker-form-lede = لا يظهر للعامة إلا ما تحت «بيانات عامة»، بعد موافقة صاحب الملف ومراجعة المشغّل.

import-lede = استورد قائمتك كما هي: ملف CSV أو Excel، بعناوين عربية أو إنجليزية. لا يُضاف أحد إلى قائمتك قبل أن ترى النتيجة.
import-file = قائمتك
    .hint = ملف CSV أو XLSX، كل شخص في صف، تحت صف العناوين.
import-read = قراءة الملف
import-map = ماذا تعني الأعمدة؟
import-map-lede = { ARABIC($count) ->
    [zero] لا صفوف في الملف.
    [one] في الملف صف واحد. هذا تقديرنا، صححه إن أخطأنا.
    [two] في الملف صفان. هذا تقديرنا، صححه إن أخطأنا.
    [few] في الملف { $count } صفوف. هذا تقديرنا، صححه إن أخطأنا.
    [many] في الملف { $count } صفًا. هذا تقديرنا، صححه إن أخطأنا.
   *[other] في الملف { $count } صف. هذا تقديرنا، صححه إن أخطأنا.
}
import-column = العمود «{ $heading }»
import-leave-out = تجاهل هذا العمود
import-field-twice = عمود آخر يحمل هذا المعنى. اختر واحدًا منهما وتجاهل الآخر.
import-try = تجربة
import-try-why = لا تضيف التجربة أحدًا إلى قائمتك. ترى الصفوف التي يمكن قبولها والتي لا يمكن، مع السبب.
import-would = ما الذي سيحدث
import-would-lede = هذه تجربة. لم يُضف أحد إلى قائمتك بعد.
import-did = ما الذي حدث
import-did-lede = أُضيفت الصفوف الجديدة مسوداتٍ إلى قائمتك. الخطوة التالية طلب الموافقة من كل شخص.
import-accepted = جديدة
import-known = موجودة في القائمة
import-refused = غير مقبولة
import-commit = { ARABIC($count) ->
    [zero] لا صفوف
    [one] قبول صف واحد
    [two] قبول صفين
    [few] قبول { $count } صفوف
    [many] قبول { $count } صفًا
   *[other] قبول { $count } صف
}
import-back = تغيير الأعمدة
import-to-roster = إلى القائمة
import-rows = صفوف غير مقبولة
import-line = السطر
import-in = العمود
import-reason = السبب
import-more = { ARABIC($count) ->
    [zero] لا صفوف أخرى.
    [one] وصف واحد آخر.
    [two] وصفان آخران.
    [few] و{ $count } صفوف أخرى.
    [many] و{ $count } صفًا آخر.
   *[other] و{ $count } صف آخر.
}
import-list = عمليات الاستيراد
import-list-lede = كل قائمة أرسلها مكتبك. يمكنك ترك ما هو قيد الاستيراد ثم العودة إليه من هنا.
import-none = لم تُرسل قائمة بعد.
import-when = أُرسلت
import-stage-read = لم تُستورد بعد
import-stage-running = قيد الاستيراد
import-stage-done = استُوردت
import-stage-undoing = قيد التراجع
import-stage-undone = جرى التراجع: أُتلف الملف وما أُضيف منه.
import-stopped-licence = توقف قبل نهايته لأن الترخيص لم يكن ساريًا. يمكن أن يكمل بعد أن يجدده المشغّل.
import-stopped-not-permitted = توقف قبل نهايته لأن من بدأه لم يعد من أعضاء المكتب. يمكن لغيره أن يكمل.
import-leave = يمكنك ترك هذه الصفحة. تتجدد كل ثانيتين، وتجدها تحت «عمليات الاستيراد».
import-dealt = { $dealt } من { $rows } صف
import-left = { ARABIC($count) ->
    [zero] لم يبق أحد
    [one] بقي ملف واحد
    [two] بقي ملفان
    [few] بقيت { $count } ملفات
    [many] بقي { $count } ملفًا
   *[other] بقي { $count } ملف
}
import-sheets = ليست الورقة الصحيحة؟ توجد أيضًا:
import-dates = كيف تُكتب تواريخ مثل 05/03؟
import-dates-told = كما يدل كل عمود، واليوم أولًا حيث لا يدل
import-dates-day-first = اليوم أولًا: 05/03 هو 5 مارس
import-dates-month-first = الشهر أولًا: 05/03 هو 3 مايو
import-dates-line = انظر السطر { $line }: يُقرأ على الوجهين.
import-hijri = التواريخ الهجرية
import-hijri-refuse = لا تُقبل صفوفها
import-hijri-convert = تُحوّل (أم القرى)
import-throw-away = حذف هذا الملف
import-first = الصفوف الجديدة، محجوبة
import-leave-row = استثناء
import-leave-line = استثناء السطر { $line }
import-first-more = { $count ->
    [zero] لا صفوف أخرى.
    [one] سيُضاف صف آخر. لتختار من الجميع اذكر الأسطر أعلاه.
    [two] سيُضاف صفان آخران. لتختار من الجميع اذكر الأسطر أعلاه.
    [few] ستُضاف { $count } صفوف أخرى. لتختار من الجميع اذكر الأسطر أعلاه.
    [many] سيُضاف { $count } صفًا آخر. لتختار من الجميع اذكر الأسطر أعلاه.
   *[other] سيُضاف { $count } صف آخر. لتختار من الجميع اذكر الأسطر أعلاه.
}
export = سجلّ عمالتكم في ملف
export-lede = ملف CSV بأعمدة الاستيراد نفسها، وفيه الأسماء والوثائق. ويمكن استيراده من جديد كما هو.
export-why = لماذا تحتاج إليه؟
    .hint = يجد كل عامل في القائمة هذا الاطّلاع وغرضه في صفحة «من اطّلع على بياناتي».
export-get = تنزيل الملف
import-choose = بعض الأسطر فقط
import-lines = الأسطر، أرقامًا ونطاقات
import-go-on = متابعة من حيث توقف
import-undo = التراجع عن هذا الاستيراد
import-undo-why = يُتلف التراجع كل ما أُضيف بهذا الاستيراد. وهو ممكن ما لم يبدأ أحد العمل عليه.
import-refused-file = الصفوف غير المقبولة مع الأسباب (CSV)
import-touched = { ARABIC($workers) ->
    [zero] لم يُمس شيء.
    [one] ملف واحد من هذا الاستيراد لم يعد مسودة لم تُمس: عُدّل أو دُعي صاحبه أو طُلبت موافقته. أزله وحده.
    [two] ملفان من هذا الاستيراد لم يعودا مسودتين لم تُمسا: عُدّلا أو دُعي صاحباهما أو طُلبت موافقتهما. أزلهما وحدهما.
    [few] { $workers } ملفات من هذا الاستيراد لم تعد مسودات لم تُمس: عُدّلت أو دُعي أصحابها أو طُلبت موافقتهم. أزلها واحدًا واحدًا.
    [many] { $workers } ملفًا من هذا الاستيراد لم تعد مسودات لم تُمس: عُدّلت أو دُعي أصحابها أو طُلبت موافقتهم. أزلها واحدًا واحدًا.
   *[other] { $workers } ملف من هذا الاستيراد لم تعد مسودات لم تُمس: عُدّلت أو دُعي أصحابها أو طُلبت موافقتهم. أزلها واحدًا واحدًا.
}
worker-sign-in = طلب الدخول
    .lede = اكتب رقم هاتف صاحب الملف أو بريده. تصله رسالة، فيدخل برمز ويتحدث عن نفسه من ذلك الحين. يجب أن يكون الرقم أو البريد له وحده، فمن يملكه يوافق باسمه.
worker-form-edit-lede = ما راجعه المشغّل يُراجع من جديد بعد أي تغيير، ويغادر الملف القائمة حتى ذلك الحين. يمكن تغيير الإتاحة والأجر في أي وقت.
worker-form-keeps = محفوظ. اتركه فارغًا للإبقاء عليه.
worker-form-same = كما هي
worker-form-history = دون أسماء أشخاص أو أماكن أو أصحاب عمل.
worker-form-unknown = غير معروفة بعد
worker-form-choose = اختر
worker-form-years = بالسنوات الكاملة.
