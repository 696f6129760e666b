//! Parquet files, of which only the text's column is written anew.
//!
//! The chunks of all other columns are copied as they lie in the file, so types,
//! encodings, nesting and nulls need not be understood to be kept. The text's
//! column is read and written at the level of the format: values with definition
//! and repetition levels, which carry nulls and lists over unchanged.

use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use parquet::basic::{ConvertedType, LogicalType, Type as PhysicalType};
use parquet::column::reader::{ColumnReaderImpl, get_typed_column_reader};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::properties::{
    EnabledStatistics, ReaderProperties, WriterProperties, WriterVersion,
};
use parquet::file::reader::{FileReader, RowGroupReader};
use parquet::file::serialized_reader::{ReadOptionsBuilder, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnDescriptor;

use super::encoding::Encoding;
use super::frame::{BATCH_BYTES, Batch, Edit, Editor, Found, Frame, Part, Sink, Source, spliced};
use super::{Fields, Problem, host};
use crate::text::Document;

/// Rows that are read together at most.
const MOST_ROWS: usize = 4096;
/// Pieces that may wait for the writer.
const WAITING: usize = 2;

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
    reader: Arc<SerializedFileReader<File>>,
    file: Arc<File>,
    text: usize,
    site: Option<usize>,
    language: Option<usize>,
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
        let copy = file
            .try_clone()
            .map_err(|error| Problem::Unreadable(error.to_string()))?;
        let reader = SerializedFileReader::new_with_options(copy, options).map_err(unreadable)?;
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
            reader: Arc::new(reader),
            file: Arc::new(file),
        })
    }

    fn metadata(&self) -> &ParquetMetaData {
        self.reader.metadata()
    }

    /// A source of the texts.
    pub(super) fn source(&self, longest: usize) -> Rows {
        Rows {
            table: self.clone(),
            longest,
            next_group: 0,
            group: None,
            row: 0,
            text: 0,
        }
    }

    /// A sink that writes a file like this one.
    pub(super) fn sink(&self, output: Box<dyn Write + Send>) -> Box<dyn Sink> {
        let (pieces, received) = sync_channel(WAITING);
        let table = self.clone();
        let writer = std::thread::spawn(move || table.write(output, &received));
        Box::new(Writer {
            pieces: Some(pieces),
            writer: Some(writer),
        })
    }

    fn properties(&self) -> WriterProperties {
        let metadata = self.metadata().file_metadata();
        let version = match metadata.version() {
            1 => WriterVersion::PARQUET_1_0,
            _ => WriterVersion::PARQUET_2_0,
        };
        let mut properties = WriterProperties::builder()
            .set_writer_version(version)
            .set_key_value_metadata(metadata.key_value_metadata().cloned())
            .set_offset_index_disabled(true);
        if let Some(group) = self.metadata().row_groups().first() {
            let column = group.column(self.text);
            let path = column.column_path().clone();
            let statistics = match column.statistics() {
                Some(_) => EnabledStatistics::Chunk,
                None => EnabledStatistics::None,
            };
            properties = properties
                .set_sorting_columns(group.sorting_columns().cloned())
                .set_column_compression(path.clone(), column.compression())
                .set_column_statistics_enabled(path.clone(), statistics)
                .set_column_dictionary_enabled(
                    path.clone(),
                    column.dictionary_page_offset().is_some(),
                )
                .set_column_bloom_filter_enabled(path, column.bloom_filter_offset().is_some());
        }
        properties.build()
    }

    /// Writes the file, until the end is told.
    fn write(
        &self,
        output: Box<dyn Write + Send>,
        pieces: &Receiver<Piece>,
    ) -> Result<(), ParquetError> {
        let broken_off = || ParquetError::General("the file was broken off".into());
        let schema = self.metadata().file_metadata().schema_descr();
        let schema = schema.root_schema_ptr();
        let mut writer = SerializedFileWriter::new(output, schema, Arc::new(self.properties()))?;
        let mut next = pieces.recv().map_err(|_| broken_off())?;
        while let Piece::RowGroup(number) = next {
            next = Piece::End;
            let group = self.metadata().row_group(number);
            let filters = self.reader.get_row_group(number)?;
            let mut written = writer.next_row_group()?;
            for (column, chunk) in group.columns().iter().enumerate() {
                if column != self.text {
                    let result = ColumnCloseResult {
                        bytes_written: size(chunk.compressed_size()),
                        rows_written: size(group.num_rows()),
                        metadata: chunk.clone(),
                        bloom_filter: filters.get_column_bloom_filter(column).cloned(),
                        column_index: None,
                        offset_index: None,
                    };
                    written.append_column(&*self.file, result)?;
                    continue;
                }
                let Some(mut texts) = written.next_column()? else {
                    return Err(broken_off());
                };
                loop {
                    match pieces.recv().map_err(|_| broken_off())? {
                        Piece::Values(values) => {
                            let levels = |levels| Some(levels).filter(|it: &&[i16]| !it.is_empty());
                            texts.typed::<ByteArrayType>().write_batch(
                                &values.texts,
                                levels(&values.definitions),
                                levels(&values.repetitions),
                            )?;
                        }
                        other => {
                            next = other;
                            break;
                        }
                    }
                }
                texts.close()?;
            }
            written.close()?;
        }
        writer.close().map(|_| ())
    }
}

