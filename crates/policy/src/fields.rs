//! How a record declares its fields: each once, with its data class and the form of its mask.
//!
//! Views ask [`crate::Seen`] for a declared [`Field`]; there is no other way to read a seen record. The form of a mask
//! belongs here, never to a policy.

use std::borrow::Cow;

use domain::Class;

/// A declared field of `T` holding a `V`. Made by [`crate::fields!`].
#[derive(Debug)]
pub struct Field<T: 'static, V: 'static> {
    /// The name that APIs, exports and records use.
    pub name: &'static str,
    /// What it speaks of.
    pub class: Class,
    /// A class that it is a part of as well: the field opens to whoever may open either.
    pub also: Option<Class>,
    #[doc(hidden)]
    pub get: fn(&T) -> &V,
    #[doc(hidden)]
    pub mask: fn(&V) -> Cow<'static, str>,
}

/// A declared part of `T` that says nothing about anybody: an identifier, a version. Made by [`crate::fields!`].
#[derive(Debug)]
pub struct Key<T: 'static, V: 'static> {
    /// The name that APIs, exports and records use.
    pub name: &'static str,
    #[doc(hidden)]
    pub get: fn(&T) -> &V,
}

/// A declared field as it is explained to people: what it is, and what somebody would see of an invented value.
#[derive(Debug, Clone, Copy)]
pub struct Declared {
    /// The name that APIs, exports and records use.
    pub name: &'static str,
    /// What it speaks of.
    pub class: Class,
    /// A class that it is a part of as well.
    pub also: Option<Class>,
    /// An invented value and its mask: never anybody's.
    pub sample: fn() -> Sample,
}

/// An invented value as somebody sees it who sees all of it, and as somebody sees it who sees its mask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The value.
    pub value: String,
    /// Its mask.
    pub masked: String,
}

/// Declares the fields of a record: keys first, then every field with its class and, if it has one, its mask (a function
/// from the value to text; without one the mask is `•••`). `A or B` is a field of class `A` that is a part of `B` as well.
/// Behind `=>` stands an invented value, for explaining what the field shows. Leaving a field of the struct out does not compile.
///
/// ```
/// struct Profile { id: u32, code: String, passport: String }
///
/// policy::fields! {
///     Profile {
///         /// The row.
///         ID = id: u32, key;
///         /// The public code.
///         CODE = code: String, PublicProfile => "P-7K2M9QX4";
///         /// The passport's number.
///         PASSPORT = passport: String, WorkerIdentity, policy::mask::last_three => "EP0000417";
///     }
/// }
/// assert_eq!(Profile::PASSPORT.name, "passport");
/// assert_eq!(Profile::FIELDS[0], ("id", None), "a key has no class");
/// assert_eq!((Profile::DECLARED[1].sample)().masked, "•••417");
/// ```
#[macro_export]
macro_rules! fields {
    ($record:ident { $($(#[$doc:meta])* $name:ident = $field:ident : $type:ty, $kind:ident $(or $also:ident)? $(, $mask:path)? $(=> $sample:expr)?;)+ }) => {
        impl $record {
            $($crate::fields!(@one $(#[$doc])* $record $name $field [$type] $kind [$($also)?] $($mask)?);)+

            /// Every field by name with its class; a key has none.
            pub const FIELDS: &'static [(&'static str, ::core::option::Option<::domain::Class>)] =
                &[$((stringify!($field), $crate::fields!(@class $kind))),+];

            /// Every field that has a class, as it is explained.
            pub const DECLARED: &'static [$crate::Declared] = {
                const ALL: [::core::option::Option<$crate::Declared>; $record::FIELDS.len()] =
                    [$($crate::fields!(@declared $field [$type] $kind [$($also)?] [$($mask)?] [$($sample)?])),+];
                const DECLARED: [$crate::Declared; $crate::declared_count(&ALL)] = $crate::declared(&ALL);
                &DECLARED
            };
        }

        // Every field of the struct is declared: a new one does not compile until it has a class.
        const _: fn(&$record) = |record| {
            let $record { $($field: _),+ } = record;
        };
    };
    (@one $(#[$doc:meta])* $record:ident $name:ident $field:ident [$type:ty] key []) => {
        $(#[$doc])*
        pub const $name: $crate::Key<$record, $type> =
            $crate::Key { name: stringify!($field), get: |record| &record.$field };
    };
    (@one $(#[$doc:meta])* $record:ident $name:ident $field:ident [$type:ty] $class:ident [$($also:ident)?]) => {
        $crate::fields!(@field $(#[$doc])* $record $name $field [$type] $class [$($also)?], |_| $crate::mask::DOTS.into());
    };
    (@one $(#[$doc:meta])* $record:ident $name:ident $field:ident [$type:ty] $class:ident [$($also:ident)?] $mask:path) => {
        $crate::fields!(@field $(#[$doc])* $record $name $field [$type] $class [$($also)?], |value| $mask(value).into());
    };
    (@field $(#[$doc:meta])* $record:ident $name:ident $field:ident [$type:ty] $class:ident [$($also:ident)?], $mask:expr) => {
        $(#[$doc])*
        pub const $name: $crate::Field<$record, $type> = $crate::Field {
            name: stringify!($field),
            class: ::domain::Class::$class,
            also: $crate::fields!(@also $($also)?),
            get: |record| &record.$field,
            mask: $mask,
        };
    };
    (@declared $field:ident [$type:ty] key [] [] []) => { ::core::option::Option::None };
    (@declared $field:ident [$type:ty] $class:ident [$($also:ident)?] [$($mask:path)?] [$($sample:expr)?]) => {
        ::core::option::Option::Some($crate::Declared {
            name: stringify!($field),
            class: ::domain::Class::$class,
            also: $crate::fields!(@also $($also)?),
            sample: || $crate::fields!(@sample [$type] [$($mask)?] [$($sample)?]),
        })
    };
    (@sample [$type:ty] [$($mask:path)?] []) => {
        $crate::Sample { value: ::std::string::String::new(), masked: $crate::mask::DOTS.into() }
    };
    (@sample [$type:ty] [] [$sample:expr]) => {
        $crate::Sample { value: ::std::string::ToString::to_string(&$sample), masked: $crate::mask::DOTS.into() }
    };
    (@sample [$type:ty] [$mask:path] [$sample:expr]) => {
        $crate::Sample {
            value: ::std::string::ToString::to_string(&$sample),
            masked: $mask(&<$type as ::core::convert::From<_>>::from($sample)).into(),
        }
    };
    (@also) => { ::core::option::Option::None };
    (@also $class:ident) => { ::core::option::Option::Some(::domain::Class::$class) };
    (@class key) => { ::core::option::Option::None };
    (@class $class:ident) => { ::core::option::Option::Some(::domain::Class::$class) };
}

#[doc(hidden)]
pub const fn declared_count(all: &[Option<Declared>]) -> usize {
    let (mut at, mut count) = (0, 0);
    while at < all.len() {
        count += all[at].is_some() as usize;
        at += 1;
    }
    count
}

/// The fields without the keys among them. `N` is their [`declared_count`].
#[doc(hidden)]
pub const fn declared<const N: usize>(all: &[Option<Declared>]) -> [Declared; N] {
    const NOBODY: Sample = Sample { value: String::new(), masked: String::new() };
    let mut found = [Declared { name: "", class: Class::PublicProfile, also: None, sample: || NOBODY }; N];
    let (mut at, mut count) = (0, 0);
    while at < all.len() {
        if let Some(field) = all[at] {
            found[count] = field;
            count += 1;
        }
        at += 1;
    }
    found
}
