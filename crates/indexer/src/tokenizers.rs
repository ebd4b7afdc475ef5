//! The analysis as tantivy wants it.
//!
//! A field's text is the blocks of a zone, one a line. Between two lines the positions leave a gap that no gram fills, so
//! that no phrase crosses it, not even one with a sentence end of its own.

use sco_analysis::{Dictionary, Grams};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Positions left free between two blocks.
const BLOCK_GAP: usize = 2;

/// Cuts grams with positions.
#[derive(Debug, Default)]
pub(crate) struct GramTokenizer {
    grams: Grams,
}

impl Clone for GramTokenizer {
    fn clone(&self) -> GramTokenizer {
        GramTokenizer::default() // only buffers: a clone needs none of their content
    }
}

impl Tokenizer for GramTokenizer {
    type TokenStream<'a> = GramStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> GramStream<'a> {
        self.grams.start("");
        let token = Token {
            position: 0,
            ..Token::default()
        };
        GramStream {
            lines: text.split('\n'),
            grams: &mut self.grams,
            token,
            base: 0,
            next_base: 0,
        }
    }
}

/// The grams of a field's text.
pub(crate) struct GramStream<'a> {
    lines: std::str::Split<'a, char>,
    grams: &'a mut Grams,
    token: Token,
    base: usize,
    next_base: usize,
}

impl TokenStream for GramStream<'_> {
    fn advance(&mut self) -> bool {
        loop {
            if let Some(gram) = self.grams.advance() {
                self.token.text.clear();
                self.token.text.push_str(gram.term);
                self.token.position = self.base + gram.position as usize;
                self.next_base = self.token.position + 1 + BLOCK_GAP;
                return true;
            }
            let Some(line) = self.lines.next() else {
                return false;
            };
            self.base = self.next_base;
            self.grams.start(line);
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Cuts words; their positions mean nothing.
#[derive(Debug, Clone)]
pub(crate) struct WordTokenizer {
    dictionary: Dictionary,
    words: String,
    ends: Vec<usize>,
}

impl WordTokenizer {
    pub(crate) fn new(dictionary: Dictionary) -> WordTokenizer {
        WordTokenizer {
            dictionary,
            words: String::new(),
            ends: Vec::new(),
        }
    }
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        let WordTokenizer {
            dictionary,
            words,
            ends,
        } = self;
        words.clear();
        ends.clear();
        dictionary.words(text, |word| {
            words.push_str(word);
            ends.push(words.len());
        });
        WordStream {
            words,
            ends: ends.iter(),
            start: 0,
            // A default token stands at the last position there is, one before the engine's overflow.
            token: Token {
                position: 0,
                ..Token::default()
            },
        }
    }
}

/// The words of a field's text.
pub(crate) struct WordStream<'a> {
    words: &'a str,
    ends: std::slice::Iter<'a, usize>,
    start: usize,
    token: Token,
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(&end) = self.ends.next() else {
            return false;
        };
        self.token.text.clear();
        self.token.text.push_str(&self.words[self.start..end]);
        self.start = end;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
