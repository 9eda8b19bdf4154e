package workflow

import (
	"slices"
	"time"
)

// Claimed is what follows in a case from a mail that names it, whose sender did not
// show that he is in it. The mail stays out of the case: it lies before the
// secretary as an item of its own. Whoever is on file hears that somebody wrote
// (procedure section 10, 15). A mail that says it is from somebody of the case or of
// the organisation is no mail "from another address": the secretary alone hears of
// it.
func (p Procedure) Claimed(c Case, m Message, now time.Time) Decision {
	b := p.begin(&c, now)
	_, onFile := b.m.ByAddress(m.From)
	if c.Status == StatusErased || onFile || m.From.IsZero() || m.From.Same(p.Committee) || p.staffRole(m.From) != RoleNone ||
		m.Kind != KindHuman || m.SpamMarked {
		return Decision{}
	}
	if !b.wasItYou(m, complainantKey) {
		return Decision{}
	}
	return b.decision()
}

// wasItYou asks the address on file whether a mail from elsewhere was his: one
// question at a time, and at most one a day. The address that he would confirm is
// remembered with it, and stays what it is until the secretary is done with it: a
// later writer does not put his own in its place.
func (b *builder) wasItYou(m Message, who string) bool {
	p, ok := b.m.Person(who)
	if !ok || !p.reachable() || b.openKind(QuestionAddress) || b.offers(ActAddress) {
		return false
	}
	if slices.ContainsFunc(b.m.Questions, func(o Question) bool { return o.Kind == QuestionAddress && b.p.day(o.Asked) == b.today }) {
		return false
	}
	q := Question{Key: b.nextKey(QuestionAddress), Kind: QuestionAddress, To: p.Role, Person: who, Message: m.ID,
		Asked: b.now, Options: []Option{{1, ActYes}, {2, ActNo}}}
	b.m.Questions = append(b.m.Questions, q)
	b.c.Course.Elsewhere = m.From.Addr()
	b.event(Event{Kind: EventAsked, Text: "Aan het adres op het dossier gevraagd: was u dit?"})
	b.notice(Notice{Key: q.Key, Template: TemplateOtherAddress, To: p.Role, Person: who, Question: q.Key, About: m.ID})
	return true
}

// offers reports whether the secretary can choose an act now at an open Actie.
func (b *builder) offers(act Act) bool {
	return slices.ContainsFunc(b.m.Questions, func(q Question) bool {
		return q.Open() && q.Kind == QuestionActie && q.chooses(act)
	})
}

// WrongCodes tells the secretary that somebody tries answer codes, and that none
// counts in this case until tomorrow (trust section 1): whoever guesses is not to
// have the time for it.
func (p Procedure) WrongCodes(c Case, m Message, now time.Time) Decision {
	b := p.begin(&c, now)
	b.event(Event{Kind: EventRefused, Message: m.ID, Act: ActReply,
		Text: "Er kwamen vandaag te veel verkeerde antwoordcodes; tot morgen telt er geen."})
	b.askSecretary(ReasonWrongCodes, m.ID, Option{1, ActDone}, Option{9, ActOther})
	return b.decision()
}
