//! The one engine that runs a pattern over tokens.
//!
//! A pattern is a small program, read from a cue outwards: to the right as written, to the left in reverse. Choices are kept
//! on a stack and tried in order, so the first way that leads to a match counts.
//!
//! Invariant: a match never leaves the sentence, except through a quotation.
//! Invariant: no place of a program is tried twice at one token, so a run costs at most their product.

use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::{
    grammar::{Grammar, ListSet, WordId, syntax::Role},
    token::{Shape, Token},
};

/// A step of a program; numbers are places in the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instruction {
    /// The next token is this word, whatever its capitals.
    Word(WordId),
    /// The next token is on one of the lists.
    List(Box<ListSet>),
    /// Something that the stages before have found.
    Builtin(Builtin),
    /// Go on; if that fails, go on at the place.
    Split(usize),
    /// Go on at the place.
    Jump(usize),
    /// What follows plays the role.
    Open(Role),
    /// The role ends.
    Close,
    /// The steps up to the place must not match here.
    Not(usize),
    /// A match.
    Accept,
}

/// A compiled pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Program(pub Vec<Instruction>);

/// What a pattern may ask for beside words and lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Builtin {
    /// Any word.
    Word,
    /// A word with a capital.
    Capital,
    /// A word without.
    Lower,
    /// A word in capitals.
    Upper,
    /// A number.
    Number,
    /// A mention, longest first.
    Mention,
    /// The subject of the sentence that stands before; takes no token.
    Subject,
    /// Who speaks before in the sentence, else its subject; takes no token.
    Speaker,
    /// Quoted speech.
    Quotation,
    /// The rest of the clause, which has a verb of its own.
    Clause,
    /// The rest of the clause, whatever is in it.
    Rest,
    /// A noun phrase with what belongs to it, to the next comma or clause.
    Phrase,
    /// The rest of the paragraph, as in a transcript.
    Turn,
    /// The edge of the sentence; takes no token.
    Edge,
    /// The sentence is a headline or subhead; takes no token.
    Headline,
}

impl Builtin {
    /// Names in the grammar.
    pub const NAMES: [(&'static str, Self); 15] = [
        ("CAPITAL", Self::Capital),
        ("CLAUSE", Self::Clause),
        ("EDGE", Self::Edge),
        ("HEADLINE", Self::Headline),
        ("LOWER", Self::Lower),
        ("MENTION", Self::Mention),
        ("NUMBER", Self::Number),
        ("PHRASE", Self::Phrase),
        ("QUOTATION", Self::Quotation),
        ("REST", Self::Rest),
        ("SPEAKER", Self::Speaker),
        ("SUBJECT", Self::Subject),
        ("TURN", Self::Turn),
        ("UPPER", Self::Upper),
        ("WORD", Self::Word),
    ];

    /// The built-in of that name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(n, _)| *n == name).map(|&(_, b)| b)
    }
}

/// What built-ins ask the stages before for; positions are between tokens.
pub trait Context {
    /// Ends of what the built-in may take from `at` on (to the left: its starts), best first; `cue` is the cue's tokens.
    fn takes(&self, builtin: Builtin, at: usize, cue: &Range<usize>, reverse: bool, out: &mut Vec<usize>);
    /// Whether the sentence is a headline.
    fn headline(&self) -> bool;
    /// Who speaks before `at` in the sentence, else its subject.
    fn speaker(&self, at: usize) -> Option<Range<usize>>;
    /// The subject that stands before `at`.
    fn subject(&self, at: usize) -> Option<Range<usize>>;
}

/// A part of a match: its role and tokens.
pub type Part = (Role, Range<usize>);

/// Runs programs over the tokens of one sentence.
pub struct Machine<'a, C> {
    /// All tokens.
    pub tokens: &'a [Token],
    /// The grammar the programs were made from.
    pub grammar: &'a Grammar,
    /// The sentence.
    pub sentence: Range<usize>,
    /// What built-ins ask.
    pub context: &'a C,
}

struct Choice {
    step: usize,
    at: usize,
    parts: usize,
    open: Option<(Role, usize)>,
}

