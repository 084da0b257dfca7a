//! A card house that no money goes through: a server on a free port which speaks as Thawani or as Stripe does, keeps pages, payments
//! and refunds, signs its calls, and breaks in the ways that gateways break. What it says is the documented protocol; it knows nothing
//! of this product's own code.

mod line;
mod signing;
mod stripe;
mod thawani;

use std::collections::VecDeque;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use line::{Answer, answer, read};
pub use line::{Asked, Call};

/// Which gateway it speaks as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Thawani's E-commerce API.
    Thawani,
    /// Stripe's Checkout Sessions and Refunds.
    Stripe,
}

/// What becomes of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Nobody has paid.
    Open,
    /// So many minor units were paid.
    Paid(i64),
    /// The bank said no, or the payer gave it up.
    Failed,
    /// Its time is over.
    Expired,
}

/// How the next answer is given; each once, in the order in which they were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mood {
    /// As it should be: to let a question pass before the one that breaks.
    Well,
    /// It does what it is asked, and says nothing until nobody waits.
    Hang,
    /// It does what it is asked, and the line breaks.
    Break,
    /// It does what it is asked, and answers with this status and no sense.
    Deaf(u16),
    /// It does nothing, and answers with this status and body.
    No(u16, String),
    /// It does what it is asked, and answers more than anybody reads.
    Endless,
    /// It does what it is asked, and answers this.
    Says(String),
    /// It sends the asker elsewhere.
    Elsewhere,
}

/// A page.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub id: String,
    pub reference: String,
    pub minor: i64,
    pub currency: String,
    pub fate: Fate,
    pub payment: String,
    pub success_url: String,
    /// What was sent to open it, and under which key.
    pub once: Option<(String, String)>,
}

/// Money given back.
#[derive(Debug, Clone)]
pub(crate) struct Refund {
    pub id: String,
    pub payment: String,
    pub minor: i64,
    pub our_id: String,
    pub status: &'static str,
    pub once: Option<(String, String)>,
}

/// What it remembers.
#[derive(Debug, Default)]
pub(crate) struct Books {
    pub pages: Vec<Page>,
    pub refunds: Vec<Refund>,
    pub moods: VecDeque<Mood>,
    pub asked: Vec<Asked>,
    pub refund_status: Option<&'static str>,
    count: u32,
}

impl Books {
    /// A name that it has not given before.
    pub fn fresh(&mut self, head: &str) -> String {
        self.count += 1;
        format!("{head}{:04}", self.count)
    }

    pub fn page(&self, id: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.id == id)
    }

    /// What was given back of a payment, or is about to be.
    pub fn given_back(&self, payment: &str) -> i64 {
        let of = self.refunds.iter().filter(|refund| refund.payment == payment && refund.status != "failed");
        of.map(|refund| refund.minor).sum()
    }
}

/// A running card house.
#[derive(Debug)]
pub struct CardHouse {
    protocol: Protocol,
    port: u16,
    calls: String,
    books: Arc<Mutex<Books>>,
}

