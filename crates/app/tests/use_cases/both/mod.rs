//! Tests that run on SQLite and on a real PostgreSQL.

/// Runs each test on SQLite and on a real PostgreSQL.
macro_rules! on_both {
    ($($case:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() { super::$case(&$crate::house::TestHouse::new().await).await; })+
        }
        mod on_postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() { super::$case(&$crate::house::TestHouse::postgres().await).await; })+
        }
    };
}
pub(crate) use on_both;
