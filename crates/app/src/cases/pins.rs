//! Which packs the cases are pinned to.

use domain::pack::PackPin;
use store::tables::cases;
use store::{Job, Scope, Tx};

use crate::{AppError, House};

/// The packs that cases are pinned to and that this house does not have.
pub async fn unknown_pins(house: &House) -> Result<Vec<PackPin>, AppError> {
    let packs = house.packs.load_full();
    let pins = house
        .store
        .read(Scope::System(Job::Housekeeping), |tx: &mut Tx| -> Result<_, AppError> { Ok(cases::pins(tx)?) })
        .await?;
    let pins = pins.into_iter().map(serde_json::from_value).collect::<Result<Vec<PackPin>, _>>();
    let damaged = |_| AppError::Store(store::StoreError::Damaged("the pack of a case".to_owned()));
    Ok(pins.map_err(damaged)?.into_iter().filter(|pin| packs.pinned(pin).is_none()).collect())
}
