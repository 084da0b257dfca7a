//! Records in memory: sealed and linked in batches, and verified, on one processor.

use std::collections::HashMap;
use std::convert::Infallible;

use audit::{Chain, Draft, Hash, Record, Tile, TreeCheck, Verifier};

use super::{Figure, LOG, drafts, key};
use crate::inside::median;

const RECORDS: u32 = 200_000;
const BATCH: usize = 1_000;

/// A row of the log as it is exported.
struct Row {
    n: u64,
    bytes: Vec<u8>,
    mac: Hash,
}

/// A sound log and its kept tiles.
fn linked(drafts: &[Draft]) -> Result<(Vec<Row>, Vec<Tile>), String> {
    let (mut chain, mut rows, mut tiles) = (Chain::begin(key(), LOG), Vec::with_capacity(drafts.len()), Vec::new());
    for batch in drafts.chunks(BATCH) {
        let records: Vec<Record> =
            batch.iter().map(Record::seal).collect::<Result<_, _>>().map_err(|error| error.to_string())?;
        let staged = chain.stage(&records);
        let links = records.iter().zip(staged.links());
        rows.extend(links.map(|(record, link)| Row { n: link.n, bytes: record.bytes().to_vec(), mac: link.mac }));
        tiles.extend_from_slice(staged.tiles());
        chain.advance(staged).map_err(|error| error.to_string())?;
    }
    Ok((rows, tiles))
}

/// Records a second on one processor.
pub fn measure() -> Result<Vec<Figure>, String> {
    let drafts: Vec<Draft> = (0..u64::from(RECORDS)).map(drafts::draft).collect();
    let (rows, tiles) = linked(&drafts)?;
    let append = median(|| {
        let (again, _) = linked(&drafts).expect("it linked before");
        assert_eq!(again.last().map(|row| row.mac), rows.last().map(|row| row.mac), "the same records, the same head");
        RECORDS
    });
    let kept: HashMap<(u32, u64), Vec<Hash>> =
        tiles.into_iter().map(|tile| ((tile.level, tile.index), tile.hashes)).collect();
    let verify = median(|| {
        let mut verifier = Verifier::new(key(), LOG, None);
        let tile = |level, index| Ok::<_, Infallible>(kept.get(&(level, index)).cloned());
        let mut tree = TreeCheck::new(tile, Vec::new());
        for row in &rows {
            let Ok(()) = tree.push(row.n, verifier.push(row.n, &row.bytes, &row.mac));
        }
        let Ok(found) = tree.finish();
        let report = verifier.finish().and_tree(found);
        assert!(report.is_sound() && report.verified == u64::from(RECORDS), "a sound log");
        RECORDS
    });
    let bytes = rows.iter().map(|row| row.bytes.len()).sum::<usize>() as f64 / f64::from(RECORDS);
    let a_second = |nanoseconds: f64| 1e9 / nanoseconds;
    Ok(vec![
        ("one record".to_owned(), bytes, "bytes"),
        ("append in memory, sealed and linked in batches".to_owned(), a_second(append), "records/s of CPU"),
        ("verify in memory, chain and tree".to_owned(), a_second(verify), "records/s of CPU"),
    ])
}
