# قوائم الكلمات المغلقة، رسالة واحدة لكل كلمة. يمر الاختبار على كل قائمة.

## حالات المعاملة والسجل
state-none = لا معاملة
state-enquiry = الطلب
state-held = محجوز
state-accepted = قبلها المكتب
state-meeting_set = المقابلة
state-met = بعد المقابلة
state-offered = قُدّم العرض
state-signed = تم توقيع الاتفاق
state-deposit_paid = تم دفع العربون
state-permit = الوثائق
state-travel = السفر
state-arrived = تم الوصول
state-handed_over = تم التسليم
state-in_guarantee = ضمن فترة الضمان
state-claim = مطالبة مفتوحة
state-replacement = استبدال
state-refund_due = مبلغ مستحق الرد
state-completed = مكتملة
state-archived = مغلقة
state-expired = انتهت: انقضت المدة
state-declined = انتهت: لم تُقبل
state-cancelled_by_customer = أنهتها الأسرة
state-cancelled_by_agency = أنهاها المكتب
state-worker_withdrew = أنهاها صاحب الملف
state-permit_refused = انتهت: رُفض التصريح
state-roster-draft = مسودة
state-roster-consented = الموافقة محفوظة
state-roster-reviewed = تمت المراجعة
state-roster-listed = معروض
state-roster-locked = محجوز
state-roster-engaged = مقفل باتفاق
state-roster-placed = في عمل
state-roster-resting = في فترة راحة
state-roster-withdrawn = مسحوب
state-roster-erased = محذوف
state-job-requested = مطلوب
state-job-quoted = قُدّم عرض السعر
state-job-confirmed = مؤكد
state-job-open = مفتوح للعاملين
state-job-closed = مغلق
state-job-archived = مؤرشف
state-slot-open = مفتوحة
state-slot-offered = معروضة
state-slot-accepted = مقبولة
state-slot-confirmed = مؤكدة
state-slot-checked_in = سُجّل الحضور
state-slot-worked = انتهى العمل
state-slot-submitted = أُرسلت الساعات
state-slot-no_show = لم يحضر أحد
state-slot-replaced = استُبدلت
state-slot-client_ok = اتُّفق على الساعات
state-slot-disputed = خلاف على الساعات
state-slot-approved = اعتُمدت الساعات
state-slot-invoiced = صدرت الفاتورة
state-slot-staff_paid = دُفع الأجر
state-slot-client_paid = دفع العميل
state-slot-cancelled_by_client = ألغاها العميل
state-slot-cancelled_by_staff = ألغاها العامل
state-slot-cut_short = اختُصرت

## ما يعلو المعاملة
overlay-none = لا شيء يوقف هذه المعاملة.
overlay-licence_lapsed = ترخيص المكتب غير سارٍ. لا يبدأ المكتب شيئًا جديدًا حتى تجديده، وما هو جارٍ يستمر.
overlay-frozen = المعاملة متوقفة مؤقتًا. لا يمكن اتخاذ أي خطوة، والمهل متوقفة.
overlay-safeguarding = المعاملة متوقفة مؤقتًا. لا يمكن اتخاذ أي خطوة، والمهل متوقفة.

## الأدوار
role-anonymous = زائر
role-customer = أسرة
role-customer_approver = أسرة، صاحب الاعتماد
role-agency_user = موظف المكتب
role-agency_admin = صاحب المكتب
role-worker = عامل أو عاملة
role-moderator = مراجع
role-finance = المالية
role-support = الدعم
role-welfare_officer = مسؤول الرعاية
role-dpo = مسؤول حماية البيانات
role-auditor = مدقق
role-platform_admin = مدير المنصة
role-system = النظام

## الصلات
relation-none = لا صلة
relation-subject = عنّي
relation-own_org = يخص جهتي
relation-party = جهتي طرف فيه
relation-assigned = مهمة مسندة إليّ
relation-break_glass = وصول طارئ

