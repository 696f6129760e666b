//! Parquet files, of which only the text's column is written anew.
//!
//! The chunks of all other columns are copied as they lie in the file, so types,
//! encodings, nesting and nulls need not be understood to be kept. The text's
//! column is read and written at the level of the format: values with definition
//! and repetition levels, which carry nulls and lists over unchanged.

mod chunks;
mod read;
mod write;

use std::fs::File;
use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Type as PhysicalType};
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::properties::ReaderProperties;
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::{ReadOptionsBuilder, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use chunks::Chunks;

use super::{Fields, Problem};
use crate::formats::fields::DAY_FIELDS;

/// Something to write.
#[derive(Debug)]
pub enum Piece {
    /// A row group begins.
    RowGroup(usize),
    /// Values of the text's column.
    Values(Values),
    /// The file is complete.
    End,
}

/// Some rows of the text's column.
#[derive(Debug, Default)]
pub struct Values {
    texts: Vec<ByteArray>,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
}

/// A file and the place of the text in it.
#[derive(Clone)]
pub(super) struct Table {
    reader: Arc<SerializedFileReader<Chunks>>,
    file: Chunks,
    text: usize,
    site: Option<usize>,
    language: Option<usize>,
    /// The columns that may hold the day, the surest first.
    days: Vec<usize>,
}

impl Table {
    pub(super) fn open(file: File, fields: &Fields) -> Result<Self, Problem> {
        let unreadable = |error: ParquetError| Problem::Unreadable(error.to_string());
        let properties = ReaderProperties::builder()
            .set_read_bloom_filter(true)
            .build();
        let options = ReadOptionsBuilder::new()
            .with_reader_properties(properties)
            .build();
        let file = Chunks::new(file).map_err(|error| Problem::Unreadable(error.to_string()))?;
        let reader =
            SerializedFileReader::new_with_options(file.clone(), options).map_err(unreadable)?;
        let schema = reader.metadata().file_metadata().schema_descr_ptr();
        let columns = schema.columns();
        let flat = |name: &str| {
            let is_it = |column: &ColumnDescriptor| {
                is_text(column) && column.max_rep_level() == 0 && path_of(column) == name
            };
            columns.iter().position(|column| is_it(column))
        };
        let name = fields.name();
        let is_inside = |path: &str| path.starts_with(&format!("{name}."));
        let mut texts = columns
            .iter()
            .enumerate()
            .filter(|(_, column)| is_text(column))
            .filter(|(_, column)| path_of(column) == name || is_inside(&path_of(column)));
        let (Some((text, _)), None) = (texts.next(), texts.next()) else {
            let found: Vec<String> = columns.iter().map(|column| path_of(column)).collect();
            return Err(Problem::NoColumn {
                name,
                found: found.join(", "),
            });
        };
        Ok(Self {
            text,
            site: fields.site_columns().iter().find_map(|name| flat(name)),
            language: flat("lang"),
            days: DAY_FIELDS.iter().filter_map(|name| flat(name)).collect(),
            reader: Arc::new(reader),
            file,
        })
    }

    fn metadata(&self) -> &ParquetMetaData {
        self.reader.metadata()
    }
}

fn path_of(column: &ColumnDescriptor) -> String {
    column.path().parts().join(".")
}

fn is_text(column: &ColumnDescriptor) -> bool {
    let is_string = match column.logical_type_ref() {
        Some(kind) => matches!(kind, LogicalType::String),
        None => matches!(
            column.converted_type(),
            ConvertedType::UTF8 | ConvertedType::NONE
        ),
    };
    column.physical_type() == PhysicalType::BYTE_ARRAY && is_string
}
