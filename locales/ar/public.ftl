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
catalogue-find = طبخ، سائق، العربية …
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
filter-experience-any = الكل
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

home-title = مساعدة المنزل، أمانة محفوظة
home-lede = هنا تلتقي الأسر والمكاتب المرخّصة في عُمان. تظهر الأسماء والصور والوثائق خطوة بخطوة، ويعرف كل شخص من اطّلع على بياناته.
home-go = { ARABIC($count) ->
    [zero] تصفّح الملفات
    [one] تصفّح ملف واحد
    [two] تصفّح ملفين
    [few] تصفّح { $count } ملفات
    [many] تصفّح { $count } ملفًا
   *[other] تصفّح { $count } ملف
}
home-hidden = لا شيء شخصي في العلن
    .why = يعرض الملف المهارات والخبرة، دون اسم أو صورة أو وثائق.
home-no = لكل شخص حق الرفض
    .why = قبل المقابلة وبعدها، على انفراد ودون ذكر السبب.
home-cost = كل التكاليف قبل التوقيع
    .why = عرض واحد، كل بند في سطر، مع الضريبة. لا يدفع صاحب الملف شيئًا، لا الآن ولا لاحقًا.
home-log = الجميع يعرف من اطّلع
    .why = من يفتح بيانات مختومة يذكر السبب، ويستطيع صاحبها قراءته.

sign-in-lede = نرسل إليك رمزًا، ولا حاجة إلى كلمة مرور.
sign-in-onward = سجّل الدخول لترى هذه الصفحة. نرسل إليك رمزًا، ولا حاجة إلى كلمة مرور.
sign-in-kept = ما كتبته محفوظ وينتقل معك. بعد الدخول نسألك هل يُرسَل.
sign-in-address = رقم الهاتف أو البريد الإلكتروني
    .hint = مثال: ‎+968 9123 4567. يصل الرمز إلى الهاتف برسالة نصية.
sign-in-send = إرسال الرمز
sign-in-never = لا نطلب الرمز هاتفيًا أبدًا. تظهر الصفحة نفسها لكل عنوان.
sign-in-code-title = أدخل الرمز
sign-in-code-lede = إن كان { $address } مسجلًا لدينا، فالرمز في طريقه إليك.
sign-in-code = رمز من ستة أرقام
    .hint = يمكنك لصقه. المسافات لا تؤثر.
sign-in-code-until = الرمز صالح حتى
sign-in-again = إرسال رمز جديد
sign-in-again-why = لم يصل شيء؟ انتظر دقيقة ثم اطلب رمزًا جديدًا. يتوقف الرمز القديم عن العمل.
sign-in-other = استخدام عنوان آخر
sign-in-by-email = قد تتأخر الرسائل النصية أو تُحجز: إن كان لدينا بريد إلكتروني لك فاستخدمه.
sign-in-by-phone = ابحث أيضًا في مجلد الرسائل غير المرغوبة؛ وإن كان رقم هاتفك لدينا فاستخدمه.
sign-in-address-unclear = اكتب رقم هاتف مع رمز الدولة، أو بريدًا إلكترونيًا.
sign-in-code-wrong = الرمز غير صحيح أو انتهت مدته. تأكد منه أو اطلب رمزًا جديدًا.
sign-in-too-many = أُرسلت رموز كثيرة إلى هذا العنوان خلال ساعة. استخدم أحدثها، أو اطلب رمزًا بعد عشر دقائق.
sign-in-guesses-over = أُدخلت من هنا رموز خاطئة كثيرة لهذا العنوان اليوم. يمكن استخدامه من جديد غدًا.
organisations-title = باسم أي جهة تعمل الآن؟
organisations-lede = تنتمي إلى أكثر من جهة. يمكنك تغيير ذلك من القائمة في أي وقت.
organisations-go = متابعة
licences-lede = تصل هذه الحزم إلى متصفحك وهي من عمل غيرنا. كل ما عداها من عملنا.
licences-text = نص الرخصة
errors = { ARABIC($count) ->
    [zero] لا شيء يحتاج إلى تصحيح
    [one] إجابة واحدة تحتاج إلى مراجعة
    [two] إجابتان تحتاجان إلى مراجعة
    [few] { $count } إجابات تحتاج إلى مراجعة
    [many] { $count } إجابة تحتاج إلى مراجعة
   *[other] { $count } إجابة تحتاج إلى مراجعة
}
preview = ما يراه الجميع
preview-nothing-else = لا يظهر للعامة شيء غير هذا: لا اسم ولا صورة ولا وثائق ولا هاتف.
invited-title = الدعوات
invited-by = دعوة من { $organisation }
invited-as = ستعمل هنا بصفة: { $role }.
invited-yes = نعم، أقبل
invited-no = لا
invited-until = تنتهي الدعوة
organisations-none = لا تنتمي إلى جهة ولم يدعُك أحد. من يدعوك يحتاج إلى العنوان الذي دخلت به.
register-new = جديد هنا؟
register-title = تسجيل أسرة
register-lede = اكتب رقم هاتف أو بريدًا إلكترونيًا. يصلك رمز تنشئ به حساب أسرتك.
register-own = أسرتك
    .lede = أنشئ حسابًا لأسرتك، ثم عرّف بها وبما تبحث عنه.
