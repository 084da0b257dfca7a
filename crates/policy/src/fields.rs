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

/// Declares the fields of a record: keys first, then every field with its class and, if it has one, its mask (a function
/// from the value to text; without one the mask is `•••`). `A or B` is a field of class `A` that is a part of `B` as well.
/// Leaving a field of the struct out does not compile.
///
/// ```
/// struct Profile { id: u32, code: String, passport: String }
///
/// policy::fields! {
///     Profile {
///         /// The row.
///         ID = id: u32, key;
///         /// The public code.
///         CODE = code: String, PublicProfile;
///         /// The passport's number.
///         PASSPORT = passport: String, WorkerIdentity, policy::mask::last_three;
///     }
/// }
/// assert_eq!(Profile::PASSPORT.name, "passport");
/// assert_eq!(Profile::FIELDS[0], ("id", None), "a key has no class");
/// ```
#[macro_export]
macro_rules! fields {
    ($record:ident { $($(#[$doc:meta])* $name:ident = $field:ident : $type:ty, $kind:ident $(or $also:ident)? $(, $mask:path)?;)+ }) => {
        impl $record {
            $($crate::fields!(@one $(#[$doc])* $record $name $field [$type] $kind [$($also)?] $($mask)?);)+

            /// Every field by name with its class; a key has none.
            pub const FIELDS: &'static [(&'static str, ::core::option::Option<::domain::Class>)] =
                &[$((stringify!($field), $crate::fields!(@class $kind))),+];
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
    (@also) => { ::core::option::Option::None };
    (@also $class:ident) => { ::core::option::Option::Some(::domain::Class::$class) };
    (@class key) => { ::core::option::Option::None };
    (@class $class:ident) => { ::core::option::Option::Some(::domain::Class::$class) };
}
