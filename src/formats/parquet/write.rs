//! Writing a file like the one that was read.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::ByteArrayType;
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::file::reader::FileReader;
use parquet::file::writer::SerializedFileWriter;

use super::{Piece, Table};
use crate::formats::frame::{Part, Sink};

/// Pieces that may wait for the writer.
const WAITING: usize = 2;

impl Table {
    /// A sink that writes a file like this one.
    pub(in crate::formats) fn sink(&self, output: Box<dyn Write + Send>) -> Box<dyn Sink> {
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
                    written.append_column(&self.file, result)?;
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
