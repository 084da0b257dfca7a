# صفحات صاحب الملف: كلمات قليلة وخط كبير.
requests-lede = لك أن ترفض دائمًا. لا يسألك أحد عن السبب.
requests-empty = لم يصلك أي طلب بعد. تصلك رسالة عند وصول طلب.
request-area = المنطقة
request-household = الأسرة
request-employer = صاحب العمل
request-duties = العمل
request-wage = أجرك
request-arrival-code = رمز وصولكم: أعطوه لمكتبكم بعد الوصول
request-hours = الساعات والراحة
request-wants-meeting = { $area ->
    [unknown] أسرة تريد مقابلتك
   *[other] أسرة في { $area } تريد مقابلتك
}
request-household-in = { $area ->
    [unknown] أسرة
   *[other] أسرة في { $area }
}
own-profile-lede = هذا كل ما يراه الناس عنك.
own-profile-hidden = لا يرى أحد ملفك الآن.
own-profile-own = ما نحفظه عنك
consents-lede = توافق على كل أمر وحده. يمكنك التراجع عن أي موافقة في أي وقت، ويسري ذلك فورًا.
consent-given = موافقة قائمة
consent-not-given = لا موافقة
consent-since = منذ
consent-give = أوافق
consent-take-back = التراجع عن الموافقة
consent-listing = عرض ملفي
    .why = ترى الأسر عملك ولغاتك وخبرتك. لا ترى اسمك أو صورتك أو وثائقك.
    .back = عند التراجع يختفي ملفك فورًا.
consent-meet = مقابلة هذه الأسرة
    .why = تتحدث مع الأسرة بالفيديو أو الهاتف أو في المكتب. لا يُسجَّل شيء.
    .back = عند التراجع لا تتم المقابلة.
consent-first_name = ذكر اسمي الأول
    .why = تعرف هذه الأسرة اسمك الأول من أجل المقابلة.
    .back = عند التراجع لا يظهر لها هنا.
consent-photo = عرض صورتي
    .why = ترى هذه الأسرة صورتك. لا يجوز لأحد أن يشترط ذلك.
    .back = عند التراجع تُغلق الصورة فورًا.
consent-papers = استخدام وثائقي
    .why = يقدّم المكتب طلب تصريحك بجوازك ونتيجة فحصك الطبي.
    .back = عند التراجع تُغلق الوثائق فورًا ولا يمكن تقديم الطلب.
consent-contact = مشاركة رقم هاتفي
    .why = تستطيع هذه الأسرة الاتصال بك بعد وصولك.
    .back = عند التراجع لا يظهر لها هنا.
