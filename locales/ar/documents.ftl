# المستندات: ما أُودع، وأين وصل، ولماذا لم يُقبل.
documents = المستندات
documents-lede = يُختم كل ملف لحظة وصوله، ثم يُفحص محتواه وتُبحث فيه البرامج الضارة، ولا يفتحه أحد قبل ذلك.
documents-of = مستندات { $reference }
documents-none = لم يُودع شيء بعد.
documents-kind = المستند
documents-state = الحالة
documents-pages = الصفحات
documents-ends = ينتهي في
documents-filed = أُودع في
documents-earlier = النسخ السابقة
documents-last = النسخ الأخيرة فقط
documents-version = النسخة { $nth }
documents-file-one = إيداع مستند
documents-file = الملف
    .hint = ‏JPEG أو PNG أو WebP أو PDF بحسب محتواه، بحد أقصى 20 ميبيبايت، وللصورة الشخصية 10. لا يُحفظ اسم الملف، ويُزال من الصور مكان التقاطها والكاميرا وصاحبها.
documents-what = نوع المستند
documents-expires = آخر يوم لصلاحيته
    .hint = كما هو مطبوع على الورقة. قد لا يكون للتقرير الطبي أو الشهادة أو العقد يوم انتهاء، وليس للصورة الشخصية ولا للإيصال يوم انتهاء.
documents-replaces = يحل محل
    .hint = تُحفظ النسخة السابقة مدة ثم تُتلف.
