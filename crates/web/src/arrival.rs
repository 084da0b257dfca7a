//! Somebody signs in in a browser: what it keeps so that it is known again, the session's cookie, and the end of the session that was
//! open in it.

use app::sign_in::{self, Opened};
use app::{AppError, Caller, Token};
use axum_extra::extract::cookie::CookieJar;

use crate::site::Site;
use crate::visit::{Visit, cookie, session_cookie, visitor_token};

/// Characters of what a browser keeps.
const DEVICE_LEN: usize = 43;

/// The name of the cookie by which a browser is known again to whoever signed in there.
const fn device_cookie(secure: bool) -> &'static str {
    if secure { "__Host-amana-device" } else { "amana-device" }
}

impl Visit {
    /// A visitor who is about to sign in, in this browser: it keeps a random number from then on, and nothing else that would tell it
    /// from another. A device that many use is nobody's, and keeps none.
    pub fn arriving(&mut self, site: &Site) -> Caller {
        let secure = site.settings.secure_cookies;
        let caller = Caller::anonymous(self.lang.code());
        if self.is_shared() {
            return caller;
        }
        let name = device_cookie(secure);
        let kept = self.jar.get(name).map(|cookie| cookie.value().to_owned()).filter(|kept| kept.len() == DEVICE_LEN);
        let kept = kept.unwrap_or_else(visitor_token);
        let mut device = cookie(name, kept.clone(), secure);
        device.make_permanent();
        self.jar = self.jar.clone().add(device);
        if kept.is_empty() { caller } else { caller.in_browser(Token::new(kept)) }
    }

    /// Somebody has signed in here: the jar with their cookie. The session that this browser had is over, whoever's it was.
    pub async fn signed_in(&self, site: &Site, opened: &Opened) -> Result<CookieJar, AppError> {
        let secure = site.settings.secure_cookies;
        if let Some(left) = &self.who {
            sign_in::end_left(&site.house, left, opened.id).await?;
        }
        let session = cookie(session_cookie(secure), opened.access.as_str().to_owned(), secure);
        Ok(self.jar.clone().add(session))
    }
}
