//! `sayso.toml`: what a desk has settled once for all drafts below a folder.
//!
//! Invariant: the command line has the last word.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use globset::{Glob, GlobSet, GlobSetBuilder};
use sayso::{
    check::{
        self, CHECKS, Check, Settings,
        Severity::{self, Error, Info, Warning},
    },
    report::findings::Printed,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The name of the file.
pub const NAME: &str = "sayso.toml";

/// What `sayso init` writes.
pub const TEMPLATE: &str = "\
# Settings of sayso for all drafts below this folder. `sayso checks` lists the checks.

# Which checks run: codes, beginnings of codes, names, groups, or \"all\". Left out: those that are on by default.
# select = [\"attribution\", \"N201\"]
ignore = []

# The least severity of a finding that makes `sayso check` fail: \"info\", \"warning\" or \"error\".
fail-on = \"warning\"

# A guideline whose checks run as well: afp, ap, bbc, guardian, ifcn, npr, reuters.
# preset = \"ap\"

# Grammar files of your own, beside this file.
# grammar = [\"desk.grammar\"]

# Other severities than the built-in ones.
[severity]
# loaded-cue = \"warning\"

# Where checks draw their lines.
[checks]
# anonymous-share = 0.25

# How the house writes the names of outlets.
[checks.outlets]
# \"The New York Times\" = \"New York Times\"

# Some files are not checked for everything.
# [[files]]
# paths = [\"opinion/**\"]
# ignore = [\"loaded-cue\"]
";

/// A guideline as a choice of checks beyond those that are on by default.
#[derive(Debug)]
pub struct Preset {
    /// Its name.
    pub name: &'static str,
    /// Whose guideline it follows, and in what, in our words.
    pub follows: &'static str,
    /// Checks that run as well, or matter more or less than usual: codes and severities.
    pub checks: &'static [(&'static str, Severity)],
    /// Where checks draw their lines, unless the desk says otherwise.
    settle: fn(&mut Settings),
}

impl Preset {
    fn severity(&self, check: &Check) -> Option<Severity> {
        self.checks.iter().find(|(code, _)| *code == check.code).map(|(_, severity)| *severity)
    }
}

/// All presets, by name.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "afp",
        follows: "Agence France-Presse, principles of sourcing: the source as early as can be, who it is as closely as can be told, place and agency at the top",
        checks: &[("N205", Warning), ("N202", Warning), ("A107", Warning), ("R702", Info)],
        settle: |settings| settings.unheralded_sentences = 1,
    },
    Preset {
        name: "ap",
        follows: "The Associated Press, statement of news values: say why a source is not named and what it is, no opinions from the dark, quotations as they were said, a byline and a dateline",
        checks: &[
            ("N202", Error),
            ("N205", Warning),
            ("N206", Error),
            ("N208", Info),
            ("Q302", Warning),
            ("Q303", Info),
            ("R701", Info),
            ("R702", Info),
        ],
        settle: |_| {},
    },
    Preset {
        name: "bbc",
        follows: "BBC editorial guidelines, section 3 (accuracy): more than one first-hand source, unnamed ones as the last resort, headlines that the text bears out",
        checks: &[("N207", Warning), ("S401", Warning), ("S404", Warning), ("H602", Error), ("H603", Warning)],
        settle: |settings| settings.anonymous_share = 1.0 / 3.0,
    },
    Preset {
        name: "guardian",
        follows: "Guardian editorial code and style guide: “said” is enough, unnamed pejorative quotations not at all, tell as much of a source as can be told",
        checks: &[("A104", Warning), ("N205", Warning), ("N206", Error), ("Q303", Info)],
        settle: |_| {},
    },
    Preset {
        name: "ifcn",
        follows: "International Fact-Checking Network, code of principles, commitment 2: sources in enough detail that readers can repeat the work, with links; figures have a source",
        checks: &[("A106", Warning), ("N202", Warning), ("O505", Info), ("S401", Warning), ("S404", Warning), ("S405", Warning)],
        settle: |_| {},
    },
    Preset {
        name: "npr",
        follows: "NPR ethics handbook: say why a source is not named and how it knows, no stock reasons, nothing that is only said to be so, unnamed sources are few",
        checks: &[("A103", Error), ("N202", Error), ("N203", Warning), ("N205", Warning), ("N207", Warning), ("N209", Info)],
        settle: |settings| settings.anonymous_share = 0.25,
    },
    Preset {
        name: "reuters",
        follows: "Reuters handbook of journalism: no questions in headlines, more than one source, quotations are sacred, no plural for one source, a dateline",
        checks: &[
            ("H601", Warning),
            ("N204", Error),
            ("N205", Warning),
            ("Q304", Info),
            ("S401", Warning),
            ("S404", Warning),
            ("R702", Info),
        ],
        settle: |_| {},
    },
];

/// The settings; where none are given, checks are as built in.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "Settings of sayso")]
pub struct Config {
    /// Checks to run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub select: Vec<String>,
    /// Checks to leave out.
    pub ignore: Vec<String>,
    /// The least severity that makes the exit code 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_on: Option<Severity>,
    /// A guideline whose checks run as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
    /// Grammar files, from the folder of the settings.
    pub grammar: Vec<PathBuf>,
    /// Severities by check.
    pub severity: BTreeMap<String, Severity>,
    /// Where checks draw their lines.
    #[serde(skip_serializing_if = "is_default")]
    pub checks: Settings,
    /// Exceptions.
    pub files: Vec<Files>,
    /// What the file says of `checks`, and no more.
    #[serde(skip)]
    own: toml::Table,
    /// The folder that the paths are below.
    #[serde(skip)]
    pub folder: PathBuf,
}

fn is_default(settings: &Settings) -> bool {
    *settings == Settings::default()
}