documents-replaces-none = لا شيء، فهو مستند جديد
documents-sending = يُرسل الملف
documents-sent-part = أُرسل { $part }٪
documents-sent-whole = وصل كله، ويجري حفظه.
documents-sent-broken = انقطع الاتصال ولم يُحفظ شيء. أعد الإرسال: لن يُودع مرتين.
documents-send = إيداع
documents-sent = أُودع المستند وهو بانتظار الفحص، وتظهر النتيجة في هذه الصفحة.
documents-waiting-why = المستند بانتظار الفحص. إن طال الأمر فالفاحص غير متاح، والمشغّل يرى ذلك، ولا يضيع شيء.
document-passport = جواز السفر
document-civil_id = البطاقة الشخصية
document-commercial_registration = السجل التجاري
document-municipal_licence = الترخيص البلدي
document-labour_permit = تصريح العمل
document-medical_result = التقرير الطبي
document-police_certificate = شهادة حسن السيرة
document-contract = العقد
document-receipt = الإيصال
document-photo = الصورة الشخصية
document-state-waiting = بانتظار الفحص
document-state-clean = مفحوص
document-state-refused = لم يُقبل
document-state-held = محجوز
document-state-destroyed = أُتلف
fault-document_kind = لا يُودع هنا مستند من هذا النوع.
fault-document_whose = سمِّ عاملة أو معاملة لا كلتيهما، و`of` هي `worker` أو `household` مع معاملة.
fault-document_replaces = لا يوجد مستند من هذا النوع يمكن أن يحل محله.
fault-document_end_missing = اذكر يوم انتهائه كما هو مطبوع على الورقة.
fault-document_end_none = ليس لهذا النوع يوم انتهاء، فاتركه فارغًا.
fault-document_ended = انتهت صلاحية هذا المستند. أودع المستند المجدد.
fault-document_end_far = هذا اليوم أبعد من ثلاثين سنة. راجع الورقة.
fault-document_end_unread = اكتب اليوم هكذا: 2027-03-31.
fault-document_type = هذا النوع صورة، فأرسل ملف JPEG أو PNG أو WebP.
fault-document_empty = الملف فارغ. اختره مرة أخرى.
fault-document_too_long = الملف كبير: الحد الأقصى 20 ميبيبايت، وللصورة الشخصية 10. امسح الورقة بالرمادي أو بدقة أقل.
fault-document_unknown = ليس هذا ملف JPEG ولا PNG ولا WebP ولا PDF، أيًا كان اسمه. أرسل صورة للورقة أو ملف PDF.
fault-document_drawing = قد تحمل رسوم SVG برامج. أرسل صورة أو ملف PDF.
fault-document_phone_format = لا تُقرأ صور HEIC وAVIF. أرسل الصورة بصيغة JPEG.
fault-document_old_picture = لا تُقرأ صور GIF وBMP وTIFF. أرسل ملف JPEG أو PNG أو PDF.
fault-document_container = لا تُقبل الملفات المضغوطة ولا مستندات برامج المكتب. أرسل ملف PDF أو صورة لكل صفحة.
fault-document_program = لا تُقبل البرامج ولا صفحات الويب.
fault-document_two_in_one = الملف من نوعين في آن واحد. اطبعه إلى ملف PDF جديد أو صوّر الورقة.
fault-document_damaged = الملف تالف. احفظه أو امسح الورقة من جديد.
fault-document_too_many_pixels = في الصورة أكثر من 40 ميغابكسل. صغّرها.
fault-document_moving = الصورة متحركة. أرسل صورة ثابتة.
fault-document_locked = ملف PDF مقفل. احفظه دون كلمة مرور.
fault-document_active_script = قد يشغّل ملف PDF هذا برنامجًا مضمّنًا. اطبعه إلى ملف PDF جديد وأرسله.
fault-document_active_launch = قد يبدأ ملف PDF هذا برنامجًا آخر. اطبعه إلى ملف PDF جديد وأرسله.
fault-document_active_by_itself = قد يتصرف ملف PDF هذا من تلقاء نفسه عند فتحه. اطبعه إلى ملف PDF جديد وأرسله.
fault-document_active_files = يحمل ملف PDF هذا ملفات أخرى. اطبعه إلى ملف PDF جديد وأرسله.
fault-document_active_media = قد يشغّل ملف PDF هذا صوتًا أو فيلمًا. اطبعه إلى ملف PDF جديد وأرسله.
fault-document_active_send = قد يرسل ملف PDF هذا شيئًا أو يجلبه. اطبعه إلى ملف PDF جديد وأرسله.
fault-document_active_form = في ملف PDF هذا نموذج ذو برمجة خاصة. اطبعه إلى ملف PDF جديد وأرسله.
fault-document_too_many_pages = صفحات الملف أكثر مما لهذا النوع. أرسل صفحاته وحدها.
fault-document_bomb = يتمدد الملف عند فتحه إلى أكثر بكثير مما في مستند. امسح الورقة من جديد.
fault-document_lost = ضاع الملف أو تلف في مكانه قبل فحصه. أودعه من جديد، وقد أُبلغ المشغّل.
conflict-document_waits = هذا المستند بانتظار الفحص، ولا يفتحه أحد قبله.
conflict-document_held = وجد الفاحص شيئًا في هذا المستند، فلا يفتحه أحد. أودعه من جديد من مصدر سليم، أو راجع المشغّل.
conflict-document_refused = لم يُقبل هذا المستند وأُتلف ملفه. أودعه من جديد.
conflict-documents_full = هنا مئة مستند، وهو الحد الأقصى. راجع المشغّل.
conflict-documents_a_day = أودعت منشأتك ألف مستند خلال 24 ساعة، وهو الحد الأقصى. تابع غدًا.
message-task-document-held = حجز الفاحص مستندًا
    .text = وجد الفاحص شيئًا في مستند أُودع، ولا يفتحه أحد. انظر: المستندات.
logged-document_refused = لم يُقبل مستند وأُتلف ملفه
logged-document_clean = فُحص مستند
logged-document_held = حجز الفاحص مستندًا
logged-document_destroyed = أُتلف مستند بانتهاء مدته
delivery-task-document-held = تنبيه للموظفين: حجز الفاحص مستندًا
message-task-document-lost = مستندات مفقودة أو تالفة
    .text = وجد الجرد الأسبوعي مستندات ملفاتها مفقودة أو تالفة أو لا تُفتح. قارنها بنسخة احتياطية: المستندات.
