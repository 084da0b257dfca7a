# وثائق يحفظها أصحابها: صفحاتها، ومتى تنتهي، وما يترتب على ذلك.

menu-own-documents = مستنداتنا
documents-of-agency = مستندات المكتب
documents-of-household = مستندات أسرتك
documents-open-page = المستندات
household-documents = أوراق أسرتك: قدّم بطاقتك واعرف مدة صلاحيتها وافتحها.
documents-file-here = إيداع مستند
document-ended = انتهت
document-ends-in = { $days ->
        [zero] تنتهي اليوم
        [one] تنتهي بعد يوم واحد
        [two] تنتهي بعد يومين
        [few] تنتهي بعد { $days } أيام
        [many] تنتهي بعد { $days } يومًا
       *[other] تنتهي بعد { $days } يوم
    }
document-then-passport = عند انتهائه يُسحب الملف من القائمة ولا يُقدَّم طلب تصريح حتى يصل جواز مجدد ويجتاز الفحص.
document-then-medical_result = عند انتهائه يُسحب الملف من القائمة ولا يُقدَّم طلب تصريح حتى يصل تقرير مجدد ويجتاز الفحص.
document-then-municipal_licence = عند انتهائه لا يُعتد بترخيص المكتب: تُخفى ملفاته ولا يبدأ شيئًا جديدًا حتى يتحقق المشغّل من ترخيص مجدد.
document-then-commercial_registration = عند انتهائه لا يُعتد بترخيص المكتب: تُخفى ملفاته ولا يبدأ شيئًا جديدًا حتى يتحقق المشغّل من سجل مجدد.

message-paper-ends = وثيقة من وثائق { $record } تنتهي يوم { $day }
    .text = { $kind ->
            [passport] جواز السفر
            [civil_id] البطاقة
            [labour_permit] تصريح العمل
            [medical_result] التقرير الطبي
            [police_certificate] شهادة الشرطة
            [commercial_registration] السجل التجاري
            [municipal_licence] الترخيص البلدي
            [contract] العقد
           *[other] وثيقة
        } من وثائق { $record }: آخر يوم { $day }. قدّم المجدد كإصدار لاحق قبل ذلك اليوم: الوثائق.
message-own-paper-ends = وثيقة من وثائقك تنتهي يوم { $day }
    .text = { $kind ->
            [passport] جواز سفرك
            [civil_id] بطاقتك
            [labour_permit] تصريح عملك
            [medical_result] تقريرك الطبي
            [police_certificate] شهادة الشرطة
           *[other] وثيقة من وثائقك
        }: آخر يوم { $day }. أُبلغ مكتبك ليجددها، ولا يكلفك ذلك شيئًا.
message-paper-over = انتهت وثيقة من وثائق { $record }
    .text = { $kind ->
            [passport] انتهى جواز السفر ({ $record }): سُحب الملف من القائمة ولا يُقدَّم طلب تصريح.
            [medical_result] انتهى التقرير الطبي ({ $record }): سُحب الملف من القائمة ولا يُقدَّم طلب تصريح.
            [commercial_registration] انتهى السجل التجاري ({ $record }): لا يُعتد بالترخيص حتى يتحقق المشغّل من سجل مجدد.
            [municipal_licence] انتهى الترخيص البلدي ({ $record }): لا يُعتد به حتى يتحقق المشغّل من ترخيص مجدد.
           *[other] انتهت وثيقة من وثائق { $record }.
        } قدّم المجدد كإصدار لاحق: الوثائق.
message-own-paper-over = انتهت وثيقة من وثائقك
    .text = { $kind ->
            [passport] انتهى جواز سفرك.
            [medical_result] انتهى تقريرك الطبي.
           *[other] انتهت وثيقة من وثائقك.
        } أُبلغ مكتبك ليجددها، ولا يكلفك ذلك شيئًا.
delivery-paper-ends = تذكير بانتهاء وثيقة
delivery-own-paper-ends = تذكير لعاملة بانتهاء وثيقة من وثائقها
delivery-paper-over = إشعار بأن وثيقة انتهت
delivery-own-paper-over = إشعار لعاملة بأن وثيقة من وثائقها انتهت
logged-document_end_told = أُبلغ بأن وثيقة تنتهي
refusal-papers_hold = انتهى جواز سفر العاملة أو تقريرها الطبي. قدّم المجدد، ويمكن المتابعة بعد أن يجتاز الفحص.
