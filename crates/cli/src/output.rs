//! Writing results.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use anyhow::{Context, Result};
use clap::ValueEnum;
use comfy_table::{CellAlignment, Table, presets};

/// The form of a result.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For reading
    #[default]
    Table,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
    /// For documents
    Md,
}

/// Writes to standard output.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}

/// Writes JSON to standard output.
pub(crate) fn print_json(value: &serde_json::Value) -> Result<()> {
    print(&serde_json::to_string_pretty(value)?)
}

/// Writes to standard error.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Writes to a file, or to standard output for none.
pub(crate) fn write(file: Option<&Path>, text: &str) -> Result<()> {
    match file {
        Some(file) => fs::write(file, text).with_context(|| file.display().to_string()),
        None => print(text),
    }
}

/// A table without frame; columns named in `right` are aligned to the right.
pub(crate) fn table(header: &[&str], right: &[usize], rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table.set_header(header.iter().copied());
    for row in rows {
        table.add_row(row);
    }
    for &column in right {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let text = table.to_string();
    text.lines().map(|it| it.trim_end().to_owned() + "\n").collect()
}

/// The same as a Markdown table.
pub(crate) fn markdown(header: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let escape = |it: &String| it.replace('\\', "\\\\").replace('|', "\\|").replace(['\n', '\r'], " ");
    let mut text = line(header.iter().map(|it| (*it).to_owned()).collect());
    text += &line(header.iter().map(|_| "---".to_owned()).collect());
    for row in rows {
        text += &line(row.iter().map(escape).collect());
    }
    text
}

/// The same as CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe.
pub(crate) fn csv(header: &[&str], rows: &[Vec<String>]) -> String {
    let inert = |it: &String| {
        if it.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{it}") } else { it.clone() }
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory can't fail, and a record that can't be written has no cells to lose.
    let _ = writer.write_record(header);
    for row in rows {
        let _ = writer.write_record(row.iter().map(inert));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// Whether a write failed because the reader went away, as `head` does.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|it| it.kind() == io::ErrorKind::BrokenPipe)
}
