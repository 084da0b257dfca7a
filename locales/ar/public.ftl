# ما يراه الجميع: قائمة الملفات والملف الواحد.
catalogue-title = ابحث عن مساعدة لمنزلك
catalogue-lede = تمت مراجعة كل ملف قبل عرضه هنا. تختار حسب المهارة والخبرة، ثم تطلب المقابلة، وللشخص حق الرفض.
catalogue-profiles = الملفات
catalogue-count = { ARABIC($count) ->
    [zero] لا ملفات
    [one] ملف واحد
    [two] ملفان
    [few] { $count } ملفات
    [many] { $count } ملفًا
   *[other] { $count } ملف
}
catalogue-empty = لا يوجد ملف يطابق كل هذه الشروط.
promise-nothing = لا أسماء ولا صور ولا وثائق هنا.
promise-opens = تظهر خطوة بخطوة داخل معاملتك فقط.

filters = التصفية
filters-on = { $count ->
    [0] التصفية
   *[other] التصفية · { $count }
}
filters-show = عرض الملفات
filters-clear = مسح الكل
filter-remove = إزالة الشرط
filter-work = نوع العمل
filter-language = اللغة
filter-experience-min = الخبرة
filter-available-from = مطلوب من تاريخ
filter-experience-any = أي خبرة
filter-experience-least = { ARABIC($count) ->
    [zero] أي خبرة
    [one] سنة أو أكثر
    [two] سنتان أو أكثر
    [few] { $count } سنوات أو أكثر
    [many] { $count } سنة أو أكثر
   *[other] { $count } سنة أو أكثر
}
filter-from-day = من { $day }

available-now = المقابلة متاحة
available-held = محجوز لأسرة أخرى
available-from = من { $day }
experience = الخبرة
age = العمر
speaks = اللغات
skills = المهارات
agency = المكتب
licence = ترخيص المكتب
licence-checked = تم التحقق منه في { $day }
licence-not-checked = لم يتم التحقق منه

profile-facts = المعلومات المتاحة
profile-next = ماذا يحدث بعد طلبك
profile-next-1 = { ARABIC($days) ->
    [zero] يرد المكتب في اليوم نفسه.
    [one] يرد المكتب خلال يوم عمل.
    [two] يرد المكتب خلال يومي عمل.
    [few] يرد المكتب خلال { $days } أيام عمل.
    [many] يرد المكتب خلال { $days } يوم عمل.
   *[other] يرد المكتب خلال { $days } يوم عمل.
} يُحجز الملف لك، ولا تستطيع أسرة أخرى طلبه في هذه المدة.
profile-next-2 = تتم المقابلة بالفيديو أو الهاتف أو في المكتب، ثم يقول كل طرف نعم أو لا على انفراد.
profile-next-3 = يصلك عرض واحد فيه كل تكلفة في سطر مستقل. لا تدفع شيئًا قبل التوقيع.
profile-next-4 = تأتي بعد ذلك الوثائق والسفر والوصول، مع ضمان مدته { ARABIC($days) ->
    [zero] أقل من يوم
    [one] يوم واحد
    [two] يومان
    [few] { $days } أيام
    [many] { $days } يومًا
   *[other] { $days } يوم
}.
ask-title = طلب مقابلة
ask-sign-in = سجّل الدخول أولًا برقم هاتفك أو بريدك. لا يستغرق ذلك سوى دقيقة.
ask-what = يصل طلبك إلى المكتب. يرى المكتب منطقتك وعدد أفراد أسرتك، ولا يرى اسمك.
ask-privacy = قرأت كيفية استخدام بياناتي، وأوافق على إرسال هذا الطلب.
ask-cost = الطلب مجاني. يمكنك التوقف في أي وقت قبل التوقيع، مجانًا أيضًا.
ask-open = لديك معاملة بخصوص هذا الملف.
ask-open-link = فتح المعاملة
ask-wait = لا يمكن طلب هذا الملف الآن. يعود إلى القائمة عندما يصبح متاحًا.
ask-none = طلب المقابلة متاح للأسر فقط.

work-housekeeper = أعمال المنزل
work-cook = طبخ
work-nanny = رعاية أطفال
work-elder_care = رعاية كبار السن
work-driver = قيادة السيارة
work-gardener = العناية بالحديقة
work-nurse = تمريض منزلي
work-housekeeper_cook = أعمال المنزل والطبخ
work-other = أعمال منزلية أخرى
speaks-ar = العربية
speaks-en = الإنجليزية
speaks-sw = السواحلية
speaks-am = الأمهرية
speaks-om = الأورومية
speaks-ti = التغرينية
speaks-hi = الهندية
speaks-ur = الأردية
speaks-tl = التاغالوغية
speaks-bn = البنغالية
speaks-id = الإندونيسية
speaks-si = السنهالية
speaks-ta = التاميلية
speaks-ml = المالايالامية
speaks-ne = النيبالية
speaks-fr = الفرنسية
speaks-my = البورمية
speaks-lg = اللوغندية
