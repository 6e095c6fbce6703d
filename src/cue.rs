//! Tokens into cues: words that may say that something was said, with the verb group round them.

use std::ops::Range;

use crate::{
    grammar::{Class, Flags, Form, Grammar, ListSet, Target, WordId},
    token::{Shape, Token, phrases_at},
};

/// A word or phrase that may be the cue of a claim.
#[derive(Debug, Clone)]
pub struct Cue {
    /// The cue with auxiliaries, adverbs between them, and *not*.
    pub tokens: Range<usize>,
    /// The listed word or phrase alone.
    pub head: Range<usize>,
    /// Lists it stands in.
    pub lists: ListSet,
    /// What it is and may take.
    pub flags: Flags,
    /// What kind of claim it makes.
    pub class: Class,
    /// "did not say", "declined to say"
    pub negated: bool,
    /// "may say", "is likely to say"
    pub modal: bool,
}

/// Cues of all sentences, by position; no two overlap.
#[must_use]
pub fn cues(tokens: &[Token], grammar: &Grammar) -> Vec<Cue> {
    let mut found: Vec<Cue> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let may_start = grammar.cue_starts[tokens[at].word.0 as usize];
        match may_start.then(|| cue_at(tokens, grammar, at)).flatten() {
            Some(cue) => {
                at = cue.head.end;
                // "is reportedly said": the group of the later cue takes the earlier in.
                while found.last().is_some_and(|last| last.tokens.end > cue.tokens.start) {
                    found.pop();
                }
                found.push(cue);
            }
            None => at += 1,
        }
    }
    found
}

fn cue_at(tokens: &[Token], grammar: &Grammar, at: usize) -> Option<Cue> {
    let mut lists = ListSet::default();
    let mut flags = Flags::default();
    let mut class = None;
    let mut length = None;
    let mut form = None;
    for phrase in phrases_at(tokens, grammar, at) {
        let Target::Entry { list, form: this, .. } = phrase.target else { continue };
        if !grammar.cues.contains(list) || length.is_some_and(|l| l != phrase.rest.len()) {
            continue;
        }
        length = Some(phrase.rest.len());
        lists.insert(list);
        let attributes = grammar.attributes(list);
        flags = flags.with(attributes.flags);
        class = class.or(attributes.class);
        // The first reading of an ambiguous form ("put", "set") decides.
        if attributes.flags.has(Flags::VERB) {
            form = form.or(Some(this));
        }
    }
    let head = at..at + length? + 1;
    // "declined to say" says that nothing was said.
    let negated = lists.contains(grammar.known.decline_answer) || lists.contains(grammar.known.decline_comment);
    let mut cue = Cue { tokens: head.clone(), head, lists, flags, class: class.unwrap_or(Class::Statement), negated, modal: false };
    if let Some(form) = form {
        verb_group(tokens, grammar, form, &mut cue);
    } else if cue.flags.has(Flags::ADJECTIVE) {
        copula(tokens, grammar, &mut cue);
    }
    Some(cue)
}

/// Whether the capital of the token is that of a name, not of a sentence.
pub(crate) fn is_name(tokens: &[Token], at: usize) -> bool {
    tokens[at].is_capital() && !tokens[at].shape.is(Shape::FIRST) && at > 0 && tokens[at - 1].is_word()
}

/// Takes in the copula before an adjective: "remain | skeptical", "is not | sure".
fn copula(tokens: &[Token], grammar: &Grammar, cue: &mut Cue) {
    const LONGEST: usize = 5;
    let known = &grammar.known;
    let head = cue.head.start;
    for at in (head.saturating_sub(LONGEST)..head).rev().take_while(|&at| tokens[at].block == tokens[head].block) {
        let on = |list| tokens[at].on(grammar, list);
        if on(known.be) || on(known.copula) || on(known.have) || on(known.modal) {
            cue.modal |= on(known.modal);
            cue.tokens.start = at;
            cue.flags = cue.flags.with(Flags::FINITE);
        } else if on(known.negation) {
            cue.negated = true;
        } else if !on(known.adverb) {
            break;
        }
    }
}

