# المستندات: قائمتها، وروابط مدتها دقيقة، والصفحات التي تفتحها.

papers-title = المستندات
papers-note = تُغلق الروابط بعد 60 ثانية، ويمكنك طلبها مجددًا.
paper-of-worker = للعاملة
paper-of-worker-own = لك
paper-of-household = للأسرة
paper-of-household-own = لأسرتك
paper-of-agency = للمكتب
paper-of-agency-own = لمكتبك
paper-of-case = لهذه المعاملة
paper-of-case-own = لهذه المعاملة
paper-ends = صالح حتى { $day }
paper-sealed = مختوم
paper-waiting = بانتظار الفحص
paper-held = موقوف
paper-get-link = رابط لمدة 60 ثانية
paper-get-file = رابط لتنزيل الملف
paper-new-link = رابط جديد
paper-open = فتح
paper-take = تنزيل
paper-until = صالح حتى
paper-left = الثواني المتبقية
paper-link-title = رابطك
paper-link-lede = يُفتح مرة واحدة، لك وحدك، في هذه الجلسة.
paper-link-over = أُغلق الرابط. يمكنك طلب رابط جديد.
paper-why-kept = يُحفظ السبب ويستطيع صاحب المستند قراءته.
paper-said-start = الرابط صالح لمدة 60 ثانية.
paper-said-open = المستند مفتوح.
paper-said-soon = بقيت 20 ثانية لهذا الرابط.
paper-said-over = أُغلق الرابط. يمكنك طلب رابط جديد.
paper-open-lede = تُغلق الصفحات عند
paper-mark = يظهر على كل صفحة:
paper-page = الصفحة { $nth } من { $of }
paper-link-gone = لا يؤدي هذا الرابط إلى شيء: يُفتح كل رابط مرة واحدة خلال دقيقة، لمن طلبه وفي الجلسة التي طلبه فيها. ارجع إلى المستند واطلب رابطًا جديدًا.

document-kind-passport = جواز السفر
document-kind-civil_id = البطاقة الشخصية
document-kind-commercial_registration = السجل التجاري
document-kind-municipal_licence = الترخيص البلدي
document-kind-labour_permit = تصريح العمل
document-kind-medical_result = نتيجة الفحص الطبي
document-kind-police_certificate = شهادة حسن السيرة
document-kind-contract = العقد
document-kind-receipt = الإيصال
document-kind-photo = الصورة

conflict-document_view_only = هذا النوع من المستندات يُعرض فقط صفحةً صفحة. اطلب رابطًا دون ملف.
conflict-document_replaced = حلّت نسخة أحدث محل هذا المستند. انظر إلى القائمة مجددًا.
conflict-document_links_many = لديك عشرون رابطًا لم تُفتح. افتح أحدها أو انتظر دقيقة.

menu-storage = سياسة التخزين
storage-lede = لكل نوع من المستندات: أين يُحفظ، وكيف يُختم، وكم يُحفظ، ومن يحق له طلبه. الأجوبة من القواعد السارية نفسها لا من هذه الصفحة.
storage-document = المستند
storage-try = جرّب
storage-tried = ما تقوله السياسة الآن
storage-opens = يُفتح
storage-shut = يبقى مغلقًا
storage-who = من يحق له طلبه ومتى
storage-beside = إلى جانب السياسة تحتاج الأسرة إلى موافقة العاملة، ولا يُفتح شيء قبل فحصه. وفي الطوارئ يأذن شخص ثانٍ.
storage-bucket = مكان الحفظ
storage-class = فئة البيانات
storage-key = المفتاح
storage-key-own = مفتاح لكل ملف، مختوم بمفتاح من يخصه
storage-epochs = أجيال تلك المفاتيح
storage-epoch = الجيل { $epoch }
storage-now = المحفوظ الآن
storage-number = { $what }: { $count }
storage-none = لا شيء
storage-types = المقبول
storage-size = الحد الأقصى
storage-size-most = { $megabytes } ميغابايت، { $pages ->
        [zero] دون صفحات
        [one] صفحة واحدة
        [two] صفحتان
        [few] { $pages } صفحات
        [many] { $pages } صفحة
       *[other] { $pages } صفحة
    }
storage-ends = اليوم الأخير
storage-ends-never = ليس له يوم أخير
storage-ends-may = قد يكون له يوم أخير
storage-ends-must = يجب ذكره
storage-kept = مدة الحفظ بعد حلول أحدث منه
storage-kept-months = { $count ->
        [zero] لا شيء
        [one] شهر واحد
        [two] شهران
        [few] { $count } أشهر
        [many] { $count } شهرًا
       *[other] { $count } شهر
    }
storage-scan = الفحص
storage-scanned = يفحصه ماسح قبل أن يُفتح
storage-unscanned = دون ماسح بقرار في الإعدادات
storage-waits = لا ماسح: يبقى بالانتظار
storage-link = مدة الرابط
storage-link-seconds = { $count ->
        [zero] لا شيء
        [one] ثانية واحدة
        [two] ثانيتان
        [few] { $count } ثوانٍ
        [many] { $count } ثانية
       *[other] { $count } ثانية
    }
storage-file = طريقة الفتح
storage-looked-at = يُعرض فقط صفحةً صفحة وعليه علامة
storage-as-file = يُعرض أو يُنزّل ملفًا
storage-any-state = أي حالة
storage-any-purpose = أي غرض مذكور

logged-document_link_made = أُنشئ رابط لمستند
logged-document_link_refused = رُفض رابط لمستند
logged-document_link_expired = انتهى رابط لمستند
