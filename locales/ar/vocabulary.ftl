# Labels of the closed lists: one for each token of crates/app/src/imports/vocabulary.toml. A test holds them together.

## Countries of origin (ISO 3166-1)
country-ET = إثيوبيا
country-KE = كينيا
country-UG = أوغندا
country-TZ = تنزانيا
country-PH = الفلبين
country-ID = إندونيسيا
country-LK = سريلانكا
country-BD = بنغلاديش
country-IN = الهند
country-NP = نيبال
country-PK = باكستان
country-MM = ميانمار
country-VN = فيتنام
country-TH = تايلاند
country-GH = غانا
country-NG = نيجيريا
country-RW = رواندا
country-BI = بوروندي
country-MG = مدغشقر
country-SL = سيراليون
country-CM = الكاميرون
country-CI = ساحل العاج
country-SN = السنغال
country-MW = مالاوي
country-ZM = زامبيا
country-ER = إريتريا
country-SO = الصومال
country-SD = السودان
country-EG = مصر
country-MA = المغرب

## Languages (ISO 639)
language-ar = العربية
language-en = الإنجليزية
language-am = الأمهرية
language-om = الأورومو
language-ti = التغرينية
language-so = الصومالية
language-sw = السواحيلية
language-lg = اللوغندية
language-rw = الكينيارواندية
language-fil = الفلبينية
language-ceb = السيبوانية
language-ilo = الإيلوكانية
language-id = الإندونيسية
language-jv = الجاوية
language-su = السوندانية
language-si = السنهالية
language-ta = التاميلية
language-bn = البنغالية
language-hi = الهندية
language-ur = الأردية
language-ml = المالايالامية
language-te = التيلوغوية
language-kn = الكانادية
language-mr = الماراثية
language-pa = البنجابية
language-ne = النيبالية
language-my = البورمية
language-vi = الفيتنامية
language-th = التايلاندية
language-fr = الفرنسية
language-mg = المدغشقرية
language-ha = الهوسا
language-yo = اليوروبا
language-tw = التوي
language-fa = الفارسية

## Skills
skill-cooking = الطبخ
skill-arabic-cooking = الطبخ العربي والعُماني
skill-indian-cooking = الطبخ الهندي
skill-western-cooking = الطبخ الغربي
skill-asian-cooking = الطبخ الآسيوي
skill-baking = الخبز والحلويات
skill-cleaning = التنظيف
skill-laundry = غسل الملابس
skill-ironing = كيّ الملابس
skill-child-care = رعاية الأطفال
skill-newborn-care = رعاية حديثي الولادة
skill-elderly-care = رعاية كبار السن
skill-disability-care = رعاية ذوي الإعاقة
skill-patient-care = رعاية المرضى
skill-first-aid = الإسعافات الأولية
skill-driving = قيادة السيارة
skill-sewing = الخياطة
skill-gardening = البستنة
skill-pet-care = رعاية الحيوانات الأليفة
skill-tutoring = التدريس
skill-table-service = الضيافة والتقديم
skill-swimming = السباحة
skill-computer = استخدام الحاسوب

## Kinds of work
work-housekeeper = العمل المنزلي
work-cook = الطبخ
work-nanny = رعاية الأطفال
work-elderly-care = رعاية كبار السن
work-home-nurse = التمريض المنزلي
work-driver = قيادة السيارة
work-gardener = البستنة
work-guard = الحراسة
work-tutor = التدريس المنزلي

## Outcome of the fitness examination
fitness-fit = لائق طبيًا
fitness-unfit = غير لائق طبيًا
fitness-pending = بانتظار النتيجة
