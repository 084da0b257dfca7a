//! A record with the eyes that look at it. Views are built from this and never from the record.

use std::borrow::Cow;

use domain::{Class, ClassSet, StateToken};

use crate::ask::Ask;
use crate::fields::{Field, Key};
use crate::mask::DOTS;

/// How a class looks to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sight {
    /// As it is.
    Visible,
    /// In the form of its mask.
    Masked,
    /// Not at all: not shown, searched, sorted by, counted or exported.
    Hidden,
}

/// What one caller sees of every record that shares the words of the question. Small and `Copy`: look it up once per list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct View {
    pub(crate) ask: Ask,
    pub(crate) visible: ClassSet,
    pub(crate) masked: ClassSet,
    pub(crate) revealable: ClassSet,
    pub(crate) on_request: ClassSet,
    pub(crate) opens: [Option<StateToken>; Class::COUNT],
}

impl View {
    /// The record through these eyes.
    pub const fn of<T>(self, record: T) -> Seen<T> {
        Seen { record, view: self }
    }

    /// The same eyes on a record of which nothing of these classes was opened: what they could see shows as its mask, not as
    /// an empty value.
    #[must_use]
    pub const fn unopened(mut self, classes: ClassSet) -> Self {
        self.visible = self.visible.without(classes);
        self
    }

    /// The question that was asked, with its working purpose.
    pub const fn ask(&self) -> &Ask {
        &self.ask
    }

    /// How this class looks.
    pub const fn sight(&self, class: Class) -> Sight {
        if self.visible.has(class) {
            Sight::Visible
        } else if self.masked.has(class) {
            Sight::Masked
        } else {
            Sight::Hidden
        }
    }

    /// How a field of this class looks that is a part of `also` as well: the better of the two. What opens for a purpose that
    /// the caller could state now is a mask at least, so that nothing is called hidden which a disclosure opens.
    pub fn sight_of(&self, class: Class, also: Option<Class>) -> Sight {
        match (self.sight(class), also.map(|also| self.sight(also))) {
            (Sight::Visible, _) | (_, Some(Sight::Visible)) => Sight::Visible,
            (Sight::Masked, _) | (_, Some(Sight::Masked)) => Sight::Masked,
            _ if self.on_request(class, also) => Sight::Masked,
            _ => Sight::Hidden,
        }
    }

    /// Whether a field of this class, or of `also`, opens by a disclosure for some purpose that the caller could state now.
    pub fn on_request(&self, class: Class, also: Option<Class>) -> bool {
        self.on_request.has(class) || also.is_some_and(|also| self.on_request.has(also))
    }

    /// The classes that are visible.
    pub const fn visible(&self) -> ClassSet {
        self.visible
    }

    /// Whether a reveal of this class for this question's purpose would be admitted, once the caller states it.
    pub const fn revealable(&self, class: Class) -> bool {
        self.revealable.has(class)
    }

    /// The first later state in which this caller sees the class or may reveal it; `None` if it opens in none.
    pub const fn opens(&self, class: Class) -> Option<StateToken> {
        self.opens[class.index()]
    }
}

/// A record and what the caller may see of it. The record itself cannot be taken out.
pub struct Seen<T> {
    record: T,
    view: View,
}

/// One field as the caller may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown<'a, V> {
    /// The value.
    Visible(&'a V),
    /// The mask's text.
    Masked(Cow<'static, str>),
    /// Nothing, and the state in which it opens, if there is one.
    Hidden {
        /// See [`View::opens`].
        opens: Option<StateToken>,
    },
}

impl<'a, V> Shown<'a, V> {
    /// The value if it is visible.
    pub fn visible(self) -> Option<&'a V> {
        match self {
            Self::Visible(value) => Some(value),
            Self::Masked(_) | Self::Hidden { .. } => None,
        }
    }
}

impl<T: 'static> Seen<T> {
    /// The field as this caller may see it.
    pub fn show<V>(&self, field: &Field<T, V>) -> Shown<'_, V> {
        let view = &self.view;
        let masked = |class| view.sight(class) != Sight::Hidden;
        match view.sight_of(field.class, field.also) {
            Sight::Visible => Shown::Visible((field.get)(&self.record)),
            Sight::Masked if masked(field.class) || field.also.is_some_and(masked) => {
                Shown::Masked((field.mask)((field.get)(&self.record)))
            }
            // It opens on request and no policy shows its mask: that there is something, and nothing of it.
            Sight::Masked => Shown::Masked(DOTS.into()),
            Sight::Hidden => {
                let also = field.also.and_then(|also| view.opens(also));
                Shown::Hidden { opens: view.opens(field.class).into_iter().chain(also).min() }
            }
        }
    }

    /// A part that says nothing about anybody.
    pub fn key<V>(&self, key: &Key<T, V>) -> &V {
        (key.get)(&self.record)
    }
}

impl<T> Seen<T> {
    /// The eyes.
    pub const fn view(&self) -> &View {
        &self.view
    }

    /// How this class looks.
    pub const fn sight(&self, class: Class) -> Sight {
        self.view.sight(class)
    }

    /// See [`View::opens`].
    pub const fn opens(&self, class: Class) -> Option<StateToken> {
        self.view.opens(class)
    }
}

/// Prints the view alone: a record may hold what its reader must not see.
impl<T> std::fmt::Debug for Seen<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seen").field("view", &self.view).finish_non_exhaustive()
    }
}
