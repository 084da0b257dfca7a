# استيراد قائمة العاملين: ما الخلل في الملف أو في ربط الأعمدة أو في الصف، وما العمل.
# تأتي المفاتيح والقيم من crates/app/src/imports/faults.rs، وثمة اختبار هناك يطابقها بهذه الأسطر.

## الملف
import-file-empty = الملف فارغ. اختر الملف الذي فيه بيانات العاملين.
import-file-too-large = حجم الملف أكبر من { $megabytes } ميغابايت. احذف الصور منه أو قسّمه.
import-file-unpacks-too-large = حجم هذا المصنف بعد فك ضغطه أكبر من { $megabytes } ميغابايت. احفظ ورقة العاملين في مصنف مستقل.
import-file-other-kind = هذا { $found ->
    [pdf] مستند PDF
    [png] ملف صورة
    [jpeg] ملف صورة
    [gif] ملف صورة
    [rtf] مستند نصي
    [docx] مستند Word
    [xls] مصنف بصيغة ‎.xls القديمة
    [xlsb] مصنف بصيغة ‎.xlsb الثنائية
    [ods] جدول بصيغة OpenDocument
    [html] ملف صفحة ويب
    [json] ملف JSON
    [zip] أرشيف ZIP
    [gzip] ملف مضغوط
    [rar] أرشيف RAR
    [seven-zip] أرشيف 7z
    [xml] مصنف بصيغة «XML Spreadsheet 2003»
    [sylk] مصنف بصيغة SYLK
   *[binary] ملف ليس فيه قائمة عاملين
}. افتحه في برنامج الجداول واحفظه بصيغة XLSX أو CSV ‏(UTF-8).
import-file-damaged = المصنف تالف أو وصل ناقصًا. احفظه من جديد وأرسل الملف الجديد.
import-file-protected = المصنف محمي بكلمة مرور. أزل كلمة المرور ثم أرسله مرة أخرى.
import-file-encoding = في السطر { $line } حروف بترميز لا نعرفه. احفظ الملف بصيغة «CSV UTF-8» أو XLSX.
import-file-mixed-encodings = السطر { $line } بترميز غير ترميز الأسطر الأخرى، فقد جُمع الملف من ملفين. افتح الجزأين في برنامج الجداول واحفظهما معًا بصيغة XLSX.
import-file-no-such-sheet = لا توجد في المصنف ورقة باسم «{ $name }». أوراقه: { $sheets }.
import-file-too-many-rows = { ARABIC($limit) ->
    [zero] لا يُسمح بأي صف. قسّم الملف.
    [one] في الملف أكثر من صف واحد. قسّم الملف.
    [two] في الملف أكثر من صفين. قسّم الملف.
    [few] في الملف أكثر من { $limit } صفوف. قسّم الملف.
    [many] في الملف أكثر من { $limit } صفًا. قسّم الملف.
   *[other] في الملف أكثر من { $limit } صف. قسّم الملف.
}
import-file-too-many-columns = { ARABIC($limit) ->
    [zero] لا يُسمح بأي عمود. احذف ما لا يصف العاملين.
    [one] في الملف أكثر من عمود واحد. احذف ما لا يصف العاملين.
    [two] في الملف أكثر من عمودين. احذف ما لا يصف العاملين.
    [few] في الملف أكثر من { $limit } أعمدة. احذف ما لا يصف العاملين.
    [many] في الملف أكثر من { $limit } عمودًا. احذف ما لا يصف العاملين.
   *[other] في الملف أكثر من { $limit } عمود. احذف ما لا يصف العاملين.
}
import-file-too-many-cells = { ARABIC($limit) ->
    [zero] لا يُسمح بأي خلية. قسّم الملف.
    [one] في الملف أكثر من خلية واحدة. احذف الأعمدة التي لا تصف العاملين أو قسّم الملف.
    [two] في الملف أكثر من خليتين. احذف الأعمدة التي لا تصف العاملين أو قسّم الملف.
    [few] في الملف أكثر من { $limit } خلايا. احذف الأعمدة التي لا تصف العاملين أو قسّم الملف.
    [many] في الملف أكثر من { $limit } خلية. احذف الأعمدة التي لا تصف العاملين أو قسّم الملف.
   *[other] في الملف أكثر من { $limit } خلية. احذف الأعمدة التي لا تصف العاملين أو قسّم الملف.
}
import-file-no-header = لم نجد صف عناوين في الأسطر الأولى. ضع فوق بيانات العاملين صفًا مثل «الاسم، تاريخ الميلاد، الجنسية، رقم الجواز».
import-file-no-rows = في الملف عناوين، وليس تحتها أي عامل.
import-file-open-quotes = في السطر { $line } علامة تنصيص فُتحت ولم تُغلق، وفي الملف غيرها. احذف العلامات أو احفظ الملف بصيغة XLSX.

