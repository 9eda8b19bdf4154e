package daemon

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"klachtenpost/mailbox"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/workflow"
	"klachtenpost/workflow/answer"
)

// metaReadBack says what reading the mailbox back after a restore gave.
const metaReadBack = "teruggelezen"

// MetaReadBack is that key, for resume: as long as it is not there, nothing is
// known of what was sent after the backup.
const MetaReadBack = metaReadBack

// readBack is what was found in the mailbox and lost from the records.
type readBack struct {
	At     time.Time
	Copies int    // mails of ours
	Number string // highest case number in them, "" for none
}

func readBackOf(tx *store.Tx) (b readBack, err error) {
	text, err := tx.Meta(metaReadBack)
	if err == nil && text != "" {
		err = json.Unmarshal([]byte(text), &b)
	}
	return b, err
}

// Times of reading back.
const (
	readBackRetry = time.Minute
	readBackPart  = 256 << 10 // bytes of a mail of ours that hold its header and its code
)

// lookBack reads, before anything is decided on or sent, the mails of ours that came
// into the mailbox after the last that was taken in (trust section 4). Normally it
// finds what was sent just before the program stopped. After a restore, or when
// somebody put an old database there by hand, it finds what the records have lost:
// that is remembered, so that it is not sent again; after a restore everything else
// that came since is taken in too, so that it can be decided on in the order in which
// it came, whatever the folder. It returns when the mailbox was read, however long
// that takes.
func (d *Daemon) lookBack(ctx context.Context) error {
	defer close(d.ready)
	var listed string
	var positions []mailbox.Position
	var restored bool
	err := d.db.View(ctx, func(tx *store.Tx) (err error) {
		if listed, err = tx.Meta(MetaBaseline); err != nil {
			return err
		}
		restored, err = restoring(tx)
		return err
	})
	if err == nil && listed == "" {
		return nil // first start: there is nothing that could be lost
	}
	if err == nil {
		positions, err = d.positions(ctx)
	}
	if err != nil {
		return fmt.Errorf("look back: %w", err)
	}
	after := make(map[string]mailbox.Position)
	for _, p := range positions {
		after[p.Folder] = p
	}
	m := d.cfg.Mailbox
	walk := mailbox.Walk{
		Folders: mailbox.Folders{Inbox: m.Inbox, Sent: m.Sent, Drafts: m.Drafts, Junk: m.Junk},
		After:   after, Known: !restored, Want: ours, Part: readBackPart,
		Take: func(f mailbox.Fetched) error { return d.takeBack(ctx, f) },
	}
	if restored {
		d.restored.Store(true)
		walk.Want = func(h []byte) bool { return ours(h) || tagged.Match(h) }
	}
	walks := []mailbox.Walk{walk}
	if restored {
		all := walk
		all.Want, all.Part, all.MaxSize = nil, 0, int64(m.MaxSize)
		all.Take = func(f mailbox.Fetched) error {
			in, err := incoming(f)
			if err != nil {
				return err
			}
			return d.update(ctx, func(tx *store.Tx) error {
				_, err := takeOne(tx, in, f)
				return err
			})
		}
		all.Skipped = func(mailbox.Key, error) {} // the watcher comes by it again
		walks = append(walks, all)
	}
	for len(walks) > 0 {
		_, err := walks[0].Do(ctx, d.IMAP)
		pulseOf(ctx).resting(false)
		if err == nil {
			walks = walks[1:]
			continue
		}
		if berr := d.db.Broken(); berr != nil {
			return berr
		}
		if ctx.Err() != nil {
			return nil
		}
		d.healthy(PartIMAP, err)
		pause := readBackRetry
		if mailbox.TroubleOf(err) == mailbox.TroubleLogin {
			pause = pauseLogin
		}
		if !wait(ctx, time.Now().Add(pause), nil) {
			return nil
		}
	}
	return d.reconcile(ctx, restored)
}

func restoring(tx *store.Tx) (bool, error) {
	s, err := StopOf(tx)
	return s.Reason == StopRestore, err
}

// tagged is a header in whose subject a case number may stand, plain or encoded.
var tagged = regexp.MustCompile(`(?im)^Subject:.*(?:K-\d{4}-\d{4}|=\?)`)

var oursLine = regexp.MustCompile(`(?im)^X-Klachtenpost:`)

func ours(header []byte) bool {
	return oursLine.Match(bytes.ReplaceAll(header, []byte("\r\n"), []byte("\n")))
}

// takeBack looks at one mail that says it is ours.
func (d *Daemon) takeBack(ctx context.Context, fetched mailbox.Fetched) error {
	m := reader.Read(fetched.Body, d.readOptions())
	m.Source, m.Folder, m.Received = fetched.Source, fetched.Folder, fetched.InternalDate
	return d.update(ctx, func(tx *store.Tx) error {
		f := &filing{d: d, tx: tx, now: time.Now()}
		if m.Ours == "" {
			d.tags = append(d.tags, workflow.Tags(m.Subject)...)
			return nil
		}
		_, own, err := tx.OwnMail(m)
		if err != nil {
			return err
		}
		if own {
			return errors.Join(f.double(m), f.ownCopy(m))
		}
		_, err = f.lost(m)
		return err
	})
}

