//! The unnamed, and roles that take up a name: "a senior official", "the minister", "critics".

use std::ops::Range;

use super::{Entity, Pass, Sieve, Told, starts_sentence};
use crate::{
    grammar::{EntityKind, Form, Gender, ListId, Naming, Target, WordId},
    token::{Shape, phrases_at},
    word,
};

/// Names that are looked at for one mention, before and behind it.
const REACH: usize = 400;

/// What a noun of the lists stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noun {
    pub(super) kind: EntityKind,
    pub(super) naming: Option<Naming>,
    pub(super) many: bool,
    pub(super) gender: Option<Gender>,
    /// Whether many of them without an article are a crowd: "researchers", but not "prosecutors".
    pub(super) crowd: bool,
}

impl Sieve<'_> {
    /// What the lists of heads tell of the noun, or phrase, at a token; a list that tells of its naming goes first ("reports").
    pub(super) fn noun(&self, at: usize) -> Option<Noun> {
        let mut found: Option<(usize, Noun)> = None;
        for phrase in phrases_at(self.tokens, self.grammar, at) {
            let Target::Entry { list, form, .. } = phrase.target else { continue };
            let longer = found.is_none_or(|(len, noun)| len == phrase.rest.len() && noun.naming.is_none());
            if !longer || !self.grammar.heads.contains(list) {
                continue;
            }
            let attributes = self.grammar.attributes(list);
            if found.is_some() && attributes.naming.is_none() {
                continue;
            }
            let many = form == Form::Plural || attributes.many == Some(true);
            let kind = match attributes.kind.unwrap_or(EntityKind::Unknown) {
                EntityKind::Person if many => EntityKind::Group,
                kind => kind,
            };
            found = Some((
                phrase.rest.len(),
                Noun { kind, naming: attributes.naming, many, gender: attributes.gender, crowd: self.grammar.crowds.contains(list) },
            ));
        }
        found.map(|(_, noun)| noun)
    }

    /// What is unnamed: known again by the same words with a definite article.
    pub(super) fn description(&mut self, range: &Range<usize>) -> usize {
        let known = &self.grammar.known;
        let first = &self.tokens[range.start];
        let determined = range.len() > 1 && (first.on(self.grammar, known.determiner) || first.on(self.grammar, known.pronoun_possessive));
        let words = range.start + usize::from(determined)..range.end;
        let comma = self.comma(&words).max(words.start + 1);
        // The head is the last noun of the lists before any preposition: "two people familiar with", "a report published by".
        let phrase = (words.start..comma).take_while(|&at| at == words.start || !self.tokens[at].on(self.grammar, known.preposition));
        let last = phrase.clone().last().unwrap_or(words.start);
        let head = if self.noun(last).is_some() { last } else { phrase.filter(|&at| self.noun(at).is_some()).last().unwrap_or(last) };
        if let Some(entity) = self.taken_up(range, &words, head) {
            self.how.pass = Pass::Role;
            return entity;
        }
        let opens =
            !self.tokens[words.start].on(self.grammar, known.number_word) && !self.tokens[words.start].on(self.grammar, known.crowd);
        let noun = self.noun(head).or_else(|| self.noun(words.start).filter(|_| opens || head == words.start));
        let kind = noun.map_or(EntityKind::Unknown, |n| n.kind);
        let many = noun.is_some_and(|n| n.many);
        let capital = words
            .clone()
            .take_while(|&at| at < comma)
            .any(|at| self.tokens[at].is_capital() && (!starts_sentence(self.text, self.tokens, at) || self.is_place(at)));
        let counted = words.clone().any(|at| at < comma && self.tokens[at].on(self.grammar, known.number_word));
        let body = matches!(kind, EntityKind::Government | EntityKind::Organisation | EntityKind::Company | EntityKind::Unknown);
        let naming = match noun.and_then(|n| n.naming) {
            // "people", "women": nobody in particular; "two people" said so to somebody.
            Some(Naming::Bare) if many && words.len() == 1 && !determined && !first.on(self.grammar, known.unnamed_source) => Naming::Vague,
            // "a source close to the minister" tells something.
            Some(Naming::Bare) if words.clone().any(|at| at != head && !self.tokens[at].on(self.grammar, known.number_word)) => {
                Naming::Described
            }
            // "experts at the Brookings Institution", "three experts"; but "legal experts" is whoever comes to mind.
            Some(Naming::Vague) if words.len() > 1 && (counted || self.belongs(&words) || self.is_near(range)) => Naming::Described,
            // "one of them", "others": as much as of those they are among.
            Some(Naming::Vague) if words.len() == 1 && first.on(self.grammar, known.elliptic) => self.last_told(range.start),
            // "researchers", "rights groups": nobody could ask them.
            Some(Naming::Described) if many && !determined && !capital && noun.is_some_and(|n| n.crowd) && words.len() <= 2 => {
                Naming::Vague
            }
            Some(other) if !(body && capital) => other,
            _ if body && capital => Naming::Named,
            _ => Naming::Described,
        };
        let share = words.clone().any(|at| self.tokens[at].on(self.grammar, known.share));
        let (kind, naming) = if share { (EntityKind::Group, Naming::Vague) } else { (kind, naming) };
        let name = if naming == Naming::Named { self.words(&words) } else { self.words(range) };
        let mut key = String::new();
        word::lower_into(self.span(&(words.start..comma)).of(self.text), &mut key);
        // "a source … another source": two of them, unless a word tells that they are one.
        let fresh = determined && !many && first.on(self.grammar, known.indefinite);
        if fresh {
            key.push_str(&format!(" {}", range.start));
        }
        let gender = noun.and_then(|n| n.gender);
        let people = matches!(kind, EntityKind::Person | EntityKind::Group) && matches!(naming, Naming::Described | Naming::Bare);
        let told = if people { self.told(range, head) } else { Told::default() };
        let key = if naming == Naming::Named { format!("name {key}") } else { format!("described {key}") };
        let entity = self.entity(key, || Entity { gender, told, ..Entity::new(name, kind, naming) });
        self.heads.push((head, entity));
        entity
    }

    /// Whether a mention tells where its people belong: a preposition before a capital.
    fn belongs(&self, words: &Range<usize>) -> bool {
        let joint = |at: usize| self.tokens[at].on(self.grammar, self.grammar.known.preposition);
        (words.start..words.end).any(|at| joint(at) && (at + 1..words.end.min(at + 4)).any(|i| self.tokens[i].is_capital()))
    }

    /// How far the unnamed are told of who spoke in the sentence or the one before; "one said" is one of them.
    fn last_told(&self, at: usize) -> Naming {
        let here = self.sentence(at);
        let near = self.spoken_before(at).take_while(|(token, _)| self.sentence(*token) + 2 > here);
        let told =
            near.map(|(_, entity)| &self.out.entities[entity]).find(|e| e.kind == EntityKind::Group && e.naming == Naming::Described);
        told.map_or(Naming::Vague, |e| e.naming)
    }

    /// "the official", "the president", "the newspaper": a role that the text has used before takes it up again.
    pub(super) fn taken_up(&mut self, range: &Range<usize>, words: &Range<usize>, head: usize) -> Option<usize> {
        let word = self.tokens[head].word;
        let definite = self.tokens[range.start].on(self.grammar, self.grammar.known.definite);
        let of = head + 2 < words.end && self.tokens[head + 1].on(self.grammar, self.grammar.known.preposition);
        let title = self.tokens[head].on_any(self.grammar, &self.grammar.titles);
        // A headline leaves the article out: "Mayor: bridge safe".
        let headline = range.len() == 1 && title && self.tokens[range.start].shape.is(Shape::FIRST);
        // "Police said": a body needs no article.
        if range.len() == 1 && !headline {
            return self.body_before(range.start, head);
        }
        if !(definite || headline) || head - words.start > 2 || word == WordId(0) || !(head + 1 == self.comma(words) || of && title) {
            return None;
        }
        let identified = self.names.identified.iter().find(|(noun, _)| self.tokens[*noun].word == word).map(|(_, name)| name.clone());
        if let Some(name) = identified {
            return Some(self.by_name(&name));
        }
        let rank = self.rank(head);
        // Of those called so before, the one with most of the same words beside it; "another source" is not "the administration source".
        let modifiers: Vec<WordId> = (words.start..head).map(|at| self.tokens[at].word).filter(|word| *word != WordId(0)).collect();
        let shared = |at: usize| {
            let from = at.saturating_sub(4);
            modifiers.iter().filter(|word| (from..at).any(|i| self.tokens[i].word == **word)).count()
        };
        let same =
            self.heads.iter().filter(|known| known.0 < range.start && self.tokens[known.0].word == word && self.rank(known.0) == rank);
        if let Some((_, entity)) = same.max_by_key(|known| (shared(known.0), known.0)) {
            return Some(*entity);
        }
        if self.tokens[head].on(self.grammar, self.grammar.known.outlet_noun)
            && let Some(outlet) = self.out.last_outlet(self.grammar, range.start)
        {
            return Some(self.out.outlet(self.grammar, outlet));
        }
        // "President Trump … the president", "Dale Renner, the county sheriff": the closest name before that bears the title, and not
        // one above or below it; else the first behind.
        let before = self.names.spans.partition_point(|s| s.end <= range.start);
        let titled = |at: &usize| {
            *at != head && (self.tokens[*at].on_any(self.grammar, &self.grammar.titles) || self.noun(*at).is_some() || self.str(*at) == ".")
        };
        let titles = |span: &Range<usize>| (span.start.saturating_sub(3)..span.start).rev().take_while(titled);
        let bears = |span: &Range<usize>| {
            let block = self.tokens[span.start].block;
            let here = |at: usize| self.same_title(at, head) && self.tokens[at].block == block && self.rank(at) == rank;
            // Titles right before the name: "the minister said Ana Duarte was ill" gives her none.
            let joined = span.start > 0 && !self.tokens[span.start - 1].on(self.grammar, self.grammar.known.preposition);
            let apposition = span.end + 1..(span.end + 6).min(self.tokens.len());
            let behind = || {
                self.tokens.get(span.end).is_some_and(|t| t.span.of(self.text) == ",")
                    && apposition.clone().take_while(|&at| self.tokens[at].is_word()).any(here)
            };
            joined && titles(span).any(here) || title && behind()
        };
        let from = before.saturating_sub(REACH);
        let ahead = || self.names.spans[before..].iter().take(REACH).position(bears).map(|at| at + before);
        let titled = self.names.spans[from..before].iter().rposition(bears).map(|at| at + from);
        let titled = titled.or_else(|| (title || headline).then(ahead).flatten());
        if let Some(titled) = titled {
            let span = self.names.spans[titled].clone();
            return Some(self.by_name(&span));
        }
        if let Some(body) = self.body_before(range.start, head) {
            return Some(body);
        }
        let noun = self.noun(head)?;
        let kind = noun.kind;
        let fits = |e: &Entity| e.kind == kind && e.naming != Naming::Vague;
        let recent = |sieve: &Self, reach: usize| {
            let here = sieve.sentence(range.start);
            let near = sieve.spoken_before(range.start).take_while(|(token, _)| sieve.sentence(*token) + reach >= here);
            near.map(|(_, entity)| entity).find(|&e| fits(&sieve.out.entities[e]))
        };
        match noun.naming {
            // "the company", "the group": the last of that kind.
            None if !noun.many && matches!(kind, EntityKind::Company | EntityKind::Organisation) => {
                self.out.entities.iter().rposition(|e| e.kind == kind && e.naming == Naming::Named)
            }
            // "the person": the last who is unnamed; "the lawmakers": the last group.
            Some(Naming::Bare) => recent(self, 6).filter(|e| self.out.entities[*e].naming != Naming::Named),
            Some(Naming::Described) if noun.many && head == words.start => recent(self, 3),
            _ => None,
        }
    }

    /// The word before a title that makes it another one: "vice", "deputy"; 0 if none does.
    fn rank(&self, at: usize) -> WordId {
        let before = at.checked_sub(1).filter(|&i| self.tokens[i].block == self.tokens[at].block);
        let sets_apart = |&i: &usize| self.tokens[i].on(self.grammar, self.grammar.known.rank);
        before.filter(sets_apart).map_or(WordId(0), |i| self.tokens[i].word)
    }

    /// Whether two words are one title, in full or short: "Gov.", "governor".
    fn same_title(&self, a: usize, b: usize) -> bool {
        let (a, b) = (self.tokens[a].word, self.tokens[b].word);
        a == b || self.grammar.same_title(a, b)
    }

    /// The body called by its name before whose noun a mention takes up: "the police" behind "the Oakport police", "the department"
    /// behind "the Harbour Department".
    fn body_before(&mut self, at: usize, head: usize) -> Option<usize> {
        let noun = self.noun(head)?;
        if !matches!(noun.kind, EntityKind::Government | EntityKind::Organisation | EntityKind::Company) {
            return None;
        }
        let word = self.tokens[head].word;
        let before = self.names.capitals.partition_point(|run| run.end <= at);
        let bears = |run: &Range<usize>| {
            let inside = (run.start + 1..run.end).find(|&i| self.tokens[i].word == word).map(|_| run.clone());
            let behind = self.tokens.get(run.end).is_some_and(|t| t.word == word && t.block == self.tokens[run.start].block);
            let plain = !(run.len() == 1 && starts_sentence(self.text, self.tokens, run.start));
            inside.or_else(|| (behind && plain).then(|| run.start..run.end + 1))
        };
        // Before, or in a summary or lead that says less than the text behind it.
        let (before, behind) = self.names.capitals.split_at(before);
        let closest = before.iter().rev().take(REACH).find_map(bears).or_else(|| behind.iter().take(REACH).find_map(bears))?;
        let name = self.words(&closest);
        Some(self.called(name, noun.kind))
    }

    /// Notes who is behind a document ("a report by the inspector general", "his letter", "the ministry's statement") and whom a
    /// spokesperson speaks for.
    pub(super) fn stand_behind(&mut self, entity: usize, range: &Range<usize>, last: Option<usize>) {
        let known = self.grammar.known;
        let comma = self.comma(range);
        let behind = |sieve: &Self, from: usize, joints: ListId| {
            // "a memo seen by" tells who read it.
            let carried = |at: usize| sieve.tokens[at - 1].on(sieve.grammar, known.carry_verb);
            let joint = (from..range.end).find(|&at| sieve.tokens[at].on(sieve.grammar, joints) && !carried(at))?;
            let stop = |&at: &usize| {
                matches!(sieve.str(at), "," | "(" | "—" | "–") || sieve.tokens[at].on(sieve.grammar, known.preposition) && at > joint + 1
            };
            let of = |at: usize| {
                sieve.str(at) == "of" || sieve.tokens[at - 1].is_capital() && sieve.tokens.get(at + 1).is_some_and(|t| t.is_capital())
            };
            let end = (joint + 1..range.end).find(|at| stop(at) && !of(*at)).unwrap_or(range.end);
            Some(joint + 1..end)
                .filter(|owner| !owner.is_empty() && owner.clone().any(|at| sieve.tokens[at].is_capital() || sieve.noun(at).is_some()))
        };
        match self.out.entities[entity].kind {
            EntityKind::Document | EntityKind::Poll if self.out.entities[entity].author.is_none() => {
                let mark = (range.start + 1..comma).find(|&at| matches!(self.str(at), "'s" | "’s"));
                let owner = if self.tokens[range.start].on(self.grammar, known.pronoun_possessive) {
                    let meant = self.pronoun(range.start, last, None);
                    meant.map(|author| (author, range.start..range.start + 1))
                } else {
                    let owner = mark.map(|mark| range.start..mark).or_else(|| behind(self, range.start + 1, known.author_preposition));
                    owner.map(|owner| (self.resolve(&owner, last, None), owner))
                };
                let written = |e: &Entity| matches!(e.kind, EntityKind::Document | EntityKind::Poll);
                if let Some((author, owner)) = owner.filter(|(author, _)| *author != entity && !written(&self.out.entities[*author])) {
                    let span = self.span(&owner);
                    self.mentioned(author, &owner);
                    self.out.entities[entity].author = Some((author, span));
                }
            }
            EntityKind::Person | EntityKind::Group if self.out.entities[entity].speaks_for.is_none() => {
                let Some(role) = range.clone().find(|&at| self.tokens[at].on(self.grammar, known.spokesperson)) else { return };
                let capital = |at: &usize| self.tokens[*at].is_capital();
                let named = |at: &usize| capital(at) && !self.tokens[*at].on(self.grammar, known.determiner);
                let before = range.clone().take_while(|&at| at < role).find(named).map(|start| start..role);
                let body = behind(self, role + 1, known.preposition).or(before).map(|body| {
                    let the = usize::from(self.tokens[body.start].on(self.grammar, known.determiner));
                    body.start + the..body.end
                });
                self.out.entities[entity].speaks_for = body.filter(|body| !body.is_empty()).map(|body| self.words(&body));
            }
            _ => {}
        }
    }
}
