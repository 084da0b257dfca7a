//! What the policies say, for those who answer for them: one question, everybody side by side. The answers of the page.

use std::collections::BTreeMap;

use app::explorer::{self, About, History, Moment, Told, Verdict};
use axum::extract::State;
use domain::words::UnknownWord;
use domain::{Class, Role, StepToken};
use policy::{Question, Rule, Table};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::private::Private;
use crate::api::refusals;
use crate::asking::Asking;
use crate::explained;
use crate::i18n::Lang;
use crate::input::{Body, Query};
use crate::problem::Problem;
use crate::signed::ApiCaller;
use crate::site::Site;
use crate::words::plain;

/// A question. Words of the closed lists.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionAsk {
    /// Who asks.
    pub role: String,
    /// How they stand to the data: `usual` (the default), or relations.
    #[serde(default)]
    #[schema(max_items = 6)]
    pub relation: Vec<String>,
    /// What for: `working` (the default: what people usually do in the state), `none`, or a purpose.
    pub purpose: Option<String>,
    /// Where the case or the roster record stands.
    pub state: String,
    /// What lies over it; `none` by default.
    pub overlay: Option<String>,
    /// One class of data; without it and without a step all are answered.
    pub class: Option<String>,
    /// One step.
    pub step: Option<String>,
}

impl QuestionAsk {
    /// The question, and what it is about, if it is about one thing.
    pub fn read(&self) -> Result<(Question, Option<About>), Problem> {
        let relation = self.relation.join(",");
        let asking = Asking {
            role: Some(self.role.clone()),
            relation: Some(relation),
            purpose: self.purpose.clone(),
            state: Some(self.state.clone()),
            overlay: self.overlay.clone(),
        };
        for (name, word) in [("/role", &self.role), ("/state", &self.state)] {
            if word.trim().is_empty() {
                return Err(Problem::invalid(name, "A word of the list is expected here."));
            }
        }
        let (question, unknown) = asking.read();
        refused(unknown.into_iter().map(|(part, word)| (format!("/{part}"), word)))?;
        let about = |kind, word: &str| {
            About::parse(kind, word).map_err(|unknown| Problem::invalid(format!("/{kind}"), unknown.to_string()))
        };
        match (&self.class, &self.step) {
            (Some(_), Some(_)) => Err(Problem::invalid("/step", "Ask about a class or about a step, not about both.")),
            (Some(class), None) => Ok((question, Some(about("class", class)?))),
            (None, Some(step)) => Ok((question, Some(about("step", step)?))),
            (None, None) => Ok((question, None)),
        }
    }
}

/// 422 with every word that is on no list, and the valid ones.
fn refused(unknown: impl Iterator<Item = (String, UnknownWord)>) -> Result<(), Problem> {
    let mut unknown = unknown.map(|(place, word)| (place, word.to_string()));
    let Some((place, said)) = unknown.next() else { return Ok(()) };
    Err(unknown.fold(Problem::invalid(place, said), |problem, (place, said)| problem.error(place, said)))
}

/// A question as it was understood.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyQuestion {
    /// Who asks.
    role: &'static str,
    /// How they stand to the data.
    relation: Vec<&'static str>,
    /// What for, as it was asked.
    purpose: &'static str,
    /// Where it stands.
    state: &'static str,
    /// What lies over it.
    overlay: &'static str,
}

impl PolicyQuestion {
    /// Of a question.
    pub fn of(question: &Question) -> Self {
        Self {
            role: question.role.as_str(),
            relation: question.standing.words(),
            purpose: question.why.as_str(),
            state: question.state.as_str(),
            overlay: question.overlay.as_str(),
        }
    }
}

/// A rule that decides.
#[derive(Debug, Serialize, ToSchema)]
pub struct WrittenRule {
    /// Its id.
    id: String,
    /// Why it is there.
    why: String,
    /// Why, in Arabic.
    why_ar: Option<String>,
    /// Its file and line.
    place: String,
    /// Its Cedar text.
    text: String,
    /// Which policy sets brought it and changed it, newest first.
    history: Vec<RuleMoment>,
}