fn size(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
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

/// Reads rows, group by group.
pub(super) struct Rows {
    table: Table,
    longest: usize,
    next_group: usize,
    group: Option<Group>,
    /// Rows and texts that were read.
    row: u64,
    text: u64,
}

/// A row group that is being read.
struct Group {
    text: ColumnReaderImpl<ByteArrayType>,
    site: Option<Strings>,
    language: Option<Strings>,
    rows_left: usize,
    rows_at_once: usize,
    /// The definition level of a text that is there.
    most_defined: i16,
    /// Whether a row may hold several texts.
    is_repeated: bool,
    longest: usize,
}

impl Group {
    fn new(
        table: &Table,
        reader: &dyn RowGroupReader,
        longest: usize,
    ) -> Result<Self, ParquetError> {
        let metadata = reader.metadata();
        let rows = usize::try_from(metadata.num_rows()).unwrap_or(0);
        let strings = |column: Option<usize>| match column {
            Some(column) if column != table.text => Strings::new(reader, column).map(Some),
            _ => Ok(None),
        };
        Ok(Self {
            text: get_typed_column_reader(reader.get_column_reader(table.text)?),
            site: strings(table.site)?,
            language: strings(table.language)?,
            rows_left: rows,
            rows_at_once: rows_at_once(metadata, table.text),
            most_defined: metadata.column(table.text).column_descr().max_def_level(),
            is_repeated: metadata.column(table.text).column_descr().max_rep_level() > 0,
            longest,
        })
    }

    fn read(&mut self, rows_before: u64, texts_before: u64) -> Result<Cells, ParquetError> {
        let rows = self.rows_left.min(self.rows_at_once);
        let mut values = Values::default();
        let (read, _, _) = self.text.read_records(
            rows,
            Some(&mut values.definitions),
            Some(&mut values.repetitions),
            &mut values.texts,
        )?;
        if read == 0 {
            return Err(ParquetError::General("a row group is too short".into()));
        }
        self.rows_left -= read;
        let strings = |column: &mut Option<Strings>| match column {
            Some(column) => column.read(read),
            None => Ok(Vec::new()),
        };
        Ok(Cells {
            rows_before,
            texts_before,
            is_repeated: self.is_repeated,
            rows: read,
            sites: strings(&mut self.site)?,
            languages: strings(&mut self.language)?,
            most_defined: self.most_defined,
            longest: self.longest,
            values,
        })
    }
}

/// Rows whose texts make about a batch.
fn rows_at_once(group: &RowGroupMetaData, column: usize) -> usize {
    let bytes = usize::try_from(group.column(column).uncompressed_size()).unwrap_or(usize::MAX);
    let rows = usize::try_from(group.num_rows()).unwrap_or(0);
    let bytes_a_row = bytes / rows.max(1);
    (BATCH_BYTES / bytes_a_row.max(1)).clamp(1, MOST_ROWS)
}

/// A column with one string a row.
struct Strings {
    reader: ColumnReaderImpl<ByteArrayType>,
    most_defined: i16,
}

impl Strings {
    fn new(reader: &dyn RowGroupReader, column: usize) -> Result<Self, ParquetError> {
        Ok(Self {
            reader: get_typed_column_reader(reader.get_column_reader(column)?),
            most_defined: reader
                .metadata()
                .column(column)
                .column_descr()
                .max_def_level(),
        })
    }

    fn read(&mut self, rows: usize) -> Result<Vec<Option<String>>, ParquetError> {
        let (mut definitions, mut values) = (Vec::new(), Vec::new());
        let read = self
            .reader
            .read_records(rows, Some(&mut definitions), None, &mut values)?;
        let mut values = values.into_iter();
        let mut next = || {
            let value: ByteArray = values.next()?;
            String::from_utf8(value.data().to_vec()).ok()
        };
        if self.most_defined == 0 {
            return Ok((0..read.0).map(|_| next()).collect());
        }
        let is_there = |definition: i16| definition == self.most_defined;
        Ok(definitions
            .into_iter()
            .map(|definition| if is_there(definition) { next() } else { None })
            .collect())
    }
}

impl Source for Rows {
    fn batch(&mut self) -> io::Result<Option<Batch>> {
        let mut batch: Batch = Vec::new();
        if self.group.is_none() {
            if self.next_group == self.table.metadata().num_row_groups() {
                return Ok(None);
            }
            let reader = self.table.reader.get_row_group(self.next_group)?;
            self.group = Some(Group::new(&self.table, &*reader, self.longest)?);
            batch.push(Box::new(Start(self.next_group)));
            self.next_group += 1;
        }
        if let Some(group) = &mut self.group {
            if group.rows_left > 0 {
                let cells = group.read(self.row, self.text)?;
                self.row += cells.rows as u64;
                self.text += cells.values.texts.len() as u64;
                batch.push(Box::new(cells));
            }
            if group.rows_left == 0 {
                self.group = None;
            }
        }
        Ok(Some(batch))
    }
}

/// The start of a row group.
struct Start(usize);

impl Frame for Start {
    fn edit(self: Box<Self>, _: &mut dyn Editor) -> Part {
        Part::Column(Piece::RowGroup(self.0))
    }

    fn size(&self) -> usize {
        0
    }
}

/// Some rows.
struct Cells {
    rows_before: u64,
    texts_before: u64,
    is_repeated: bool,
    rows: usize,
    values: Values,
    most_defined: i16,
    sites: Vec<Option<String>>,
    languages: Vec<Option<String>>,
    longest: usize,
}

impl Cells {
    /// The row, from 0 within these, of each text that is there.
    fn rows_of_texts(&self) -> Vec<usize> {
        let Values {
            texts,
            definitions,
            repetitions,
        } = &self.values;
        if definitions.is_empty() {
            return (0..texts.len()).collect();
        }
        let mut rows = Vec::with_capacity(texts.len());
        let mut row = 0;
        for (at, &definition) in definitions.iter().enumerate() {
            let begins_row = repetitions.get(at).is_none_or(|&level| level == 0);
            row += usize::from(begins_row && at > 0);
            if definition == self.most_defined {
                rows.push(row);
            }
        }
        rows
    }

    /// The number of a text, from 1: its row, or, in a column of lists, its own.
    fn number(&self, index: usize, row: usize) -> u64 {
        if self.is_repeated {
            self.texts_before + index as u64 + 1
        } else {
            self.rows_before + row as u64 + 1
        }
    }

    fn edited(
        &self,
        index: usize,
        row: usize,
        editor: &mut dyn Editor,
    ) -> Result<Option<ByteArray>, Problem> {
        let text = &self.values.texts[index];
        if text.len() > self.longest {
            return Err(Problem::TooLong);
        }
        let encoding = Encoding::default();
        let text = encoding.decode(text.data())?;
        let mut document = Document::new(&*text);
        let string = |column: &'_ [Option<String>]| column.get(row).cloned().flatten();
        if let Some(site) = string(&self.sites).as_deref().and_then(host) {
            document = document.with_site(site.to_owned());
        }
        if let Some(language) = string(&self.languages) {
            document = document.with_language(language);
        }
        let found = Found::new(document, encoding).numbered(self.number(index, row));
        let Edit { splices, .. } = editor.edit(&found);
        Ok((!splices.is_empty()).then(|| ByteArray::from(spliced(&text, &splices).into_bytes())))
    }
}

impl Frame for Cells {
    fn edit(mut self: Box<Self>, editor: &mut dyn Editor) -> Part {
        for (index, row) in self.rows_of_texts().into_iter().enumerate() {
            match self.edited(index, row, editor) {
                Ok(None) => {}
                Ok(Some(text)) => self.values.texts[index] = text,
                Err(problem) => editor.pass(Some(self.number(index, row)), problem),
            }
        }
        Part::Column(Piece::Values(self.values))
    }

    fn size(&self) -> usize {
        self.values.texts.iter().map(ByteArray::len).sum()
    }
}

/// Hands pieces to the thread that writes the file: its writers borrow from each
/// other, so they live on one stack.
struct Writer {
    pieces: Option<SyncSender<Piece>>,
    writer: Option<JoinHandle<Result<(), ParquetError>>>,
}

impl Writer {
    /// What the thread says, once it is done.
    fn outcome(&mut self) -> io::Result<()> {
        self.pieces = None;
        let outcome = self.writer.take().map(JoinHandle::join);
        match outcome {
            Some(Ok(written)) => written.map_err(io::Error::from),
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            None => Ok(()),
        }
    }
}

impl Sink for Writer {
    fn write(&mut self, part: Part) -> io::Result<()> {
        let Part::Column(piece) = part else {
            return Err(io::Error::other("bytes in a Parquet file"));
        };
        let sent = self
            .pieces
            .as_ref()
            .is_some_and(|to| to.send(piece).is_ok());
        if sent {
            return Ok(());
        }
        self.outcome()?;
        Err(io::Error::other("the writer has ended"))
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.write(Part::Column(Piece::End))?;
        self.outcome()
    }
}
