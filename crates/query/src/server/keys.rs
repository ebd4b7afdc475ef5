//! API keys: who may ask from which pages, how often, of which documents, until when.
//!
//! A key is 256 random bits, so its SHA-256 is as good as secret: a slow hash, made for passwords that people choose, would add
//! nothing. Only the hashes are kept.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::SystemTime;

use chrono::{NaiveDate, Utc};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use sco_corpus::sha256_hex;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::client::seconds_until;
use super::log;
use crate::syntax::conditions;

/// What every key begins with, so that it is known for one where it should not be.
const PREFIX: &str = "sco_";
/// Random bytes of a key.
const KEY_BYTES: usize = 32;
/// Hexadecimal digits of the hash that name a key.
const ID_DIGITS: usize = 8;

/// Why keys could not be read or changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("cannot use the file of keys `{}`", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The file holds something else than keys.
    #[error("`{}` is no file of keys: {reason}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong in it.
        reason: String,
    },
    /// The forced filter is no condition.
    #[error("the filter cannot be used: {0}")]
    Filter(String),
    /// An origin is none.
    #[error("`{0}` is no origin; write it as browsers send it: https://portal.example.org")]
    Origin(String),
    /// There is no such key.
    #[error("there is no key `{0}`; `sco key list` shows all")]
    Unknown(String),
    /// The system has no random numbers.
    #[error("the system gives no random numbers")]
    Random,
}

/// A key as the file keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiKey {
    /// The first digits of its hash.
    pub id: String,
    /// Whose it is.
    pub name: String,
    /// SHA-256 of the key, hexadecimal.
    pub hash: String,
    /// Origins of the pages that may use it; without any, all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<String>,
    /// Condition that every document shown has to meet, in the query language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// Requests in a minute; 0 for any number.
    pub rate: u32,
    /// Day on which it was made.
    pub created: NaiveDate,
    /// Last day on which it is good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<NaiveDate>,
}

impl ApiKey {
    /// Makes a key; gives the key itself too, which is kept nowhere.
    ///
    /// # Errors
    ///
    /// When the filter is no condition, an origin is none, or there is no randomness.
    pub fn make(
        name: &str,
        origins: Vec<String>,
        filter: Option<String>,
        (rate, expires): (u32, Option<NaiveDate>),
    ) -> Result<(ApiKey, String), KeyError> {
        checked(&origins, filter.as_deref())?;
        let mut bytes = [0; KEY_BYTES];
        getrandom::fill(&mut bytes).map_err(|_| KeyError::Random)?;
        let mut secret = PREFIX.to_owned();
        for byte in bytes {
            let _ = write!(secret, "{byte:02x}"); // nothing can fail in writing to a string
        }
        let hash = sha256_hex(secret.as_bytes());
        let key = ApiKey {
            id: hash[..ID_DIGITS].to_owned(),
            name: name.to_owned(),
            hash,
            origins,
            filter,
            rate,
            created: today(),
            expires,
        };
        Ok((key, secret))
    }

    /// Whether its last day is over.
    pub fn has_expired(&self) -> bool {
        self.expires.is_some_and(|last| last < today())
    }
}

fn checked(origins: &[String], filter: Option<&str>) -> Result<(), KeyError> {
    if let Some(filter) = filter {
        conditions(filter).map_err(KeyError::Filter)?;
    }
    match origins.iter().find(|origin| !is_origin(origin)) {
        Some(wrong) => Err(KeyError::Origin(wrong.clone())),
        None => Ok(()),
    }
}

/// Whether a text is an origin as browsers send it: scheme, host and, where it is not the usual one, port.
pub(crate) fn is_origin(text: &str) -> bool {
    let Some((scheme, host)) = text.split_once("://") else {
        return false;
    };
    let is_host = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-:[]".contains(c);
    matches!(scheme, "http" | "https") && !host.is_empty() && host.chars().all(is_host)
}

fn today() -> NaiveDate {
    Utc::now().date_naive()
}

/// The keys of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFile {
    /// In the order in which they were made.
    #[serde(default, rename = "key")]
    pub keys: Vec<ApiKey>,
}

impl KeyFile {
    /// Reads a file of keys; where there is none, there are no keys.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or holds something else.
    pub fn read(path: &Path) -> Result<KeyFile, KeyError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(source) => return Err(file_error(path, source)),
        };
        let file: KeyFile = toml::from_str(&text).map_err(|error| KeyError::Format {
            path: path.to_owned(),
            reason: error.message().to_owned(),
        })?;
        // The file may have been changed by hand: what is wrong in it is the operator's to mend, not the caller's.
        for key in &file.keys {
            checked(&key.origins, key.filter.as_deref())?;
        }
        Ok(file)
    }

    /// Writes the file anew; a reader sees the old or the new one, never half of it.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), KeyError> {
        let text = toml::to_string(self).map_err(|error| KeyError::Format {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        let mut beside = path.as_os_str().to_owned();
        beside.push(".new");
        let beside = PathBuf::from(beside);
        let written = private(&beside)
            .and_then(|mut file| {
                file.write_all(text.as_bytes())
                    .and_then(|()| file.sync_all())
            })
            .and_then(|()| fs::rename(&beside, path));
        written.map_err(|source| file_error(path, source))
    }

    /// Takes a key out.
    ///
    /// # Errors
    ///
    /// When there is none with this identifier.
    pub fn revoke(&mut self, id: &str) -> Result<ApiKey, KeyError> {
        let at = self.keys.iter().position(|key| key.id == id);
        let at = at.ok_or_else(|| KeyError::Unknown(id.to_owned()))?;
        Ok(self.keys.remove(at))
    }
}

fn file_error(path: &Path, source: std::io::Error) -> KeyError {
    KeyError::File {
        path: path.to_owned(),
        source,
    }
}

