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

## ما يعلو المعاملة
overlay-none = لا شيء يوقف هذه المعاملة.
overlay-licence_lapsed = انتهى ترخيص المكتب. لا يستطيع المكتب اتخاذ أي خطوة حتى تجديده.
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
