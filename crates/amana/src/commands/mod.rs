//! The commands: each takes its arguments and answers, or fails.

mod audit;
mod backup;
mod closing;
mod continued;
mod demo;
mod doctor;
mod document;
mod import;
mod keys;
mod migrate;
mod money;
mod people;
mod policy;
mod serve;

use crate::answer::{Answer, Failure};
use crate::cli::{
    Agency, Audit, Cli, Command, Document, Factor, Household, Import, Keys, Money, Operator, Place, Policy,
};
use crate::site::Site;

/// Runs one command.
pub fn run(cli: Cli) -> Result<Answer, Failure> {
    let place = cli.place;
    match cli.command {
        Command::Demo { port, ops_port, fresh, crowd, still } => {
            let data = place.data.unwrap_or_else(|| ".demo".into());
            let ports = (port, ops_port.unwrap_or_else(|| port.saturating_add(9)));
            demo::run(&data, ports, fresh, crowd, still)
        }
        Command::Serve { role } => serve::run(&site(&place)?, role),
        Command::Operator(Operator::Invite(ask)) => people::operator(&site(&place)?, ask),
        Command::Agency(Agency::Found(ask)) => people::agency(&site(&place)?, ask),
        Command::Household(Household::Found(reach)) => people::household(&site(&place)?, reach),
        Command::Import(Import::Roster(ask)) => import::roster(&site(&place)?, &ask),
        Command::Document(Document::Verify) => document::verify(&site(&place)?),
        Command::Document(Document::Check { file, save }) => document::check(&file, save.as_deref()),
        Command::LookInto { page, side } => document::look_into(page, side),
        Command::Migrate { roles_only: true } => migrate::roles(&site(&place)?),
        Command::Migrate { roles_only: false } => migrate::run(&site(&place)?),
        Command::Doctor => doctor::run(&place),
        Command::Policy(Policy::Propose { folder }) => policy::propose(&site(&place)?, &folder),
        Command::Policy(policy) => policy::run(policy, &place),
        Command::Audit(Audit::Verify { archive: Some(file), .. }) => closing::check(&site(&place)?, &file),
        Command::Audit(Audit::Verify { from, chain_key, state, archive: None }) => {
            audit::verify(&site(&place)?, from, chain_key, state)
        }
        Command::Audit(Audit::Close(ask)) => closing::close(&site(&place)?, ask),
        Command::Audit(Audit::Prove { n, archive, out }) => audit::prove(&site(&place)?, n, archive.as_deref(), &out),
        Command::Audit(Audit::Growth { since, out }) => audit::growth(&site(&place)?, &since, &out),
        Command::Audit(Audit::Continue) => continued::run(&site(&place)?),
        Command::Audit(Audit::Checkpoint { vkey }) => audit::checkpoint(&site(&place)?, vkey),
        Command::Money(Money::Check) => money::check(&site(&place)?),
        Command::Keys(Keys::Status) => keys::status(&site(&place)?),
        Command::Keys(Keys::Rotate(ask)) => keys::rotate(&site(&place)?, ask),
        Command::Factor(Factor::Reset(ask)) => people::reset_factor(&site(&place)?, ask),
        Command::Erase(ask) => people::erase(&site(&place)?, ask),
        Command::Backup { file } => backup::backup(&site(&place)?, &file),
        Command::Restore(restore) => backup::restore(&place, &restore),
    }
}

fn site(place: &Place) -> Result<Site, Failure> {
    Site::find(place.config.as_deref(), place.data.as_deref())
}
