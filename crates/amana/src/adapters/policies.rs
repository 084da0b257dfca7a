//! The compiler of policies: Cedar, behind the core's port.

use app::ports::{PolicyCompiler, PolicyFault, PolicyFiles};
use policy::Table;
use policy_compile::{Fault, Refused, Sources, compile};

/// Compiles with the words and the invariants of this program.
pub struct Cedar;

impl PolicyCompiler for Cedar {
    fn compile(&self, files: &PolicyFiles) -> Result<Table, Vec<PolicyFault>> {
        let compiled = Sources::of(files).and_then(|sources| compile(&sources));
        compiled.map_err(|Refused(faults)| faults.into_iter().map(told).collect())
    }
}

fn told(Fault { file, line, what, help }: Fault) -> PolicyFault {
    PolicyFault { file, line, what, help }
}
