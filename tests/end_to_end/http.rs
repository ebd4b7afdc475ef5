//! The server as a program at the other end of a connection sees it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::support::Fixture;

/// A server that is stopped when the test ends.
pub(crate) struct Server {
    child: Child,
    addr: String,
    log: Arc<Mutex<Vec<String>>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A response.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    head: String,
    body: Vec<u8>,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("the body is UTF-8")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    /// A header by its name in small letters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut values = lines.filter(|(own, _)| own.eq_ignore_ascii_case(name));
        values.next().map(|(_, value)| value)
    }
}

impl Server {
    pub(crate) fn start(fixture: &Fixture, arguments: &[&str]) -> Server {
        let unlimited: &[&str] = if arguments.contains(&"--rate") {
            &[]
        } else {
            &["--rate", "0"]
        };
        let arguments = [&["serve", "--addr", "127.0.0.1:0"], unlimited, arguments].concat();
        let mut child = fixture.start(&arguments);
        let words = child.stderr.take().expect("standard error is piped");
        let mut lines = BufReader::new(words).lines();
        let addr = loop {
            let line = lines
                .next()
                .expect("the server says where it is")
                .expect("in UTF-8");
            if let Some((_, rest)) = line.split_once("serving http://") {
                break rest.split('/').next().expect("an address").to_owned();
            }
        };
        // The log must be read, or the server would wait for somebody to do so.
        let log = Arc::new(Mutex::new(Vec::new()));
        let written = Arc::clone(&log);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                written.lock().expect("nobody panics with it").push(line);
            }
        });
        Server { child, addr, log }
    }

    /// Host and port.
    pub(crate) fn addr(&self) -> &str {
        &self.addr
    }

    /// What the server wrote to standard error so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().expect("nobody panics with it").join("\n")
    }

    pub(crate) fn ask(&self, request: &str) -> Reply {
        let mut stream = TcpStream::connect(&self.addr).expect("the server listens");
        let patience = Some(Duration::from_secs(30));
        stream
            .set_read_timeout(patience)
            .expect("a timeout can be set");
        stream
            .write_all(request.as_bytes())
            .expect("the request can be sent");
        let mut reply = Vec::new();
        stream
            .read_to_end(&mut reply)
            .expect("the reply can be read");
        let end = reply.windows(4).position(|window| window == b"\r\n\r\n");
        let end = end.expect("the head ends");
        let head = String::from_utf8(reply[..end].to_vec()).expect("the head is ASCII");
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        let body = reply[end + 4..].to_vec();
        let chunked = head
            .to_ascii_lowercase()
            .contains("transfer-encoding: chunked");
        Reply {
            status: status.expect("a status"),
            body: if chunked { joined(&body) } else { body },
            head,
        }
    }

    pub(crate) fn get_with(&self, target: &str, headers: &str) -> Reply {
        let target = escaped(target);
        self.ask(&format!(
            "GET {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}\r\n",
            self.addr
        ))
    }

    pub(crate) fn get(&self, target: &str) -> Reply {
        self.get_with(target, "")
    }

    pub(crate) fn post(&self, target: &str, body: &str) -> Reply {
        self.ask(&format!(
            "POST {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.addr,
            body.len()
        ))
    }
}

/// The chunks of a body put together.
fn joined(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let end = body
            .windows(2)
            .position(|window| window == b"\r\n")
            .expect("a chunk has a length");
        let length = std::str::from_utf8(&body[..end]).expect("in ASCII");
        let length = usize::from_str_radix(length, 16).expect("in hexadecimal");
        if length == 0 {
            return whole;
        }
        whole.extend_from_slice(&body[end + 2..end + 2 + length]);
        body = &body[end + 2 + length + 2..];
    }
}

/// An address as a browser would send it.
fn escaped(target: &str) -> String {
    let one = |byte: u8| {
        let is_plain = byte.is_ascii_graphic() && !b"<>\"{}|\\^`".contains(&byte);
        if is_plain {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    target.bytes().map(one).collect()
}
