//! Mail by SMTP (RFC 5321), word by word: what a failure means hangs on how far the conversation had come.
//!
//! Each message has a connection of its own: a code an hour for most houses, and never a line that died unseen.

use std::time::Duration;

use app::ports::{Message as Letter, SendError, faults};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;
use lettre::transport::smtp::{Error, response::Severity};
use lettre::{Address, message::SinglePart};
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::line::{Tls, Trust, no_answer};

/// How long the words after the answer may take: the message is gone, nobody waits for politeness.
const GOODBYE: Duration = Duration::from_secs(2);

/// By what we show a mail server who we are.
#[derive(Clone)]
pub enum Login {
    /// Not at all.
    None,
    /// A name and its password.
    Password(String, Zeroizing<String>),
    /// A mailbox and a token that its person agreed to (XOAUTH2).
    Token(String, Zeroizing<String>),
}

/// Why a message did not leave by somebody's own mailbox.
#[derive(Debug)]
pub enum Unsent {
    /// The server does not take the token.
    Login,
    /// Anything else.
    Message(SendError),
}

impl From<SendError> for Unsent {
    fn from(error: SendError) -> Self {
        Self::Message(error)
    }
}

/// A mail server.
#[derive(Clone)]
pub struct Smtp {
    at: (String, u16),
    tls: Tls,
    parameters: TlsParameters,
    from: Mailbox,
    login: Login,
    hello: ClientId,
    patience: Duration,
}

impl Smtp {
    /// This server; the error says what is wrong with the settings.
    pub fn new(
        at: (String, u16),
        tls: Tls,
        trust: &Trust,
        from: Mailbox,
        login: Login,
        patience: Duration,
    ) -> Result<Self, String> {
        let mut parameters = TlsParameters::builder(at.0.clone());
        for own in &trust.own {
            let certificate = Certificate::from_der(own.to_vec()).map_err(|error| error.to_string())?;
            parameters = parameters.add_root_certificate(certificate);
        }
        let parameters = parameters.build().map_err(|error| error.to_string())?;
        let hello = ClientId::Domain(from.email.domain().to_owned());
        Ok(Self { at, tls, parameters, from, login, hello, patience })
    }

    /// Goes as far as one can without a message: connection, TLS, login.
    pub async fn probe(&self) -> Result<String, String> {
        let opened = timeout(self.patience, self.open()).await;
        match opened.map_err(|_| "it did not answer in time".to_owned())? {
            Ok(mut line) => {
                drop(timeout(GOODBYE, line.quit()).await);
                Ok(format!("{}:{} takes mail", self.at.0, self.at.1))
            }
            Err(error) => Err(told("connect", &error)),
        }
    }

    /// Sends one message.
    pub async fn carry(&self, letter: &Letter) -> Result<(), SendError> {
        self.carried(letter, |error| refused("connect", error)).await
    }

    /// Sends one message from this mailbox of somebody's.
    pub async fn carry_as(&self, account: &str, token: &str, letter: &Letter) -> Result<(), Unsent> {
        self.of(account, token)?.carried(letter, unopened).await
    }

    /// Shows that the token opens this mailbox.
    pub async fn greet_as(&self, account: &str, token: &str) -> Result<(), Unsent> {
        let smtp = self.of(account, token)?;
        let mut line =
            timeout(self.patience, smtp.open()).await.map_err(|_| late())?.map_err(|error| unopened(&error))?;
        drop(timeout(GOODBYE, line.quit()).await);
        Ok(())
    }

    /// The same server for a mailbox of somebody's.
    fn of(&self, account: &str, token: &str) -> Result<Self, SendError> {
        let email = address(account).ok_or_else(|| SendError::Never(faults::MAILBOX_WRONG.to_owned()))?;
        let login = Login::Token(account.to_owned(), Zeroizing::new(token.to_owned()));
        Ok(Self { from: Mailbox::new(None, email), login, ..self.clone() })
    }

