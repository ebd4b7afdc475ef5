//! Cuts standard input with bare jieba-rs in one thread and prints megabytes (10⁶ bytes) a second: the yardstick of indexing.
//!
//! Run with `cargo run --release -p sco-analysis --example cut_with_jieba < text.txt`.

use std::io::Read;
use std::time::Instant;

#[expect(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a figure for people"
)]
fn main() {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .expect("standard input is UTF-8");
    let jieba = jieba_rs::Jieba::new();
    let started = Instant::now();
    let words: usize = text.lines().map(|line| jieba.cut(line, false).len()).sum();
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{:.2} MB/s, {words} words",
        text.len() as f64 / 1e6 / seconds
    );
}
