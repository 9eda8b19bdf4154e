package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"

	"klachtenpost/mailbox/mailtest"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// Kind sorts what is wrong.
type Kind string

const (
	Lost        Kind = "lost"         // a mail that came in, or had to leave, is nowhere
	Doubled     Kind = "doubled"      // one thing was told or taken in twice
	WronglyTold Kind = "wrongly told" // somebody heard, or the records say, what is not so
	Other       Kind = "other"        // the records contradict themselves
)

// Violation is one thing that is wrong.
type Violation struct {
	Kind Kind
	Rule string // I1 to I9
	Text string
}

func (v Violation) String() string { return fmt.Sprintf("%s (%s): %s", v.Kind, v.Rule, v.Text) }

// Mail is one mail as it lay in a mailbox, or as it was taken from the program.
type Mail struct {
	To     string // whose mailbox
	Folder string
	UID    uint32
	At     time.Time // when it came there
	Raw    []byte
}

// Canary is a string that must stay where it is.
type Canary struct {
	Text string
	To   []string // who may read it, besides the committee
}

// World is what is seen from outside the program. Path and Committee are needed;
// what is not filled in is not held against the records. The recording methods may
// be used by several goroutines.
type World struct {
	Path      string    // of the database
	DB        *store.DB // as the program has it open; nil opens it for the check
	Committee string
	Staff     []string // addresses that the configuration names
	Canaries  []Canary
	Limits    Limits

	Shown    []Mail // all that lay in the committee's mailbox after the baseline
	Accepted []Mail // all that an SMTP server took, once for each recipient
	Drafts   []Mail // of the committee, now; nil is unknown, not empty
	Log      string

	Grace    time.Duration // how long a mail may lie in the mailbox before it is taken in
	Quiet    bool          // all is over: nothing may be on its way any more
	Unproven bool          // the server keeps no copies: what may be heard twice may be sent twice
	Rewrites bool          // the server changes what it is handed, as Exchange does
	Restored bool          // the records were set back: mails may have left that they do not know

	mu     sync.Mutex
	known  map[string]bool // hashes of Shown
	before map[string]bool // what lay there before the first start
}

// Limits on automatic mail (trust section 2); zero is none.
type Limits struct {
	Hour, Day, AddressDay, StaffDay int
	Acknowledge                     time.Duration // one acknowledgement per address in this time
}

// Delivered notes a mail that reached an account; it is an Options.OnDeliver.
func (w *World) Delivered(d mailtest.Delivery) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.Accepted = append(w.Accepted, Mail{To: strings.ToLower(d.To), Folder: "INBOX", At: time.Now(), Raw: d.Raw})
}

// Accept notes a mail that an SMTP server took.
func (w *World) Accept(m Mail) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.Accepted = append(w.Accepted, m)
}

// Forget gives what the SMTP servers took until now, and begins anew.
func (w *World) Forget() []Mail {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := w.Accepted
	w.Accepted = nil
	return list
}

// Show notes a mail that lies in the committee's mailbox.
func (w *World) Show(m Mail) {
	w.mu.Lock()
	defer w.mu.Unlock()
	h := hash(m.Raw)
	if w.known[h] || w.before[h] {
		return
	}
	if w.known == nil {
		w.known = make(map[string]bool)
	}
	w.known[h] = true
	w.Shown = append(w.Shown, m)
}

// Before notes a mail that lay there before the first start.
func (w *World) Before(raw []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.before == nil {
		w.before = make(map[string]bool)
	}
	w.before[hash(raw)] = true
}

// Look sees what lies in the committee's mailbox on the server in memory. Nothing
// is taken in from Drafts.
func (w *World) Look(s *mailtest.Server) {
	for _, use := range []string{"INBOX", "\\Sent", "\\Junk"} {
		folder := use
		if use != "INBOX" {
			folder = s.FolderName(imap.MailboxAttr(use))
		}
		for _, m := range s.Messages(w.Committee, folder) {
			w.Show(Mail{To: w.Committee, Folder: folder, UID: m.UID, At: m.InternalDate, Raw: m.Raw})
		}
	}
	drafts := make([]Mail, 0)
	for _, m := range s.Messages(w.Committee, s.FolderName("\\Drafts")) {
		drafts = append(drafts, Mail{To: w.Committee, Folder: "\\Drafts", UID: m.UID, At: m.InternalDate, Raw: m.Raw})
	}
	w.Drafts = drafts
}