/// A file that nobody else can read.
fn private(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A key in use.
#[derive(Debug)]
pub(crate) struct KeyInUse {
    pub(crate) key: ApiKey,
    limiter: Option<DefaultDirectRateLimiter>,
}

impl KeyInUse {
    fn new(key: ApiKey) -> KeyInUse {
        let quota = std::num::NonZeroU32::new(key.rate).map(Quota::per_minute);
        KeyInUse {
            key,
            limiter: quota.map(RateLimiter::direct),
        }
    }

    /// Counts a request; the seconds to wait when there were too many.
    pub(crate) fn admit(&self) -> Result<(), u64> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        limiter.check().map_err(|until| seconds_until(&until))
    }
}

/// The keys of a file, and when the file was changed.
type State = (Option<SystemTime>, Arc<Vec<Arc<KeyInUse>>>);

/// The keys of a running server, read again when their file changes.
#[derive(Debug, Default)]
pub(crate) struct KeyRing {
    path: Option<PathBuf>,
    keys: RwLock<State>,
    trouble: log::Trouble,
}

impl KeyRing {
    /// The keys of a file, none without one.
    pub(crate) fn open(path: Option<PathBuf>) -> Result<KeyRing, KeyError> {
        let ring = KeyRing {
            path,
            keys: RwLock::default(),
            trouble: log::Trouble::default(),
        };
        ring.read()?;
        Ok(ring)
    }

    /// Reads the keys again if the file has changed; a file that cannot be read leaves the keys as they were. One that is gone
    /// takes the keys with it: nobody asks with a key that the operator has thrown away.
    pub(crate) fn renew(&self) {
        match self.read() {
            Ok(false) => {}
            Ok(true) => {
                self.trouble.is_over();
                let (changed, keys) = self.state();
                let is_there = changed.is_some();
                log::event(json!({"event": "keys", "keys": keys.len(), "file": is_there}));
            }
            Err(error) => self.trouble.say(&error),
        }
    }

    /// Whether the keys are others than before.
    fn read(&self) -> Result<bool, KeyError> {
        let Some(path) = &self.path else {
            return Ok(false);
        };
        let changed = fs::metadata(path).and_then(|file| file.modified()).ok();
        let (known, old) = self.state();
        if known == changed {
            return Ok(false);
        }
        let file = KeyFile::read(path)?;
        // A key that stays goes on counting its requests.
        let in_use = |key: ApiKey| match old.iter().find(|known| known.key == key) {
            Some(known) => Arc::clone(known),
            None => Arc::new(KeyInUse::new(key)),
        };
        let keys = Arc::new(file.keys.into_iter().map(in_use).collect());
        let mut state = self
            .keys
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *state = (changed, keys);
        Ok(true)
    }

    fn state(&self) -> State {
        let state = self
            .keys
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        (state.0, Arc::clone(&state.1))
    }

    /// The key that was sent.
    pub(crate) fn find(&self, secret: &str) -> Option<Arc<KeyInUse>> {
        let hash = sha256_hex(secret.as_bytes());
        let (_, keys) = self.state();
        keys.iter().find(|known| known.key.hash == hash).cloned()
    }

    /// Whether pages of an origin may use one of the keys.
    pub(crate) fn knows_origin(&self, origin: &str) -> bool {
        let (_, keys) = self.state();
        keys.iter().any(|known| {
            !known.key.has_expired() && known.key.origins.iter().any(|own| own == origin)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_by_what_was_given_out_and_gone_when_revoked() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("keys.toml");
        let (key, secret) = ApiKey::make(
            "portal",
            vec!["https://portal.example.org".into()],
            Some("lang:zh".into()),
            (60, None),
        )
        .expect("the key is sound");
        let mut file = KeyFile::read(&path).expect("no file is no key");
        file.keys.push(key.clone());
        file.write(&path).expect("the file can be written");
        let text = fs::read_to_string(&path).expect("the file is there");
        assert!(!text.contains(&secret) && text.contains(&key.hash));
        let ring = KeyRing::open(Some(path.clone())).expect("the file is sound");
        assert_eq!(ring.find(&secret).expect("it is known").key, key);
        assert!(ring.find("sco_00").is_none() && ring.find(&key.hash).is_none());
        assert!(ring.knows_origin("https://portal.example.org"));
        file.revoke(&key.id).expect("it is there");
        assert!(matches!(file.revoke(&key.id), Err(KeyError::Unknown(_))));
        std::thread::sleep(std::time::Duration::from_millis(20)); // for another time of change
        file.write(&path).expect("the file can be written");
        ring.renew();
        assert!(ring.find(&secret).is_none());
    }

    #[test]
    fn what_cannot_be_kept_is_refused() {
        let make = |origin: &str, filter: &str| {
            ApiKey::make("x", vec![origin.into()], Some(filter.into()), (1, None)).map(|_| ())
        };
        assert!(make("https://a.org", "lang:zh -type:speech").is_ok());
        for origin in ["a.org", "https://a.org/", "https://", "ftp://a.org", "*"] {
            assert!(
                matches!(make(origin, "lang:zh"), Err(KeyError::Origin(_))),
                "{origin}"
            );
        }
        for filter in ["反恐", "", "type:nonsense", "lang:zh 反恐", "("] {
            assert!(
                matches!(make("https://a.org", filter), Err(KeyError::Filter(_))),
                "{filter}"
            );
        }
    }

    #[test]
    fn a_day_is_good_to_its_end() {
        let (mut key, _) = ApiKey::make("x", vec![], None, (1, None)).expect("the key is sound");
        assert!(!key.has_expired());
        key.expires = Some(today());
        assert!(!key.has_expired());
        key.expires = today().pred_opt();
        assert!(key.has_expired());
    }
}
