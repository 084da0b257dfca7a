//! The roster's fields: what an import can read about a worker, and nothing else.
//!
//! What is not listed here is not taken in. Religion, marital status, height, weight and gender stand in many agencies'
//! sheets; they are recognised only in order to be left behind (see `headings`).

use domain::Class;

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $word:literal in $class:ident),+ $(,)?) => {
        /// One field of a worker's roster record.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum WorkerField { $($(#[$doc])* #[serde(rename = $word)] $name),+ }

        impl WorkerField {
            /// All fields, in the order in which a roster is written.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The one spelling: in mappings, messages and the API.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// The data class of what the field holds (docs/domain.md section 1).
            pub const fn class(self) -> Class {
                match self { $(Self::$name => Class::$class),+ }
            }
        }
    };
}

fields! {
    /// The whole name, as in the passport.
    FullName = "full_name" in WorkerName,
    /// The name the worker is called by; the first word of the full name unless given.
    FirstName = "first_name" in WorkerFirstName,
    /// Names between the first and the family name, where a sheet keeps them apart.
    MiddleName = "middle_name" in WorkerName,
    /// The family name, where a sheet keeps it apart; joined to the first name when there is no full name.
    FamilyName = "family_name" in WorkerName,
    /// Birth date; the age is computed.
    BirthDate = "birth_date" in WorkerIdentity,
    /// Country of origin.
    Origin = "origin" in ExtendedProfile,
    /// Languages spoken.
    Languages = "languages" in PublicProfile,
    /// Skills.
    Skills = "skills" in PublicProfile,
    /// Kinds of work the worker looks for.
    Work = "work" in PublicProfile,
    /// Completed years of experience.
    ExperienceYears = "experience_years" in PublicProfile,
    /// First day on which the worker can start.
    AvailableFrom = "available_from" in PublicProfile,
    /// Monthly wage asked.
    Wage = "wage" in ExtendedProfile,
    /// Passport number.
    PassportNumber = "passport_number" in WorkerIdentity,
    /// Last day of the passport.
    PassportExpiry = "passport_expiry" in WorkerIdentity,
    /// The two lines at the foot of the passport's page (ICAO Doc 9303), from which number, dates and nationality are read.
    Mrz = "mrz" in WorkerIdentity,
    /// Civil number in Oman, where there is one.
    CivilId = "civil_id" in WorkerIdentity,
    /// The worker's telephone.
    Phone = "phone" in WorkerContact,
    /// Next of kin.
    KinName = "kin_name" in WorkerContact,
    /// Telephone of the next of kin.
    KinPhone = "kin_phone" in WorkerContact,
    /// Result of the fitness examination.
    FitnessResult = "fitness_result" in WorkerSensitiveResult,
    /// Day of the examination.
    FitnessDate = "fitness_date" in WorkerSensitiveResult,
    /// Work history, without names.
    WorkHistory = "work_history" in ExtendedProfile,
}

impl WorkerField {
    /// How many fields there are.
    pub const COUNT: usize = Self::ALL.len();

    /// The field's name in `import.ftl`.
    pub fn message_key(self) -> String {
        format!("import-field-{}", self.as_str().replace('_', "-"))
    }

    /// The field's place in [`Self::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The fields without which no worker can be made. The full name may also come as first and family name.
    pub const REQUIRED: &'static [Self] = &[Self::FullName, Self::BirthDate, Self::Origin, Self::PassportNumber];
}

impl std::fmt::Display for WorkerField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