/// Complains of the first of some words that no check goes by, with the closest name.
///
/// # Errors
/// When there is such a word.
pub fn verify<'a>(words: impl IntoIterator<Item = &'a String>) -> io::Result<()> {
    let known = |word: &str| word == "all" || CHECKS.iter().any(|check| check.goes_by(word));
    words.into_iter().find(|word| !known(word)).map_or(Ok(()), |word| Err(no_check(word)))
}

/// The complaint that no check goes by a word, with the closest name.
pub fn no_check(word: &str) -> io::Error {
    let hint = check::nearest(word).map(|name| format!("; is it `{name}`?")).unwrap_or_default();
    io::Error::new(io::ErrorKind::InvalidInput, format!("no check goes by `{word}`{hint}"))
}

/// The JSON Schema of the file, for editors.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(Config)
}

/// What is wrong with the file, with its line and an excerpt; of a word that is none of those expected the closest one.
fn unreadable(error: &toml::de::Error) -> String {
    let told = error.to_string();
    // The reader tells the word and those that it knows between backticks, in this order, and says no more of them.
    let mut quoted = error.message().split('`').skip(1).step_by(2);
    let nearest = match quoted.next() {
        Some(word) if error.message().starts_with("unknown ") => check::nearest_of(word, quoted),
        _ => None,
    };
    let hint = nearest.map(|name| format!("; is it `{name}`?")).unwrap_or_default();
    format!("{}{hint}", told.trim_end())
}

/// What a file says of one table, whatever else stands in it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Own {
    checks: toml::Table,
}

/// An exception for some files.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Files {
    /// Globs, from the folder of the settings.
    pub paths: Vec<String>,
    /// Checks to leave out there.
    pub ignore: Vec<String>,
    #[serde(skip)]
    set: GlobSet,
}

impl Config {
    /// The settings of the closest folder above `start` that has some; nothing where none has.
    ///
    /// # Errors
    /// When the file cannot be read or says what cannot be meant, with its place.
    pub fn discover(start: &Path) -> io::Result<Self> {
        let start = std::path::absolute(start)?;
        let found = start.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file());
        found.map_or_else(|| Ok(Self::default()), |path| Self::read(&path))
    }

    /// Reads a file of settings.
    ///
    /// # Errors
    /// As [`Self::discover`].
    pub fn read(path: &Path) -> io::Result<Self> {
        let wrong = |message: String| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {message}", path.display()));
        let text = fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?;
        let mut config: Self = toml::from_str(&text).map_err(|e| wrong(unreadable(&e)))?;
        config.folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        let words =
            config.select.iter().chain(&config.ignore).chain(config.severity.keys()).chain(config.files.iter().flat_map(|f| &f.ignore));
        verify(words).map_err(|e| wrong(e.to_string()))?;
        if let Some(preset) = &config.preset
            && config.guideline().is_none()
        {
            let names = PRESETS.iter().map(|known| known.name).collect::<Vec<_>>().join(", ");
            return Err(wrong(format!("no preset `{preset}`; there are {names}")));
        }
        for files in &mut config.files {
            let mut set = GlobSetBuilder::new();
            for glob in &files.paths {
                set.add(Glob::new(glob).map_err(|e| wrong(e.to_string()))?);
            }
            files.set = set.build().map_err(|e| wrong(e.to_string()))?;
        }
        config.own = toml::from_str(&text).map(|file: Own| file.checks).map_err(|e| wrong(unreadable(&e)))?;
        config.settle().map_err(|e| wrong(e.to_string()))?;
        Ok(config)
    }

    /// Draws the lines of checks where the preset does, and where the file does on top of it.
    ///
    /// # Errors
    /// When they cannot be drawn so.
    pub fn settle(&mut self) -> io::Result<()> {
        let mut settings = Settings::default();
        if let Some(preset) = self.guideline() {
            (preset.settle)(&mut settings);
        }
        let mut lines = toml::Table::try_from(settings).map_err(io::Error::other)?;
        lines.extend(self.own.clone());
        self.checks = lines.try_into().map_err(io::Error::other)?;
        Ok(())
    }

    /// Its grammar files, wherever the command is run.
    pub fn grammars(&self) -> impl Iterator<Item = PathBuf> {
        self.grammar.iter().map(|path| self.folder.join(path))
    }

    /// Whether one of some findings is grave enough for the exit code.
    pub fn counts(&self, findings: &[Printed]) -> bool {
        let least = self.fail_on.unwrap_or(Info);
        findings.iter().any(|finding| finding.severity >= least)
    }

    fn guideline(&self) -> Option<&'static Preset> {
        PRESETS.iter().find(|preset| self.preset.as_deref() == Some(preset.name))
    }

    /// Whether a check runs on a file.
    pub fn runs(&self, check: &Check, path: &str) -> bool {
        let among = |words: &[String]| words.iter().any(|word| word == "all" || check.goes_by(word));
        let preset = || self.guideline().is_some_and(|preset| preset.severity(check).is_some());
        let selected = if self.select.is_empty() { check.default || preset() } else { among(&self.select) };
        selected && !among(&self.ignore) && !self.files.iter().any(|files| among(&files.ignore) && self.holds(files, path))
    }

    fn holds(&self, files: &Files, path: &str) -> bool {
        let path = std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
        files.set.is_match(path.strip_prefix(&self.folder).unwrap_or(&path))
    }

    /// How much the findings of a check matter.
    pub fn severity(&self, check: &Check) -> Severity {
        let own = self.severity.iter().find(|(word, _)| check.goes_by(word));
        let preset = || self.guideline().and_then(|preset| preset.severity(check));
        own.map(|(_, severity)| *severity).or_else(preset).unwrap_or(check.severity)
    }
}
