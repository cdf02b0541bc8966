//! A static file server on loopback for a built app: right media types, nothing cached, nothing else.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Component, Path, PathBuf},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, ensure};

/// A folder that is being served, until the program ends.
pub(crate) struct Site {
    port: u16,
}

impl Site {
    /// Serves a folder on that port of loopback; 0 takes any free port.
    pub(crate) fn serve(folder: &Path, port: u16) -> Result<Self> {
        let folder = folder.to_path_buf();
        let index = folder.join("index.html");
        ensure!(index.is_file(), "{} is missing, run `cargo xtask build` first", index.display());
        let listener =
            TcpListener::bind(("127.0.0.1", port)).with_context(|| format!("port {port} is in use"))?;
        let port = listener.local_addr()?.port();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let folder = folder.clone();
                // A browser that goes away in the middle of an answer is no concern of ours.
                thread::spawn(move || answer(stream, &folder).ok());
            }
        });
        Ok(Self { port })
    }

    /// What to type into the browser.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }
}

/// Whether something on that port of loopback answers a request for that path.
pub(crate) fn answers(port: u16, path: &str) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line)?;
        Ok(line)
    };
    ask().is_ok_and(|line| line.contains(" 200 "))
}

/// Answers one request and closes the connection.
fn answer(mut stream: TcpStream, folder: &Path) -> Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut request = String::new();
    reader.by_ref().take(8_192).read_line(&mut request)?;
    // The headers are read to their end, or closing would reset the connection before the answer arrives.
    let mut header = String::new();
    while reader.by_ref().take(65_536).read_line(&mut header)? > 2 {
        header.clear();
    }
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let file = file_of(folder, target);
    let (status, media, body) =
        match (method, file.and_then(|file| Some((media_type(&file), fs::read(file).ok()?)))) {
            ("GET" | "HEAD", Some((media, body))) => ("200 OK", media, body),
            ("GET" | "HEAD", None) => {
                ("404 Not Found", "text/plain; charset=utf-8", b"no such file\n".to_vec())
            }
            _ => ("405 Method Not Allowed", "text/plain; charset=utf-8", b"only GET and HEAD\n".to_vec()),
        };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if method != "HEAD" {
        stream.write_all(&body)?;
    }
    Ok(stream.flush()?)
}

/// The file that a request means, or none when it would leave the folder.
fn file_of(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.strip_prefix('/')?;
    let relative = Path::new(path);
    let inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
    let file = folder.join(relative);
    if !inside {
        None
    } else if file.is_dir() {
        Some(file.join("index.html"))
    } else {
        Some(file)
    }
}

/// The media type by the ending of the name; a browser refuses modules and WebAssembly of a wrong type.
fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "md" | "txt" => "text/plain; charset=utf-8",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_file(target: &str, want: Option<&str>) {
        assert_eq!(file_of(Path::new("/nowhere"), target), want.map(PathBuf::from), "{target}");
    }

    #[test]
    fn requests_stay_inside_the_folder() {
        check_file("/app.wasm?v=1", Some("/nowhere/app.wasm"));
        check_file("/prices/us-east-1.json", Some("/nowhere/prices/us-east-1.json"));
        check_file("/../secret", None);
        check_file("//etc/passwd", None);
        check_file("app.wasm", None);
    }

    #[test]
    fn modules_and_wasm_have_the_types_a_browser_demands() {
        assert_eq!(media_type(Path::new("a.js")), "text/javascript; charset=utf-8");
        assert_eq!(media_type(Path::new("a.wasm")), "application/wasm");
    }
}