/// What a policy set did to a rule.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleMoment {
    /// The set's number, as `GET /policies` names it; 0 for the one that the program was built with.
    set: i64,
    /// When that set came into force; none for set 0.
    #[schema(value_type = Option<String>, format = DateTime)]
    at: Option<jiff::Timestamp>,
    /// `brought`, `changed` or `gone`.
    became: &'static str,
}

impl WrittenRule {
    fn of(rule: &Rule, history: &History) -> Self {
        let moment = |moment: Moment| RuleMoment { set: moment.set, at: moment.at, became: moment.became.as_str() };
        Self {
            id: rule.id.to_string(),
            why: rule.why.clone(),
            why_ar: rule.why_ar.clone(),
            place: format!("{}:{}", rule.written.file, rule.written.line),
            text: rule.written.text.clone(),
            history: history.of(&rule.id).into_iter().map(moment).collect(),
        }
    }
}

/// A declared field.
#[derive(Debug, Serialize, ToSchema)]
pub struct AskedField {
    /// Whose record: `profile`, `worker`, `household`.
    record: &'static str,
    /// Its name.
    name: &'static str,
    /// `visible`, `on_request`, `masked` or `hidden`.
    answer: &'static str,
    /// The rule that decides.
    rule: String,
    /// What would be seen of an invented value; nothing of a hidden field.
    #[serde(skip_serializing_if = "Option::is_none")]
    sample: Option<String>,
}

/// The answer about one class or one step.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyAnswer {
    /// The class, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<&'static str>,
    /// The step, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<&'static str>,
    /// `visible`, `on_request` (a disclosure for this purpose opens it), `masked`, `hidden`; `allowed`, `denied`.
    answer: &'static str,
    /// The first rule that decides; `default.deny` where none speaks.
    rule: String,
    /// Every rule that decides.
    rules: Vec<WrittenRule>,
    /// The nearest later state in which more of it opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    opens_in: Option<&'static str>,
    /// Other purposes for which it opens now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    opens_for: Vec<&'static str>,
    /// The class's declared fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<AskedField>,
    /// The roles that may take the step in this state.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<&'static str>,
    /// Question and answer as one sentence.
    sentence: String,
}

/// Answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyAnswers {
    /// The SHA-256 of the policy set in force.
    set: String,
    /// The question as it was understood.
    question: PolicyQuestion,
    /// One answer, or one for each class and each step.
    answers: Vec<PolicyAnswer>,
}

/// One answer as a program reads it.
fn answered(table: &Table, history: &History, question: Question, about: About) -> PolicyAnswer {
    let told = explorer::ask(table, &question, about);
    let sentence = plain(&explained::answer(Lang::En, &question, about, &told));
    let rule = told.rule().to_owned();
    let Told { verdict, rules } = told;
    let mut body = PolicyAnswer {
        class: None,
        step: None,
        answer: verdict.as_str(),
        rule,
        rules: rules.iter().map(|rule| WrittenRule::of(rule, history)).collect(),
        opens_in: None,
        opens_for: Vec::new(),
        fields: Vec::new(),
        roles: Vec::new(),
        sentence,
    };
    match about {
        About::Class(class) => {
            let answer = explorer::about_class(table, &question, class);
            body.class = Some(class.as_str());
            body.opens_in = answer.next.map(domain::StateToken::as_str);
            body.opens_for = answer.purposes.iter().map(|purpose| purpose.as_str()).collect();
            let field = |field: explorer::Asked| AskedField {
                record: field.record.as_str(),
                name: field.name,
                answer: Verdict::Seen(field.extent).as_str(),
                sample: field.shown().map(str::to_owned),
                rule: field.rule,
            };
            body.fields = explorer::asked(table, &question, class).into_iter().map(field).collect();
        }
        About::Step(step) => {
            body.step = Some(step.as_str());
            body.roles = table.about_step(&question, step).roles.iter().map(|role| role.as_str()).collect();
        }
    }
    body
}