// lost handles a mail with our header that the records do not know. A seal made
// with our key means that the records are older than the mailbox, or that somebody
// else works with our key: what it tells is remembered and sending stops. With any
// other value it is nothing, whoever wrote it there, unless it was sent by the
// mailbox itself: then another installation works in it. done is false for a mail
// that is to be treated like any other.
func (f *filing) lost(m workflow.Message) (done bool, err error) {
	if m.Ours == "" || !m.From.Same(f.d.Procedure.Committee) {
		return false, nil
	}
	s, ok := f.d.unsealed(m.Ours)
	if !ok {
		return false, f.otherInstallation(m)
	}
	known, err := f.tx.Meta(metaCopy + m.Ours)
	if err != nil || known != "" {
		return true, err
	}
	if err := f.remember(m, s); err != nil {
		return true, fmt.Errorf("remember a mail of ours: %w", err)
	}
	restored, err := restoring(f.tx)
	if err != nil || restored {
		return true, err
	}
	return true, f.d.halt(f.tx, StopForeign, f.now)
}

// double stops when a mail of ours was made a second time: a copy of this program,
// with its key and its records, runs elsewhere and does the same work. A server may
// give our mail another Message-ID, but none of the form that ours have.
func (f *filing) double(m workflow.Message) error {
	if m.Ours == "" || !m.From.Same(f.d.Procedure.Committee) {
		return nil
	}
	foreign := false
	for _, id := range append([]string{m.MessageID}, m.OriginalIDs...) {
		if !strings.HasPrefix(id, "kp.") || !strings.HasSuffix(id, "@"+f.d.Procedure.Committee.Domain) {
			continue
		}
		_, err := f.tx.MailByID(id)
		if err == nil {
			return nil
		}
		if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		foreign = true
	}
	if _, ok := f.d.unsealed(m.Ours); !ok || !foreign {
		return nil
	}
	if erased, err := f.erasedCopy(m); err != nil || erased {
		return err // its id went with its case
	}
	return f.d.halt(f.tx, StopForeign, f.now)
}

// otherInstallation stops when the mailbox itself sent a mail with our header and a
// foreign key. Only the server's own copy of what was handed in says that: it lies in
// Sent and went over no other machine.
func (f *filing) otherInstallation(m workflow.Message) error {
	started, err := MetaTime(f.tx, MetaStarted)
	if err != nil || m.Source != workflow.SourceSent || m.OutsideHop || m.Kind == workflow.KindHuman || m.Received.Before(started) {
		return err
	}
	return f.d.halt(f.tx, StopForeign, f.now)
}

// remember notes what a mail of ours tells, so that its notice is not sent again
// and its matter gets the same key again.
func (f *filing) remember(m workflow.Message, s seal) error {
	c := copyOf{MessageID: m.MessageID, TextHash: store.TextHash(m.Text), Date: StampOf(m.Received)}
	if !m.Date.IsZero() {
		c.Date = StampOf(m.Date)
	}
	if len(m.OriginalIDs) > 0 {
		c.MessageID, c.Alias = m.OriginalIDs[0], m.MessageID // Exchange gave it another
	}
	if codes := answer.Code(m.Text); len(codes) > 0 {
		c.Code = codes[len(codes)-1] // it stands in the small print
	}
	if len(m.To) > 0 {
		c.To = m.To[0].Addr()
	}
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	f.d.copies.Store(true)
	f.d.log.Warn("a mail of ours that the records do not know", "matter", s.Matter)
	err = f.tx.SetMeta(metaCopy+m.Ours, string(text))
	if s.Origin != "" {
		err = errors.Join(err, f.tx.SetMeta(metaOrigin+s.Matter[:1]+s.Origin, s.Matter))
	}
	return errors.Join(err, f.raise(m, s))
}

// numberJump is how far a number in the subject of somebody else's mail may be above
// the last one known: our own mails may have been thrown away, and a joker must not
// use up the year.
const numberJump = 100

// raiseSeen lets numbers go on above those that people have used.
func raiseSeen(tx *store.Tx, tags []workflow.Number) error {
	slices.Sort(tags)
	for _, tag := range slices.Compact(tags) {
		var year, n int
		if k, _ := fmt.Sscanf(string(tag), "K-%d-%d", &year, &n); k != 2 {
			continue
		}
		last, err := tx.LastNumber(year)
		if err != nil {
			return err
		}
		if n <= last || n > last+numberJump {
			continue
		}
		if err := tx.RaiseNumber(year, n); err != nil {
			return err
		}
	}
	return nil
}

// raise lets numbers go on above those that were given.
func (f *filing) raise(m workflow.Message, s seal) error {
	if n, ok := strings.CutPrefix(s.Matter, "I-"); ok {
		i, err := strconv.Atoi(n)
		return errors.Join(err, f.tx.RaiseItemKey(i))
	}
	for _, n := range append(workflow.Tags(m.Subject), workflow.Number(s.Matter)) {
		var year, i int
		if k, _ := fmt.Sscanf(string(n), "K-%d-%d", &year, &i); k != 2 {
			continue
		}
		if err := f.tx.RaiseNumber(year, i); err != nil {
			return err
		}
	}
	return nil
}

