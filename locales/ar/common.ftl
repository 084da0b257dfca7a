# كلمات الإطار: القوائم ومفاتيح التبديل وما تشترك فيه كل الصفحات.
amana = أمانة
language-name = العربية
comma = {"، "}
sum-omr = { $sum } ر.ع.
amana-home = أمانة، الرئيسية
named = { $code } { $name }
skip = انتقل إلى المحتوى
theme = تبديل الوضع الفاتح والداكن
close = إغلاق
cancel = إلغاء
failed = تعذّر تنفيذ ذلك. ما كتبته ما زال هنا. حاول مرة أخرى.
free-software = برنامج حر برخصة Apache-2.0
you-are-here = موقعك
until = حتى
by = قبل
from = من
nothing = لا شيء
none-yet = لا شيء حتى الآن
search = بحث
send = إرسال
save = حفظ
open = فتح

portal-agency = المكتب
portal-operator = المشغّل
menu = القائمة
menu-main = القائمة الرئيسية
menu-account = الحساب
menu-catalogue = الملفات
menu-sign-in = الدخول
menu-my-cases = معاملاتي
menu-today = اليوم
menu-workers = العاملون
menu-cases = المعاملات
menu-import = استيراد قائمة
menu-my-requests = الطلبات
menu-my-profile = ملفي
menu-my-consents = موافقاتي
menu-who-looked = من اطّلع
menu-reviews = مراجعة الملفات
menu-jobs = تسليم الرسائل
menu-break-glass = حالات الطوارئ
menu-agency-reviews = ما قيل عن المكاتب
menu-organisations = اختيار جهة أخرى
menu-licences = الرخص
menu-api = للبرامج
sign-in = دخول
sign-out = خروج

pager = الصفحات
pager-first = العودة إلى البداية
pager-next = التالي

weekday-1 = الاثنين
weekday-2 = الثلاثاء
weekday-3 = الأربعاء
weekday-4 = الخميس
weekday-5 = الجمعة
weekday-6 = السبت
weekday-7 = الأحد
month-1 = يناير
month-2 = فبراير
month-3 = مارس
month-4 = أبريل
month-5 = مايو
month-6 = يونيو
month-7 = يوليو
month-8 = أغسطس
month-9 = سبتمبر
month-10 = أكتوبر
month-11 = نوفمبر
month-12 = ديسمبر

years = { ARABIC($count) ->
    [zero] أقل من سنة
    [one] سنة واحدة
    [two] سنتان
    [few] { $count } سنوات
    [many] { $count } سنة
   *[other] { $count } سنة
}
days = { ARABIC($count) ->
    [zero] أقل من يوم
    [one] يوم واحد
    [two] يومان
    [few] { $count } أيام
    [many] { $count } يومًا
   *[other] { $count } يوم
}
hours = { ARABIC($count) ->
    [zero] أقل من ساعة
    [one] ساعة واحدة
    [two] ساعتان
    [few] { $count } ساعات
    [many] { $count } ساعة
   *[other] { $count } ساعة
}
menu-people = الأشخاص
menu-agencies = الجهات
menu-policies = السياسات
menu-audit = سجل التدقيق
menu-group-agency = مكتبك
menu-group-rules = القواعد والإثبات
menu-group-parties = الجهات والأشخاص
menu-household = أسرتي