## ربط الأعمدة
import-mapping-unreadable = تعذّرت قراءة ملف ربط الأعمدة: { $problem }
import-mapping-no-such-column = يأخذ الربط «{ $field }» من عمود «{ $heading }»، وليس في هذا الملف عمود بهذا العنوان.
import-mapping-shared-column = «{ $first }» و«{ $second }» مربوطان بالعمود نفسه «{ $heading }». اجعل لكل منهما عمودًا.
import-mapping-missing-field = لا يوجد عمود لـ«{ $field }». حدّد العمود الذي يحمله.

## الصفوف
import-row-no-person = ليس في هذا الصف اسم ولا رقم جواز ولا تاريخ ميلاد. إن كان عنوانًا أو مجموعًا فلم يُفقد شيء.
import-row-missing = هذه الخانة مطلوبة وهي فارغة.
import-row-too-long = { ARABIC($limit) ->
    [zero] يجب أن تبقى هذه الخانة فارغة.
    [one] لا تتسع هذه الخانة لأكثر من حرف واحد.
    [two] لا تتسع هذه الخانة لأكثر من حرفين.
    [few] لا تتسع هذه الخانة لأكثر من { $limit } أحرف.
    [many] لا تتسع هذه الخانة لأكثر من { $limit } حرفًا.
   *[other] لا تتسع هذه الخانة لأكثر من { $limit } حرف.
}
import-row-control-character = في هذه الخانة رموز لا يمكن عرضها. اكتب النص من جديد.
import-row-formula = في هذه الخانة معادلة. ضع القيمة التي تعرضها.
import-row-cell-error = يعرض الجدول خطأً في هذه الخانة. ضع القيمة الصحيحة.
import-row-uncalculated = في هذه الخانة معادلة ليست قيمتها محفوظة في الملف. افتح الملف في برنامج الجداول واحفظه ثم أرسله من جديد.
import-row-too-many-cells = خلايا هذا الصف { $found } والعناوين { $expected }. ضع النص الذي فيه الفاصل بين علامتي تنصيص.
import-row-open-quote = في هذا الصف علامة تنصيص فُتحت ولم تُغلق عند نهاية الخلية. قُرئت الصفوف التي بعده كلٌّ على حدة. أغلقها أو احذفها.
import-row-not-a-name = هذا ليس اسمًا. اكتب حروفًا فقط.
import-row-two-digit-year = السنة مكتوبة برقمين وتحتمل معنيين. اكتب أرقامها الأربعة، مثل 12/03/1995.
import-row-hijri-date = يبدو هذا تاريخًا هجريًا. اكتب التاريخ الميلادي، أو اطلب تحويل التواريخ الهجرية.
import-row-month-first = يبدو أن الشهر مكتوب قبل اليوم. ابدأ باليوم، مثل 25/03/1995.
import-row-day-first = يبدو أن اليوم مكتوب قبل الشهر، والشهر أولًا في صفوف أخرى. اكتب تواريخ العمود كلها بترتيب واحد.
import-row-date-swapped = يبدو أن برنامج الجداول قلب اليوم والشهر في هذا العمود. اجعل تنسيق العمود نصًا واكتب التواريخ مثل 25/03/1995.
import-row-year-only = اكتب اليوم والشهر والسنة.
import-row-no-such-day = لا يوجد في التقويم يوم كهذا.
import-row-date-unclear = لم نتمكن من قراءة هذا التاريخ. اكتبه مثل 12/03/1995.
import-row-in-future = هذا التاريخ في المستقبل.
import-row-expired = انتهت صلاحية الجواز. أضف هذا الشخص من جديد بعد تجديد جوازه.
import-row-too-young = { ARABIC($age) ->
    [zero] العمر أقل من سنة، وأصغر سن مسموح بها { $min }.
    [one] العمر سنة واحدة، وأصغر سن مسموح بها { $min }.
    [two] العمر سنتان، وأصغر سن مسموح بها { $min }.
    [few] العمر { $age } سنوات، وأصغر سن مسموح بها { $min }.
    [many] العمر { $age } سنة، وأصغر سن مسموح بها { $min }.
   *[other] العمر { $age } سنة، وأصغر سن مسموح بها { $min }.
}
import-row-too-old = { ARABIC($age) ->
    [zero] العمر أقل من سنة، وأكبر سن مسموح بها { $max }.
    [one] العمر سنة واحدة، وأكبر سن مسموح بها { $max }.
    [two] العمر سنتان، وأكبر سن مسموح بها { $max }.
    [few] العمر { $age } سنوات، وأكبر سن مسموح بها { $max }.
    [many] العمر { $age } سنة، وأكبر سن مسموح بها { $max }.
   *[other] العمر { $age } سنة، وأكبر سن مسموح بها { $max }.
}
import-row-unknown-word = لا نعرف «{ $word }» في هذه الخانة.
import-row-unknown-word-near = لا نعرف «{ $word }» في هذه الخانة. هل تقصد «{ $first }»؟
import-row-unknown-word-near-two = لا نعرف «{ $word }» في هذه الخانة. هل تقصد «{ $first }» أم «{ $second }»؟
import-row-unknown-word-near-three = لا نعرف «{ $word }» في هذه الخانة. هل تقصد «{ $first }» أم «{ $second }» أم «{ $third }»؟
import-row-phone-unclear = هذا ليس رقم هاتف. اكتبه مع رمز الدولة، مثل ‎+968 ثم ثمانية أرقام.
import-row-phone-country = في أي دولة هذا الرقم؟ ابدأه بعلامة + ثم رمز الدولة.
import-row-several-phones = في هذه الخانة أكثر من رقم. اترك رقمًا واحدًا.
import-row-number-shortened = اختصر برنامج الجداول هذا الرقم وضاعت أرقامه الأخيرة. اجعل تنسيق العمود نصًا واكتب الرقم من جديد.
import-row-passport-form = هذا ليس رقم جواز. اكتب حروفًا لاتينية كبيرة وأرقامًا فقط.
import-row-passport-length = طول رقم الجواز في هذا البلد من { $min } إلى { $max } من الحروف والأرقام. قارنه بالجواز.
import-row-mrz-form = ليس هذا سطرَي أسفل صفحة الجواز. في كل سطر 44 من الحروف والأرقام والعلامة <، ويكفي السطر الثاني وحده.
import-row-mrz-check-digit = في السطرين المقروءين آليًا رقم تحقق لا يطابق «{ $field }». اكتب السطرين من الجواز مرة أخرى.
import-row-mrz-differs = يختلف ما في عمود «{ $field }» عما في عمود «{ $zone }». قارنهما بالجواز.
import-row-civil-id-form = هذا ليس رقمًا مدنيًا. اكتب أرقامًا فقط.
import-row-amount-unclear = هذا ليس مبلغًا. اكتب عددًا واحدًا، مثل 120.500.
import-row-amount-out-of-range = الأجر الشهري بين { $min } و{ $max } ريال. تحقق من المبلغ.
import-row-other-currency = اكتب الأجر بالريال العُماني.
import-row-years-unclear = اكتب سنوات الخبرة عددًا واحدًا.
import-row-experience-too-long = { ARABIC($years) ->
    [zero] سنوات الخبرة لا تناسب العمر { $age }.
    [one] سنة خبرة واحدة لا تناسب العمر { $age }.
    [two] سنتا خبرة لا تناسبان العمر { $age }.
    [few] { $years } سنوات خبرة لا تناسب العمر { $age }.
    [many] { $years } سنة خبرة لا تناسب العمر { $age }.
   *[other] { $years } سنة خبرة لا تناسب العمر { $age }.
}
import-row-contact-in-text = ستقرأ الأسر هذا النص. احذف منه أرقام الهواتف والعناوين.
import-row-duplicate-of = الرقم نفسه موجود في السطر { $line }، وقد أُخذ بذلك الصف.
import-row-on-roster = الرقم نفسه موجود في قائمتك، فلم يُضف هذا الشخص مرة أخرى.

## الحقول
import-field-full-name = الاسم الكامل
import-field-first-name = الاسم الأول
import-field-middle-name = الاسم الأوسط
import-field-family-name = اسم العائلة
import-field-birth-date = تاريخ الميلاد
import-field-origin = بلد الأصل
import-field-languages = اللغات
import-field-skills = المهارات
import-field-work = أنواع العمل
import-field-experience-years = سنوات الخبرة
import-field-available-from = متاح من
import-field-wage = الأجر الشهري
import-field-passport-number = رقم الجواز
import-field-passport-expiry = انتهاء الجواز
import-field-mrz = السطران المقروءان آليًا
import-field-civil-id = الرقم المدني
import-field-phone = الهاتف
import-field-kin-name = أقرب الأقارب
import-field-kin-phone = هاتف أقرب الأقارب
import-field-fitness-result = نتيجة الفحص الطبي
import-field-fitness-date = تاريخ الفحص الطبي
import-field-work-history = الأعمال السابقة
