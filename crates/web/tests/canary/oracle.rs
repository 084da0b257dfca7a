//! Who may see which canary now: the policy table asked about every way in which somebody stands to its owner.

use app::Caller;
use app::admit::{self, Key};
use domain::{OrgId, Overlay, Purpose, Relation, RelationSet, Role, StateToken};
use policy::{Ask, Sight, View};
use store::tables::catalogue;

use crate::planted::{Canary, Owner};
use crate::world::World;

/// Where the workers and cases of the world stand at this moment.
pub struct Standing {
    workers: Vec<(StateToken, Overlay, bool)>,
    cases: Vec<Case>,
}

struct Case {
    customer: OrgId,
    agency: OrgId,
    worker: usize,
    state: StateToken,
    overlay: Overlay,
}

impl Standing {
    pub async fn of(world: &World) -> Self {
        let system = Caller::system();
        let mut workers = Vec::new();
        for worker in &world.workers {
            let (id, by) = (worker.id, system.clone());
            let read = move |tx: &mut store::Tx, desk: &app::Desk, _: &Caller| {
                let open = admit::worker(tx, desk, &by, &Key::Id(id.0))?;
                let published = match catalogue::reference_of(tx, id)? {
                    Some(reference) => catalogue::is_shown(tx, &reference)?,
                    None => false,
                };
                Ok((open.standing, open.overlay, published))
            };
            workers.push(world.t.house.read(&system, read).await.expect("a worker"));
        }
        let mut cases = Vec::new();
        for case in &world.cases {
            let (id, by) = (*case, system.clone());
            let read =
                move |tx: &mut store::Tx, desk: &app::Desk, _: &Caller| admit::case(tx, desk, &by, &Key::Id(id.0));
            let open = world.t.house.read(&system, read).await.expect("a case");
            let worker = world.workers.iter().position(|worker| worker.id == open.row.worker).expect("of the world");
            let (state, overlay) = (open.case.state.token(), open.case.overlay());
            cases.push(Case { customer: open.row.customer, agency: open.row.agency, worker, state, overlay });
        }
        Self { workers, cases }
    }

    /// How somebody may stand to the owner, each with the state that counts there.
    fn asks(&self, world: &World, caller: &Caller, owner: Owner) -> Vec<Ask> {
        let mut asks = Vec::new();
        let mut ask = |relation: Option<Relation>, also: Option<Relation>, state, overlay| {
            let relations = relation.into_iter().chain(also).fold(RelationSet::NONE, RelationSet::with);
            asks.push(Ask::new(caller.role, relations, state, overlay));
        };
        let org = caller.org.filter(|_| caller.role != Role::Worker);
        let task = admit::works_on_cases(caller.role).then_some(Relation::Assigned);
        for (n, case) in self.cases.iter().enumerate() {
            let concerned = match owner {
                Owner::Worker(worker) => case.worker == worker,
                Owner::Home(home) => world.homes[home].org == Some(case.customer),
                Owner::Case(of) => of == n,
                Owner::Agency(_) | Owner::Address | Owner::Nobody => false,
            };
            if !concerned {
                continue;
            }
            let party = org.is_some_and(|org| org == case.customer || org == case.agency);
            let person = caller.role == Role::Worker && caller.user == world.workers[case.worker].caller.user;
            let stands = match (party, person) {
                (true, _) => Some(Relation::Party),
                (_, true) => Some(Relation::Subject),
                _ => task,
            };
            if let Some(stands) = stands {
                ask(Some(stands), None, case.state, case.overlay);
                let owns = match owner {
                    Owner::Worker(worker) => org == Some(world.workers[worker].agency),
                    Owner::Home(home) => org == world.homes[home].org,
                    _ => party,
                };
                if owns {
                    ask(Some(stands), Some(Relation::OwnOrg), case.state, case.overlay);
                }
            }
        }
        match owner {
            Owner::Worker(n) => {
                let (standing, overlay, published) = self.workers[n];
                let worker = &world.workers[n];
                if org == Some(worker.agency) {
                    ask(Some(Relation::OwnOrg), None, standing, overlay);
                }
                if caller.role == Role::Worker && caller.user == worker.caller.user {
                    ask(Some(Relation::Subject), None, standing, overlay);
                }
                if admit::works_on_workers(caller.role) {
                    ask(Some(Relation::Assigned), None, standing, overlay);
                }
                if published {
                    ask(None, None, StateToken::RosterListed, Overlay::None);
                }
            }
            Owner::Home(n) if org == world.homes[n].org => {
                ask(Some(Relation::OwnOrg), None, StateToken::None, Overlay::None);
            }
            Owner::Agency(n) if org == Some(world.agencies[n]) => {
                ask(Some(Relation::OwnOrg), None, StateToken::None, Overlay::None);
            }
            Owner::Home(_) | Owner::Agency(_) if matches!(caller.role, Role::Moderator | Role::PlatformAdmin) => {
                ask(Some(Relation::Assigned), None, StateToken::None, Overlay::None);
            }
            _ => {}
        }
        asks
    }

    fn views(&self, world: &World, caller: &Caller, owner: Owner, purpose: Option<Purpose>) -> Vec<View> {
        let table = world.t.house.policy.load();
        // Whoever looks after organisations looks at them to verify them.
        let office = |ask: &Ask| ask.state() == StateToken::None && ask.relations().has(Relation::Assigned);
        let stated = |ask: Ask| match purpose {
            Some(purpose) => ask.with_stated_purpose(purpose),
            None if office(&ask) => ask.with_stated_purpose(Purpose::Verify),
            None => ask,
        };
        self.asks(world, caller, owner).into_iter().map(|ask| table.view(&stated(ask))).collect()
    }

    /// Whether a page or a list may show it.
    pub fn shows(&self, world: &World, caller: &Caller, canary: &Canary, purpose: Option<Purpose>) -> bool {
        if let Owner::Address = canary.owner {
            return world
                .people
                .iter()
                .any(|person| person.caller.user == caller.user && person.email == canary.texts[0]);
        }
        let least = |view: View| match view.sight_of(canary.class, canary.also) {
            Sight::Visible => true,
            Sight::Masked => canary.short,
            Sight::Hidden => false,
        };
        self.views(world, caller, canary.owner, purpose).into_iter().any(least)
    }

    /// Whether a disclosure for this purpose may open it.
    pub fn opens(&self, world: &World, caller: &Caller, canary: &Canary, purpose: Purpose) -> bool {
        let views = self.views(world, caller, canary.owner, Some(purpose));
        views
            .into_iter()
            .any(|view| view.revealable(canary.class) || canary.also.is_some_and(|also| view.revealable(also)))
    }
}
