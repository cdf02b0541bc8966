//! A bundle: paths and bytes, and the zip file of them. Knows no format of what it holds.

use std::{
    collections::BTreeMap,
    io::{Cursor, Write},
    ops::Bound,
};

use serde::Serialize;
use sha2::{Digest, Sha256};
use thiserror::Error;
use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipResult, write::SimpleFileOptions};

use crate::base::{both, print_json};

/// The path of the list of all files.
const MANIFEST: &str = "manifest.json";

/// The version of the bundle's layout.
const FORMAT: &str = "groundplan-bundle/1";

/// Files of fewer bytes go into the archive as they are: working out a code for so few letters takes
/// longer than all else, and saves a few dozen bytes.
const WORTH_DEFLATING: usize = 1024;

/// The files of a bundle by path, in the order of their paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    files: BTreeMap<String, Vec<u8>>,
}

/// `manifest.json`.
#[derive(Serialize)]
struct Manifest<'a> {
    format: &'a str,
    files: Vec<Listed<'a>>,
}

/// A file in the manifest.
#[derive(Serialize)]
struct Listed<'a> {
    path: &'a str,
    bytes: usize,
    sha256: String,
}

/// A path that a bundle does not take.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "{0:?} can't be the path of a file: it must be relative, of at most 200 letters, digits, dots, hyphens, \
     underscores and single slashes, and lead nowhere but down"
)]
pub struct PathError(pub String);

impl Bundle {
    /// Adds a file, or writes it anew.
    ///
    /// # Errors
    /// When the path leads out of the bundle, or holds anything but letters, digits, `.`, `-`, `_`
    /// and `/`.
    pub fn put(&mut self, path: &str, content: impl Into<Vec<u8>>) -> Result<(), PathError> {
        if !is_inside(path) {
            return Err(PathError(path.chars().take(200).collect()));
        }
        self.files.insert(path.to_owned(), content.into());
        Ok(())
    }

    /// Adds a file under a path that is made of addresses and constants, and so can't be refused.
    pub(super) fn add(&mut self, path: &str, content: impl Into<Vec<u8>>) {
        let added = self.put(path, content);
        debug_assert_eq!(added, Ok(()), "paths come from addresses and constants");
    }

    /// Every file with its path, in the order of the paths.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, content)| (path.as_str(), content.as_slice()))
    }

    /// The paths that begin like this, in their order: those in a folder, where it ends with a slash.
    pub fn paths_from(&self, start: &str) -> impl Iterator<Item = &str> {
        let paths = self.files.range::<str, _>((Bound::Included(start), Bound::Unbounded));
        paths.map(|(path, _)| path.as_str()).take_while(move |it| it.starts_with(start))
    }

    /// The file under this path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Whether a file is a script, to be made executable.
    #[must_use]
    pub fn is_script(path: &str) -> bool {
        path.ends_with(".sh")
    }

    /// The paths that a bundle's manifest lists; none where it is no manifest, and none that leads out
    /// of the bundle.
    #[must_use]
    pub fn listed(manifest: &str) -> Vec<String> {
        let manifest: serde_json::Value = serde_json::from_str(manifest).unwrap_or_default();
        let files = manifest.get("files").and_then(|it| it.as_array()).into_iter().flatten();
        let paths = files.filter_map(|it| it.get("path")?.as_str());
        paths.filter(|it| is_inside(it)).map(str::to_owned).collect()
    }

    /// Lists all files with size and hash in `manifest.json`. Comes last.
    pub(super) fn seal(&mut self) {
        self.files.remove(MANIFEST);
        fn listed<'a>(files: &[(&'a str, &[u8])]) -> Vec<Listed<'a>> {
            let entry = |&(path, content): &(&'a str, &[u8])| Listed {
                path,
                bytes: content.len(),
                sha256: sha256(content),
            };
            files.iter().map(entry).collect()
        }
        let [first, second] = self.halves();
        let (mut files, rest) = both(|| listed(&first), || listed(&second));
        files.extend(rest);
        let manifest = print_json(&Manifest { format: FORMAT, files });
        self.add(MANIFEST, manifest);
    }

    /// All files in their order, in two halves of about the same size.
    fn halves(&self) -> [Vec<(&str, &[u8])>; 2] {
        let middle = self.files.values().map(Vec::len).sum::<usize>() / 2;
        let mut end = 0;
        let (first, second) = self.files().partition(|(_, content)| {
            end += content.len();
            end <= middle
        });
        [first, second]
    }

    /// The bundle as a zip file. The same files give the same bytes, natively and in the browser:
    /// no clock, no owner, one compressor.
    #[must_use]
    pub fn zip(&self) -> Vec<u8> {
        let zip = self.write_zip();
        debug_assert!(zip.is_ok(), "writing to memory can't fail");
        zip.unwrap_or_default()
    }

    fn write_zip(&self) -> ZipResult<Vec<u8>> {
        let [first, second] = self.halves();
        let (first, second) = both(|| pack(&first), || pack(&second));
        let mut zip = first?;
        zip.merge_archive(second?.finish_into_readable()?)?;
        Ok(zip.finish()?.into_inner())
    }
}