/// Takes in the auxiliaries before the verb and tells its form and voice by them.
fn verb_group(tokens: &[Token], grammar: &Grammar, form: Form, cue: &mut Cue) {
    let known = &grammar.known;
    let first = cue.tokens.start;
    let mut at = first;
    let (mut be, mut have, mut other, mut to) = (false, false, false, false);
    let mut start = first;
    while at > 0 && tokens[at - 1].block == tokens[first].block && first - at < 6 {
        let token = &tokens[at - 1];
        let on = |list| token.on(grammar, list);
        if at == first && on(known.possessive_mark) && matches!(form, Form::Base | Form::Third) {
            // "Kim's demand": no verb has this form behind "is" or "has".
            cue.flags = cue.flags.without(Flags::VERB);
            return;
        } else if on(known.be) {
            // Only the auxiliary next to the verb makes its voice.
            be |= !have && !other;
            start = at - 1;
        } else if on(known.have) {
            have = true;
            start = at - 1;
        } else if on(known.modal) && is_name(tokens, at - 1) {
            // "Theresa May said"
            break;
        } else if on(known.did) || on(known.modal) {
            cue.modal |= on(known.modal);
            other = true;
            start = at - 1;
        } else if on(known.negation) {
            cue.negated = true;
            start = at - 1;
        } else if at == first && token.word == grammar.to && token.word != WordId(0) {
            // "is likely to say", "has to say": one verb group; a plain "to say" is none.
            let chained = at >= 2 && tokens[at - 2].block == tokens[first].block;
            if chained && (tokens[at - 2].on(grammar, known.likely) || tokens[at - 2].on(grammar, known.have)) {
                cue.modal = true;
                other = true;
                start = at - 2;
                at -= 1;
            } else {
                to = true;
            }
        } else if !on(known.adverb) || token.is_capital() {
            break;
        }
        at -= 1;
    }
    cue.tokens.start = start;
    // Behind an article or preposition the word is a noun or a participle: "a question", "his proposed ban".
    if start > 0 && start == first && !to && tokens[start - 1].block == tokens[first].block {
        let before = &tokens[start - 1];
        let on = |list| before.on(grammar, list);
        let phrase = on(known.determiner) || on(known.pronoun_possessive) || on(known.preposition);
        if phrase && !on(known.subordinator) && !before.on_any(grammar, &grammar.heads) {
            cue.flags = cue.flags.without(Flags::VERB);
            return;
        }
    }
    let auxiliary = be || have || other;
    if !auxiliary && !to && tokens[first].on(grammar, known.verb_or_noun) && !agrees(tokens, grammar, form, first) {
        cue.flags = cue.flags.without(Flags::VERB);
        return;
    }
    let (form, voice) = match form {
        Form::Gerund if be => (Flags::FINITE, Flags::ACTIVE),
        Form::Gerund => (Flags::GERUND, Flags::ACTIVE),
        Form::Past | Form::Participle if be => (Flags::FINITE, Flags::PASSIVE),
        Form::Participle if !auxiliary => (Flags::PARTICIPLE, Flags::PASSIVE),
        Form::Base if to => (Flags::BARE, Flags::ACTIVE),
        _ => (Flags::FINITE, Flags::ACTIVE),
    };
    cue.flags = cue.flags.with(form).with(voice);
}

/// Whether the word before a finite verb at `at` can end its subject: "officials claim", "she claims", but not "the Bush claim"
/// or "bold claims", where the word is a noun.
fn agrees(tokens: &[Token], grammar: &Grammar, form: Form, at: usize) -> bool {
    let known = &grammar.known;
    let block = tokens[at].block;
    let mut before = at;
    while before > 0 && tokens[before - 1].block == block && tokens[before - 1].on(grammar, known.adverb) {
        before -= 1;
    }
    if before == 0 || tokens[before - 1].block != block {
        return true;
    }
    let last = &tokens[before - 1];
    let on = |list| last.on(grammar, list);
    if !last.is_word() || on(known.conjunction) || on(known.pronoun_relative) || last.shape.is(Shape::NUMBER) {
        return true;
    }
    let plural_pronoun = [known.pronoun_first, known.pronoun_first_many, known.pronoun_second, known.pronoun_many].into_iter().any(on);
    let pronoun = plural_pronoun || last.on_any(grammar, &grammar.pronouns);
    let infinitive = !last.is_capital() && last.entries(grammar).any(|entry| entry == (known.verb_plain, Form::Base));
    let adjective = infinitive || on(known.adjective) && !last.on_any(grammar, &grammar.heads);
    let many = || {
        last.shape.is(Shape::PLURAL)
            || last.entries(grammar).any(|(list, form)| form == Form::Plural || grammar.attributes(list).many == Some(true))
    };
    let joined = || (before.saturating_sub(5)..before).any(|i| tokens[i].block == block && tokens[i].on(grammar, known.conjunction));
    match form {
        Form::Base if pronoun => plural_pronoun,
        Form::Base => !adjective && (many() || joined()),
        Form::Third if pronoun => !plural_pronoun,
        // "terrorist attacks": a common noun before it is a subject only if it can speak.
        Form::Third => !adjective && (last.is_capital() || (!many() && last.on_any(grammar, &grammar.heads))),
        _ => true,
    }
}
