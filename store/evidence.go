package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"klachtenpost/workflow"
)

// Evidence gathers everything the records know about a message. codes and secrets
// are what was found in its subject and text, in the form in which they were
// given out. The message itself need not be stored.
func (tx *Tx) Evidence(m workflow.Message, codes, secrets []string) (workflow.Evidence, error) {
	g := gather{tx: tx, m: m}
	g.run("first look", g.look)
	g.run("own mail", g.ownMail)
	g.run("references", g.references)
	g.run("codes", func() error { return g.codes(codes) })
	g.run("secrets", func() error { return g.secrets(secrets) })
	g.run("tags", g.tags)
	g.run("people", g.people)
	g.run("twin", g.twin)
	if g.err != nil {
		return workflow.Evidence{}, fmt.Errorf("evidence: %w", g.err)
	}
	return g.ev, nil
}

// gather is one message whose evidence is being gathered.
type gather struct {
	tx  *Tx
	m   workflow.Message
	ev  workflow.Evidence
	err error

	// What the first look found to be worth a second one.
	ownID, fromUs, inCase, inItem, twins bool
}

// firstLook asks at once what most mail has nothing of: a mail of ours by the id it
// bears (?1), by our header or by its sender (?3), who may have sent our text; people
// and open items of its sender; what may be its twin. Written as a join, the open items
// would make SQLite prepare the statement anew at each use.
const firstLook = `SELECT
	EXISTS (SELECT 1 FROM outbox WHERE message_id = ?1) OR EXISTS (SELECT 1 FROM alias WHERE alias = ?1),
	EXISTS (SELECT 1 FROM outbox WHERE mark = ?2) OR EXISTS (SELECT 1 FROM outbox WHERE sender = ?3),
	EXISTS (SELECT 1 FROM person WHERE address = ?3 AND address <> ''),
	EXISTS (SELECT 1 FROM intake WHERE message IN (SELECT id FROM message WHERE sender = ?3) AND state = 'open'),
	EXISTS (SELECT 1 FROM message_ref WHERE ref = ?1) OR EXISTS (SELECT 1 FROM message WHERE state = 'vergeten')`

func (g *gather) look() error {
	err := g.tx.one([]any{&g.ownID, &g.fromUs, &g.inCase, &g.inItem, &g.twins}, firstLook,
		g.m.MessageID, label(g.m.Ours), addressKey(g.m.From))
	if len(g.m.OriginalIDs) > 0 { // it asked by one id only
		g.ownID, g.twins = true, true
	}
	return err
}

func (g *gather) run(what string, f func() error) {
	if g.err != nil {
		return
	}
	if err := f(); err != nil {
		g.err = fmt.Errorf("%s: %w", what, err)
	}
}

func (g *gather) ownMail() error {
	if !g.ownID && !g.fromUs {
		return nil
	}
	_, own, err := g.tx.ownMail(g.m)
	g.ev.OwnMail = own
	return err
}

// refMatters are the matters of all mails, theirs and ours, that bear an id or
// refer to it.
const refMatters = `
	SELECT m.matter FROM message_ref r JOIN message m ON m.id = r.message
		WHERE r.ref = ?1 AND m.matter IS NOT NULL
	UNION SELECT matter FROM outbox WHERE message_id = ?1
	UNION SELECT o.matter FROM alias a JOIN outbox o ON o.message_id = a.message_id WHERE a.alias = ?1`

// references finds the mails and matters that a reply points to.
func (g *gather) references() error {
	for _, id := range threadIDs(g.m) {
		t, ok, err := g.tx.token(g.m.Received, `WHERE message_id = ?1
			OR message_id = (SELECT message_id FROM alias WHERE alias = ?1)`, id)
		if err != nil {
			return err
		}
		if ok {
			g.addToken(t)
		}
		matters, err := column[string](g.tx, refMatters, id)
		if err != nil {
			return err
		}
		g.addMatters(matters)
	}
	return nil
}

func (g *gather) addToken(t workflow.Token) {
	if !slices.ContainsFunc(g.ev.Tokens, func(o workflow.Token) bool { return o.MessageID == t.MessageID }) {
		g.ev.Tokens = append(g.ev.Tokens, t)
	}
}

// addMatters leaves out the office: to be in an overview's thread is to be in no
// case.
func (g *gather) addMatters(keys []string) {
	for _, k := range keys {
		if k != workflow.OfficeKey && !slices.Contains(g.ev.Referenced, k) {
			g.ev.Referenced = append(g.ev.Referenced, k)
		}
	}
}

func (g *gather) codes(codes []string) error {
	for _, c := range codes {
		t, ok, err := g.tx.token(g.m.Received, `WHERE code = ?`, c)
		if err != nil {
			return err
		}
		if ok && !slices.Contains(g.ev.ByCode, t) {
			g.ev.ByCode = append(g.ev.ByCode, t)
			g.addToken(t)
		}
	}
	return nil
}

// secrets finds a prepared letter. A secret that was spent is only a reference.
func (g *gather) secrets(secrets []string) error {
	for _, s := range secrets {
		t, ok, err := g.tx.token(g.m.Received, `WHERE secret = ?`, s)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		var spent time.Time
		if err := g.tx.one([]any{(*stamp)(&spent)}, `SELECT spent FROM token WHERE secret = ?`, s); err != nil {
			return err
		}
		if spent.IsZero() && !t.Expired && g.ev.Letter == nil {
			g.ev.Letter = &t
		}
		g.addMatters([]string{t.Matter})
	}
	return nil
}

