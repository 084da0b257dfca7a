# ما تسأله الخطوات: عناوين الحقول وتوضيحاتها.
input-slot = موعد المقابلة
input-slot-nth = الموعد { $number }
    .hint = بتوقيت مسقط. اترك ما بعده فارغًا إن كفى موعد واحد.
input-place = المكان
input-minutes = المدة بالدقائق
input-weekend = بعض هذه المواعيد يوم جمعة أو سبت أو عطلة، وهذا مقصود.
input-way = موقع مكتبكم
    .hint = للمقابلة في المكتب: العنوان ومن يُسأل عنه. دون أرقام هواتف أو عناوين بريد أو روابط. يظهر للأسرة ولصاحب الملف بعد تثبيت الموعد.
input-interpreter = المترجم
    .hint = إن لم تجمعكم لغة يجد المكتب من يترجم، دون أي تكلفة عليك.
interpreter-none-customer = لا نحتاج إلى مترجم
interpreter-none-agency = لا حاجة إلى مترجم
interpreter-none-worker = لا أحتاج إلى مترجم
interpreter-none-operator = لا حاجة إلى مترجم
interpreter-none-system = لا حاجة إلى مترجم
input-yes = ردّك
input-yes-yes = { $by ->
    [worker] نعم، أريد العمل هناك
   *[other] نعم، نريد المتابعة
}
input-yes-no = { $by ->
    [worker] لا
   *[other] لا، لا نريد المتابعة
}
input-yes-accept = نقبل المطالبة
input-yes-contest = نعترض على المطالبة
input-fee = { $item }، تدفعها الأسرة (ر.ع.)
    .hint = حتى ثلاث منازل عشرية. تُضاف ضريبة القيمة المضافة { $rate } ٪ على رسوم الخدمة تلقائيًا.
input-fee-agency = { $item }، يدفعها المكتب (ر.ع.)
input-wage = الأجر الشهري لصاحب الملف (ر.ع.)
    .hint = لا يقل عن { $least }.
input-hours = ساعات العمل اليومية على الأكثر
input-rest = أيام الراحة في الأسبوع
input-languages = لغات العقد
    .hint = العربية، ولغة يقرؤها صاحب الملف.
input-signed = قرأت كل ما سبق وأوقّع.
input-amount = المبلغ (ر.ع.)
    .hint = كما دُفع تمامًا، بثلاث منازل عشرية.
input-granted_on = يوم القرار
input-promised_on = يوم الوصول
input-arrived_on = اليوم الذي تم فيه الوصول
input-arrival_code = رمز الوصول لدى صاحب الملف
    .hint = وصله برسالة نصية، ويذكره لك عند الوصول.
input-cause = ما الذي حدث
input-ruling = ما توصلت إليه
input-employer_abuse = أساء صاحب العمل إلى صاحب الملف.
input-overlay = السبب
input-attest = ما تقرّ به
    .hint = يُسجَّل باسمك.
input-reason = السبب

# What is wrong with an answer, beside its field.
answer-missing = أجب هنا.
answer-sum = اكتب مبلغًا مثل 120.500.
answer-number = اكتب رقمًا صحيحًا.
answer-date = اختر يومًا.
answer-time = اختر يومًا ووقتًا.
answer-choice = اختر واحدًا من هذه.
answer-long = اكتب نصًا أقصر.
answer-many = اختر عددًا أقل.
answer-phone = اكتب الرقم مع رمز الدولة، مثل ‎+968 9212 3456.
answer-passport = اكتب رقم الجواز كما هو مطبوع: حروف وأرقام.
answer-civil-id = اكتب الرقم المدني كما هو مطبوع: أرقام فقط.
