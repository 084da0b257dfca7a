# الحدود: من رُفضت طلباته لكثرتها.
menu-limits = الحدود
limits-lede = من رُفضت طلباته في آخر 24 ساعة لكثرتها. تُميَّز الشبكات باسم لا يدل على أصحابها.
limits-rule = القاعدة
limits-times = مرات الرفض
limits-networks = الشبكات
limits-network = الشبكة
limits-allowed = المسموح
limits-last = آخر مرة
limits-by-rule = بحسب القاعدة
limits-by-network = بحسب الشبكة والساعة
limits-empty = لم يُرفض أحد.
limits-others = البقية معًا
limits-each = { $seconds ->
    [zero] { $most } كل { $seconds } ثانية
    [one] { $most } كل ثانية
    [two] { $most } كل ثانيتين
    [few] { $most } كل { $seconds } ثوانٍ
    [many] { $most } كل { $seconds } ثانية
   *[other] { $most } كل { $seconds } ثانية
}
limit-all = كل الطلبات
limit-sign_in = تسجيل الدخول
limit-forms = النماذج العامة
limit-search = الدليل والقوائم
limit-uploads = الرفع
limit-exports = التصدير
