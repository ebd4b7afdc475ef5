//! Other programs that read files for us, watched: they end in time, do not eat the memory, and do not write without end.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Bounds of a program that is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Longest time it may run.
    pub time: Duration,
    /// Most memory it may hold, bytes; watched where the system tells (Linux).
    pub memory_bytes: u64,
    /// Most bytes it may write to its output.
    pub output_bytes: u64,
}

/// What a program wrote, and how it ended.
#[derive(Debug)]
pub struct Output {
    /// How it ended.
    pub status: ExitStatus,
    /// What it wrote to its standard output.
    pub stdout: Vec<u8>,
    /// The last it wrote to its standard error, at most 64 KiB.
    pub stderr: Vec<u8>,
}

/// Why a program gave nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Stopped {
    /// There is no such program, or it could not be started.
    #[error("cannot be started")]
    Start(#[source] std::io::Error),
    /// It ran too long.
    #[error("was stopped after {} seconds", .0.as_secs())]
    Time(Duration),
    /// It held too much memory.
    #[error("was stopped because it took more than {} MiB of memory", .0 / 1024 / 1024)]
    Memory(u64),
    /// It wrote too much.
    #[error("was stopped because it wrote more than {} MiB", .0 / 1024 / 1024)]
    Output(u64),
    /// It could not be waited for.
    #[error("could not be waited for")]
    Wait(#[source] std::io::Error),
}

/// How often a program is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// Runs a program to its end, or to its bounds; then it and all it has started are killed.
///
/// # Errors
///
/// When it cannot be started or goes beyond its bounds.
pub fn run_bounded(mut command: Command, bounds: Bounds) -> Result<Output, Stopped> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(Stopped::Start)?;
    let stdout = read_aside(child.stdout.take(), bounds.output_bytes);
    let stderr = read_aside(child.stderr.take(), 64 << 10);
    let ended = wait(&mut child, &bounds, || stdout.is_finished());
    if ended.is_err() {
        kill(&mut child);
    }
    let status = ended?;
    let stdout = stdout.join().unwrap_or_default();
    if stdout.len() as u64 > bounds.output_bytes {
        return Err(Stopped::Output(bounds.output_bytes));
    }
    Ok(Output {
        status,
        stdout,
        stderr: stderr.join().unwrap_or_default(),
    })
}

/// Reads to the end, or to one byte more than is allowed; what follows is read and thrown away only by closing.
fn read_aside(
    from: Option<impl Read + Send + 'static>,
    limit_bytes: u64,
) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(from) = from {
            // What could be read until it failed is all there is to know.
            let _ = from.take(limit_bytes + 1).read_to_end(&mut bytes);
        }
        bytes
    })
}

fn wait(
    child: &mut Child,
    bounds: &Bounds,
    has_written: impl Fn() -> bool,
) -> Result<ExitStatus, Stopped> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait().map_err(Stopped::Wait)? {
            return Ok(status);
        }
        if start.elapsed() > bounds.time {
            return Err(Stopped::Time(bounds.time));
        }
        if memory_bytes(child.id()).is_some_and(|bytes| bytes > bounds.memory_bytes) {
            return Err(Stopped::Memory(bounds.memory_bytes));
        }
        if has_written() && start.elapsed() > LOOK {
            // Its output is closed, or longer than allowed: it ends at once, or never.
            thread::sleep(LOOK);
            if child.try_wait().map_err(Stopped::Wait)?.is_none() && start.elapsed() > bounds.time {
                return Err(Stopped::Time(bounds.time));
            }
        }
        thread::sleep(pause);
        pause = (pause * 2).min(LOOK);
    }
}

/// Memory that a process holds (`proc(5)`, statm), where the system tells.
fn memory_bytes(process: u32) -> Option<u64> {
    let told = std::fs::read_to_string(format!("/proc/{process}/statm")).ok()?;
    let pages: u64 = told.split(' ').nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}

/// Kills a program and all it has started.
fn kill(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    {
        // Fails when all have ended by themselves.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    fn bounds() -> Bounds {
        Bounds {
            time: Duration::from_secs(20),
            memory_bytes: 1 << 30,
            output_bytes: 1 << 20,
        }
    }

    #[test]
    fn output_and_status_come_back() {
        let output = run_bounded(shell("echo out; echo err >&2; exit 3"), bounds()).unwrap();
        assert_eq!(output.stdout, b"out\n");
        assert_eq!(output.stderr, b"err\n");
        assert_eq!(output.status.code(), Some(3));
    }

    #[test]
    fn what_never_ends_is_ended_with_all_it_started() {
        let short = Bounds {
            time: Duration::from_millis(200),
            ..bounds()
        };
        assert!(matches!(
            run_bounded(shell("sleep 1000 & sleep 1000"), short),
            Err(Stopped::Time(_))
        ));
        let endless = run_bounded(shell("yes"), short);
        assert!(matches!(
            endless,
            Err(Stopped::Output(_) | Stopped::Time(_))
        ));
    }

    #[test]
    fn a_program_that_is_not_there_is_said() {
        assert!(matches!(
            run_bounded(Command::new("no-such-program-here"), bounds()),
            Err(Stopped::Start(_))
        ));
    }
}