// reconcile marks as sent what was sent, and notes that the mailbox was read.
func (d *Daemon) reconcile(ctx context.Context, restored bool) error {
	err := d.update(ctx, func(tx *store.Tx) error {
		copies, err := tx.MetaUnder(metaCopy)
		if err != nil || len(copies) == 0 && !restored {
			return err
		}
		if err := raiseSeen(tx, d.tags); err != nil {
			return err
		}
		d.copies.Store(len(copies) > 0)
		f := &filing{d: d, tx: tx, now: time.Now()}
		if err := f.adopt(""); err != nil {
			return err
		}
		if old, err := tx.Meta(metaReadBack); err != nil || !restored || old != "" {
			return err
		}
		b := readBack{At: f.now, Copies: len(copies)}
		var numbers []string
		for text := range copies {
			if s, ok := d.unsealed(text); ok && strings.HasPrefix(s.Matter, "K-") {
				numbers = append(numbers, s.Matter)
			}
		}
		if len(numbers) > 0 {
			b.Number = slices.Max(numbers)
		}
		text, err := json.Marshal(b)
		if err != nil {
			return err
		}
		d.log.Info("the mailbox was read back", "own", b.Copies)
		return tx.SetMeta(metaReadBack, string(text))
	})
	if err != nil {
		return fmt.Errorf("reconcile: %w", err)
	}
	kick(d.alarm)
	return nil
}

// adopt marks the waiting notices of a matter ("" for all) as sent of which a mail
// was found.
func (f *filing) adopt(matter string) error {
	if !f.d.copies.Load() {
		return nil
	}
	list, err := f.tx.WaitingNotices(matter)
	if err != nil {
		return err
	}
	for _, n := range list {
		if n.Letter {
			continue // a letter bears no mark: the secretary sent it
		}
		h, err := f.holder(n.Matter)
		if err != nil {
			return err
		}
		if _, err := f.adoptOne(n, h); err != nil {
			return err
		}
	}
	return nil
}

// adoptOne marks a notice as sent when a mail with its mark lies in the mailbox.
func (f *filing) adoptOne(n workflow.Notice, h holder) (bool, error) {
	if !f.d.copies.Load() || n.Letter {
		return false, nil
	}
	mark, err := f.mark(n, h)
	if err != nil {
		return false, err
	}
	text, err := f.tx.Meta(metaCopy + mark)
	if err != nil || text == "" {
		return false, err
	}
	var c copyOf
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return false, fmt.Errorf("mail of notice %d: %w", n.ID, err)
	}
	date, _ := time.Parse(time.RFC3339, c.Date)
	to, _, ok := f.d.Procedure.Claim(n, h.Matter, h.c, f.now)
	if !ok {
		to = workflow.Recipient{Role: n.To, Address: workflow.ParseAddress("", c.To)}
		if who, ok := h.Person(n.Person); ok {
			to.Role, to.Address = who.Role, who.Address
		}
	}
	tok := workflow.Token{MessageID: c.MessageID, Code: c.Code, Matter: n.Matter, Role: to.Role, Person: n.Person,
		Address: to.Address, Question: n.Question, Template: n.Template, Notice: n.ID}
	out := store.Outgoing{Notice: n.ID, Matter: n.Matter, From: f.d.Procedure.Committee.Addr(), To: c.To,
		MessageID: c.MessageID, Date: date, Mark: mark, GiveUp: date}
	if err := f.tx.FoundSent(n, out, tok, c.TextHash, f.now); err != nil {
		return false, err
	}
	if err := f.tx.AddAlias(c.MessageID, c.Alias); err != nil {
		return false, err
	}
	f.d.log.Info("a mail was sent before", "matter", n.Matter, "notice", n.ID)
	return true, f.tx.SetMeta(metaCopy+mark, "")
}

// former is the key that the matter of a message had before the records lost it,
// "" for none. kind is K or I.
func (f *filing) former(kind string, message int64) (string, error) {
	if !f.d.copies.Load() {
		return "", nil
	}
	origin, err := f.origin(message)
	if err != nil || origin == "" {
		return "", err
	}
	return f.tx.Meta(metaOrigin + kind + origin)
}

// nextNumber gives the number of a new case: the one that it had before, or the
// next. No number is given twice.
func (f *filing) nextNumber(m workflow.Message) (workflow.Number, error) {
	old, err := f.former("K", m.ID)
	if err != nil || old != "" && !f.exists(workflow.Number(old)) {
		return workflow.Number(old), err
	}
	return f.tx.NextNumber(m.Received.In(f.d.Procedure.Location).Year())
}

// nextItem does the same for the key of an intake item.
func (f *filing) nextItem(message int64) (string, error) {
	old, err := f.former("I", message)
	if err != nil {
		return "", err
	}
	if old != "" {
		if _, err := f.tx.Item(old); errors.Is(err, store.ErrNotFound) {
			return old, nil
		}
	}
	return f.tx.NewItemKey()
}