fn pack(files: &[(&str, &[u8])]) -> ZipResult<ZipWriter<Cursor<Vec<u8>>>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        let mode = if Bundle::is_script(path) { 0o755 } else { 0o644 };
        // The fastest level: a fifth more bytes than the default one's, of a small download.
        let (method, level) = match content.len() < WORTH_DEFLATING {
            true => (CompressionMethod::Stored, None),
            false => (CompressionMethod::Deflated, Some(1)),
        };
        let options = SimpleFileOptions::DEFAULT
            .compression_method(method)
            .compression_level(level)
            .last_modified_time(DateTime::DEFAULT)
            .unix_permissions(mode);
        zip.start_file(*path, options)?;
        zip.write_all(content)?;
    }
    Ok(zip)
}

/// Whether a path leads down into the bundle, on every system that unpacks it.
fn is_inside(path: &str) -> bool {
    path.len() <= 200
        && path.split('/').all(|part| {
            !part.is_empty()
                && !part.ends_with('.')
                && !part.starts_with("..")
                && part.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_'))
        })
}

/// The SHA-256 of some bytes in lower-case hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().flat_map(|it| [it >> 4, it & 15]).filter_map(|it| char::from_digit(it.into(), 16)).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn a_path_stays_inside_the_bundle() {
        for good in ["README.md", "ci/.gitlab-ci.yml", "terraform/user-data/app-host.sh.tftpl"] {
            assert!(is_inside(good), "{good}");
        }
        let long = "a".repeat(201);
        for bad in
            ["", "/etc/passwd", "../x", "a/../b", "a//b", "a/", "..x", "a\\b", "C:x", "a b", "ä", "a.", &long]
        {
            assert!(!is_inside(bad), "{bad}");
            assert!(Bundle::default().put(bad, "x").is_err(), "{bad}");
        }
    }

    #[test]
    fn a_zip_file_holds_every_file_and_the_same_bytes_each_time() {
        let mut bundle = Bundle::default();
        bundle.add("b/run.sh", "#!/bin/sh\n");
        bundle.add("a.txt", "a".repeat(2000));
        bundle.seal();
        let zip = bundle.zip();
        assert_eq!(zip, bundle.clone().zip());
        assert_eq!(sha256(&zip), "991ceaca6bc4a501e4452eb5999e0c23bd1480c15c2fa42f9c6387081acfd926");
        let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
        let names: Vec<String> = archive.file_names().map(|it| it.unwrap().into_owned()).collect();
        assert_eq!(names, ["a.txt", "b/run.sh", "manifest.json"]);
        for (path, content) in bundle.files() {
            let mut file = archive.by_name(path).unwrap();
            let mut read = Vec::new();
            file.read_to_end(&mut read).unwrap();
            assert_eq!(read, content, "{path}");
            let want = if path == "b/run.sh" { 0o100_755 } else { 0o100_644 };
            assert_eq!(file.unix_mode(), Some(want), "{path}");
        }
    }

    #[test]
    fn the_manifest_names_every_other_file() {
        let mut bundle = Bundle::default();
        bundle.add("a.txt", "abc");
        bundle.seal();
        bundle.seal();
        let text = String::from_utf8(bundle.get(MANIFEST).unwrap().to_vec()).unwrap();
        assert_eq!(Bundle::listed(&text), ["a.txt"]);
        assert!(Bundle::listed(&text.replace("a.txt", "../a.txt")).is_empty());
        assert!(Bundle::listed("rubbish").is_empty());
        let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            manifest["files"],
            serde_json::json!([{
                "path": "a.txt",
                "bytes": 3,
                "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            }])
        );
    }
}