register-make = إنشاء حساب أسرتي
people-lede = من يعمل باسم هذه الجهة ومن دُعي إليها.
people-invite = دعوة شخص
    .lede = تصل إلى المدعو رسالة، فيدخل برمز ويقرأ ما يُطلب منه ويقبل أو يرفض. تنتهي الدعوة بعد 14 يومًا.
people-members = الأعضاء
people-role = الدور
people-person = الشخص
people-you = أنت
people-end = إزالة
people-end-why = من هذه اللحظة لا يرى هذا الشخص شيئًا هنا ولا يستطيع فعل شيء. يبقى عنوانه له.
people-end-now = إزالة هذا الشخص
people-waiting = المدعوون
people-until = حتى
people-withdraw = سحب الدعوة
people-address-hint = به يكون الدخول. هو لهذا الشخص وحده، لا لغيره من الجهة.
people-language = لغة الرسالة
people-send = إرسال الدعوة
household-people = من يتصرف باسم هذه الأسرة
household-lede = ترى المكاتب المنطقة والأسرة والمهام. أما هويتك فتبقى مختومة حتى تحتاج إليها معاملة.
household-about = ما تراه المكاتب
household-who = من أنت
household-privacy = الخصوصية
household-area = المنطقة
    .hint = الحي والمدينة، مثل الخوير، مسقط.
household-household = الأسرة
    .hint = مثل: بالغان وثلاثة أطفال.
household-duties = المهام
    .hint = مثل: أعمال المنزل والطبخ.
household-name = الاسم الكامل كما في البطاقة
household-civil_id = الرقم المدني
household-address = العنوان
household-phone = رقم الهاتف
household-sealed = محفوظ ومختوم. اترك الحقل فارغًا ليبقى كما هو.
household-kept = البيانات الأربعة محفوظة ومختومة. اترك حقولها فارغة لتبقى كما هي. إذا غيّرتها اطّلع المشغّل على بطاقتك من جديد.
household-notice = قرأت إشعار الخصوصية، وأوافق على استخدام بياناتي للاستقدام إلى أسرتي.
household-keep = حفظ
household-unproven = لم يثبت رقم هاتفك بعد. قبل طلب أي مقابلة أدخل الرمز الذي يُرسل إليه.
household-prove = إثبات رقم الهاتف
    .lede = اكتب الرقم كما ذكرته من قبل. يُرسل إليه رمز، وإدخاله يثبت أن الرقم رقمك.
household-prove-answer = إدخال الرمز

unsent-ended = انتهت جلستك
unsent-kept = ما كتبته ما زال هنا. سجّل الدخول ليُرسَل.
unsent-lost = ما كتبته أطول من أن يُحفظ هنا. ارجع وانسخه ثم سجّل الدخول.
unsent-title = هل يُرسَل ما كتبته؟
unsent-lede = انتهت جلستك أثناء الكتابة. لم يُرسَل شيء بعد.
unsent-typed = ما كتبته
unsent-send = إرساله الآن
unsent-back = تركه
agency-licensed = ترخيص تم التحقق منه
agency-said = رأي الأسر في تنسيقه
agency-said-none = لم تجب أي أسرة بعد.
agency-households = { ARABIC($count) ->
    [zero] لم تجب أي أسرة.
    [one] أجابت أسرة واحدة بعد معاملتها.
    [two] أجابت أسرتان، كل منهما بعد معاملتها.
    [few] أجابت { $count } أسر، كل منها بعد معاملتها.
    [many] أجابت { $count } أسرة، كل منها بعد معاملتها.
   *[other] أجابت { $count } أسرة، كل منها بعد معاملتها.
}
agency-question = السؤال
agency-words = بكلماتهم
agency-only = التقييم للمكاتب وحدها.
agency-only-why = لا مكان لكلمة عن شخص يعمل، ولا يُقبل نص يتحدث عنه.
