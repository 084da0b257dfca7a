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
