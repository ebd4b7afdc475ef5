//! Makes the table that folds each Han character to its simplified form, character by character.
//!
//! Context-free on purpose: a piece of a text must fold like the whole, so the phrase-wise conversion that readers
//! would prefer (乾隆 keeps 乾) is not used.

use std::{env, fs, path::Path};

const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

fn simplified(c: char) -> char {
    fast2s::convert(c.encode_utf8(&mut [0; 4]))
        .chars()
        .next()
        .unwrap_or(c)
}

/// Follows the table to its end, so that folding twice is folding once.
fn settled(c: char) -> char {
    let mut current = c;
    for _ in 0..4 {
        let next = simplified(current);
        if next == current {
            return current;
        }
        current = next;
    }
    current
}

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let mut table = format!("static HAN: [u16; {}] = [", LAST - FIRST + 1);
    for code in FIRST..=LAST {
        let c = char::from_u32(code).expect("no surrogates between the bounds");
        let folded = u32::from(settled(c));
        let kept = if folded <= 0xFFFF { folded } else { code };
        table.push_str(&kept.to_string());
        table.push(',');
    }
    table.push_str("];\n");
    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&folder).join("han.rs"), table).expect("cargo's folder is writable");
}