logged-documents_catalogued = جُردت المستندات كلها
logged-document_objects_swept = أُزيلت ملفات لا مستند لها
delivery-task-document-lost = تنبيه للموظفين: مستندات مفقودة أو تالفة
menu-documents = المستندات
documents-staff-lede = أين وصلت المستندات، وما يحجزه الفاحص، وما وجده الجرد الأسبوعي. لا شيء من محتواها.
documents-no-scanner = لا يوجد فاحص، فالمستندات بانتظار الفحص ولا يفتحها أحد. شغّل clamd على هذا الجهاز واذكره في الإعدادات: ‎[documents] scanner = "unix:/run/clamav/clamd.ctl"‎. تُفحص المستندات المتراكمة من تلقاء نفسها.
documents-wait-for-scanner = بعض المستندات بانتظار الفحص. إن لم يتناقص عددها فانظر هل يجيب الفاحص: يقول ذلك amana doctor. تُفحص المستندات المتراكمة من تلقاء نفسها.
documents-held = ما يحجزه الفاحص
documents-held-none = لا يحجز الفاحص شيئًا.
documents-finding = يسميه:
catalogue = الجرد الأسبوعي
    .lede = يُقرأ كل أسبوع كل ملف محفوظ إلى آخره ويُقارن بسجله وبصمته ومفتاحه.
catalogue-begun = بدأ في
catalogue-checked = الملفات
catalogue-result = النتيجة
catalogue-found = ما وُجد
catalogue-none = لم يُجرَ بعد، ويأتي أول جرد من تلقاء نفسه.
catalogue-under-way = قيد الإجراء
catalogue-sound = كلها سليمة
catalogue-wrong = هناك خلل
catalogue-missing = { $number ->
    [zero] لا ملفات
    [one] ملف واحد مفقود: استعده من نسخة احتياطية.
    [two] ملفان مفقودان: استعدهما من نسخة احتياطية.
    [few] { $number } ملفات مفقودة: استعدها من نسخة احتياطية.
    [many] { $number } ملفًا مفقودة: استعدها من نسخة احتياطية.
   *[other] { $number } ملف مفقودة: استعدها من نسخة احتياطية.
}
catalogue-damaged = { $number ->
    [zero] لا ملفات
    [one] ملف واحد تالف: استعده من نسخة احتياطية.
    [two] ملفان تالفان: استعدهما من نسخة احتياطية.
    [few] { $number } ملفات تالفة: استعدها من نسخة احتياطية.
    [many] { $number } ملفًا تالفة: استعدها من نسخة احتياطية.
   *[other] { $number } ملف تالفة: استعدها من نسخة احتياطية.
}
catalogue-undecryptable = { $number ->
    [zero] لا ملفات
    [one] ملف واحد لا يُفتح بمفتاحه: استعد السجل والملف من نسخة احتياطية واحدة.
    [two] ملفان لا يُفتحان بمفتاحيهما: استعد السجلات والملفات من نسخة احتياطية واحدة.
    [few] { $number } ملفات لا تُفتح بمفاتيحها: استعد السجلات والملفات من نسخة احتياطية واحدة.
    [many] { $number } ملفًا لا تُفتح بمفاتيحها: استعد السجلات والملفات من نسخة احتياطية واحدة.
   *[other] { $number } ملف لا تُفتح بمفاتيحها: استعد السجلات والملفات من نسخة احتياطية واحدة.
}
catalogue-orphaned = { $number ->
    [zero] لا ملفات
    [one] ملف واحد لا يخص أي مستند، وأُزيل.
    [two] ملفان لا يخصان أي مستند، وأُزيلا.
    [few] { $number } ملفات لا تخص أي مستند، وأُزيلت.
    [many] { $number } ملفًا لا تخص أي مستند، وأُزيلت.
   *[other] { $number } ملف لا تخص أي مستند، وأُزيلت.
}
catalogue-outlived = { $number ->
    [zero] لا مستندات
    [one] مستند واحد تجاوز مدة حفظه، ويُتلف.
    [two] مستندان تجاوزا مدة حفظهما، ويُتلفان.
    [few] { $number } مستندات تجاوزت مدة حفظها، وتُتلف.
    [many] { $number } مستندًا تجاوزت مدة حفظها، وتُتلف.
   *[other] { $number } مستند تجاوزت مدة حفظها، وتُتلف.
}
document-state-overruled = مفتوح رغم الفاحص