func hash(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// Check holds the world against the records and gives all that is wrong. The error
// says that the records could not be read.
//
//	I1 each mail that was there for a poll is stored or reported
//	I2 of each thing to be told at most one mail was accepted
//	I3 each accepted mail is in the records with its bytes, and the other way round
//	I4 no mail went to an address that is not on file
//	I5 each case came where it is by allowed transitions
//	I6 the chain of the log verifies
//	I7 automatic mails stay within the limits
//	I8 no canary stands in the log, in a subject, or before somebody's eyes who may not see it
//	I9 what a mail says of where a case is was so when the mail was made
func Check(w *World) ([]Violation, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	db := w.DB
	if db == nil {
		var err error
		if db, err = store.Open(w.Path); err != nil {
			return nil, fmt.Errorf("check: %w", err)
		}
		defer db.Close()
	}
	now := time.Now()
	r, err := readRecords(w.Path, db, now)
	if err != nil {
		return nil, fmt.Errorf("check: %w", err)
	}
	ours := make([]sent, 0, len(w.Accepted))
	for _, m := range w.Accepted {
		if head, _, _ := bytes.Cut(m.Raw, []byte("\r\n\r\n")); !bytes.Contains(bytes.ToLower(head), []byte("x-klachtenpost:")) {
			continue
		}
		ours = append(ours, sent{m, reader.Read(bytes.NewReader(m.Raw), reader.Options{})})
	}
	c := &checking{w: w, r: r, ours: ours, now: now}
	c.takenIn()
	c.told()
	c.waiting()
	c.moved()
	c.limits()
	c.canaries()
	if r.badEvent != 0 {
		c.wrong(Other, "I6", "the log does not verify from line %d", r.badEvent)
	}
	return c.list, nil
}

// checking is one check under way.
type checking struct {
	w    *World
	r    *records
	ours []sent // of the accepted mails those that bear our header
	now  time.Time
	list []Violation
}

func (c *checking) wrong(k Kind, rule, format string, args ...any) {
	c.list = append(c.list, Violation{k, rule, fmt.Sprintf(format, args...)})
}

// takenIn is I1, and that no mail was taken for two.
func (c *checking) takenIn() {
	for _, m := range c.w.Shown {
		if c.now.Sub(m.At) < c.w.Grace || c.r.messages[hash(m.Raw)] || c.r.baseline[place{m.Folder, m.UID}] {
			continue
		}
		if m.UID != 0 && c.r.seen[place{m.Folder, m.UID}] {
			continue // set aside, and reported
		}
		c.wrong(Lost, "I1", "a mail of %d bytes in %s (UID %d) since %s is not stored", len(m.Raw), m.Folder, m.UID, m.At.Format(time.DateTime))
	}
	for _, t := range c.r.twice {
		c.wrong(Doubled, "I1", "%s", t)
	}
	if c.w.Quiet {
		for _, id := range c.r.undecided {
			c.wrong(Lost, "I1", "message %d is stored and was never decided on", id)
		}
	}
}

// moved is I5.
func (c *checking) moved() {
	for matter, steps := range c.r.statuses {
		for i := 1; i < len(steps); i++ {
			if !allowed(steps[i-1], steps[i]) {
				c.wrong(Other, "I5", "%s went from %s to %s", matter, steps[i-1], steps[i])
			}
		}
		if last := steps[len(steps)-1]; last != c.r.status[matter] {
			c.wrong(Other, "I5", "%s is %s, and its log says %s", matter, c.r.status[matter], last)
		}
	}
}

// limits is I7.
func (c *checking) limits() {
	l := c.w.Limits
	if l == (Limits{}) {
		return
	}
	var all []time.Time
	byAddress, acks := map[string][]time.Time{}, map[string][]time.Time{}
	for _, s := range c.ours {
		m := c.r.byMark[s.m.Ours]
		if m != nil && m.template == string(workflow.TemplateAcknowledgement) && s.To == m.to {
			acks[s.To] = append(acks[s.To], s.At)
		}
		if s.To == c.w.Committee {
			continue
		}
		all = append(all, s.At)
		if m == nil || m.template != string(workflow.TemplateHearing) { // when a hearing is, is told whatever else was
			byAddress[s.To] = append(byAddress[s.To], s.At)
		}
	}
	over := func(who string, times []time.Time, window time.Duration, limit int) {
		if n := most(times, window); limit > 0 && n > limit {
			c.wrong(Doubled, "I7", "%s got %d mails within %v, at most %d may", who, n, window, limit)
		}
	}
	over("all together", all, time.Hour, l.Hour)
	over("all together", all, 24*time.Hour, l.Day)
	for addr, times := range acks {
		limit := 1
		if l.Acknowledge == 0 || c.w.Unproven {
			limit = 0
		}
		over(addr+" (acknowledged)", times, l.Acknowledge, limit)
	}
	for addr, times := range byAddress {
		limit := l.AddressDay
		if slices.Contains(c.w.Staff, addr) {
			limit = l.StaffDay
		}
		over(addr, times, 24*time.Hour, limit)
	}
}

// most is how many of some moments lie within a window at most.
func most(list []time.Time, window time.Duration) (n int) {
	list = slices.SortedFunc(slices.Values(list), time.Time.Compare)
	for i, j := 0, 0; i < len(list); i++ {
		for list[i].Sub(list[j]) >= window {
			j++
		}
		n = max(n, i-j+1)
	}
	return n
}

// canaries is I8.
func (c *checking) canaries() {
	for _, k := range c.w.Canaries {
		if strings.Contains(c.w.Log, k.Text) {
			c.wrong(WronglyTold, "I8", "%q stands in the log", k.Text)
		}
		for _, s := range c.ours {
			if strings.Contains(s.m.Subject, k.Text) {
				c.wrong(WronglyTold, "I8", "%q stands in a subject to %s", k.Text, s.To)
			}
			if s.To != c.w.Committee && !slices.Contains(k.To, s.To) && strings.Contains(s.m.Text, k.Text) {
				c.wrong(WronglyTold, "I8", "%q was told to %s", k.Text, s.To)
			}
		}
	}
}