/// What the policies answer to a question: who, standing how, for what, in which state. Nobody's data is in it.
#[utoipa::path(post, path = "/api/v1/policy/explain", tag = "policy", security(("bearer" = [])), request_body = QuestionAsk,
    responses((status = 200, description = "Answered", body = PolicyAnswers), refusals::Writing))]
pub async fn explain(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Body(ask): Body<QuestionAsk>,
) -> Result<Private<PolicyAnswers>, Problem> {
    let (table, history) = site.house.read(&caller, explorer::with_history).await?;
    let (question, about) = ask.read()?;
    let all = || {
        let classes = Class::ALL.iter().map(|class| About::Class(*class));
        classes.chain(StepToken::ALL.iter().map(|step| About::Step(*step))).collect()
    };
    let answers = about.map_or_else(all, |about| vec![about]);
    Ok(Private(PolicyAnswers {
        set: table.hash().to_owned(),
        question: PolicyQuestion::of(&question),
        answers: answers.into_iter().map(|about| answered(&table, &history, question, about)).collect(),
    }))
}

/// The state that everybody is compared in.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MatrixAsk {
    /// Where the case or the roster record stands.
    pub state: String,
    /// `working` (the default), `none` or a purpose.
    pub purpose: Option<String>,
    /// `usual` (the default: each role as it usually stands to the data), or relations with commas between them.
    pub relation: Option<String>,
    /// What lies over it; `none` by default.
    pub overlay: Option<String>,
}

/// Everybody side by side.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyMatrix {
    /// The SHA-256 of the policy set in force.
    set: String,
    /// The state.
    state: &'static str,
    /// The purpose, as it was asked.
    purpose: &'static str,
    /// The relation, as it was asked.
    relation: Vec<&'static str>,
    /// The overlay.
    overlay: &'static str,
    /// By class of data, by role: `visible`, `on_request`, `masked` or `hidden`.
    #[schema(value_type = BTreeMap<String, BTreeMap<String, String>>)]
    classes: BTreeMap<&'static str, BTreeMap<&'static str, &'static str>>,
    /// By step that somebody may take, the roles that may.
    #[schema(value_type = BTreeMap<String, Vec<String>>)]
    steps: BTreeMap<&'static str, Vec<&'static str>>,
}

/// What every role sees of every class of data in a state, and who may take which step there.
#[utoipa::path(get, path = "/api/v1/policy/matrix", tag = "policy", security(("bearer" = [])), params(MatrixAsk),
    responses((status = 200, description = "Answered", body = PolicyMatrix), refusals::Reading))]
pub async fn matrix(
    State(site): State<Site>,
    ApiCaller(caller): ApiCaller,
    Query(ask): Query<MatrixAsk>,
) -> Result<Private<PolicyMatrix>, Problem> {
    let table = site.house.read(&caller, explorer::in_force).await?;
    let MatrixAsk { state, purpose, relation, overlay } = ask;
    let asking = Asking { role: None, relation, purpose, state: Some(state), overlay };
    let (question, unknown) = asking.read();
    refused(unknown.into_iter().map(|(part, word)| (part.to_owned(), word)))?;
    let seen = |class: &Class| {
        let by =
            |role: &Role| (role.as_str(), explorer::about_class(&table, &question.by(*role), *class).extent.as_str());
        (class.as_str(), Role::ALL.iter().map(by).collect())
    };
    let taken = |step: StepToken| {
        let roles = table.about_step(&question, step).roles;
        (step.as_str(), roles.iter().map(|role| role.as_str()).collect())
    };
    Ok(Private(PolicyMatrix {
        set: table.hash().to_owned(),
        state: question.state.as_str(),
        purpose: question.why.as_str(),
        relation: question.standing.words(),
        overlay: question.overlay.as_str(),
        classes: Class::ALL.iter().map(seen).collect(),
        steps: explorer::steps_in(&table, &question).into_iter().map(taken).collect(),
    }))
}