impl<C: Context> Machine<'_, C> {
    /// Runs `program` from position `at`; gives the parts if it matches.
    pub fn run(&self, program: &Program, at: usize, cue: &Range<usize>, reverse: bool) -> Option<Vec<Part>> {
        self.steps(&program.0, 0, at, cue, reverse)
    }

    fn steps(&self, steps: &[Instruction], from: usize, at: usize, cue: &Range<usize>, reverse: bool) -> Option<Vec<Part>> {
        let mut parts: Vec<Part> = Vec::new();
        let mut choices: Vec<Choice> = Vec::new();
        let mut ends = Vec::new();
        let (mut step, mut at, mut open) = (from, at, None);
        // Where the run has been: what it tries from there on is the same whatever led there, so no place is tried twice.
        let mut been: FxHashSet<(usize, usize)> = FxHashSet::default();
        loop {
            let fresh = !matches!(&steps[step], Instruction::Split(_)) || been.insert((step, at));
            let ok = fresh
                && match &steps[step] {
                    Instruction::Accept => return Some(parts),
                    Instruction::Split(other) => {
                        choices.push(Choice { step: *other, at, parts: parts.len(), open });
                        true
                    }
                    Instruction::Jump(to) => {
                        step = *to;
                        continue;
                    }
                    Instruction::Open(role) => {
                        open = Some((*role, at));
                        true
                    }
                    Instruction::Close => {
                        if let Some((role, start)) = open.take()
                            && start != at
                        {
                            parts.push((role, start.min(at)..start.max(at)));
                        }
                        true
                    }
                    Instruction::Not(behind) => {
                        let found = self.steps(steps, step + 1, at, cue, reverse).is_some();
                        if !found {
                            step = *behind;
                            continue;
                        }
                        false
                    }
                    Instruction::Word(word) => {
                        self.next(at, reverse).is_some_and(|t| t.word == *word).then(|| step_on(&mut at, reverse)).is_some()
                    }
                    Instruction::List(lists) => {
                        self.next(at, reverse).is_some_and(|t| t.on_any(self.grammar, lists)).then(|| step_on(&mut at, reverse)).is_some()
                    }
                    Instruction::Builtin(builtin) => match builtin {
                        Builtin::Word | Builtin::Capital | Builtin::Lower | Builtin::Number | Builtin::Upper => {
                            let fits = |t: &Token| match builtin {
                                Builtin::Word => t.is_word(),
                                Builtin::Capital => t.is_capital(),
                                Builtin::Upper => t.shape.is(Shape::UPPER),
                                Builtin::Number => t.shape.is(Shape::NUMBER),
                                _ => t.is_word() && !t.is_capital() && !t.shape.is(Shape::NUMBER),
                            };
                            self.next(at, reverse).is_some_and(fits).then(|| step_on(&mut at, reverse)).is_some()
                        }
                        Builtin::Edge => at == if reverse { self.sentence.start } else { self.sentence.end },
                        Builtin::Headline => self.context.headline(),
                        Builtin::Subject | Builtin::Speaker => match self.named(*builtin, at) {
                            Some(range) => {
                                if let Some((role, _)) = open.take() {
                                    parts.push((role, range));
                                }
                                true
                            }
                            None => false,
                        },
                        other => {
                            ends.clear();
                            self.context.takes(*other, at, cue, reverse, &mut ends);
                            for &end in ends.iter().skip(1).rev() {
                                choices.push(Choice { step: step + 1, at: end, parts: parts.len(), open });
                            }
                            match ends.first() {
                                Some(&end) => {
                                    at = end;
                                    true
                                }
                                None => false,
                            }
                        }
                    },
                };
            if ok {
                step += 1;
            } else {
                let choice = choices.pop()?;
                (step, at, open) = (choice.step, choice.at, choice.open);
                parts.truncate(choice.parts);
            }
        }
    }

    fn named(&self, builtin: Builtin, at: usize) -> Option<Range<usize>> {
        if builtin == Builtin::Speaker { self.context.speaker(at) } else { self.context.subject(at) }
    }

    fn next(&self, at: usize, reverse: bool) -> Option<&Token> {
        if reverse { (at > self.sentence.start).then(|| &self.tokens[at - 1]) } else { (at < self.sentence.end).then(|| &self.tokens[at]) }
    }
}

fn step_on(at: &mut usize, reverse: bool) {
    *at = if reverse { *at - 1 } else { *at + 1 };
}