impl CardHouse {
    /// Opens on a free port of this machine. `key` is what askers show, `calls` the secret of its webhooks.
    ///
    /// # Panics
    /// When there is no free port.
    pub fn open(protocol: Protocol, key: &str, calls: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let books = Arc::new(Mutex::new(Books::default()));
        let (kept, key) = (Arc::clone(&books), key.to_owned());
        // It goes with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (books, key) = (Arc::clone(&kept), key.clone());
                std::thread::spawn(move || {
                    let mut stream = stream;
                    let Some(asked) = read(&mut stream) else { return };
                    let (answer, mood) = served(protocol, &key, &books, asked);
                    answer_in(mood, answer, &mut stream);
                });
            }
        });
        Self { protocol, port, calls: calls.to_owned(), books }
    }

    /// Where it answers.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().expect("not poisoned")
    }

    /// How the next answers are given, one after the other; then well again.
    pub fn next(&self, moods: impl IntoIterator<Item = Mood>) {
        self.books().moods = moods.into_iter().collect();
    }

    /// Decides what becomes of a page.
    ///
    /// # Panics
    /// When there is no such page.
    pub fn decide(&self, session: &str, fate: Fate) {
        let mut books = self.books();
        books.pages.iter_mut().find(|page| page.id == session).expect("such a page").fate = fate;
    }

    /// How refunds stand from now on, once they are taken: `succeeded`, `pending`, `failed`. Those that are pending move too.
    pub fn refunds_are(&self, status: &'static str) {
        let mut books = self.books();
        books.refund_status = Some(status);
        books.refunds.iter_mut().filter(|refund| refund.status == "pending").for_each(|refund| refund.status = status);
    }

    /// The pages that were opened.
    pub fn pages(&self) -> Vec<String> {
        self.books().pages.iter().map(|page| page.id.clone()).collect()
    }

    /// What was given back in all, in minor units, and in how many refunds.
    pub fn given_back(&self) -> (i64, usize) {
        let books = self.books();
        let taken = books.refunds.iter().filter(|refund| refund.status != "failed");
        (taken.clone().map(|refund| refund.minor).sum(), taken.count())
    }

    /// Everything that it was asked, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.books().asked.clone()
    }

    /// The call that it makes of a page at this moment (seconds since 1970), signed.
    ///
    /// # Panics
    /// When there is no such page.
    pub fn call(&self, session: &str, event: &str, at: i64) -> Call {
        let books = self.books();
        let page = books.page(session).expect("such a page");
        let body = match self.protocol {
            Protocol::Thawani => thawani::event(page, event),
            Protocol::Stripe => stripe::event(page, event, at),
        };
        drop(books);
        self.signed(body.to_string().into_bytes(), at)
    }

    /// Any body, signed as its own.
    pub fn signed(&self, body: Vec<u8>, at: i64) -> Call {
        let headers = match self.protocol {
            Protocol::Thawani => {
                let tag =
                    signing::hmac(self.calls.as_bytes(), &[body.as_slice(), b"-", at.to_string().as_bytes()].concat());
                vec![("thawani-timestamp".to_owned(), at.to_string()), ("thawani-signature".to_owned(), tag)]
            }
            Protocol::Stripe => {
                let tag =
                    signing::hmac(self.calls.as_bytes(), &[at.to_string().as_bytes(), b".", body.as_slice()].concat());
                vec![("stripe-signature".to_owned(), format!("t={at},v1={tag}"))]
            }
        };
        Call { headers, body }
    }
}

/// Does what is asked, unless the mood forbids it.
fn served(protocol: Protocol, key: &str, books: &Mutex<Books>, asked: Asked) -> (Answer, Mood) {
    let mut books = books.lock().expect("not poisoned");
    books.asked.push(asked.clone());
    let mood = books.moods.pop_front().unwrap_or(Mood::Well);
    if matches!(mood, Mood::No(..) | Mood::Elsewhere) {
        return (Answer { status: 200, body: String::new() }, mood);
    }
    let answer = match protocol {
        Protocol::Thawani => thawani::serve(&mut books, key, &asked),
        Protocol::Stripe => stripe::serve(&mut books, key, &asked),
    };
    (answer, mood)
}

fn answer_in(mood: Mood, well: Answer, stream: &mut std::net::TcpStream) {
    let body = |status, body: &str| Answer { status, body: body.to_owned() };
    match mood {
        Mood::Well => answer(stream, &well, ""),
        Mood::Hang => std::thread::sleep(Duration::from_secs(30)),
        Mood::Break => {}
        Mood::Deaf(status) => answer(stream, &body(status, "<html>gateway</html>"), ""),
        Mood::No(status, said) => answer(stream, &body(status, &said), ""),
        Mood::Endless => answer(stream, &body(200, &format!("\"{}\"", "x".repeat(200 * 1024))), ""),
        Mood::Says(said) => answer(stream, &body(200, &said), ""),
        Mood::Elsewhere => answer(stream, &body(307, ""), "location: /elsewhere\r\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::signing::hmac;

    #[test]
    fn it_signs_as_rfc_4231_does() {
        assert_eq!(
            hmac(b"Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            hmac(&[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }
}
