//! Pieces of text on a page become rows.

/// A piece of text in one print, set in one go. Lengths are points, y grows upwards.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    pub text: String,
    pub left: f32,
    pub right: f32,
    /// Where its letters stand.
    pub base: f32,
    /// Size of the print.
    pub size: f32,
}

/// What a page holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Page {
    pub runs: Vec<Run>,
    /// Text that does not run from left to right: watermarks, labels of axes.
    pub turned: Vec<String>,
    /// Heights of its edges, points.
    pub bottom: f32,
    /// See [`bottom`](Page::bottom).
    pub top: f32,
}

/// Runs on one line of the page, from left to right.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub runs: Vec<Run>,
}

impl Row {
    pub(super) fn left(&self) -> f32 {
        self.runs
            .iter()
            .map(|run| run.left)
            .fold(f32::INFINITY, f32::min)
    }

    pub(super) fn right(&self) -> f32 {
        self.runs
            .iter()
            .map(|run| run.right)
            .fold(f32::NEG_INFINITY, f32::max)
    }

    /// Size of the print that most of its characters have.
    pub(super) fn size(&self) -> f32 {
        self.main().map_or(0.0, |run| run.size)
    }

    /// Where the letters of most of it stand.
    pub(super) fn base(&self) -> f32 {
        self.main().map_or(0.0, |run| run.base)
    }

    fn main(&self) -> Option<&Run> {
        let chars_of_size = |size: f32| -> usize {
            let alike = self.runs.iter().filter(|run| (run.size - size).abs() < 0.3);
            alike.map(|run| ink(&run.text)).sum()
        };
        self.runs.iter().max_by(|a, b| {
            let (of_a, of_b) = (chars_of_size(a.size), chars_of_size(b.size));
            of_a.cmp(&of_b).then(a.size.total_cmp(&b.size))
        })
    }

    /// Parts with wide white space between them.
    pub(super) fn segments(&self) -> Vec<Row> {
        const WIDE: f32 = 1.2;
        let size = self.size();
        let mut segments: Vec<Row> = Vec::new();
        for run in &self.runs {
            match segments.last_mut() {
                Some(segment) if run.left - segment.right() < WIDE * size => {
                    segment.runs.push(run.clone());
                }
                _ => segments.push(Row {
                    runs: vec![run.clone()],
                }),
            }
        }
        segments
    }
}

pub(super) fn ink(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Height of capital letters and Han characters above the line they stand on, as a share of the size.
const HEIGHT: f32 = 0.8;

/// The rows of a page from top to bottom. Runs whose letters share more than half of their height stand in one row.
pub(super) fn rows(mut runs: Vec<Run>) -> Vec<Row> {
    /// Small runs come in any order: those of the last few rows may still be open.
    const OPEN_ROWS: usize = 3;
    remove_doubles(&mut runs);
    runs.sort_by(|a, b| b.base.total_cmp(&a.base).then(a.left.total_cmp(&b.left)));
    let mut rows: Vec<(Row, f32, f32)> = Vec::new();
    for run in runs {
        let (low, high) = (run.base, run.base + HEIGHT * run.size);
        let shares = |low_row: f32, high_row: f32| {
            let common = high.min(high_row) - low.max(low_row);
            common > 0.5 * (high - low).min(high_row - low_row)
        };
        let open = rows
            .iter_mut()
            .rev()
            .take(OPEN_ROWS)
            .find(|(_, low, high)| shares(*low, *high));
        match open {
            Some((row, low_row, high_row)) => {
                if run.size >= row.size() {
                    (*low_row, *high_row) = (low, high);
                }
                row.runs.push(run);
            }
            None => rows.push((Row { runs: vec![run] }, low, high)),
        }
    }
    let mut rows: Vec<Row> = rows.into_iter().map(|(row, _, _)| row).collect();
    for row in &mut rows {
        row.runs.sort_by(|a, b| a.left.total_cmp(&b.left));
    }
    rows.sort_by(|a, b| b.base().total_cmp(&a.base()));
    rows
}

/// Text printed twice with a hair's breadth between, to look bold, is one text.
fn remove_doubles(runs: &mut Vec<Run>) {
    const BREADTH: f32 = 1.0;
    runs.sort_by(|a, b| {
        a.text
            .cmp(&b.text)
            .then(a.base.total_cmp(&b.base))
            .then(a.left.total_cmp(&b.left))
    });
    runs.dedup_by(|a, b| {
        a.text == b.text
            && (a.base - b.base).abs() < BREADTH
            && (a.left - b.left).abs() < BREADTH
            && ink(&a.text) > 0
    });
}
