//! The table that the model is fitted on.

use super::features::Features;
use crate::engine::cleaner::Cleaner;
use crate::text::{Document, Span};

/// What the model sees of one line, or of the joined lines of a paragraph.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ShapeRow {
    /// The line, in bytes of the text.
    pub span: Span,
    /// Its features.
    pub features: Vec<f32>,
    /// Whether words speak for removing all of it.
    pub is_claimed: bool,
}

/// The features of every line of a document, beside the claims of the cleaner's
/// rules. Fit with rules that do not go by shape themselves.
///
/// ```
/// use dechaff::{Cleaner, Document, RuleSet};
/// use dechaff::engine::shape_rows;
///
/// let cleaner = Cleaner::new(RuleSet::builder().add_builtin().skip(["shape"]).build()?);
/// let rows = shape_rows(&cleaner, &Document::new("The mill closed.\nSign up for our newsletter!"));
/// assert_eq!(rows.len(), 2);
/// assert!(rows[1].is_claimed);
/// # Ok::<(), dechaff::rules::Diagnostics>(())
/// ```
pub fn shape_rows(cleaner: &Cleaner, document: &Document<'_>) -> Vec<ShapeRow> {
    cleaner.with_case(document, |case| {
        let decision = crate::engine::decide::decide(case);
        let features = Features::new(case, &decision.zones, &decision.claims);
        let units = case.units.all().iter().zip(0..);
        units
            .map(|(unit, number)| ShapeRow {
                span: unit.span,
                features: features.row(number).to_vec(),
                is_claimed: decision.claims.goes_whole(number),
            })
            .collect()
    })
}
