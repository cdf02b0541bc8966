//! Running other programs: their output goes to a log, their failure becomes an error that names them.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// The file that takes what one step's programs print.
pub(crate) struct Log {
    path: PathBuf,
    file: File,
}

impl Log {
    /// Starts an empty log.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        fs::write(path, "").with_context(|| format!("cannot write {}", path.display()))?;
        let file = OpenOptions::new().append(true).open(path)?;
        Ok(Self { path: path.to_path_buf(), file })
    }

    /// Adds a line of our own.
    pub(crate) fn line(&mut self, text: &str) -> Result<()> {
        Ok(writeln!(self.file, "{text}")?)
    }

    /// Runs a program to its end; anything but success is an error.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<()> {
        self.line(&format!("$ {}", shown(command)))?;
        let status = command
            .stdin(Stdio::null())
            .stdout(self.file.try_clone()?)
            .stderr(self.file.try_clone()?)
            .status()
            .with_context(|| format!("cannot start {}", shown(command)))?;
        if !status.success() {
            bail!("{} ended with {status}", shown(command));
        }
        Ok(())
    }

    /// As [`Log::run`], but the program is ended when it takes longer.
    pub(crate) fn run_within(&mut self, limit: Duration, command: &mut Command) -> Result<()> {
        let name = shown(command);
        let start = Instant::now();
        let mut running = self.start(command)?;
        while start.elapsed() < limit {
            match running.0.try_wait()? {
                Some(status) if status.success() => return Ok(()),
                Some(status) => bail!("{name} ended with {status}"),
                None => thread::sleep(Duration::from_millis(100)),
            }
        }
        bail!("{name} did not end within {} s", limit.as_secs());
    }

    /// Runs a program to its end and hands back what it printed on standard output.
    pub(crate) fn read(&mut self, command: &mut Command) -> Result<String> {
        self.line(&format!("$ {}", shown(command)))?;
        command.stderr(self.file.try_clone()?);
        read(command)
    }

    /// Starts a program that runs beside the step; it ends with the guard.
    pub(crate) fn start(&mut self, command: &mut Command) -> Result<Running> {
        self.line(&format!("$ {} &", shown(command)))?;
        let child = command
            .stdin(Stdio::piped())
            .stdout(self.file.try_clone()?)
            .stderr(self.file.try_clone()?)
            .spawn()
            .with_context(|| format!("cannot start {}", shown(command)))?;
        Ok(Running(child))
    }

    /// What was printed, for the reader of a failure.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.path).unwrap_or_default()).into_owned()
    }

    /// Where the log lies.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// A program that runs until this is dropped.
pub(crate) struct Running(Child);

impl Running {
    /// Whether the program ended by itself.
    pub(crate) fn ended(&mut self) -> Result<bool> {
        Ok(self.0.try_wait()?.is_some())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; either way it must be waited for.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a program to its end and hands back what it printed on standard output.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let Output { status, stdout, .. } = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .output()
        .with_context(|| format!("cannot start {}", shown(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", shown(command));
    }
    Ok(String::from_utf8_lossy(&stdout).into_owned())
}

/// A command as a reader would type it: the program's name and its arguments.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
