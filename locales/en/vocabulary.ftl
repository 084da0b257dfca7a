# Labels of the closed lists: one for each token of crates/app/src/imports/vocabulary.toml. A test holds them together.

## Countries of origin (ISO 3166-1)
country-ET = Ethiopia
country-KE = Kenya
country-UG = Uganda
country-TZ = Tanzania
country-PH = Philippines
country-ID = Indonesia
country-LK = Sri Lanka
country-BD = Bangladesh
country-IN = India
country-NP = Nepal
country-PK = Pakistan
country-MM = Myanmar
country-VN = Vietnam
country-TH = Thailand
country-GH = Ghana
country-NG = Nigeria
country-RW = Rwanda
country-BI = Burundi
country-MG = Madagascar
country-SL = Sierra Leone
country-CM = Cameroon
country-CI = Ivory Coast
country-SN = Senegal
country-MW = Malawi
country-ZM = Zambia
country-ER = Eritrea
country-SO = Somalia
country-SD = Sudan
country-EG = Egypt
country-MA = Morocco

## Languages (ISO 639)
language-ar = Arabic
language-en = English
language-am = Amharic
language-om = Oromo
language-ti = Tigrinya
language-so = Somali
language-sw = Swahili
language-lg = Luganda
language-rw = Kinyarwanda
language-fil = Filipino
language-ceb = Cebuano
language-ilo = Ilocano
language-id = Indonesian
language-jv = Javanese
language-su = Sundanese
language-si = Sinhala
language-ta = Tamil
language-bn = Bengali
language-hi = Hindi
language-ur = Urdu
language-ml = Malayalam
language-te = Telugu
language-kn = Kannada
language-mr = Marathi
language-pa = Punjabi
language-ne = Nepali
language-my = Burmese
language-vi = Vietnamese
language-th = Thai
language-fr = French
language-mg = Malagasy
language-ha = Hausa
language-yo = Yoruba
language-tw = Twi
language-fa = Persian

## Skills
skill-cooking = Cooking
skill-arabic-cooking = Arabic and Omani cooking
skill-indian-cooking = Indian cooking
skill-western-cooking = Western cooking
skill-asian-cooking = Asian cooking
skill-baking = Baking and sweets
skill-cleaning = Cleaning
skill-laundry = Laundry
skill-ironing = Ironing
skill-child-care = Child care
skill-newborn-care = Newborn care
skill-elderly-care = Elderly care
skill-disability-care = Disability care
skill-patient-care = Patient care
skill-first-aid = First aid
skill-driving = Driving a car
skill-sewing = Sewing
skill-gardening = Gardening
skill-pet-care = Pet care
skill-tutoring = Tutoring
skill-table-service = Serving guests
skill-swimming = Swimming
skill-computer = Using a computer

## Kinds of work
work-housekeeper = Housekeeper
work-cook = Cook
work-nanny = Nanny
work-elderly-care = Elderly care
work-home-nurse = Home nurse
work-driver = Driver
work-gardener = Gardener
work-guard = Guard
work-tutor = Tutor

## Outcome of the fitness examination
fitness-fit = Fit
fitness-unfit = Not fit
fitness-pending = Result awaited
