//! The table that people read and the JSON that is kept.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::load::Point;

/// Every point of every round, by scenario and subject.
#[derive(Debug, Default)]
pub struct Points(BTreeMap<&'static str, Vec<(String, Vec<Point>)>>);

fn median(values: impl Iterator<Item = f64>) -> (f64, f64, f64) {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    (values[last / 2], values[0], values[last])
}

impl Points {
    /// Adds a point.
    pub fn add(&mut self, scenario: &'static str, subject: &str, point: Point) {
        let subjects = self.0.entry(scenario).or_default();
        match subjects.iter_mut().find(|(name, _)| name == subject) {
            Some((_, points)) => points.push(point),
            None => subjects.push((subject.to_owned(), vec![point])),
        }
    }

    /// The table: medians, their range, and each subject against ours.
    pub fn table(&self) -> String {
        let mut text = String::from(
            "scenario subject         CPU us/request (min-max)       rps     p50 us    p99 us   ours is\n",
        );
        for (scenario, subjects) in &self.0 {
            let ours = subjects.iter().find(|(name, _)| name == "amana").map(|(_, points)| points);
            for (name, points) in subjects {
                let (cpu, least, most) = median(points.iter().map(|point| point.cpu_us));
                let (rate, ..) = median(points.iter().map(|point| point.per_second));
                let (p50, ..) = median(points.iter().map(|point| point.p50_us));
                let (p99, ..) = median(points.iter().map(|point| point.p99_us));
                let against = match ours {
                    Some(own) if name != "amana" => {
                        let (own, ..) = median(own.iter().map(|point| point.cpu_us));
                        format!("{:.2}x", cpu / own)
                    }
                    _ => String::new(),
                };
                let range = format!("({least:.1}-{most:.1})");
                writeln!(
                    text,
                    "{scenario:<8} {name:<14} {cpu:>9.1} {range:<17} {rate:>8.0} {p50:>10.0} {p99:>9.0}   {against}"
                )
                .expect("a string takes all text");
            }
        }
        text
    }

    /// All points, for a file.
    pub fn json(&self) -> Value {
        let scenario = |subjects: &Vec<(String, Vec<Point>)>| -> Value {
            subjects
                .iter()
                .map(|(name, points)| (name.clone(), json!(points)))
                .collect::<serde_json::Map<_, _>>()
                .into()
        };
        self.0
            .iter()
            .map(|(name, subjects)| ((*name).to_owned(), scenario(subjects)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}
