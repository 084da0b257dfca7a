# كلمات العرض التجريبي. لا تظهر خارجه أبدًا.
demo = عرض تجريبي
demo-mode = وضع تجريبي
demo-nothing-real = عرض تجريبي. لا أحد ولا شيء هنا حقيقي.
demo-eyes = انظر بعين
demo-nobody = زائر
demo-look = عرض
demo-hour = + ساعة
demo-day = + يوم
demo-fortnight = + 15 يومًا
demo-inbox = الرسائل المرسلة
demo-inbox-lede = كل بريد ورسالة نصية أرسلها العرض التجريبي. لم يغادر شيء منها هذا الجهاز.
demo-inbox-to = أُرسلت إلى
demo-inbox-empty = لم تُرسل أي رسالة بعد.
# بديل صفحة الدفع بالبطاقة.
demo-card = صفحة دفع للعرض فقط
demo-card-lede = في العرض التجريبي تقرر أنت مصير الدفعة. لا تُطلب بطاقة ولا يتحرك مال.
demo-card-pay = ادفع
demo-card-decline = البنك يرفض
demo-card-back = رجوع
demo-card-over = سبق الرد في هذه الصفحة.
