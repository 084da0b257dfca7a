# الأوراق التي يقارنها المراجعون بما كُتب عنها.

checks-title = أوراق للمقارنة
checks-tab = الأوراق
checks-lede = بطاقات وجوازات وتصاريح عمل وتراخيص اجتازت الفحص. انظر إلى كل منها وقارنها بما كُتب عنها، ثم اذكر ما وجدته.
checks-empty = لا ورقة تنتظر المقارنة.
check-task = مقارنة ورقة
checks-since = تنتظر منذ
check-second = لشخص ثانٍ
check-others = لشخص غيرك
check-lede = قارن الورقة بما كُتب عنها. يُبلَّغ من قدّمها بالنتيجة، ولا يُذكر له من نظر فيها.
check-first = وجد الأول: { $result }. انظر بنفسك قبل أن توافق.
check-paper = الورقة
check-look = اعرضها
check-look-again = اعرضها من جديد
check-look-why = تُفتح الورقة وما كُتب عنها دقيقة واحدة. يُسجَّل أنك اطلعت عليها، ويستطيع صاحب الورقة قراءة ذلك.
check-typed = ما كُتب
check-say = ما وجدته
check-found = النتيجة
check-found-none = اختر واحدة
check-ask-second = ينبغي أن ينظر فيها شخص آخر أيضًا
    .hint = ما لم يُقبل ينظر فيه شخص آخر في كل حال.
check-keep = احفظها
check-lines = السطور في أسفل الورقة
    .hint = انسخ السطرين أو الثلاثة التي فيها الأسهم (<) إن وُجدت. تُراجع أرقام التحقق ولا تُحفظ السطور.
check-lines-read = اقرأ السطور
check-field = الحقل
check-read = ما تقوله السطور
check-compared = المقارنة
check-same = متطابق
check-other = غير متطابق
check-not-typed = لم يُكتب
check-fits = صحيح
check-differs = غير صحيح
check-no-digit = لا يوجد
check-digit-number = رقم التحقق للرقم
check-digit-born = رقم التحقق لتاريخ الميلاد
check-digit-expires = رقم التحقق لآخر يوم
check-digit-personal = رقم التحقق للرقم الشخصي
check-digit-whole = رقم التحقق للكل
check-result-accepted = مقبولة
check-result-differs = غير مطابقة
check-result-unreadable = غير مقروءة
check-result-expired = منتهية
check-reason-name = الاسم
check-reason-number = الرقم
check-reason-birth_date = تاريخ الميلاد
check-reason-last_day = آخر يوم
check-reason-check_digits = أرقام التحقق
check-reason-other_paper = هي ورقة من نوع آخر
check-reason-other_owner = هي لشخص آخر
check-reason-blurred = غير واضحة أو معتمة
check-reason-cut_off = مقصوصة
check-reason-covered = مغطاة في جزء منها
check-reason-pages_missing = تنقصها صفحات
check-reason-day_past = انقضى آخر يوم فيها
check-waits = يقارنها مراجع
check-waits-second = يقارنها مراجع ثانٍ
check-mend = قدّم نسخة أوضح كإصدار لاحق، أو صحّح السجل.

fault-check_lines = ليست هذه سطور جواز أو بطاقة. انسخ كل سطر إلى آخره مع كل علامة <.
fault-check_lines_none = ليس في هذا النوع من الأوراق مثل هذه السطور. اتركها فارغة.
fault-check_result = اختر ما وجدته.
fault-check_reason = اذكر ما لا يتطابق، أو سبب تعذر القراءة.
fault-check_digits = أرقام التحقق غير صحيحة فلا يمكن قبولها. اقرأ السطور من جديد، أو اختر: غير مطابقة، أرقام التحقق.
fault-check_over = انقضى آخر يوم فيها فلا يمكن قبولها. اختر: منتهية.
conflict-check_second_person = يجب أن ينظر في هذه الورقة شخص غيرك: كنت الأول أو أنت من قدّمها.

message-document-compared = { $result ->
        [accepted] قُبلت ورقة من أوراق { $record }
       *[other] لم تُقبل ورقة من أوراق { $record }
    }
    .text = { $result ->
        [accepted] قارن مراجع الورقة ({ $kind ->
            [passport] جواز السفر
            [civil_id] البطاقة
            [labour_permit] تصريح العمل
            [commercial_registration] السجل التجاري
           *[municipal_licence] الترخيص البلدي
        }) من أوراق { $record } بما كُتب عنها وقبلها.
       *[other] قارن مراجعان الورقة ({ $kind ->
            [passport] جواز السفر
            [civil_id] البطاقة
            [labour_permit] تصريح العمل
            [commercial_registration] السجل التجاري
           *[municipal_licence] الترخيص البلدي
        }) من أوراق { $record } بما كُتب عنها ولم يقبلاها. سجّل الدخول لترى السبب، ثم قدّم نسخة أوضح أو صحّح السجل.
    }
message-task-checks-late = أوراق طال انتظارها للمقارنة
    .text = { $number ->
        [zero] لا أوراق
        [one] ورقة واحدة
        [two] ورقتان
        [few] { $number } أوراق
        [many] { $number } ورقة
       *[other] { $number } ورقة
    } بانتظار المقارنة بعد انقضاء المهلة. ادخل وافتح «أوراق للمقارنة».
delivery-task-checks-late = إشعار للموظفين: أوراق طال انتظارها
delivery-document-compared = نتيجة مقارنة ورقة
logged-document_compared = قورنت وثيقة بما كُتب عنها
