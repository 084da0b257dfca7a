# مستكشف السياسات: أسئلة وأجوبة، ومعاملة متخيَّلة، وأجوبة محفوظة اختبارات.
menu-explorer = من يرى ماذا
explorer-title = من يستطيع أن يرى هذا؟
explorer-lede = اختر دورًا وغرضًا وحالة. يأتي الجواب من القواعد نفسها التي تحرس النظام. كل القيم مختلقة.
explorer-ask = من يستطيع أن يرى هذا؟
explorer-pretend = تجربة معاملة
explorer-kept = الاختبارات المحفوظة
explorer-question = السؤال
explorer-role = الدور
explorer-relation = الصلة بالبيانات
explorer-purpose = الغرض
explorer-state = الحالة
explorer-overlay = ما يعلو المعاملة
explorer-about = فئة البيانات أو الخطوة
explorer-trail = مسار المعاملة
explorer-show = عرض الجواب
explorer-unknown = «{ $word }» ليست من كلمات «{ $part }». الكلمات المقبولة: { $valid }
explorer-answer = الجواب
explorer-as = بصفة
explorer-standing = وبالصلة
explorer-to = وللغرض
explorer-at = وفي الحالة
explorer-with = و
explorer-you-see = ، يُرى ما يلي:
explorer-by-field = الجواب حقلًا حقلًا
explorer-nothing = لا يُرسل شيء
explorer-keep = الحفظ اختبارًا
explorer-next = يُفتح في الحالة «{ $state }».
explorer-for = يُفتح الآن لغرض آخر: { $purposes }. وقبل ذكره لا تُظهر الصفحة أكثر من وجود شيء.
explorer-never = لا يُفتح لهذا الدور بهذه الصلة في أي حالة لاحقة ولا لأي غرض.
explorer-steps = الخطوات في هذه الحالة
explorer-step = الخطوة
explorer-taken-by = من يتخذها في هذه الحالة: { $roles }
explorer-taken-in = يتخذها هذا الدور في: { $states }
explorer-side-by-side = كل الأدوار جنبًا إلى جنب
explorer-steps-side-by-side = خطوات كل الأدوار
explorer-class = فئة البيانات
explorer-history = ما طرأ على هذه القاعدة
explorer-with-program = جاءت مع البرنامج
explorer-brought = أضافتها مجموعة السياسات { $set }
explorer-changed = غيّرتها مجموعة السياسات { $set }
explorer-gone = أزالتها مجموعة السياسات { $set }
explorer-set = مجموعة السياسات السارية:
explorer-no = لا
explorer-opened = فُتح
explorer-closed = أُغلق
explorer-pretend-lede = معاملة متخيَّلة تنتقل من خطوة إلى خطوة. يُظهر الجدول ما يراه كل طرف، وما فتحته الخطوة الأخيرة أو أغلقته. لا يُكتب شيء.
explorer-moves = ما يحدث بعد ذلك
explorer-move-steps = يتخذ أحدهم خطوة
explorer-move-clocks = تنتهي مهلة
explorer-move-overlays = يُوضع شيء فوق المعاملة أو يُرفع
explorer-lay = وضع: { $what }
explorer-lift = رفع: { $what }
explorer-stays = تبقى في انتظار الآخرين
explorer-stands = وصلت المعاملة إلى
explorer-opened-count = { ARABIC($count) ->
    [zero] لم تُفتح خانة
    [one] فُتحت خانة واحدة
    [two] فُتحت خانتان
    [few] فُتحت { $count } خانات
    [many] فُتحت { $count } خانة
   *[other] فُتحت { $count } خانة
}
explorer-closed-count = { ARABIC($count) ->
    [zero] لم تُغلق خانة
    [one] أُغلقت خانة واحدة
    [two] أُغلقت خانتان
    [few] أُغلقت { $count } خانات
    [many] أُغلقت { $count } خانة
   *[other] أُغلقت { $count } خانة
}
explorer-start = البداية
explorer-back = خطوة إلى الوراء
explorer-again = البدء من جديد
explorer-parties = ما يراه كل طرف
explorer-kept-lede = أجوبة حفظها أحد الموظفين. كل تعديل في السياسات يجب أن يعطيها من جديد قبل أن يسري.
explorer-kept-none = لم يُحفظ جواب بعد. اطرح سؤالًا واحفظ جوابه.
explorer-hold = مطابقة
explorer-hold-not = غير مطابقة
explorer-remove = إزالة
explorer-by-you = حفظتَه أنت
explorer-by-staff = حفظه أحد الزملاء
explorer-was-kept = حُفظ الجواب. كل مجموعة سياسات لاحقة يجب أن تعطيه من جديد.
explorer-was-removed = أُزيل الاختبار. ويبقى في السجل أنه كان موجودًا.
explorer-note = سبب الحفظ
    .hint = جملة واحدة لزملائك. لا تذكر اسم أحد.
explain-asked = بصفة { $role } (الصلة: { $relation })، للغرض «{ $purpose }»، في الحالة «{ $state }»، { $over }
explain-usually = { $purpose } (المعتاد فيها)
explain-roster = { $state } (القائمة)
explain-job = { $state } (عمل)
explain-slot = { $state } (مناوبة)
explain-default = لا قاعدة تسمح به، فالجواب لا.
explain-answer = { $asked }: { $thing } – { $verdict }. { $rule }: { $why }
explain-otherwise = { $asked }: { $thing } – حُفظ «{ $expected }»، والجواب الآن «{ $now }» وفق { $rule }.
explain-unreadable = اختبار محفوظ يذكر «{ $word }» ولم تعد من كلمات { $list }. أزِله أو أعِد الكلمة.
relation-usual = المعتادة للدور
purpose-working = المعتاد في الحالة
purpose-none = بلا غرض
over-none = لا شيء فوقها
over-licence_lapsed = ترخيص منتهٍ
over-frozen = موقوفة
over-safeguarding = تحت الحماية
verdict-visible = ظاهر
verdict-on_request = بالطلب
verdict-masked = محجوب جزئيًا
verdict-hidden = مخفي
verdict-allowed = مسموح
verdict-denied = غير مسموح
sample-public_profile = تدبير منزلي، 6 سنوات
sample-extended_profile = إثيوبيا، 120.000 ر.ع.
sample-interview = مكالمة مرئية بالأسماء الأولى
sample-worker_first_name = Selam
sample-worker_name = Selam Tesfaye Alemu
sample-worker_identity = EP0000417
sample-worker_permit_fields = الاسم وتاريخ الميلاد ورقم الجواز
sample-worker_sensitive = تقرير طبي من صفحتين
sample-worker_sensitive_result = لائقة، 3 نوفمبر 2026
sample-worker_contact = ‎+968 9000 0417
sample-customer_identity = مريم الحارثية
sample-customer_area = الخوير، خمسة أفراد
sample-agency_legal = ترخيص حتى 30 يونيو 2027
sample-customer_money = 572.250 ر.ع.
sample-internal_money = 40.000 ر.ع.
sample-internal_notes = اتُّصل بهم مرتين، يفضّلون الخميس
sample-welfare = تحدثت بلغتها، وتستريح حتى الأحد
sample-own_terms = 120.000 ر.ع. شهريًا، ويوم راحة
sample-credentials = لا تُعرض أبدًا
sample-audit = فُتح اسم من أجل التصريح
sample-case_state = المقابلة
field-state = الحالة
field-agency_code = المكتب
field-held = محجوزة
field-listed_at = تاريخ الإدراج
