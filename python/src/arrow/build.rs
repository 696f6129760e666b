//! Results as Arrow arrays.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int64Builder, LargeStringBuilder, StringBuilder,
    StringViewBuilder,
};
use arrow_array::{Array, ArrayRef, ListArray, StringArrayType, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{DataType, Field, Fields};
use dechaff::records::{EvidenceRecord, RemovalRecord};

use crate::objects::Outcome;

/// The type of results of texts of this type, if it is one of texts.
pub(super) fn kind(texts: &DataType) -> Option<DataType> {
    let is_text = matches!(
        texts,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
    );
    is_text.then(|| DataType::Struct(fields(texts)))
}

fn fields(texts: &DataType) -> Fields {
    Fields::from(vec![
        Field::new("text", texts.clone(), true),
        Field::new("removals", list_of(removal_fields()), true),
        Field::new("truncated", DataType::Boolean, true),
        Field::new("flag", DataType::Utf8, true),
    ])
}

fn removal_fields() -> Fields {
    Fields::from(vec![
        Field::new("start", DataType::Int64, false),
        Field::new("end", DataType::Int64, false),
        Field::new("text", DataType::LargeUtf8, false),
        Field::new("rule", DataType::Utf8, false),
        Field::new("category", DataType::Utf8, false),
        Field::new("confidence", DataType::Float64, false),
        Field::new("evidence", list_of(evidence_fields()), false),
    ])
}

fn evidence_fields() -> Fields {
    Fields::from(vec![
        Field::new("rule", DataType::Utf8, false),
        Field::new("reason", DataType::Utf8, false),
        Field::new("start", DataType::Int64, false),
        Field::new("end", DataType::Int64, false),
        Field::new("text", DataType::LargeUtf8, true),
    ])
}

fn list_of(fields: Fields) -> DataType {
    DataType::List(Arc::new(Field::new_list_field(
        DataType::Struct(fields),
        false,
    )))
}

/// The outcomes of `texts`, none where there is no text.
pub(super) fn array<'t>(
    texts: impl StringArrayType<'t>,
    outcomes: &[Option<Outcome>],
) -> StructArray {
    let mut removals = Removals::default();
    let mut truncated = BooleanBuilder::new();
    let mut flags = StringBuilder::new();
    for outcome in outcomes {
        let records = outcome.as_ref().map(|outcome| outcome.removals.as_slice());
        removals.add_all(records.unwrap_or_default());
        truncated.append_option(outcome.as_ref().map(|outcome| outcome.is_truncated));
        flags.append_option(outcome.as_ref().and_then(|outcome| outcome.flag));
    }
    let nulls = NullBuffer::from_iter(outcomes.iter().map(Option::is_some));
    let nulls = Some(nulls).filter(|nulls| nulls.null_count() > 0);
    let kind = texts.data_type().clone();
    let columns = vec![
        cleaned_texts(texts, outcomes),
        removals.finish(nulls.clone()),
        Arc::new(truncated.finish()),
        Arc::new(flags.finish()),
    ];
    StructArray::new(fields(&kind), columns, nulls)
}

/// The cleaned texts, in an array of the type of `texts`.
fn cleaned_texts<'t>(texts: impl StringArrayType<'t>, outcomes: &[Option<Outcome>]) -> ArrayRef {
    let kind = texts.data_type().clone();
    let cleaned = outcomes.iter().enumerate().map(|(number, outcome)| {
        let outcome = outcome.as_ref()?;
        Some(outcome.text(texts.value(number)))
    });
    match kind {
        DataType::Utf8 => {
            let mut builder = StringBuilder::new();
            cleaned.for_each(|text| builder.append_option(text));
            Arc::new(builder.finish())
        }
        DataType::Utf8View => {
            let mut builder = StringViewBuilder::new();
            cleaned.for_each(|text| builder.append_option(text));
            Arc::new(builder.finish())
        }
        _ => {
            let mut builder = LargeStringBuilder::new();
            cleaned.for_each(|text| builder.append_option(text));
            Arc::new(builder.finish())
        }
    }
}

#[derive(Default)]
struct Removals {
    /// How many each text has.
    counts: Vec<usize>,
    start: Int64Builder,
    end: Int64Builder,
    text: LargeStringBuilder,
    rule: StringBuilder,
    category: StringBuilder,
    confidence: Float64Builder,
    evidence: Evidence,
}

impl Removals {
    fn add_all(&mut self, records: &[RemovalRecord<'_>]) {
        self.counts.push(records.len());
        for record in records {
            self.start.append_value(offset(record.start));
            self.end.append_value(offset(record.end));
            self.text.append_value(&record.text);
            self.rule.append_value(&record.rule);
            self.category.append_value(&record.category);
            self.confidence.append_value(record.confidence);
            self.evidence.add_all(&record.evidence);
        }
    }

    fn finish(mut self, nulls: Option<NullBuffer>) -> ArrayRef {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.start.finish()),
            Arc::new(self.end.finish()),
            Arc::new(self.text.finish()),
            Arc::new(self.rule.finish()),
            Arc::new(self.category.finish()),
            Arc::new(self.confidence.finish()),
            self.evidence.finish(),
        ];
        lists(removal_fields(), columns, &self.counts, nulls)
    }
}

#[derive(Default)]
struct Evidence {
    /// How much each removal has.
    counts: Vec<usize>,
    rule: StringBuilder,
    reason: StringBuilder,
    start: Int64Builder,
    end: Int64Builder,
    text: LargeStringBuilder,
}

impl Evidence {
    fn add_all(&mut self, records: &[EvidenceRecord<'_>]) {
        self.counts.push(records.len());
        for record in records {
            self.rule.append_value(&record.rule);
            self.reason.append_value(&record.reason);
            self.start.append_value(offset(record.start));
            self.end.append_value(offset(record.end));
            self.text.append_option(record.text.as_deref());
        }
    }

    fn finish(mut self) -> ArrayRef {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.rule.finish()),
            Arc::new(self.reason.finish()),
            Arc::new(self.start.finish()),
            Arc::new(self.end.finish()),
            Arc::new(self.text.finish()),
        ];
        lists(evidence_fields(), columns, &self.counts, None)
    }
}

fn lists(
    fields: Fields,
    columns: Vec<ArrayRef>,
    counts: &[usize],
    nulls: Option<NullBuffer>,
) -> ArrayRef {
    let length = columns.first().map_or(0, |column| column.len());
    let items = StructArray::new(fields, columns, None);
    debug_assert_eq!(items.len(), length);
    let field = Field::new_list_field(items.data_type().clone(), false);
    let offsets = OffsetBuffer::from_lengths(counts.iter().copied());
    Arc::new(ListArray::new(
        Arc::new(field),
        offsets,
        Arc::new(items),
        nulls,
    ))
}

/// Offsets of a text in memory are far below the limit.
fn offset(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX)
}