## الأغراض
purpose-own = بياناتك الشخصية
purpose-browse = تصفّح الملفات
purpose-select = اختيار ملف
purpose-assess = دراسة الطلب
purpose-interview = ترتيب المقابلة أو إجراؤها
purpose-contract = إعداد الاتفاق
purpose-permit = تقديم طلب التصريح
purpose-arrival = ترتيب السفر والوصول
purpose-placement = متابعة العمل
purpose-claim = معالجة مطالبة
purpose-verify = التحقق من الهوية والوثائق
purpose-billing = الفوترة والدفع
purpose-support = الرد على طلب دعم
purpose-subject_request = الرد على طلب شخص يخص بياناته
purpose-audit = التدقيق
purpose-compliance = التحقق من الامتثال
purpose-welfare = رعاية صاحب الملف
purpose-break_glass = وصول طارئ

## أصناف البيانات
class-public_profile = الملف العام
class-extended_profile = الملف الموسّع
class-interview = المقابلة
class-worker_first_name = الاسم الأول لصاحب الملف
class-worker_name = الاسم الكامل لصاحب الملف
class-worker_identity = جواز السفر والهوية
class-worker_permit_fields = بيانات نموذج التصريح
class-worker_sensitive = الوثائق الطبية والأمنية
class-worker_sensitive_result = نتيجة الفحص الطبي وتاريخه
class-worker_contact = الهاتف وأقرب الأقارب
class-customer_identity = اسم الأسرة وهويتها
class-customer_area = منطقة الأسرة والمهام
class-agency_legal = تراخيص المكتب وحسابه البنكي
class-customer_money = ما تدفعه الأسرة
class-internal_money = العمولة والهامش
class-internal_notes = ملاحظات داخلية
class-welfare = ملاحظات الرعاية
class-own_terms = شروط عمل صاحب الملف
class-credentials = أسرار الدخول
class-audit = سجل التدقيق
class-case_state = حالة المعاملة

## الأفعال على الحقول
action-view_masked = رؤية جزئية
action-view = رؤية
action-reveal = فتح
action-export = تصدير
action-edit = تعديل
action-share = مشاركة

## ما قد يعلو المعاملة، واحدًا واحدًا
overlay-kind-safeguarding = حماية
overlay-kind-dispute = نزاع
overlay-kind-legal_hold = حفظ قانوني
overlay-kind-licence_lapsed = انتهاء الترخيص
overlay-kind-outage = عطل

## المهل: ما ينتهي أو يُستحق عند انقضائها
timer-enquiry_lapses = يسقط الطلب
timer-soft_hold_lapses = يسقط الحجز ما لم تُفحص الهوية
timer-firm_hold_lapses = يسقط الحجز
timer-agency_answer = موعد رد المكتب
timer-meeting_agreed = موعد الاتفاق على المقابلة
timer-meeting_ends = تنتهي المقابلة
timer-answers_reminder = تذكير بالرد
timer-answers_due = موعد رد الطرفين
timer-offer_due = موعد تقديم العرض
timer-signing_due = موعد توقيع الجميع
timer-deposit_reminder = تذكير بالعربون
timer-deposit_due = موعد دفع العربون
timer-permit_filing = موعد تقديم طلب التصريح
timer-permit_decision = موعد قرار التصريح
timer-arrival_late = تأخر الوصول
timer-arrival_cancellable = يحق للأسرة الإنهاء واسترداد كامل المبلغ
timer-arrival_overdue = يقرر المشغّل بشأن تأخر الوصول
timer-hand_over_due = موعد التسليم
timer-residency_due = موعد الفحص الطبي وبطاقة الإقامة
timer-welfare_check = موعد الاطمئنان على صاحب الملف
timer-probation_ends = تنتهي فترة التجربة
timer-wage_receipt = موعد إثبات أجر الشهر
timer-guarantee_ends = ينتهي الضمان
timer-claim_answer = موعد رد المكتب على المطالبة
timer-claim_ruling = موعد القرار
timer-replacement_open = تنتهي مهلة اختيار البديل
timer-refund_pay = موعد رد المبلغ
timer-archive_due = تُغلق المعاملة