func (g *gather) tags() error {
	for _, n := range workflow.Tags(g.m.Subject) {
		var one int
		ok, err := found(g.tx.one([]any{&one}, `SELECT 1 FROM complaint WHERE number = ?`, n))
		if err != nil {
			return err
		}
		if ok {
			g.ev.Tagged = append(g.ev.Tagged, n)
		}
	}
	return nil
}

// people finds the cases of the sender and, for a mail that the secretary may have
// sent, of its recipients.
func (g *gather) people() (err error) {
	if g.inCase {
		if g.ev.OpenCases, g.ev.ClosedCase, err = g.tx.CasesByAddress(g.m.From); err != nil {
			return err
		}
	}
	if g.inCase || g.inItem {
		if g.ev.OpenItems, err = g.tx.itemsByAddress(g.m.From); err != nil {
			return err
		}
	}
	if g.m.Source == workflow.SourceInbox {
		return nil
	}
	recipients := slices.Concat(g.m.To, g.m.Cc)
	for _, a := range recipients[:min(len(recipients), maxRefs)] {
		open, _, err := g.tx.CasesByAddress(a)
		if err != nil {
			return err
		}
		for _, n := range open {
			if !slices.Contains(g.ev.Recipients, n) {
				g.ev.Recipients = append(g.ev.Recipients, n)
			}
		}
	}
	return nil
}

const itemsOf = `
	SELECT key FROM intake WHERE state = 'open' AND key IN (
		SELECT i.key FROM message m JOIN intake i ON i.message = m.id WHERE m.sender = ?1
		UNION SELECT p.matter FROM person p WHERE p.address = ?1 AND p.address <> '')
	ORDER BY received, key`

// itemsByAddress gives the open intake items whose message or person has this
// address, the oldest first.
func (tx *Tx) itemsByAddress(a workflow.Address) ([]string, error) {
	if a.IsZero() {
		return nil, nil
	}
	return column[string](tx, itemsOf, addressKey(a))
}

// twinOf finds a twin by the id it bears (?1); of a mail that was forgotten only the
// hash (?2) is still known.
const twinOf = `
	SELECT matter FROM (
		SELECT id, matter FROM message
		WHERE id IN (SELECT message FROM message_ref WHERE ref = ?1) AND twin = ?2 AND state = 'verwerkt'
		UNION ALL SELECT id, matter FROM message WHERE state = 'vergeten' AND twin = ?2 AND twin <> '')
	WHERE id <> ?3 ORDER BY id LIMIT 1`

func (g *gather) twin() error {
	if !g.twins {
		return nil
	}
	for _, id := range ownIDs(g.m) {
		var key label
		ok, err := found(g.tx.one([]any{&key}, twinOf, id, twinHash(g.m, id), g.m.ID))
		if err != nil {
			return err
		}
		if ok {
			g.ev.Twin, g.ev.HasTwin = string(key), true
			return nil
		}
	}
	return nil
}

const ownMail = `
	SELECT id FROM outbox
	WHERE letter = 0 AND (mark = ? OR text_hash <> '' AND text_hash = ? AND sender = ?)
	ORDER BY id DESC LIMIT 1`

// ownMail finds the mail of ours that m is a copy of: by an id it bears, by our
// header, or, when it says it is from us, by its text. A letter is never ours: it
// was the secretary who sent it.
func (tx *Tx) ownMail(m workflow.Message) (id int64, ok bool, err error) {
	for _, own := range ownIDs(m) {
		o, err := tx.MailByID(own)
		if ok, err := found(err); err != nil || ok && !o.Letter {
			return o.ID, ok, err
		}
	}
	ok, err = found(tx.one([]any{&id}, ownMail, label(m.Ours), TextHash(m.Text), addressKey(m.From)))
	return id, ok, err
}

// SeenOwn records that a copy of a mail of ours lies in the mailbox: the server
// accepted it, also when the dialogue left that open. The id the copy bears
// becomes an alias.
func (tx *Tx) SeenOwn(m workflow.Message, now time.Time) error {
	id, ok, err := tx.ownMail(m)
	if err != nil || !ok {
		return err
	}
	o, err := tx.Outgoing(id)
	if err != nil {
		return err
	}
	if err := tx.AddAlias(o.MessageID, m.MessageID); err != nil {
		return err
	}
	if _, err := tx.exec(`UPDATE outbox SET seen = ? WHERE id = ? AND seen IS NULL`, stamp(now), id); err != nil {
		return fmt.Errorf("own copy of outgoing %d: %w", id, err)
	}
	if o.State != StateUnknown && o.State != StateAgain {
		return nil
	}
	return tx.MarkOutcome(id, StateSent, o.Code, o.Enhanced, o.Reply, time.Time{})
}

// TextHash is the hash of a text by which a copy of our own mail is known when a
// server gave it another id and took our header off. Line ends and spacing do
// not count, since servers re-wrap. A text without words has none.
func TextHash(text string) string {
	words := make([]byte, 0, len(text)+1)
	for w := range strings.FieldsSeq(text) {
		words = append(append(words, w...), ' ')
	}
	if len(words) == 0 {
		return ""
	}
	sum := sha256.Sum256(words[:len(words)-1])
	return hex.EncodeToString(sum[:])
}
