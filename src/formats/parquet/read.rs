//! Reading the text's column.

use std::io;

use parquet::column::reader::{ColumnReaderImpl, get_typed_column_reader};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::ParquetError;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader, RowGroupReader};

use super::{Piece, Table, Values};
use crate::formats::Problem;
use crate::formats::encoding::Encoding;
use crate::formats::frame::{
    BATCH_BYTES, Batch, Edit, Editor, Found, Frame, Part, Source, spliced,
};
use crate::text::host;
use crate::text::{Day, Document};

/// Rows that are read together at most.
const MOST_ROWS: usize = 4096;

impl Table {
    /// A source of the texts.
    pub(in crate::formats) fn source(&self, longest: usize) -> Rows {
        Rows {
            table: self.clone(),
            longest,
            next_group: 0,
            group: None,
            row: 0,
            text: 0,
        }
    }
}

/// Reads rows, group by group.
pub(in crate::formats) struct Rows {
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
    days: Vec<Strings>,
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
            days: table
                .days
                .iter()
                .filter(|column| **column != table.text)
                .map(|&column| Strings::new(reader, column))
                .collect::<Result<_, _>>()?,
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
            days: self
                .days
                .iter_mut()
                .map(|column| column.read(read))
                .collect::<Result<_, _>>()?,
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
    /// By column, the surest first.
    days: Vec<Vec<Option<String>>>,
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
        let mut days = self.days.iter();
        if let Some(day) = days.find_map(|column| Day::find_in(&string(column)?)) {
            document = document.with_day(day);
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