## ما يقرّ به شخص عن أمر وقع خارج النظام؛ كل منها جملة تُختار
change-text = يدل النص على هوية الشخص أو مكان عمله. اكتبه بلا أسماء ولا أماكن.
change-facts = بعض البيانات لا يطابق الوثائق. قارنها وصححها.
change-missing = بعض البيانات ناقص. أكمل السجل.
change-papers = وثيقة لا تُقرأ. أدخل بياناتها من الأصل من جديد.
change-excess = يقول الملف أكثر مما يحتاجه العمل. احذف الزائد.
statement-conflict_checked = تحققنا من عدم وجود ما يمنع هذه المعاملة.
statement-interpreter_arranged = يحضر المقابلة مترجم.
statement-worker_has_copy = لدى صاحب الملف نسخة بلغة يقرؤها.
statement-papers_complete = كل وثائق التصريح مكتملة.
statement-customer_eligible = يحق للأسرة الاستقدام.
statement-permit_scans_clean = صور التصريح والتأشيرة سليمة.
statement-arrival_proven = الوصول مُثبت.
statement-medical_booked = تم حجز موعد الفحص الطبي.
statement-worker_unfit = نتيجة الفحص الطبي: غير لائق للعمل.
statement-balance_settled = دُفع باقي الإجمالي أو اعتُمد تأجيله.
statement-contract_registered = العقد مسجل لدى الوزارة.
statement-custody_entered = بقي الجواز مع صاحبه وسُجّل ذلك.
statement-insured = صاحب الملف مؤمَّن عليه.
statement-welfare_checked = تم الاطمئنان على صاحب الملف على انفراد.
statement-wage_received = استلمت أجر هذا الشهر.
statement-residency_completed = صدرت بطاقة الإقامة.
statement-worker_heard = تم الاستماع إلى صاحب الملف دون حضور المكتب.
statement-lodging_assured = لصاحب الملف مكان آمن للإقامة.
statement-costs_documented = التكاليف موثقة.
statement-formula_printed = المبلغ مطابق للمعادلة المطبوعة مع الملف.
statement-scans_clean = صور الوثائق سليمة.
statement-reidentification_checked = نظرت في فحص إمكان معرفة الشخص، ولا يدل الجانب العام على صاحب الملف.
statement-worker_paid_nothing = لم يدفع صاحب الملف شيئًا.
statement-public_fields_only = لا تظهر إلا البيانات العامة.
attested-by = بإقرار { $role }، { $when }

## خيارات داخل الخطوات
place-video = بالفيديو دون تسجيل
place-telephone = بالهاتف
place-agency_office = في المكتب
cause-medically_unfit = نتيجة الفحص الطبي: غير لائق للعمل
cause-worker_declines = لا يرغب صاحب الملف في الاستمرار
cause-worker_left = ترك صاحب الملف العمل
cause-not_as_offered = الواقع مخالف للعرض
cause-wage_unpaid = لم تُدفع الأجور
cause-terms_broken = الساعات أو الراحة أو السكن أو الطعام خلاف المتفق عليه
cause-abuse = عنف أو تهديد أو تحرش
cause-passport_withheld = احتُجز الجواز
cause-other = أمر آخر
ruling-founded = المطالبة صحيحة: يتبعها استبدال أو رد للمبلغ
ruling-unfounded = المطالبة غير صحيحة: تستمر المعاملة
ruling-withdrawn = سُحبت المطالبة: تستمر المعاملة
item-service_fee = رسوم خدمة المكتب
item-vat = ضريبة القيمة المضافة على رسوم الخدمة
item-government_fee = الرسوم الحكومية كما هي
item-travel = السفر
item-insurance = التأمين
payer-customer = الأسرة
payer-agency = المكتب
