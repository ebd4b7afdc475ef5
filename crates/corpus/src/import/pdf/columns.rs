//! The order in which the rows of a page are read: columns one after the other, what goes across them between.
//!
//! A gutter is looked for that many rows leave free and hardly any crosses, and that the text on both sides comes close to (the
//! cells of a table do not). This is one vertical step of the recursive cut of Nagy and Seth, "Hierarchical representation
//! of optically scanned documents" (1984), with rows that cross it as horizontal cuts.

use super::rows::Row;

/// Rows in reading order; `column` tells apart the columns of the page that they belong to.
#[derive(Debug)]
pub(super) struct Placed {
    pub row: Row,
    pub column: usize,
}

/// Columns inside columns inside columns: as many as a newspaper has.
const DEEPEST: usize = 3;

/// Puts the rows of a page in reading order.
pub(super) fn in_order(rows: Vec<Row>) -> Vec<Placed> {
    let mut placed = Vec::with_capacity(rows.len());
    let mut next_column = 0;
    place(rows, DEEPEST, &mut next_column, &mut placed);
    placed
}

fn place(rows: Vec<Row>, depth: usize, next_column: &mut usize, placed: &mut Vec<Placed>) {
    let Some(gutter) = gutter(&rows).filter(|_| depth > 0) else {
        let column = *next_column;
        *next_column += 1;
        placed.extend(rows.into_iter().map(|row| Placed { row, column }));
        return;
    };
    let (mut left, mut right, mut across) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let segments = row.segments();
        if segments
            .iter()
            .any(|s| s.left() < gutter && s.right() > gutter)
        {
            place_pair(&mut left, &mut right, depth, next_column, placed);
            across.push(row);
            continue;
        }
        place_across(&mut across, next_column, placed);
        let (mut own_left, mut own_right) = (Row::default(), Row::default());
        for segment in segments {
            let side = if segment.right() <= gutter {
                &mut own_left
            } else {
                &mut own_right
            };
            side.runs.extend(segment.runs);
        }
        left.extend(Some(own_left).filter(|row| !row.runs.is_empty()));
        right.extend(Some(own_right).filter(|row| !row.runs.is_empty()));
    }
    place_pair(&mut left, &mut right, depth, next_column, placed);
    place_across(&mut across, next_column, placed);
}

fn place_pair(
    left: &mut Vec<Row>,
    right: &mut Vec<Row>,
    depth: usize,
    next_column: &mut usize,
    placed: &mut Vec<Placed>,
) {
    for side in [left, right] {
        let side = std::mem::take(side);
        if !side.is_empty() {
            place(side, depth - 1, next_column, placed);
        }
    }
}

fn place_across(across: &mut Vec<Row>, next_column: &mut usize, placed: &mut Vec<Placed>) {
    if across.is_empty() {
        return;
    }
    let column = *next_column;
    *next_column += 1;
    placed.extend(across.drain(..).map(|row| Placed { row, column }));
}

/// How a place on the page would part the rows.
#[derive(Debug, Default, Clone, Copy)]
struct Parted {
    /// Rows with text on both sides, and none across.
    both: usize,
    left: usize,
    right: usize,
    across: usize,
}

impl Parted {
    /// Rows that speak for a gutter here.
    fn evidence(self) -> usize {
        self.both + self.left.min(self.right)
    }
}

/// The middle of the gutter between two columns, if there are columns.
fn gutter(rows: &[Row]) -> Option<f32> {
    const LEAST_ROWS: usize = 5;
    const STEP: f32 = 2.0;
    /// Most places that are tried.
    const PLACES: usize = 2_000;
    let segments: Vec<Vec<(f32, f32)>> = rows
        .iter()
        .map(|row| {
            row.segments()
                .iter()
                .map(|s| (s.left(), s.right()))
                .collect()
        })
        .collect();
    let low = rows.iter().map(Row::left).fold(f32::INFINITY, f32::min);
    let high = rows
        .iter()
        .map(Row::right)
        .fold(f32::NEG_INFINITY, f32::max);
    let width = high - low;
    if rows.len() < LEAST_ROWS || !width.is_finite() || width <= 0.0 {
        return None;
    }
    let step = STEP.max(width / 1_000.0);
    let places = (0..PLACES)
        .map(|i| {
            #[expect(clippy::cast_precision_loss, reason = "a few thousand steps")]
            let at = low + width * 0.15 + step * i as f32;
            at
        })
        .take_while(|at| *at < high - width * 0.15);
    let tried: Vec<(f32, Parted)> = places.map(|at| (at, parted(&segments, at))).collect();
    let enough = |p: &Parted| p.evidence() >= LEAST_ROWS && p.evidence() >= 2 * p.across;
    let best = tried
        .iter()
        .filter(|(_, p)| enough(p))
        .map(|(_, p)| (p.evidence(), usize::MAX - p.across))
        .max()?;
    let same: Vec<f32> = tried
        .iter()
        .filter(|(_, p)| (p.evidence(), usize::MAX - p.across) == best)
        .map(|(at, _)| *at)
        .collect();
    let middle = same[same.len() / 2];
    is_between_columns(&segments, middle, low, high).then_some(middle)
}

fn parted(rows: &[Vec<(f32, f32)>], at: f32) -> Parted {
    let mut parted = Parted::default();
    for row in rows {
        let left = row.iter().any(|s| s.1 <= at);
        let right = row.iter().any(|s| s.0 >= at);
        let across = row.iter().any(|s| s.0 < at && s.1 > at);
        match (across, left, right) {
            (true, _, _) => parted.across += 1,
            (_, true, true) => parted.both += 1,
            (_, true, false) => parted.left += 1,
            (_, false, true) => parted.right += 1,
            _ => {}
        }
    }
    parted
}

/// Whether the text on both sides is set in columns: a good part of its rows are as wide as the column. The cells of a table
/// are not.
fn is_between_columns(rows: &[Vec<(f32, f32)>], gutter: f32, low: f32, high: f32) -> bool {
    const FULL: f32 = 0.8;
    const LEAST_FULL: usize = 3;
    let rows = rows
        .iter()
        .filter(|row| !row.iter().any(|s| s.0 < gutter && s.1 > gutter));
    let (mut full, mut all) = ([0_usize; 2], [0_usize; 2]);
    for row in rows {
        for (i, side, width) in [
            (
                0,
                row.iter().filter(|s| s.1 <= gutter).collect::<Vec<_>>(),
                gutter - low,
            ),
            (
                1,
                row.iter().filter(|s| s.0 >= gutter).collect::<Vec<_>>(),
                high - gutter,
            ),
        ] {
            if side.is_empty() {
                continue;
            }
            all[i] += 1;
            let widest = side.iter().map(|s| s.1 - s.0).fold(0.0, f32::max);
            full[i] += usize::from(widest >= FULL * width);
        }
    }
    (0..2).all(|i| full[i] >= LEAST_FULL && full[i] * 4 >= all[i])
}