    async fn carried<E: From<SendError>>(&self, letter: &Letter, unopened: fn(&Error) -> E) -> Result<(), E> {
        let to = address(&letter.to).ok_or_else(|| SendError::Never(faults::MAILBOX_WRONG.to_owned()))?;
        let mail = self.written(letter, &to).map_err(SendError::Never)?;
        let offered = async {
            let line = self.open().await.map_err(|error| unopened(&error))?;
            Ok::<_, E>(self.offered(line, to).await?)
        };
        let mut line = timeout(self.patience, offered).await.unwrap_or_else(|_| Err(late().into()))?;
        // From the first byte of the message on the server may keep it, whatever becomes of the line.
        match timeout(self.patience, line.message(&mail)).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) if error.status().is_some() => return Err(refused("message", &error).into()),
            _ => return Err(no_answer().into()),
        }
        drop(timeout(GOODBYE, line.quit()).await);
        Ok(())
    }

    /// A line on which the server waits for the message to this address.
    async fn offered(&self, mut line: AsyncSmtpConnection, to: Address) -> Result<AsyncSmtpConnection, SendError> {
        let mut parameters = Vec::new();
        if !to.user().is_ascii() {
            if !line.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(SendError::Never(faults::LETTERS_OTHER.to_owned()));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let from = Some(self.from.email.clone());
        step("MAIL", line.command(Mail::new(from, parameters)).await)?;
        step("RCPT", line.command(Rcpt::new(to, Vec::new())).await)?;
        step("DATA", line.command(Data).await)?;
        Ok(line)
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, Error> {
        let at = (self.at.0.as_str(), self.at.1);
        let first = (self.tls == Tls::Always).then(|| self.parameters.clone());
        let mut line = AsyncSmtpConnection::connect_tokio1(at, Some(self.patience), &self.hello, first, None).await?;
        if self.tls == Tls::Starttls {
            line.starttls(self.parameters.clone(), &self.hello).await?;
        }
        match &self.login {
            Login::None => {}
            Login::Password(user, password) => {
                let login = Credentials::new(user.clone(), password.as_str().to_owned());
                line.auth(&[Mechanism::Plain, Mechanism::Login], &login).await?;
            }
            Login::Token(account, token) => {
                let shown = Zeroizing::new(format!("user={account}\x01auth=Bearer {}\x01\x01", token.as_str()));
                let said = line.command(format!("AUTH XOAUTH2 {}\r\n", STANDARD.encode(shown.as_bytes()))).await?;
                // Why not comes as a challenge; an empty answer to it has the server say no.
                if said.has_code(334) {
                    line.command("\r\n").await?;
                }
            }
        }
        Ok(line)
    }

    /// The mail: plain text, with a `Message-ID` that stays the same when it is tried again.
    fn written(&self, letter: &Letter, to: &Address) -> Result<Vec<u8>, String> {
        let hash = audit::hash::to_hex(&audit::leaf(letter.key.as_bytes()));
        let id = &hash[..32];
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.clone()))
            .subject(one_line(&letter.subject))
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .header(AutoSubmitted)
            .date_now()
            .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(letter.text.clone()))
            .map_err(|error| error.to_string())?;
        Ok(message.formatted())
    }
}

/// Nobody answers a machine (RFC 3834): no notes of absence come back.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// A subject is one line, whatever stands in a name in it.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}

fn address(text: &str) -> Option<Address> {
    let (user, domain) = text.rsplit_once('@')?;
    Address::new(user, domain).ok()
}

fn step(word: &str, said: Result<Response, Error>) -> Result<(), SendError> {
    said.map(drop).map_err(|error| refused(word, &error))
}

fn late() -> SendError {
    SendError::Later(faults::LATE.to_owned())
}

/// What a server says that does not take a token: 535, or 530, 534 and 538 of one that wants it shown in another way.
fn unopened(error: &Error) -> Unsent {
    let code = error.status().map(|code| code.to_string());
    match code.as_deref() {
        Some("530" | "534" | "535" | "538") => Unsent::Login,
        _ => Unsent::Message(refused("connect", error)),
    }
}

/// A refusal before or instead of taking the message: 5xx never, everything else later.
fn refused(word: &str, error: &Error) -> SendError {
    let never = error.status().is_some_and(|code| code.severity == Severity::PermanentNegativeCompletion);
    // The whole house is refused, not this message: a wrong password is mended, and then it goes out.
    if never && word != "connect" { SendError::Never(told(word, error)) } else { SendError::Later(told(word, error)) }
}

/// What the server said, without its words: they repeat the address.
fn told(word: &str, error: &Error) -> String {
    match error.status() {
        Some(code) => format!("{word}: {code}"),
        None if error.is_tls() => format!("{word}: no TLS that can be believed"),
        None if error.is_timeout() => format!("{word}: no answer in time"),
        None if word == "connect" => format!("connect: {error}"),
        None => format!("{word}: the line broke"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_stays_one_line() {
        assert_eq!(one_line("Hello\r\nBcc: x@y.example\u{2028}z"), "Hello  Bcc: x@y.example z");
    }

    #[test]
    fn plus_addresses_and_other_letters_are_addresses_and_two_lines_are_none() {
        assert!(address("salma+amana@home.example").is_some_and(|a| a.user() == "salma+amana"));
        assert!(address("سلمى@home.example").is_some());
        assert!(address("salma@home.example\r\nRCPT TO:<x@y.example>").is_none());
        assert!(address("sal\r\nma@home.example").is_none());
    }
}
