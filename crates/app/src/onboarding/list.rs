//! What the operator sees of the applications, each with its list: what is done, by whom and when, and what is missing.

use domain::{Class, OrgId, Role, UserId};
use jiff::Timestamp;
use policy::Sight;
pub use store::tables::agency_applications::Rival;
use store::tables::agency_applications::{self as table, Application};
use store::tables::{Limit, factors, people};
use store::{Scope, Tx};

use crate::caller::Caller;
use crate::{AppError, House, admit};

/// One line of the list before an agency goes live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What: `address_confirmed`, `terms_accepted`, `papers_checked`, `second_person`, `admin_joined`, `second_factor`, `licence_valid`.
    pub word: &'static str,
    /// Whether it is so.
    pub done: bool,
    /// By whom of the operator.
    pub by: Option<UserId>,
    /// Since when.
    pub at: Option<Timestamp>,
}

/// An application with its list.
#[derive(Debug, Clone)]
pub struct Seen {
    /// What the agency says of itself. Its contact stays sealed.
    pub application: Application,
    /// The list.
    pub items: Vec<Item>,
    /// Others that name the same number of the register: at most one of them is the agency that has it.
    pub rivals: Vec<Rival>,
}

impl Seen {
    /// Whether nothing is missing.
    pub fn is_complete(&self) -> bool {
        self.items.iter().all(|item| item.done)
    }
}

/// Who runs the agency that was founded, and since when they hold a second factor.
#[derive(Debug, Clone, Copy, Default)]
struct Admin {
    joined: bool,
    factor: Option<Timestamp>,
}

/// The applications whose address is confirmed, open ones first.
pub async fn list(house: &House, caller: &Caller) -> Result<Vec<Seen>, AppError> {
    let found = house
        .read(caller, |tx, desk, caller| {
            let sight = admit::office_eyes(desk, caller, OrgId(uuid::Uuid::nil())).sight(Class::AgencyLegal);
            if !caller.is_operator() || sight != Sight::Visible {
                return Err(AppError::NotFound);
            }
            let found = table::list(tx, desk.real, Limit::new(100).unwrap_or(Limit::PAGE))?;
            Ok((found, table::rivals(tx, desk.real)?))
        })
        .await?;
    let (found, rivals) = found;
    let mut seen = Vec::with_capacity(found.len());
    for application in found {
        let of_it = rivals.iter().filter(|rival| rival.of == application.id).cloned().collect();
        seen.push(Seen { rivals: of_it, ..looked(house, application).await? });
    }
    Ok(seen)
}

/// The application with its list.
pub(super) async fn looked(house: &House, application: Application) -> Result<Seen, AppError> {
    let admin = match application.org {
        Some(org) => admin(house, org).await?,
        None => Admin::default(),
    };
    let today = house.desk().today();
    let by = |word, who: Option<(UserId, Timestamp)>| Item {
        word,
        done: who.is_some(),
        by: who.map(|(by, _)| by),
        at: who.map(|(_, at)| at),
    };
    let of_itself = |word, done, at| Item { word, done, by: None, at };
    let a = &application;
    let items = vec![
        of_itself("terms_accepted", true, Some(a.created_at)),
        of_itself("address_confirmed", a.confirmed_at.is_some(), a.confirmed_at),
        by("papers_checked", a.checked),
        by("second_person", a.approved.filter(|_| a.org.is_some())),
        of_itself("admin_joined", admin.joined, None),
        of_itself("second_factor", admin.factor.is_some(), admin.factor),
        of_itself("licence_valid", a.licence_until >= today, None),
    ];
    Ok(Seen { application, items, rivals: Vec::new() })
}

async fn admin(house: &House, org: OrgId) -> Result<Admin, AppError> {
    house
        .store
        .read(Scope::SignIn, move |tx: &mut Tx| -> Result<_, AppError> {
            let mut admin = Admin::default();
            for member in people::members(tx, org)?.into_iter().filter(|member| member.role == Role::AgencyAdmin) {
                admin.joined = true;
                let factor = factors::of(tx, member.user)?.and_then(|factor| factor.confirmed_at);
                admin.factor = admin.factor.or(factor);
            }
            Ok(admin)
        })
        .await
}
